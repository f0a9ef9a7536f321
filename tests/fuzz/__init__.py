"""An outside client that tries every public method as everybody (`./dev fuzz`).

It speaks HTTP only; triggers in the database tell what a call changed, planted words tell what it
gave away. Everything a call changed is undone before the next one, so a call depends on the seed
and its number alone: `./dev fuzz --seed S --call N` repeats it.
"""
