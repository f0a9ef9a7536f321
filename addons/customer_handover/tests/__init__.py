from . import (
    test_access,
    test_bad_input,
    test_freeze,
    test_gate,
    test_move,
    test_places,
    test_story,
    test_walks,
)
