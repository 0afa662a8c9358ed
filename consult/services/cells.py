"""Answers as data: one row a person, or one row a cell of alike people, counted by the database.

Responses that a person left out (see ResponseFlag) are in none of it: `in_figures` is the one rule that says so.

A column is named as the questionnaire names its data: "safe_dark" (one choice, or words), "asb.litter" (a row
of a grid), "reasons_unsafe=asb" (one choice of several: 1, 0, or missing where the item has no answer),
"reasons_unsafe.other" (the words beside "other"), "theme.3=12" (a theme that words were coded to, likewise 1, 0 or
missing). "reasons_unsafe=" is all that was ticked at once, as a JSON list in text. "base_weight", "stratum", "cluster",
"=language" and "=channel" are the response's own.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Float, String, and_, case, cast, func, select

from consult.extensions import db
from consult.models import Response, Wave, WeightingRun
from consult.patience import is_awaited
from consult.questionnaire import Questionnaire
from consult.services import field
from consult.services.qualitative import columns as theme_columns

if TYPE_CHECKING:
    import pandas as pd

DESIGN_COLUMNS = ("base_weight", "stratum", "cluster")
# How the answers came: no item has a name that begins so.
WAY_COLUMNS = ("=language", "=channel")
# Items whose answer is a list of choices.
LISTS = ("several", "ranking")
# Responses whose values are held at one time.
AT_ONCE = 2_000
# Seconds that PostgreSQL rests each time it has looked at so many responses, where nobody waits at a page for it. Often
# and little: a page waits for what is looked at between two rests, a millisecond.
REST, REST_AFTER = 0.002, 500
# After any text, in order.
LAST = "\U0010ffff"


class UnknownColumn(LookupError):
    """A column that the wave's questionnaire does not make. A slip must not read as "nobody answered"."""


class StaleRun(Exception):
    """The answers are no longer those that the run weighed: `then` and `now` are the numbers of responses."""

    def __init__(self, then: int, now: int):
        self.then, self.now = then, now
        super().__init__(f"weighed {then} responses, now {now}")


def people(wave: Wave, columns: list[str]) -> pd.DataFrame:
    """One row a response, in order of its id, with `columns`. Missing values are NaN. Raises UnknownColumn."""
    listed = _listed(wave, columns)
    query = select(*expressions(wave, listed.columns)).where(in_figures(wave)).order_by(Response.id)
    return frame_of(map(listed.read, db.session.execute(query)), columns)


def cells(wave: Wave, columns: list[str]) -> pd.DataFrame:
    """One row a distinct combination of `columns`, with the number of people in "n". Raises UnknownColumn."""
    return frame_of(counts(wave, columns), [*columns, "n"])


def weighted_cells(run: WeightingRun, columns: list[str]) -> pd.DataFrame:
    """As `cells` of the run's wave, with "weight": the weight of each person in the cell, NaN if left out.

    Raises UnknownColumn, and StaleRun when answers have come in or gone since the run.
    """
    wanted = list(columns) + [column for column in key_columns(run) if column not in columns]
    return with_weights(run, cells(run.wave, wanted))


def with_weights(run: WeightingRun, counted: pd.DataFrame) -> pd.DataFrame:
    """`counted`, a frame of `cells` with the run's `key_columns` among others, with "weight" added. Raises StaleRun."""
    # Whole columns at once: texts of a frame are slow to take out one by one.
    columns = [counted[name].astype(object).where(counted[name].notna(), None) for name in key_columns(run)]
    keys = list(zip(*columns, strict=True))
    check_current(run, zip(keys, counted["n"].tolist(), strict=True))
    weights = weight_by_cell(run)
    frame = counted.copy()
    frame["weight"] = [float("nan") if weights[key] is None else weights[key] for key in keys]
    return frame


def key_columns(run: WeightingRun) -> list[str]:
    """The columns that tell the cells of a run apart: its dimensions, and the base weight if it used one."""
    return run.cells["columns"][:-2]


def weight_by_cell(run: WeightingRun) -> dict[tuple, float | None]:
    """The weight of one person in each cell, by the values of `key_columns`; None where they were left out."""
    return {tuple(row[:-2]): row[-1] for row in run.cells["rows"]}


def check_current(run: WeightingRun, counted) -> None:
    """Compare (cell, number of people) pairs with those the run weighed. Raises StaleRun when they differ."""
    now: dict[tuple, int] = {}
    for key, n in counted:
        now[key] = now.get(key, 0) + n
    then = {tuple(row[:-2]): row[-2] for row in run.cells["rows"]}
    if now != then:
        raise StaleRun(sum(then.values()), sum(now.values()))


def check(run: WeightingRun) -> None:
    """Raises StaleRun when the wave's answers are not those that the run weighed."""
    check_current(run, ((row[:-1], row[-1]) for row in counts(run.wave, key_columns(run))))


def is_current(run: WeightingRun) -> bool:
    """Whether the wave's answers are still those that the run weighed."""
    try:
        check(run)
    except StaleRun:
        return False
    return True


def in_figures(wave: Wave) -> ColumnElement:
    """The responses of a wave that are not left out, as a condition over Response."""
    return and_(Response.wave_id == wave.id, ~Response.left_out)


def expressions(wave: Wave, columns: list[str]) -> list[ColumnElement]:
    """Each column as SQL over Response, for the database in use; not those of one choice of several.

    Raises UnknownColumn.
    """
    questionnaire = field.questionnaire(wave.version)
    themes = (theme_columns.expression(wave, column) for column in columns)
    return [
        _expression(questionnaire, column) if theme is None else theme
        for column, theme in zip(columns, themes, strict=True)
    ]


def counts(wave: Wave, columns: list[str]) -> list[tuple]:
    """As `cells`, as plain tuples with the number of people last, in order. Raises UnknownColumn."""
    asked, found = Asked.of(wave, columns), Counter()
    for values, n in _grouped(wave, asked.expressions):
        found[asked.read(values)] += n
    # Sorted here: databases sort text and missing values each in their own way.
    return [(*key, found[key]) for key in sorted(found, key=in_order)]


def some(wave: Wave, columns: list[str], most: int) -> pd.DataFrame:
    """As `people`, of any `most` responses, in no order. Raises UnknownColumn."""
    asked = Asked.of(wave, columns)
    query = select(*asked.expressions).where(in_figures(wave)).limit(most)
    return frame_of(map(asked.read, db.session.execute(query)), columns)


def in_order(key: tuple) -> list[str]:
    """Sorts values of columns as text, the missing last."""
    return [LAST if value is None else str(value) for value in key]


def _grouped(wave: Wave, asked: list[ColumnElement]) -> Iterable[tuple[tuple, int]]:
    """The distinct combinations of values, each with its number of people."""
    if asked and not _postgresql():
        # SQLite groups by sorting texts: counting them here takes half the time.
        return Counter(tuple(row) for rows in rows_of(wave, asked) for row in rows).items()
    # Grouped outside the query of each person: PostgreSQL takes two parameters of equal value for different
    # expressions.
    named = [expression.label(f"c{place}") for place, expression in enumerate(asked)]
    inner = select(Response.id, *named).where(in_figures(wave), *_pauses()).subquery()
    groups = [inner.c[one.name] for one in named]
    rows = db.session.execute(select(*groups, func.count()).select_from(inner).group_by(*groups))
    return ((tuple(row[:-1]), row[-1]) for row in rows if row[-1])


def _pauses() -> list[ColumnElement]:
    """A condition that is always true, and lets PostgreSQL rest a moment now and then while it looks at rows.

    So a worker's pass over a million responses leaves its processor to the pages that people wait for, as PostgreSQL's
    own vacuum does (vacuum_cost_delay). In a request somebody waits for the pass itself.
    """
    if is_awaited():
        return []
    rests = func.pg_sleep(REST).is_not(None)
    return [case((func.random() < 1 / REST_AFTER, rests), else_=True)]


def rows_of(wave: Wave, asked: list[ColumnElement]) -> Iterator[Sequence[Sequence]]:
    """The values of each response, some responses at a time: a million are never held at once."""
    query = select(*asked).where(in_figures(wave))
    # Past the session, which would look at each value for an object of its own.
    found = db.session.connection().execute(query, execution_options={"yield_per": AT_ONCE})
    return found.partitions()


@dataclass(frozen=True)
class Asked:
    """What the database is asked for instead of some columns: `expressions` over Response, and the values of the
    columns from one row of these, [expressions] -> [columns]."""

    expressions: list[ColumnElement]
    read: Callable[[Sequence], tuple]

    @classmethod
    def of(cls, wave: Wave, columns: list[str]) -> Asked:
        """Raises UnknownColumn."""
        listed = _listed(wave, columns)
        together = _together(wave, listed.columns)
        if not together:
            return cls(expressions(wave, listed.columns), listed.read)
        apart = [column for column in listed.columns if column not in together]
        asked = expressions(wave, apart)
        asked.append(func.json_extract(Response.answers, *together.values(), type_=String))
        taken_apart = _taking_apart(listed.columns, [*apart, *together])
        return cls(asked, lambda row: listed.read(taken_apart(row)))


def _taking_apart(columns: list[str], came: list[str]) -> Callable[[Sequence], tuple]:
    """Gives the values in the order of `columns`; they came in another, and the last of them in one list in JSON."""
    order = [came.index(column) for column in columns]
    lists = [place for place, column in enumerate(came) if column.endswith("=")]

    def taken_apart(row: Sequence) -> tuple:
        values = [*row[:-1], *json.loads(row[-1])]
        for place in lists:
            values[place] = values[place] and json.dumps(values[place])
        return tuple(map(values.__getitem__, order))

    return taken_apart


def _together(wave: Wave, columns: list[str]) -> dict[str, str]:
    """The columns that SQLite reads in one go, which costs half of reading each, with their places in a document."""
    if _postgresql():
        return {}
    questionnaire = field.questionnaire(wave.version)
    found = {column: json_path(*keys) for column in columns if (keys := _keys(questionnaire, column))}
    # Of one place it would give the answer itself instead of a list of answers.
    return found if len(found) > 1 else {}


@dataclass(frozen=True)
class _Listed:
    """What the database is asked for instead of some columns: all that was ticked or ordered, once for its choices.

    `of` gives each of the columns that were wanted: its place among those asked for, and how to read it there.
    """

    columns: list[str]
    of: list[tuple[int, Callable | None]]

    def read(self, values: Sequence) -> tuple:
        """The values of the columns that were wanted."""
        if not any(read for _place, read in self.of):
            return tuple(values)
        return tuple(values[place] if read is None else read(values[place]) for place, read in self.of)


def _listed(wave: Wave, columns: list[str]) -> _Listed:
    questionnaire = field.questionnaire(wave.version)
    reads = {column: _reader(questionnaire, column) for column in columns}
    asked = {column: column if read is None else f"{column.partition('=')[0]}=" for column, read in reads.items()}
    places = {column: place for place, column in enumerate(dict.fromkeys(asked.values()))}
    return _Listed(list(places), [(places[asked[column]], reads[column]) for column in columns])


def _reader(questionnaire: Questionnaire, column: str) -> Callable[[str | None], int | None] | None:
    """What reads one choice off a list of choices in text; None for a column that is no such choice."""
    name, tick, choice = column.partition("=")
    item = questionnaire.items.get(name)
    if not (tick and choice) or item is None or column not in item.columns():
        return None
    ranked = item.type == "ranking" and item.choice(choice).kind is None
    # The same lists come again and again.
    return cache(lambda text: (_place_of if ranked else _ticked)(json.loads(text or "[]"), choice))


def _place_of(listed: list[str], choice: str) -> int | None:
    """The place that a choice was given in a ranking, from 1; nothing where it was given none."""
    return listed.index(choice) + 1 if choice in listed else None


def _ticked(listed: list[str], choice: str) -> int | None:
    return int(choice in listed) if listed else None


def frame_of(rows: Iterable[Sequence], columns: list[str]) -> pd.DataFrame:
    """Rows of values as a frame."""
    import pandas as pd

    frame = pd.DataFrame([tuple(row) for row in rows], columns=columns)
    for column in columns:
        if "=" in column.strip("="):
            frame[column] = frame[column].astype(float)
    return frame


def _expression(questionnaire: Questionnaire, column: str) -> ColumnElement:
    if column in DESIGN_COLUMNS:
        return getattr(Response, column)
    if column in WAY_COLUMNS:
        return getattr(Response, column.removeprefix("="))
    if keys := _keys(questionnaire, column):
        return _text_at(*keys)
    name = column.partition(".")[0]
    item = questionnaire.items.get(name)
    if item is None or item.type != "number" or column not in (name, *item.columns()):
        raise UnknownColumn(column)
    return _text_where(name, is_number=column == name)


def _keys(questionnaire: Questionnaire, column: str) -> tuple[str, ...] | None:
    """Where in the answers the text of a column stands; None for a column that is no such text."""
    if column.endswith("="):
        item = questionnaire.items.get(column.removesuffix("="))
        return (item.name,) if item is not None and item.type in LISTS else None
    name, _dot, row = column.partition(".")
    item = questionnaire.items.get(column) or questionnaire.items.get(name)
    if item is None or item.type == "number" or "=" in column or column not in item.columns():
        return None
    return (item.name, row) if item.type == "grid" else (column,)


def _postgresql() -> bool:
    return db.session.get_bind().dialect.name == "postgresql"


def json_path(*keys: str) -> str:
    """A place in a document, as SQLite writes it."""
    return "$" + "".join("." + json.dumps(key) for key in keys)


def _text_at(*keys: str) -> ColumnElement:
    if _postgresql():
        return func.jsonb_extract_path_text(Response.answers, *keys, type_=String)
    return func.json_extract(Response.answers, json_path(*keys), type_=String)


def _text_where(name: str, is_number: bool) -> ColumnElement:
    """The answer to a number item where it is a number, or where it is a choice such as "don't know"."""
    if _postgresql():
        kind = func.jsonb_typeof(func.jsonb_extract_path(Response.answers, name))
    else:
        kind = func.json_type(Response.answers, json_path(name))
    kinds = ("number", "integer", "real") if is_number else ("string", "text")
    value = cast(_text_at(name), Float) if is_number else _text_at(name)
    return case((kind.in_(kinds), value), else_=None)
