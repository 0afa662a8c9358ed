"""A success measure by groups of people, wave by wave, every count of an output shown to the disclosure control."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from consult.models import SuccessMeasure, Survey, Wave
from consult.questionnaire import Item, text
from consult.services import disclosure, field
from consult.services.success import figures
from consult.services.success.figures import Effect, Estimates, NoFigure
from consult.services.success.series import SHOWN, WITHHELD, blurred, waves_of

if TYPE_CHECKING:
    from analysis.success import Figure

# What figures can be split by -> the items that ask it, of residents and of young people.
DIMENSIONS = {"neighbourhood": ("neighbourhood",), "age": ("age_band", "age"), "sex": ("sex",), "ward": ("ward",)}


@dataclass(frozen=True)
class Cell:
    """One figure of a table as it may be told. `reason`: why it is withheld. `since`: what stands before it."""

    state: str
    kind: str | None = None
    figure: Figure | None = None
    base: int | None = None
    reason: str | None = None
    least_base: int = 0
    since: Effect = Effect()


def dimension(survey: Survey | None, key: str) -> str | None:
    """The item of a survey that splits its figures by `key`; None where it does not ask."""
    if survey is None or not survey.versions:
        return None
    items = field.questionnaire(survey.versions[-1]).items
    return next((name for name in DIMENSIONS.get(key, ()) if name in items), None)


def item_of(survey: Survey, name: str) -> Item:
    """The newest text of an item."""
    return field.questionnaire(survey.versions[-1]).items[name]


def categories(survey: Survey, name: str) -> list[str]:
    """The answers of an item that make groups, in order; elsewhere is no place."""
    return figures.categories_of(item_of(survey, name))


def label(survey: Survey, name: str, category: str, lang: str) -> tuple[str, str]:
    """The words of a group and the language they are in."""
    item = item_of(survey, name)
    choice = item.choice(category)
    words = text(choice.text, lang, item.master)
    return words.value, words.lang


def cells(measures: Sequence[SuccessMeasure], key: str | None) -> dict[tuple[int, str], dict[str | None, Cell]]:
    """Every figure of an output: (measure, wave's slug) -> category (None: everybody) -> Cell.

    The counts of all of them that come from one wave are judged together: what hides one protects it from the others.
    """
    found: dict[tuple[int, str], dict[str | None, Cell]] = {}
    estimated: dict[Wave, list[tuple[SuccessMeasure, Estimates]]] = {}
    for measure in measures:
        before = None
        for wave in waves_of(measure):
            by = dimension(measure.survey, key) if key else None
            try:
                estimates = figures.of_wave(measure, wave, by if by != (measure.group or {}).get("dimension") else None)
            except NoFigure as none:
                found[measure.id, wave.slug] = {None: Cell(none.code)}
                continue
            since = figures.between(before, wave, measure) if before is not None else Effect()
            before = wave
            estimated.setdefault(wave, []).append((measure, estimates))
            found[measure.id, wave.slug] = {None: Cell(SHOWN, since=since)}
    for wave, pairs in estimated.items():
        for measure, told in _protected(wave, pairs):
            since = found[measure.id, wave.slug][None].since
            found[measure.id, wave.slug] = {name: _with(cell, since) for name, cell in told.items()}
    return found


def _protected(wave: Wave, pairs):
    from analysis.counts import SMALL_BASE

    rule = disclosure.rule_of(wave)
    # Where nobody is there is nobody to protect: what is withheld there takes no other group along.
    counts = dict.fromkeys(one.count for _measure, found in pairs for one in found.found.values())
    hidden = disclosure.hidden(wave, [count for count in counts if count.base])
    hidden |= {count: SMALL_BASE for count in counts if not count.base}
    least = max(rule.least_base, rule.fewest)
    for measure, found in pairs:
        told = {}
        for category, one in found.found.items():
            reason = hidden.get(one.count)
            told[category] = (
                Cell(WITHHELD, wave.design, reason=reason, least_base=least) if reason
                else Cell(SHOWN, wave.design, blurred(one.figure, rule), rule.shown_count(one.count.base))
            )  # fmt: skip
        yield measure, told


def _with(cell: Cell, since: Effect) -> Cell:
    return Cell(cell.state, cell.kind, cell.figure, cell.base, cell.reason, cell.least_base, since)
