"""What a table can be of: the questions of a wave, and the groups that its people fall into."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _

from consult.extensions import db
from consult.models import Response, Wave
from consult.questionnaire import Item, Row, Section
from consult.services import field
from consult.services.cells import WAY_COLUMNS, in_figures
from consult.services.weigh_checks import NOT_TELLING, ONE_ANSWER

if TYPE_CHECKING:
    from analysis.tables import Layout

# Categories of a dimension that no answer is called: those who did not say, and all who did (as the door knows them,
# analysis.counts.SAID, which a web worker must not load).
UNSAID, SAID = "", "*"
EVERYBODY = "everybody"
SEVERAL, GRID = "several", "grid"


class CannotTabulate(Exception):
    """The table cannot be made as asked. `words` says why and what to do; `place` is the choice it is about."""

    def __init__(self, words, place: str = "item"):
        self.words, self.place = words, place
        super().__init__(words)


@dataclass(frozen=True)
class Question:
    """What the lines of a table are: an item, or one row of a grid. `name` is its data column, `area` what its texts
    call the partnership's place."""

    name: str
    item: Item
    section: Section
    area: str
    row: Row | None = None

    def layout(self) -> Layout:
        """How it is told: its answers in the questionnaire's order, after what counts together."""
        from analysis.tables import NET, Layout, Line

        kept = [choice for choice in self.item.choices if choice.kind != "prefer_not"]
        lines = [Line(one.value, self._variable(one.value), self._answers(one.value), apart=one.kind is not None)
                 for one in kept]  # fmt: skip
        if self.item.net:
            lines.insert(0, Line(NET, self.name, tuple(self.item.net), net=True))
        return Layout(self.name, tuple(one.value for one in kept), tuple(lines), self.item.type == SEVERAL)

    def _variable(self, choice: str) -> str:
        return f"{self.name}={choice}" if self.item.type == SEVERAL else self.name

    def _answers(self, choice: str) -> tuple[str, ...]:
        return (choice,)

    @property
    def column(self) -> str:
        """The column of consult.services.cells that it is read from."""
        return f"{self.name}=" if self.item.type == SEVERAL else self.name


@dataclass(frozen=True)
class Dimension:
    """What people are told apart by: an item with one answer, the language they answered in, or how they came.

    `categories` are in order; those who gave none of them did not say. `item` is None for the last two.
    """

    name: str
    categories: tuple[str, ...]
    item: Item | None = None
    section: Section | None = None
    area: str = ""

    @property
    def column(self) -> str:
        """The column of consult.services.cells that it is read from."""
        return self.name


def questions(wave: Wave) -> dict[str, Question]:
    """Everything that a table can be of, by its data column, in the order of the questionnaire."""
    found, area = [], wave.survey.partnership.name
    for page in _asked(wave).pages:
        for item in page.items:
            if item.type in (*ONE_ANSWER, SEVERAL) and item.askable:
                found.append(Question(item.name, item, page.section, area))
            elif item.type == GRID:
                found += [Question(f"{item.name}.{row.value}", item, page.section, area, row) for row in item.rows]
    return {one.name: one for one in found}


def dimensions(wave: Wave) -> dict[str, Dimension]:
    """Everything that people can be told apart by, by its column: how they answered, then the questions."""
    found = [_way(wave, name) for name in WAY_COLUMNS]
    for page in _asked(wave).pages:
        for item in page.items:
            if item.type in ONE_ANSWER and item.askable:
                found.append(_of_item(wave, item, page.section))
    return {one.name: one for one in found}


def _of_item(wave: Wave, item: Item, section: Section) -> Dimension:
    telling = tuple(choice.value for choice in item.choices if choice.kind not in NOT_TELLING)
    return Dimension(item.name, telling, item, section, wave.survey.partnership.name)


def _way(wave: Wave, name: str) -> Dimension:
    column = getattr(Response, name.removeprefix("="))
    there = db.session.scalars(db.select(column).where(in_figures(wave)).distinct())
    return Dimension(name, tuple(sorted(there)))


def _asked(wave: Wave):
    return field.asked(wave)


def question_of(wave: Wave, name: str) -> Question:
    """The question of that data column. Raises CannotTabulate."""
    if (found := questions(wave).get(name)) is None:
        raise CannotTabulate(_("The wave does not ask this question. Choose one from the list."))
    return found


def dimension_of(wave: Wave, name: str, place: str) -> Dimension:
    """The dimension of that name. Raises CannotTabulate."""
    if name in WAY_COLUMNS:
        return _way(wave, name)
    for page in _asked(wave).pages:
        for item in page.items:
            if item.name == name and item.type in ONE_ANSWER and item.askable:
                return _of_item(wave, item, page.section)
    raise CannotTabulate(_("The wave does not tell people apart by this. Choose a group from the list."), place)
