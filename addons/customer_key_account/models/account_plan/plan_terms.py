"""What account plans share: a measure, and when something is red, amber or green."""

from dataclasses import dataclass

LIGHTS = [("red", "Red"), ("amber", "Amber"), ("green", "Green"), ("grey", "Unknown")]
# The worst first: a plan is what its worst part is.
WORST = ("red", "amber", "green", "grey")
# Of what should be there by today, so much is amber; less is red.
AMBER_FROM = 0.8


@dataclass(frozen=True)
class PlanMeasure:
    """One figure that an aim of an account plan may be about.

    :param code: technical name
    :param label: short name, lazily translated
    :param unit: money (company currency), count or percent
    :param definition: what exactly is counted, lazily translated
    :param method: name of the method of ``customer.account.plan.measure`` that returns the values
    :param adds_up: whether it grows over the period of the plan, so that half of it is enough at
        half time; otherwise it is a level
    :param less_is_better: whether an aim is not to exceed it
    """

    code: str
    label: str
    unit: str
    definition: str
    method: str
    adds_up: bool = True
    less_is_better: bool = False


def worst(lights):
    """Return the worst of several lights; grey when there is none."""
    lights = set(lights)
    return next((light for light in WORST if light in lights), "grey")
