"""Makes a table: counted by the database, weighted as the wave is, estimated, and protected before anybody sees it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _

from consult.extensions import db
from consult.models import Response, Wave, WeightingRun
from consult.services import cells, designs, disclosure, field, weigh
from consult.services.tables.choosing import (
    EVERYBODY,
    SAID,
    UNSAID,
    CannotTabulate,
    Dimension,
    Question,
    dimension_of,
    question_of,
)

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from analysis import SurveyDesign
    from analysis.disclosure import Rule
    from analysis.tables import Estimates, Layout

SHOWN, WITHHELD = "shown", "withheld"
SECONDARY = "secondary"


@dataclass(frozen=True)
class Asked:
    """What a table is asked to be. `where` is a dimension and one of its categories, or None."""

    wave: Wave
    question: Question
    by: Dimension | None
    where: tuple[Dimension, str] | None


@dataclass(frozen=True)
class Estimated:
    """The table before protection. `groups`: column -> the (dimension, category) pairs of its people, the column of
    all last; `columns` are those of the groups that are compared; `inside` says of each row whether it is told of."""

    layout: Layout
    design: SurveyDesign
    found: Estimates
    groups: dict[str, frozenset[tuple[str, str]]]
    columns: list[str]
    inside: np.ndarray


def make(wave: Wave, item: str, by: str | None = None, where: Mapping[str, str] | None = None) -> dict:
    """A table of a question, protected, as plain data: ids instead of words.

    Args:
        item: the data column of the question: "safe_dark", or "asb.litter" for one row of a grid.
        by: the dimension whose categories are the columns; None: only everybody.
        where: {dimension: category}: only the people of one category.

    Returns:
        {wave, item, by, where, design, better, state, reason, total, routed, run, simulated, empty, table, test}:
        `table` has {id, columns: [{id, kind}], rows: [{id, strong, apart, cells: {column: {value, lower, upper, base,
        effective_base, state, code, differs}}, test}], bases: {column: {base, effective_base, state}}}. The first
        column is "=all": `total` says of whom, "everybody" or, where those who did not say are too few to be told of,
        "said". The column of those who did not say ends in "=". `empty`: categories nobody is in. `test`: {name, basis,
        p, band, statistic, ndf, ddf}, of which only the band is told where anything is withheld; None without one.
        `differs` is "higher" or "lower" than the rest of the people, Holm's p below 0.05 over the table.

    Raises:
        CannotTabulate: unknown or twice the same choices; no weights, or weights of other answers; nobody answered.
    """
    asked = _asked(wave, item, by, where or {})
    run = weigh.current(wave)
    if run is None:
        words = _("The wave has no weights. Weigh it first; a table without weights would mislead.")
        raise CannotTabulate(words, "wave")
    rule = disclosure.rule_of(wave)
    estimated = _estimated(asked, run, rule)
    told = _protected(wave, estimated, rule)
    return _document(asked, run, estimated, told, rule)


def _asked(wave: Wave, item: str, by: str | None, where: Mapping[str, str]) -> Asked:
    question = question_of(wave, item)
    grouping = dimension_of(wave, by, "by") if by else None
    if len(where) > 1:
        raise CannotTabulate(_("A table can be of one group of people only, or of everybody."), "where")
    filter_ = None
    for name, category in where.items():
        dimension = dimension_of(wave, name, "where")
        if category not in dimension.categories:
            raise CannotTabulate(_("There is no such group of people in this wave. Choose one from the list."), "where")
        filter_ = (dimension, category)
    if grouping and grouping.name == item:
        raise CannotTabulate(_("The question and the group are the same. Choose another group."), "by")
    if filter_ and filter_[0].name in (item, by):
        raise CannotTabulate(
            _("The people are chosen by the question or the group of the same table. Choose them by something else."),
            "where",
        )
    return Asked(wave, question, grouping, filter_)


def _estimated(asked: Asked, run: WeightingRun, rule: Rule) -> Estimated:
    from analysis.tables import ALL, estimate, flags

    layout = asked.question.layout()
    frame = _frame(asked, run, layout)
    design = designs.design(run, frame)
    sample = design.sample
    design = design.assign(**flags(layout, sample))
    here = _matches(sample, asked.where)
    groups, counted, inside = _groups(asked, design, here, rule)
    found = estimate(design, layout, [column for column in groups if column != ALL], inside)
    if not found.bases[ALL].base:
        raise CannotTabulate(_("Nobody of these people answered this question. Choose another question or everybody."))
    return Estimated(layout, design, found, groups, counted, inside)


def _frame(asked: Asked, run: WeightingRun, layout: Layout) -> pd.DataFrame:
    """The weighted cells, with the question, and the column of the group that each belongs to."""
    from analysis.tables import GROUP, column_id

    used = [one.column for one in (asked.by, asked.where and asked.where[0]) if one]
    try:
        frame = designs.frame(run, list(dict.fromkeys([asked.question.column, *used])))
    except cells.StaleRun as stale:
        raise CannotTabulate(
            _("The weights are of %(then)s answers; there are now %(now)s. Weigh the wave again first.",
              then=stale.then, now=stale.now), "wave") from stale  # fmt: skip
    if layout.several:
        given = frame[asked.question.column]
        sets = {text: frozenset(json.loads(text)) or None for text in given.dropna().unique()}
        frame[asked.question.name] = given.map(sets).astype(object)
    frame[GROUP] = None
    if asked.by:
        names = {value: column_id(asked.by.name, value) for value in asked.by.categories}
        unsaid = column_id(asked.by.name, UNSAID)
        frame[GROUP] = frame[asked.by.column].map(lambda value: names.get(value, unsaid))
    return frame


def _matches(sample: pd.DataFrame, where: tuple[Dimension, str] | None) -> np.ndarray:
    import numpy as np

    if where is None:
        return np.ones(len(sample), dtype=bool)
    return (sample[where[0].column] == where[1]).to_numpy(bool)


def _groups(
    asked: Asked, design: SurveyDesign, here: np.ndarray, rule: Rule
) -> tuple[dict, list[str], np.ndarray]:
    """Column -> pairs, the columns compared, and the rows told of.

    Those who did not say which group they are in are a column of their own, so that the columns add up to everybody.
    Where they are too few to be told of, they are in no column and not in that of all: else they would be what is
    left when the groups are taken from it.
    """
    from analysis.tables import ALL, GROUP, column_id

    pairs = frozenset({(asked.where[0].name, asked.where[1])} if asked.where else ())
    if asked.by is None:
        return {ALL: pairs}, [], here
    column = design.sample[GROUP]
    answered = here & (design.sample.filter(like="table line ").iloc[:, 0].notna()).to_numpy()
    unsaid = column_id(asked.by.name, UNSAID)
    silent = design.counts[answered & (column == unsaid).to_numpy()].sum()
    there = set(column[here & (design.counts > 0)])
    named = [column_id(asked.by.name, value) for value in asked.by.categories]
    groups = {one: pairs | {(asked.by.name, value)} for one, value in zip(named, asked.by.categories, strict=True)
              if one in there}  # fmt: skip
    compared = list(groups)
    if not compared:
        raise CannotTabulate(_("Nobody said which of these groups they are in. Choose another group."), "by")
    if silent >= _least(rule):
        return groups | {unsaid: pairs | {(asked.by.name, UNSAID)}, ALL: pairs}, compared, here
    said = here & (column != unsaid).to_numpy()
    whole = pairs | {(asked.by.name, SAID)} if silent else pairs
    return groups | {ALL: whole}, compared, said


def _least(rule: Rule) -> int:
    return max(rule.least_base, rule.fewest, rule.low + 1)


def _protected(wave: Wave, estimated: Estimated, rule: Rule) -> dict[tuple[str, str], str]:
    """What may not be told, by (line or base, column), each with the code that says why."""
    from analysis.counts import UNANIMOUS
    from analysis.tables import BASE, counts

    figures = counts(estimated.layout, estimated.found, estimated.groups)
    codes = disclosure.hidden(wave, list(figures.values()))
    # That all of a base are in the base tells nothing.
    away = {key: codes[one] for key, one in figures.items()
            if one in codes and not (key[0] == BASE and codes[one] == UNANIMOUS)}  # fmt: skip
    for key in _within_the_table(estimated, rule):
        away.setdefault(key, SECONDARY)
    for column in [column for name, column in away if name == BASE]:
        for line in estimated.layout.lines:
            away.setdefault((line.id, column), away[BASE, column])
    disclosure.leave_out(wave, {figures[key]: code for key, code in away.items() if key in figures})
    return away


def _within_the_table(estimated: Estimated, rule: Rule) -> set[tuple[str, str]]:
    """Protection against subtraction within this one table, whatever else the door to all outputs hides."""
    from analysis import table_protection
    from analysis.tables import ALL

    columns = [column for column in estimated.groups if column != ALL]
    return table_protection.hidden(estimated.layout, estimated.found, columns, rule)


def _document(asked: Asked, run: WeightingRun, estimated: Estimated, away: dict, rule: Rule) -> dict:
    from analysis.measures import better_way
    from analysis.tables import ALL, BASE

    wave, groups = asked.wave, [ALL, *(column for column in estimated.groups if column != ALL)]
    compared = [column for column in estimated.columns if (BASE, column) not in away]
    tests = _tests(estimated, compared, away)
    lines = estimated.layout.lines
    withheld = all((line.id, column) in away for line in lines for column in groups)
    return {
        "wave": wave.slug, "item": asked.question.name, "by": asked.by and asked.by.name,
        "where": asked.where and {"dimension": asked.where[0].name, "category": asked.where[1]},
        "kind": asked.question.item.type, "design": wave.design,
        "better": better_way(asked.question.item.name, wave.survey.audience),
        "state": WITHHELD if withheld else SHOWN,
        "reason": next(iter(away.values())) if withheld else None,
        "total": "said" if any(value == SAID for _name, value in estimated.groups[ALL]) else EVERYBODY,
        "routed": _routed(asked.question, wave),
        "run": {"id": run.id, "made_on": run.created_at.date().isoformat(), "code_version": run.code_version,
                "inputs_sha256": run.inputs_sha256, "margins": run.scheme["margins"]},
        "simulated": _simulated(wave),
        "rule": disclosure.rule_entry(rule),
        "empty": _empty(asked, estimated),
        "table": {
            "id": asked.question.name,
            "columns": [{"id": "answer", "kind": "label"}, *({"id": column, "kind": "share"} for column in groups)],
            "rows": [_row(line, groups, estimated, away, tests, rule) for line in lines],
            "bases": {column: _base(estimated.found.bases[column], away.get((BASE, column)), rule)
                      for column in groups},
        },
        "test": tests["whole"],
    }  # fmt: skip


def _routed(question: Question, wave: Wave) -> bool:
    """Whether only some were asked."""
    page = next(page for page in field.asked(wave).pages if question.item in page.items)
    return any(rule is not None for rule in (page.section.when, page.when, question.item.when))


def _simulated(wave: Wave) -> bool:
    return bool(db.session.scalar(db.select(db.exists(Response.id).where(cells.in_figures(wave), Response.simulated))))


def _empty(asked: Asked, estimated: Estimated) -> list[str]:
    from analysis.tables import column_id

    if asked.by is None:
        return []
    return [value for value in asked.by.categories if column_id(asked.by.name, value) not in estimated.groups]


def _row(line, groups: list[str], estimated: Estimated, away: dict, tests: dict, rule: Rule) -> dict:
    told = {column: _cell(estimated.found.cells[line.id, column], away.get((line.id, column)), rule,
                          tests["cells"].get((line.id, column))) for column in groups}  # fmt: skip
    return {"id": line.id, "strong": line.net, "apart": line.apart, "cells": told, "test": tests["lines"].get(line.id)}


def _cell(cell, code: str | None, rule: Rule, differs: str | None) -> dict:
    if code:
        return {"value": None, "lower": None, "upper": None, "base": None, "effective_base": None, "state": WITHHELD,
                "code": code, "differs": None}  # fmt: skip
    from analysis.sections import as_told

    share = as_told(cell.value, cell.lower, cell.upper, rule, share=True)
    return {**share, **_people(cell, rule), "state": SHOWN, "code": None, "differs": differs}


def _base(base, code: str | None, rule: Rule) -> dict:
    if code:
        return {"base": None, "effective_base": None, "state": WITHHELD, "code": code}
    return {**_people(base, rule), "state": SHOWN, "code": None}


def _people(cell, rule: Rule) -> dict:
    return {"base": rule.shown_count(cell.base), "effective_base": rule.shown_count(round(cell.effective_base))}


def _tests(estimated: Estimated, compared: list[str], away: dict) -> dict:
    """{"whole": the test of the table, "lines": by line id where each is tested by itself, "cells": (line, column) ->
    "higher" or "lower"}. Only groups whose base is told are compared."""
    from analysis.compare import holm
    from analysis.table_tests import contrasts, whole

    layout, design, inside = estimated.layout, estimated.design, estimated.inside
    found: dict = {"whole": None, "lines": {}, "cells": {}}
    if layout.several:
        each = {line.id: whole(design, layout, line, compared, inside) for line in layout.lines}
        each = {name: test for name, test in each.items() if test}
        adjusted = holm([test.p for test in each.values()])
        found["lines"] = {name: _test(test, float(p), bool(away))
                          for (name, test), p in zip(each.items(), adjusted, strict=True)}  # fmt: skip
    else:
        test = whole(design, layout, None, compared, inside)
        found["whole"] = test and _test(test, test.p, bool(away))
    nets = [line for line in layout.lines if line.net]
    lines = nets or list(layout.lines)
    shown = {(line.id, column) for line in lines for column in compared} - away.keys()
    told = contrasts(design, estimated.found, lines, compared, inside, shown)
    found["cells"] = {key: one.verdict for key, one in told.items()}
    return found


def _test(test, p: float, coarse: bool) -> dict:
    """A test to be told. Beside withheld figures only the band of p: statistic and degrees of freedom are made of
    them too, and would be an equation to find them with."""
    from analysis.table_tests import in_bands

    exact = {"p": None, "statistic": None, "ndf": None, "ddf": None}
    if not coarse and p == p:
        exact = {"p": p, "statistic": test.statistic, "ndf": test.ndf, "ddf": test.ddf}
    return {"name": test.test, "basis": test.basis, "band": in_bands(p), **exact}
