"""The groups of people that a wave's findings can be told of."""

from __future__ import annotations

from dataclasses import dataclass

from consult.models import Wave
from consult.questionnaire import Choice, Item, Questionnaire
from consult.services import field, weigh

# Who people are, in the order in which it is offered; what the wave was weighed by comes after.
KNOWN = ("neighbourhood", "ward", "age_band", "age", "sex", "ethnic_group", "condition", "tenure", "religion",
         "main_language", "orientation")  # fmt: skip
PLACES = ("neighbourhood", "ward")


@dataclass(frozen=True)
class Dimension:
    """A question that tells groups of people apart, and its groups."""

    item: Item
    groups: tuple[Choice, ...]

    @property
    def name(self) -> str:
        """The name of the question."""
        return self.item.name

    def group(self, value: str) -> Choice | None:
        """The group of that value, or None."""
        return next((one for one in self.groups if one.value == value), None)


def dimensions(wave: Wave) -> list[Dimension]:
    """What the people of a wave can be told apart by: places, ages and the like, and what it was weighed by."""
    questionnaire, run = field.asked(wave), weigh.current(wave)
    weighed = [name for margin in run.scheme["margins"] for name in margin["dimensions"]] if run else []
    found = (dimension(questionnaire, name) for name in dict.fromkeys([*KNOWN, *weighed]))
    return [one for one in found if one is not None]


def dimension(questionnaire: Questionnaire, name: str) -> Dimension | None:
    """A question of one answer each as a dimension; None for any other."""
    from analysis.measures import ONE_ANSWER

    item = questionnaire.items.get(name)
    if item is None or item.type not in ONE_ANSWER:
        return None
    groups = tuple(one for one in item.choices if one.kind not in ("dont_know", "prefer_not"))
    return Dimension(item, groups) if groups else None
