"""What an officer wants told, the refusal of it, and the question it is about as the wave asked it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _

from consult.models import Finding, Partnership, Wave
from consult.questionnaire import Item, Questionnaire
from consult.questionnaire import authoring as bank
from consult.services import asking, field

if TYPE_CHECKING:
    from analysis.measures import Asked, Measure


class CannotTell(Exception):
    """The finding cannot be told. `words` says why and what to do, in the language of whoever reads it."""

    def __init__(self, words):
        # Not made into text here: outside a request there is no reader whose language it would be in.
        self.words = words
        super().__init__(words)


@dataclass(frozen=True)
class Wanted:
    """A finding before it is kept. Its fields are those of the model Finding; every service here takes either."""

    partnership: Partnership
    wave: Wave
    measure: str
    answer: str | None = None
    dimension: str | None = None
    category: str | None = None
    comparison: str = "none"
    against: str | None = None


@dataclass(frozen=True)
class Subject:
    """The question that is told of, the answers that count, and whether it has sentences of its own.

    `home` is where figures that may stand beside it are listed; None for a question that is not of the bank.
    """

    item: Item
    measure: Measure
    asked: Asked
    answer: str | None
    named: bool
    home: tuple[str, str] | None


def subject(wanted: Wanted | Finding) -> Subject:
    """The subject of what is wanted. Raises CannotTell."""
    return subject_in(field.questionnaire(wanted.wave.version), wanted.measure, wanted.answer)


def subject_in(questionnaire: Questionnaire, name: str, answer: str | None) -> Subject:
    """A measure by its name ("item" or "item.row") in a questionnaire, with one answer of it or none.

    Raises CannotTell.
    """
    from analysis.measures import MeasureError, is_named, measure_for

    name, _dot, row = name.partition(".")
    item = questionnaire.items.get(name)
    if item is None:
        raise CannotTell(_("The wave did not ask this question. Choose another."))
    try:
        measure = measure_for(item, questionnaire.audience, row or None)
    except MeasureError as error:
        raise CannotTell(_refused()[error.code]) from error
    asked = asking.asked_as(questionnaire, name, row or None)
    home = None if row else bank.home(item.bank, questionnaire.audience)
    named = is_named(measure) and home is not None and answer is None
    if answer is not None:
        measure, asked = _narrowed(measure, asked, answer)
    return Subject(item, measure, asked, answer, named, home)


def _narrowed(measure: Measure, asked: Asked, answer: str) -> tuple[Measure, Asked]:
    """The same, about one answer."""
    from analysis.measures import PROBLEMS, ROWS, SHARE, SINGLE

    if measure.kind in (PROBLEMS, ROWS):
        raise CannotTell(_("One row of a grid is a question of its own. Choose it from the list of questions."))
    if answer not in asked.kept:
        raise CannotTell(_("The question does not offer this answer. Choose another."))
    if measure.kind in (SHARE, SINGLE):
        return replace(measure, kind=SHARE), replace(asked, net=(answer,))
    return measure, asked


def _refused() -> dict:
    return {
        "typed": _("This question has no answers to choose from, so there is no share to tell. Choose another."),
        "rows": _(
            "This grid does not say which answers count together, so it can only be told row by row. Choose a row."
        ),
        "no_row": _("The question does not have this row. Choose another."),
        "asked": _("The question was not asked as this figure needs it. Choose another."),
    }
