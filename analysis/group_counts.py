"""The counts behind a figure, as somebody would read them who meets the figure beside those of other groups."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from analysis.counts import HIGH, ROUTED, TICKED, Count, choice_of, route_to, score_of
from analysis.measures import FIRST, PROBLEMS, ROWS, SEVERAL, Asked, Measure
from analysis.measuring import LED, NET, PART, Prepared

Group = frozenset[tuple[str, str]]
EVERYBODY: Group = frozenset()


def counts(prepared: Prepared, groups: Mapping[Group, np.ndarray]) -> dict[tuple[Group, str], Count]:
    """(group, flag) -> its Count, for every answer, the net and the routed base, in every group.

    groups: (dimension, category) pairs -> the rows [rows, bool] of those they hold for. A group that nobody with a
    weight is in has no count. Flags are named as the columns of `prepared.flags`.
    """
    found = {}
    for group, rows in groups.items():
        for flag in prepared.flags:
            count = _count(prepared, group, rows, flag)
            if count.base:
                found[group, flag] = count
    return found


def _count(prepared: Prepared, group: Group, rows: np.ndarray, flag: str) -> Count:
    design = prepared.design
    values = prepared.flags[flag].to_numpy(float)
    inside = rows & ~np.isnan(values) & (design.weights > 0)
    schools = None
    if design.cluster_code is not None:
        schools = len(np.unique(design.cluster_code[inside & (design.counts > 0)]))
    variable, answers = _told(prepared.measure, prepared.asked, flag)
    people = round(float(design.counts[inside & (values == 1)].sum()))
    return Count(variable, answers, group, people, round(float(design.counts[inside].sum())), schools)


def _told(measure: Measure, asked: Asked, flag: str) -> tuple[str, frozenset[str]]:
    """The data column that a flag is of, and the values of it that count."""
    if flag == LED:
        return route_to(asked.item), ROUTED
    if flag == NET:
        high = score_of(asked.item), HIGH
        return high if measure.kind == PROBLEMS else (asked.item, frozenset(asked.net))
    part = flag.removeprefix(PART)
    if measure.kind in (PROBLEMS, ROWS):
        return f"{asked.item}.{part}", frozenset(asked.net)
    if measure.kind in (SEVERAL, FIRST):
        return choice_of(asked.item, part), TICKED
    return asked.item, frozenset({part})


def categories_of(prepared: Prepared, dimension: str | None, categories: Iterable[str]) -> dict[Group, np.ndarray]:
    """Everybody and each category of a dimension, as `counts` takes them; of None everybody alone."""
    sample = prepared.design.sample
    found = {EVERYBODY: np.ones(len(sample), dtype=bool)}
    if dimension is not None:
        column = sample[dimension].to_numpy(object)
        found |= {frozenset({(dimension, one)}): column == one for one in categories}
    return found
