"""The fields of a questionnaire's pages, one class a kind of item: each owns its input, its display, its summary."""

from collections.abc import Iterable
from typing import NamedTuple

from consult.blueprints.respond.fields.asking import Asking
from consult.blueprints.respond.fields.base import ItemField
from consult.blueprints.respond.fields.choice import ChoiceField
from consult.blueprints.respond.fields.free_text import FreeTextField
from consult.blueprints.respond.fields.grid import GridField
from consult.blueprints.respond.fields.place import PlaceField
from consult.blueprints.respond.fields.several import SeveralField
from consult.questionnaire import Page, Text

FIELDS: dict[str, type[ItemField]] = {
    "single": ChoiceField,
    "scale": ChoiceField,
    "several": SeveralField,
    "grid": GridField,
    "text": FreeTextField,
    "place": PlaceField,
}


class Answered(NamedTuple):
    """One question with its answer in words, a line each: none where it was passed over."""

    page_id: str
    text: Text
    lines: list[Text]


def summary(steps: Iterable[Page], answers: dict, asking: Asking) -> list[Answered]:
    """Every question on the path with its answer in words."""
    return [
        Answered(step.id, asking.say(item.text), FIELDS[item.type].summary(item, answers, asking))
        for step in steps
        for item in step.items
    ]


__all__ = ["FIELDS", "Answered", "Asking", "ItemField", "summary"]
