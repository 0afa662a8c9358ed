"""Protection within one table of an item by groups: what is hidden so that no hidden cell is had by subtraction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from analysis.disclosure import Rule, protect
from analysis.disclosure_tables import TOTAL, own_reason
from analysis.tables import ALL, BASE, Estimates, Layout, Line

IN_NET, REST = "net", "rest"
# Before each answer, so that none can be taken for a total.
ANSWER = "answer "


def hidden(layout: Layout, found: Estimates, columns: Sequence[str], rule: Rule) -> set[tuple[str, str]]:
    """The (line id, column id) that may not be told together with the rest, (BASE, column id) for bases.

    What adds up: the answers to the base, those of the net to the net, the columns to the column of all. A column
    whose base is hidden is hidden whole, for no share is told without its base.
    """
    # Weighted shares are shown, not counts: what a rule would blur has to be hidden.
    hiding = replace(rule, fewest=max(rule.fewest, rule.low + 1), low=0, round_to=1)
    if layout.several:
        away: set = set().union(*(_one_choice(line, found, columns, hiding) for line in layout.lines))
    else:
        away = _answers(layout, found, columns, hiding)
    for column in {column for name, column in away if name == BASE}:
        away |= {(line.id, column) for line in layout.lines}
    return away


def _answers(layout: Layout, found: Estimates, columns: Sequence[str], rule: Rule) -> set[tuple[str, str]]:
    nets = [line for line in layout.lines if line.net]
    within = set(nets[0].answers) if nets else set()
    rows = []
    for line in layout.exclusive:
        side = IN_NET if set(line.answers) <= within else REST
        rows += [(side, ANSWER + line.id, column, found.cells[line.id, column].people) for column in columns or [ALL]]
    table = _with_totals(rows, bool(nets), bool(columns))
    safe = _protected(table, found, columns, rule)
    if safe is None:
        return _everything(layout, columns)
    away = set()
    for side, answer, column, suppressed in safe[["side", "answer", "column", "suppressed"]].itertuples(index=False):
        if not suppressed:
            continue
        at = ALL if column == TOTAL else column
        if answer != TOTAL:
            away.add((answer.removeprefix(ANSWER), at))
        elif side == TOTAL:
            away.add((BASE, at))
        else:
            # The net and the rest of the base tell the same.
            away |= {(net.id, at) for net in nets}
    return away


def _with_totals(rows: list[tuple], sides: bool, grouped: bool) -> pd.DataFrame:
    """The cells and every sum over sides, answers and columns."""
    inner = pd.DataFrame(rows, columns=["side", "answer", "column", "count"])
    if not sides:
        inner["side"] = TOTAL
    if not grouped:
        inner["column"] = TOTAL
    found = [inner]
    for name in ("side", "answer", "column"):
        if (inner[name] == TOTAL).all():
            continue
        whole = pd.concat(found)
        others = [one for one in ("side", "answer", "column") if one != name]
        found.append(whole.groupby(others, sort=False, as_index=False)["count"].sum().assign(**{name: TOTAL}))
    table = pd.concat(found, ignore_index=True)
    return table.drop_duplicates(["side", "answer", "column"], ignore_index=True)


def _protected(table: pd.DataFrame, found: Estimates, columns: Sequence[str], rule: Rule) -> pd.DataFrame | None:
    """The table with `suppressed`; None where nothing short of all of it is safe."""
    bases = {TOTAL: found.bases[ALL]} | {column: found.bases[column] for column in columns}
    table = table.assign(base=[bases[column].base for column in table["column"]])
    schools = found.bases[ALL].schools is not None
    if schools:
        table["schools"] = [bases[column].schools for column in table["column"]]
    by = [name for name in ("side", "answer", "column") if not (table[name] == TOTAL).all()]
    safe = protect(table, rule, by=by, base="base", schools="schools" if schools else None)
    return None if safe.attrs["unsafe_total"] else safe


def _everything(layout: Layout, columns: Sequence[str]) -> set[tuple[str, str]]:
    names = [BASE, *(line.id for line in layout.lines)]
    return {(name, column) for name in names for column in [*columns, ALL]}


def _one_choice(line: Line, found: Estimates, columns: Sequence[str], rule: Rule) -> set[tuple[str, str]]:
    """A choice of several: those who ticked it and those who did not add up to the base."""
    if not _any_hidden_for_itself(line, found, columns, rule):
        return set()
    rows = []
    for column in columns or [ALL]:
        cell = found.cells[line.id, column]
        rows += [(REST, "yes", column, cell.people), (REST, "no", column, cell.base - cell.people)]
    safe = _protected(_with_totals(rows, False, bool(columns)), found, columns, rule)
    if safe is None:
        return {(line.id, column) for column in [*columns, ALL]} | {(BASE, column) for column in [*columns, ALL]}
    gone = safe[safe["suppressed"]]
    at = [ALL if column == TOTAL else column for column in gone["column"]]
    return {(BASE if answer == TOTAL else line.id, column) for answer, column in zip(gone["answer"], at, strict=True)}


def _any_hidden_for_itself(line: Line, found: Estimates, columns: Sequence[str], rule: Rule) -> bool:
    """Whether there is anything to protect. Nearly always there is not, and the search is most of a table's time."""
    sums = [(found.cells[line.id, column], found.bases[column]) for column in columns or [ALL]]
    told = [(cell.people, cell.base, whole) for cell, whole in sums]
    told.append((sum(yes for yes, _base, _whole in told), sum(base for _yes, base, _whole in told), found.bases[ALL]))
    return any(
        own_reason(people, whole.base, rule, whole.schools, alone)
        for yes, base, whole in told
        for people, alone in ((yes, True), (base - yes, True), (base, False))
    )
