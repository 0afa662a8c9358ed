"""Refusals of an answer, in the respondent's words."""

from typing import TYPE_CHECKING

from flask_babel import gettext as _
from flask_babel import ngettext

from consult.questionnaire import Item

if TYPE_CHECKING:
    from consult.blueprints.respond.fields.asking import Asking


def answer_error(code: str, params: dict, item: Item, asking: "Asking") -> str:
    """What to say about an answer that was not taken, and what to do."""
    if code == "required":
        return _required(params, item, asking)
    if code == "too_long":
        over = params["length"] - params["max_length"]
        return ngettext(
            "Your answer is %(num)d character too long. Shorten it.",
            "Your answer is %(num)d characters too long. Shorten it.",
            over,
        )
    if code == "exclusive":
        label = item.label(params["choice"], asking.language)
        return _("You chose “%(choice)s” and another answer. Choose one or the other.", choice=label.value)
    if code == "not_offered":
        return _("That answer is not one of those offered. Choose from the list.")
    return _("We could not read that answer. Please give it again.")


def _required(params: dict, item: Item, asking: "Asking") -> str:
    if params.get("rows"):
        names = [asking.say(row.text).value for row in item.rows if row.value in params["rows"]]
        return _("Choose an answer for: %(rows)s", rows="; ".join(names))
    if {"dont_know", "prefer_not"} <= {choice.kind for choice in item.choices}:
        return _("Choose an answer. There is one for “don’t know” and one for “prefer not to say”.")
    return _("Choose an answer.")
