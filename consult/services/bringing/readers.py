"""From the cells of a row to an item's answer. One class a way of keeping an answer in columns."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from flask_babel import lazy_gettext as _

from consult.questionnaire import AnswerError, Item, clean
from consult.services.bringing.report import ImportReport, Refusal

# Why there is no answer, where neither the mapping nor the file has words for it.
BLANK, NONE_CHOSEN, INCOMPLETE = "blank", "none chosen", "a part is missing"
_WHOLE = re.compile(r"(-?\d+)\.0+")

Cells = dict[str, str]
Look = Callable[[str], str | None]


class CellRefused(Exception):
    """A cell that cannot be read."""

    def __init__(self, column: str, value: str, why, remedy):
        self.refusal = Refusal(why, remedy, column=column, value=value)
        super().__init__(str(why))


def code(value: str) -> str:
    """A code as a mapping writes it: many programs write the whole number 3 as 3.0."""
    whole = _WHOLE.fullmatch(value)
    return whole[1] if whole else value


@dataclass(frozen=True)
class Codes:
    """A look-up from codes to choices. It may make an answer ("don't know") of what the file calls missing."""

    choices: dict[str, str]
    reads_missing: ClassVar[bool] = True

    def __call__(self, value: str) -> str | None:
        return self.choices.get(value) or self.choices.get(code(value))


@dataclass(frozen=True)
class Ranges:
    """A look-up from a number to the choice whose range (both ends inside) it falls in. 999 may be no age."""

    bounds: list[tuple[float, float, str]]
    reads_missing: ClassVar[bool] = False

    def __call__(self, value: str) -> str | None:
        try:
            number = float(value)
        except ValueError:
            return None
        return next((choice for low, high, choice in self.bounds if low <= number <= high), None)


def look_up(
    column: str, value: str, look: Codes | Ranges, labels: dict[str, str], declared: dict[str, Look]
) -> tuple[str | None, str | None]:
    """(choice, None), or (None, what stands there instead). Raises CellRefused for an unknown value."""
    label = _blank_or(value, labels)
    if label is None and not look.reads_missing:
        label = _declared(column, value, declared)
    choice = look(value) if label is None else None
    if choice is None and label is None:
        label = _declared(column, value, declared)
    if choice is None and label is None:
        raise CellRefused(
            column, value,
            _("The mapping does not say what this value means."),
            _("Correct the file, or add the value to the mapping: to “codes” or “ranges”, or to “missing”."),
        )
    return choice, label


def missing_label(column: str, value: str, labels: dict[str, str], declared: dict[str, Look]) -> str | None:
    """What a missing value stands for, by the mapping or else by the file's own declaration; None if it is not one."""
    return _blank_or(value, labels) or _declared(column, value, declared)


def _blank_or(value: str, labels: dict[str, str]) -> str | None:
    return labels.get(value) or labels.get(code(value)) if value else BLANK


def _declared(column: str, value: str, declared: dict[str, Look]) -> str | None:
    return declared[column](value) if column in declared else None


def words(column: str, value: str, check: Callable[[str], None]) -> str | None:
    """A text fit to be kept; None when blank. Raises CellRefused when it is too long or is no text."""
    kept = clean(value)
    try:
        if kept is None:
            raise AnswerError("unreadable")
        check(kept)
    except AnswerError as error:
        if error.code == "too_long":
            why = _("The text has %(length)d characters; the item takes %(most)d.",
                    length=error.params["length"], most=error.params["max_length"])
            raise CellRefused(column, value[:60] + "…", why, _("Shorten it in the file.")) from None
        raise CellRefused(column, value[:60], _("This is not readable text."), _("Type it again.")) from None
    return kept or None


@dataclass(frozen=True)
class ColumnReader:
    """One choice, from one column, and the words beside "other" from another."""

    item: Item
    column: str
    look: Codes | Ranges
    labels: dict[str, str]
    other: str | None

    @property
    def columns(self) -> list[str]:
        return [self.column, self.other] if self.other else [self.column]

    def read(self, cells: Cells, declared: dict[str, Look], answers: dict, report: ImportReport) -> None:
        choice, label = look_up(self.column, cells[self.column], self.look, self.labels, declared)
        if choice is None:
            return report.count_missing(self.item.name, label)
        answers[self.item.name] = choice
        report.answered[self.item.name] += 1
        add_other(self.item, self.other, cells, [choice], answers)


@dataclass(frozen=True)
class WordsReader:
    """Words, from one column."""

    item: Item
    column: str
    labels: dict[str, str]

    @property
    def columns(self) -> list[str]:
        return [self.column]

    def read(self, cells: Cells, declared: dict[str, Look], answers: dict, report: ImportReport) -> None:
        value = cells[self.column]
        label = missing_label(self.column, value, self.labels, declared)
        kept = words(self.column, value, self.item.check) if label is None else None
        if kept is None:
            return report.count_missing(self.item.name, label or BLANK)
        answers[self.item.name] = kept
        report.answered[self.item.name] += 1


_NO_FIGURE = {
    "not_a_number": _("This is no number as the item takes it."),
    "too_small": _("The number is smaller than the item takes."),
    "too_large": _("The number is larger than the item takes."),
    "not_a_month": _("This is no month such as 2026-03."),
    "too_early": _("The month is earlier than the item takes."),
    "too_late": _("The month is later than the item takes."),
}


@dataclass(frozen=True)
class FigureReader:
    """A number or a month, from one column; codes stand for the choices made instead of one."""

    item: Item
    column: str
    look: Codes
    labels: dict[str, str]

    @property
    def columns(self) -> list[str]:
        return [self.column]

    def read(self, cells: Cells, declared: dict[str, Look], answers: dict, report: ImportReport) -> None:
        value = cells[self.column]
        kept = self.look(value)
        label = missing_label(self.column, value, self.labels, declared) if kept is None else None
        if label is not None:
            return report.count_missing(self.item.name, label)
        answers[self.item.name] = self._figure(value) if kept is None else kept
        report.answered[self.item.name] += 1

    def _figure(self, value: str) -> int | float | str:
        try:
            return self.item.parse([code(value)])
        except AnswerError as error:
            why = _NO_FIGURE.get(error.code, _("The mapping does not say what this value means."))
            remedy = _("Correct the file, or add the value to “codes” or to “missing”.")
            raise CellRefused(self.column, value[:60], why, remedy) from None


@dataclass(frozen=True)
class RankingReader:
    """Choices in order, from one column a place, the first place first."""

    item: Item
    places: list[str]
    look: Codes
    labels: dict[str, str]

    @property
    def columns(self) -> list[str]:
        return self.places

    def read(self, cells: Cells, declared: dict[str, Look], answers: dict, report: ImportReport) -> None:
        found = [look_up(column, cells[column], self.look, self.labels, declared) for column in self.places]
        ranked = [choice for choice, _label in found if choice is not None]
        if not ranked:
            return report.count_missing(self.item.name, found[0][1])
        for column, (choice, _label) in zip(self.places, found[:len(ranked)], strict=False):
            if choice is None:
                raise CellRefused(column, cells[column], _("This place is empty and a later one is not."),
                                  _("Correct the file so that the places are filled from the first."))
        self._check(ranked)
        answers[self.item.name] = ranked
        report.answered[self.item.name] += 1

    def _check(self, ranked: list[str]) -> None:
        try:
            self.item.check(ranked)
        except AnswerError as error:
            # Fewer places than a respondent here must fill are kept as they are, as of every other item.
            if error.code == "required":
                return
            choice = error.params.get("choice", ranked[0])
            raise CellRefused(
                self.places[ranked.index(choice)], ", ".join(ranked),
                _("“%(choice)s” cannot stand beside these choices, or stands twice.", choice=choice),
                _("Correct the file so that each choice has one place."),
            ) from None


@dataclass(frozen=True)
class SeveralReader:
    """Several choices, from one column a choice. A blank beside values that are given counts as not chosen."""

    item: Item
    choices: dict[str, str]
    selected: set[str]
    not_selected: set[str]
    none: str | None
    labels: dict[str, str]
    other: str | None

    @property
    def columns(self) -> list[str]:
        return [*self.choices.values(), self.other] if self.other else list(self.choices.values())

    def read(self, cells: Cells, declared: dict[str, Look], answers: dict, report: ImportReport) -> None:
        marks = {choice: self._mark(cells[column], column, declared) for choice, column in self.choices.items()}
        ticked = [choice.value for choice in self.item.choices if marks.get(choice.value) is True]
        if not ticked and False in marks.values():
            if self.none is None:
                return report.count_missing(self.item.name, NONE_CHOSEN)
            ticked = [self.none]
        if not ticked:
            return report.count_missing(self.item.name, next(iter(marks.values())))
        self._check(ticked)
        answers[self.item.name] = ticked
        report.answered[self.item.name] += 1
        add_other(self.item, self.other, cells, ticked, answers)

    def _mark(self, value: str, column: str, declared: dict[str, Look]) -> bool | str:
        if value in self.selected or code(value) in self.selected:
            return True
        if value in self.not_selected or code(value) in self.not_selected:
            return False
        label = missing_label(column, value, self.labels, declared)
        if label is None:
            raise CellRefused(
                column, value,
                _("The mapping does not say what this value means."),
                _("Correct the file, or add the value to “selected”, “not_selected” or “missing”."),
            )
        return label

    def _check(self, ticked: list[str]) -> None:
        try:
            self.item.check(ticked)
        except AnswerError as error:
            alone = error.params.get("choice", ticked[0])
            raise CellRefused(
                self.choices.get(alone, self.item.name), ", ".join(ticked),
                _("“%(choice)s” cannot stand beside other choices.", choice=alone),
                _("Correct the file so that one of the two is chosen."),
            ) from None


@dataclass(frozen=True)
class GridReader:
    """A grid, from one column a row."""

    item: Item
    rows: dict[str, str]
    look: Codes | Ranges
    labels: dict[str, str]

    @property
    def columns(self) -> list[str]:
        return list(self.rows.values())

    def read(self, cells: Cells, declared: dict[str, Look], answers: dict, report: ImportReport) -> None:
        answer = {}
        for row in self.item.rows:
            if row.value not in self.rows:
                continue
            column = self.rows[row.value]
            choice, label = look_up(column, cells[column], self.look, self.labels, declared)
            name = f"{self.item.name}.{row.value}"
            if choice is None:
                report.count_missing(name, label)
            else:
                answer[row.value] = choice
                report.answered[name] += 1
        if answer:
            answers[self.item.name] = answer


@dataclass(frozen=True)
class Combined:
    """One choice made of those of other items: "F" and "15-34" make "F:15-34"."""

    item: Item
    parts: list[str]
    separator: str
    columns = ()

    def read(self, _cells: Cells, _declared: dict[str, Look], answers: dict, report: ImportReport) -> None:
        if any(part not in answers for part in self.parts):
            return report.count_missing(self.item.name, INCOMPLETE)
        value = self.separator.join(answers[part] for part in self.parts)
        if self.item.choice(value) is None:
            raise CellRefused(
                self.item.name, value,
                _("The combined value is no choice of the item."),
                _("Correct “combine” or “separator” in the mapping, or add the choice to the questionnaire."),
            )
        answers[self.item.name] = value
        report.answered[self.item.name] += 1


def add_other(item: Item, column: str | None, cells: Cells, ticked: list[str], answers: dict) -> None:
    """Keep the words beside "other" where it was chosen. Raises CellRefused when they are too long."""
    if column and cells[column] and item.other.value in ticked:
        kept = words(column, cells[column], item.check_other)
        if kept:
            answers[item.other_key] = kept
