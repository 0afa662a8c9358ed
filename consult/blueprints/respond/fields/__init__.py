"""The fields of a questionnaire's pages, one class a kind of item: each owns its input, its display, its summary."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from consult.blueprints.respond.fields.asking import Asking
from consult.blueprints.respond.fields.base import ItemField
from consult.blueprints.respond.fields.choice import ChoiceField, ConsentField, YesNoField
from consult.blueprints.respond.fields.free_text import FreeTextField
from consult.blueprints.respond.fields.grid import GridField
from consult.blueprints.respond.fields.info import InfoField
from consult.blueprints.respond.fields.month import MonthField
from consult.blueprints.respond.fields.number import NumberField
from consult.blueprints.respond.fields.place import PlaceField
from consult.blueprints.respond.fields.postcode import PostcodeField
from consult.blueprints.respond.fields.ranking import RankingField
from consult.blueprints.respond.fields.several import SeveralField
from consult.questionnaire import Item, Page, Text

FIELDS: dict[str, type[ItemField]] = {
    "single": ChoiceField,
    "scale": ChoiceField,
    "yes_no": YesNoField,
    "consent": ConsentField,
    "several": SeveralField,
    "grid": GridField,
    "ranking": RankingField,
    "number": NumberField,
    "month": MonthField,
    "text": FreeTextField,
    "place": PlaceField,
    "postcode": PostcodeField,
    "info": InfoField,
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
        if item.asks
    ]


def written(item: Item, value: Any) -> str | None:
    """A number or a month as the page's language writes it, for a text that quotes it; None for any other answer."""
    return FIELDS[item.type].written(item, value)


__all__ = ["FIELDS", "Answered", "Asking", "ItemField", "summary", "written"]
