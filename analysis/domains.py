"""Which rows an estimate is about: answers turned into 0 and 1, and the groups they are shown for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd

from analysis.coding import LISTS, Coded
from analysis.design import DesignError, SurveyDesign

MOST_DOMAINS = 20_000


@dataclass(frozen=True)
class Domains:
    """Groups of rows: `labels` has a row a group; `codes` [rows] is the group of each row, -1 for none."""

    labels: pd.DataFrame
    codes: np.ndarray

    @property
    def size(self) -> int:
        return len(self.labels)

    def within(self, asked: np.ndarray) -> np.ndarray:
        """The codes, -1 also for rows that were not asked, [rows]."""
        return np.where(asked, self.codes, -1)


def make_domains(design: SurveyDesign, by=None, where=None) -> Domains:
    """The groups of `by`, within the rows of `where`.

    Args:
        by: None, a column, several columns (crossed), or {column: labels to show}, in that order. A label
            nobody has stays, as a group without rows.
        where: None, a boolean Series or array over the rows, or {column: labels}: a routed base.

    Raises:
        DesignError: for an unknown column, or more groups than a table can hold.
    """
    wanted = dict(by) if isinstance(by, Mapping) else {name: None for name in _names(by)}
    inside = row_mask(design, where)
    codes, levels = np.zeros(len(design.weights), dtype=np.int64), []
    for name, labels in wanted.items():
        coded = _restrict(name, design.coded(name), labels)
        levels.append(coded.levels)
        missing = (codes < 0) | (coded.codes < 0)
        codes = np.where(missing, -1, codes * len(coded.levels) + coded.codes)
    size = int(np.prod([len(level) for level in levels], dtype=float))
    if size > MOST_DOMAINS:
        raise DesignError(f"{' by '.join(map(str, wanted))} makes {size} groups; show fewer columns at once.")
    table = pd.DataFrame(list(product(*levels)), columns=list(wanted)) if wanted else pd.DataFrame(index=[0])
    return Domains(table, np.where(inside, codes, -1))


def _names(by) -> list:
    if by is None:
        return []
    return [by] if isinstance(by, str) else list(by)


def _restrict(name, coded: Coded, labels: Sequence | None) -> Coded:
    if labels is None:
        return coded
    check_labels(name, labels, coded.levels)
    labels = list(labels)
    place = {label: i for i, label in enumerate(labels)}
    moved = np.array([place.get(level, -1) for level in coded.levels] + [-1], dtype=np.int64)
    return Coded(moved[coded.codes], labels)


def row_mask(design: SurveyDesign, where) -> np.ndarray:
    """Rows that `where` names, as booleans [rows]."""
    if where is None:
        return np.ones(len(design.weights), dtype=bool)
    if isinstance(where, Mapping):
        mask = np.ones(len(design.weights), dtype=bool)
        for name, labels in where.items():
            mask &= rows_with(design, name, labels)
        return mask
    if isinstance(where, pd.Series):
        where = where.reindex(design.sample.index)
    mask = np.asarray(where)
    if mask.shape != (len(design.weights),):
        raise DesignError(f"where has {mask.shape} values for {len(design.weights)} rows.")
    return np.where(pd.isna(mask), False, mask).astype(bool)


def rows_with(design: SurveyDesign, name: str, labels) -> np.ndarray:
    """Rows whose answer to `name` is one of `labels`, as booleans [rows]."""
    labels = [labels] if isinstance(labels, str) or not isinstance(labels, Iterable) else list(labels)
    coded = design.coded(name)
    check_labels(name, labels, coded.levels)
    wanted = set(labels)
    hit = np.array([level in wanted for level in coded.levels] + [False])
    return hit[coded.codes]


def check_labels(name, labels, levels) -> None:
    """Refuse a label that differs from an answer in the data only by blanks, case or type: a typing slip
    there would quietly become 0%. A label that nobody chose is no slip."""
    known = set(levels)
    plain = {_plain(level): level for level in levels}
    for label in labels:
        if label not in known and _plain(label) in plain:
            raise DesignError(
                f"{name!r} has no answer {label!r}, but it has {plain[_plain(label)]!r}; "
                "use the spelling of the data."
            )


def _plain(label) -> str:
    if isinstance(label, float) and label.is_integer():
        label = int(label)
    return " ".join(str(label).split()).casefold()


@dataclass(frozen=True)
class Indicator:
    """One answer as 0/1: `y` and `asked` are [rows]; rows not asked, or that skipped, leave the base."""

    label: object
    y: np.ndarray
    asked: np.ndarray


def indicators(design: SurveyDesign, item, is_in=None, leave_out=()) -> tuple[str | None, list[Indicator]]:
    """The 0/1 variables an item stands for, and the name of the column that tells them apart (None for one
    alone).

    Args:
        item: a column of answers; a column of 0/1; a column of lists (several choices); or several columns
            of 0/1, one a choice.
        is_in: the answers (or, of several columns, the choices) that count, together: any of them. None: each
            answer by itself (a 0/1 column: its 1).
        leave_out: answers that leave the base, such as "don't know". By default they stay in it.
    """
    if isinstance(item, list | tuple):
        return _choices([_flag(design, name) for name in item], is_in, leave_out)
    values = design.column(item)
    if _holds_lists(values):
        return _several(design, item, is_in, leave_out)
    if is_in is None and _is_flag(values) and not len(tuple(leave_out)):
        return None, [_flag(design, item)]
    asked = design.coded(item).codes >= 0
    if leave_out:
        asked &= ~rows_with(design, item, leave_out)
    if is_in is not None:
        return None, [Indicator(None, rows_with(design, item, is_in).astype(float), asked)]
    coded = design.coded(item)
    left_out = {leave_out} if isinstance(leave_out, str) else set(leave_out)
    return "answer", [
        Indicator(level, (coded.codes == i).astype(float), asked)
        for i, level in enumerate(coded.levels)
        if level not in left_out
    ]


def _choices(flags: list[Indicator], is_in, leave_out) -> tuple[str | None, list[Indicator]]:
    if len(tuple(leave_out)):
        raise DesignError(
            "With one column a choice, an answer cannot be left out: make its rows missing instead."
        )
    if is_in is None:
        return "choice", flags
    wanted = [is_in] if isinstance(is_in, str) else list(is_in)
    chosen = [flag for flag in flags if flag.label in wanted]
    if len(chosen) < len(set(wanted)):
        raise DesignError(f"{wanted!r} are not all among the columns of the item.")
    asked = np.all([flag.asked for flag in chosen], axis=0)
    return None, [Indicator(None, np.max([flag.y for flag in chosen], axis=0) * asked, asked)]


def _is_flag(values: pd.Series) -> bool:
    if pd.api.types.is_bool_dtype(values):
        return True
    if not pd.api.types.is_numeric_dtype(values):
        return False
    return bool(values.dropna().isin([0, 1]).all())


def _flag(design: SurveyDesign, name: str) -> Indicator:
    values = design.column(name)
    if values.dtype == object and values.dropna().map(type).eq(bool).all():
        values = values.astype("boolean")
    if not _is_flag(values):
        raise DesignError(f"{name!r} is not a column of 0 and 1; say which answers count with is_in.")
    y = values.to_numpy(dtype=float, na_value=np.nan)
    return Indicator(name, np.nan_to_num(y), ~np.isnan(y))


def _holds_lists(values: pd.Series) -> bool:
    if values.dtype != object:
        return False
    known = values[values.notna()]
    return len(known) > 0 and isinstance(known.iloc[0], LISTS)


def _several(design: SurveyDesign, item: str, is_in, leave_out) -> tuple[str | None, list[Indicator]]:
    coded = design.coded_choices(item)
    out = frozenset([leave_out] if isinstance(leave_out, str) else leave_out)
    # Each combination of choices is looked at once, and rows only through its code; the last entry is for
    # the missing.
    asked = np.array([not (combination & out) for combination in coded.levels] + [False])[coded.codes]
    seen = sorted({choice for combination in coded.levels for choice in combination} - out, key=str)

    def chosen(wanted: set) -> np.ndarray:
        hit = [bool(combination & wanted) for combination in coded.levels] + [False]
        return np.array(hit, dtype=float)[coded.codes]

    if is_in is None:
        return "choice", [Indicator(c, chosen({c}), asked) for c in seen]
    wanted = [is_in] if isinstance(is_in, str) else list(is_in)
    check_labels(item, wanted, seen)
    return None, [Indicator(None, chosen(set(wanted)), asked)]
