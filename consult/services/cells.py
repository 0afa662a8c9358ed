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
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Float, Integer, String, Text, and_, case, cast, func, select

from consult.extensions import db
from consult.models import Response, Wave, WeightingRun
from consult.questionnaire import Questionnaire
from consult.services import field
from consult.services.qualitative import columns as theme_columns

if TYPE_CHECKING:
    import pandas as pd

DESIGN_COLUMNS = ("base_weight", "stratum", "cluster")
# How the answers came: no item has a name that begins so.
WAY_COLUMNS = ("=language", "=channel")


class UnknownColumn(LookupError):
    """A column that the wave's questionnaire does not make. A slip must not read as "nobody answered"."""


class StaleRun(Exception):
    """The answers are no longer those that the run weighed: `then` and `now` are the numbers of responses."""

    def __init__(self, then: int, now: int):
        self.then, self.now = then, now
        super().__init__(f"weighed {then} responses, now {now}")


def people(wave: Wave, columns: list[str]) -> pd.DataFrame:
    """One row a response, in order of its id, with `columns`. Missing values are NaN. Raises UnknownColumn."""
    query = select(*expressions(wave, columns)).where(in_figures(wave)).order_by(Response.id)
    return _frame(db.session.execute(query), columns)


def cells(wave: Wave, columns: list[str]) -> pd.DataFrame:
    """One row a distinct combination of `columns`, with the number of people in "n". Raises UnknownColumn."""
    return _frame(counts(wave, columns), [*columns, "n"])


def weighted_cells(run: WeightingRun, columns: list[str]) -> pd.DataFrame:
    """As `cells` of the run's wave, with "weight": the weight of each person in the cell, NaN if left out.

    Raises UnknownColumn, and StaleRun when answers have come in or gone since the run.
    """
    wanted = list(columns) + [column for column in key_columns(run) if column not in columns]
    return with_weights(run, cells(run.wave, wanted))


def with_weights(run: WeightingRun, counted: pd.DataFrame) -> pd.DataFrame:
    """`counted`, a frame of `cells` with the run's `key_columns` among others, with "weight" added. Raises StaleRun."""
    values = counted[key_columns(run)].itertuples(index=False, name=None)
    keys = [tuple(None if value != value else value for value in key) for key in values]
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


def is_current(run: WeightingRun) -> bool:
    """Whether the wave's answers are still those that the run weighed."""
    try:
        check_current(run, ((tuple(row[:-1]), row[-1]) for row in counts(run.wave, key_columns(run))))
    except StaleRun:
        return False
    return True


def in_figures(wave: Wave) -> ColumnElement:
    """The responses of a wave that are not left out, as a condition over Response."""
    return and_(Response.wave_id == wave.id, ~Response.left_out)


def expressions(wave: Wave, columns: list[str]) -> list[ColumnElement]:
    """Each column as SQL over Response, for the database in use. Raises UnknownColumn."""
    questionnaire = field.questionnaire(wave.version)
    themes = (theme_columns.expression(wave, column) for column in columns)
    return [
        _expression(questionnaire, column) if theme is None else theme
        for column, theme in zip(columns, themes, strict=True)
    ]


def counts(wave: Wave, columns: list[str]) -> list[tuple]:
    """As `cells`, as plain tuples with the number of people last, in order. Raises UnknownColumn."""
    # Grouped outside a subquery: PostgreSQL takes two parameters of equal value for different expressions.
    named = [column.label(f"c{place}") for place, column in enumerate(expressions(wave, columns))]
    inner = select(Response.id, *named).where(in_figures(wave)).subquery()
    groups = [inner.c[f"c{place}"] for place in range(len(columns))]
    query = select(*groups, func.count()).select_from(inner).group_by(*groups)
    # Sorted here: databases sort text and missing values each in their own way.
    rows = [tuple(row) for row in db.session.execute(query)]
    return sorted((row for row in rows if row[-1]), key=lambda row: [(value is None, str(value)) for value in row])


def _frame(rows, columns: list[str]) -> pd.DataFrame:
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
    name, tick, choice = column.partition("=")
    item = questionnaire.items.get(name)
    if tick and not choice and item is not None and item.type == "several":
        return _text_at(name)
    if tick and item is not None and column in item.columns():
        ranked = item.type == "ranking" and item.choice(choice).kind is None
        return _place_of(name, choice) if ranked else _ticked(name, choice)
    if item is not None and item.type == "number":
        return _text_where(name, is_number=True)
    if item is not None and column in item.columns():
        return _text_at(column)
    return _within(questionnaire, column)


def _within(questionnaire: Questionnaire, column: str) -> ColumnElement:
    name, _dot, row = column.partition(".")
    item = questionnaire.items.get(name)
    if item is None or column not in item.columns():
        raise UnknownColumn(column)
    if item.type == "number":
        return _text_where(name, is_number=False)
    return _text_at(name, row) if item.type == "grid" else _text_at(column)


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


def _place_of(name: str, choice: str) -> ColumnElement:
    """The place that a choice was given in a ranking, from 1; nothing where it was given none."""
    if _postgresql():
        listed = func.jsonb_array_elements_text(func.jsonb_extract_path(Response.answers, name))
        each = listed.table_valued("value", with_ordinality="place").render_derived()
        place = select(each.c.place).where(each.c.value == choice)
    else:
        each = func.json_each(Response.answers, json_path(name)).table_valued("key", "value")
        place = select(each.c.key + 1).where(each.c.value == choice)
    return cast(place.correlate(Response).scalar_subquery(), Integer)


def _ticked(name: str, choice: str) -> ColumnElement:
    if _postgresql():
        listed = func.jsonb_extract_path(Response.answers, name)
        holds = listed.op("@>")(func.jsonb_build_array(cast(choice, Text)))
        answered = listed.op("<>")(func.jsonb_build_array())
    else:
        path = json_path(name)
        each = func.json_each(Response.answers, path).table_valued("value")
        holds = select(each.c.value).where(each.c.value == choice).correlate(Response).exists()
        answered = func.json_array_length(Response.answers, path) > 0
    return case((holds, 1), (answered, 0), else_=None).cast(Integer)
