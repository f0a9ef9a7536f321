"""Putting parts of a text together as the reader's language does: full-width in Chinese."""

from functools import reduce


def join_sentences(env, sentences):
    """Return whole sentences in a row."""
    return reduce(
        lambda first, next_one: env._(
            "%(first_sentence)s %(next_sentence)s",
            first_sentence=first,
            next_sentence=next_one,
        ),
        sentences or [""],
    )


def join_parts(env, parts):
    """Return parts of one sentence, set apart."""
    return reduce(
        lambda first, next_one: env._(
            "%(first_part)s; %(next_part)s", first_part=first, next_part=next_one
        ),
        parts or [""],
    )
