"""Margins matched with the sample: which category each cell is in, and what stands on one side only."""

from __future__ import annotations

import numpy as np

from analysis.errors import WeightingError, counted
from analysis.frames import Cells, Coded
from analysis.margins import MISSING, Margin, Target, category_label


def match(
    targets: list[Target],
    coded: dict[object, Coded],
    positions: dict[object, int],
    cells: Cells,
    total: float,
) -> tuple[list[Margin], list[str]]:
    """Fit the targets to the categories that the sample has, with missing values as a category of their own.

    Raises WeightingError for a category on one side only, and for a dimension with nobody in it.
    """
    margins, notes = [], []
    base_total = cells.base.sum()
    for target in targets:
        dimensions = [coded[column] for column in target.columns]
        values, size = _values(dimensions, [cells.levels[positions[column]] for column in target.columns])
        found, place = _present(values, size)
        ordered = _in_target_order(target, [_category(value, dimensions) for value in found])
        categories = [category for category, _ in ordered]
        position = np.empty(len(ordered), np.intp)
        position[[old for _, old in ordered]] = np.arange(len(ordered))
        codes = position[place][values + 1]
        people = np.bincount(codes, cells.people, len(categories))
        if categories == [MISSING_KEY]:
            raise WeightingError(
                f"Nobody in the sample has a value for the margin “{target.label}”: every one is missing. "
                "Leave the margin out, or check the column's coding."
            )
        _check_categories(target, categories, people)
        base = people if cells.base is cells.people else np.bincount(codes, cells.base, len(categories))
        shares = np.array([target.categories.get(category, 0.0) for category in categories])
        wanted = shares / shares.sum() * total
        gap = categories.index(MISSING_KEY) if MISSING_KEY in categories else None
        if gap is not None:
            share = base[gap] / base_total
            wanted *= 1 - share
            wanted[gap] = share * total
            notes.append(
                f"{people[gap]:,.0f} of {counted(people.sum(), 'person has', 'people have')} no value for "
                f"“{target.label}”: they keep their share of {100 * share:.1f}%, and the margin's shares are "
                "spread over the rest."
            )
        names = [MISSING if category is MISSING_KEY else category for category in categories]
        before = base / base_total * total
        margins.append(
            Margin(target.name, target.label, target.columns, names, wanted, codes, before, people, gap)
        )
    return margins, notes


class _Missing:
    """The category of those with no value; an object of its own so that no label can be mistaken for it."""


MISSING_KEY = _Missing()


def _in_target_order(target: Target, categories: list) -> list[tuple]:
    """(category, place it had): as the target lists them, then any others, then those with no value."""
    order = {category: i for i, category in enumerate(target.categories)}
    last = len(order)
    return sorted(
        ((category, i) for i, category in enumerate(categories)),
        key=lambda pair: last + 1 if pair[0] is MISSING_KEY else order.get(pair[0], last),
    )


def _values(dimensions: list[Coded], levels: list[np.ndarray]) -> tuple[np.ndarray, int]:
    """[cells] one number for each combination of the dimensions' labels, -1 where one is missing; and their
    range.
    """
    joint, size = 0, 1
    missing = None
    for dimension, level in zip(dimensions, levels, strict=True):
        joint = joint * len(dimension.labels) + (level - 1 if dimension.has_missing else level)
        size *= len(dimension.labels)
        if dimension.has_missing:
            missing = level == 0 if missing is None else missing | (level == 0)
    return (joint if missing is None else np.where(missing, -1, joint)), size


def _category(value: int, dimensions: list[Coded]) -> object:
    if value < 0:
        return MISSING_KEY
    parts = np.unravel_index(value, [len(dimension.labels) for dimension in dimensions])
    labels = tuple(d.labels[int(part)] for d, part in zip(dimensions, parts, strict=True))
    return labels if len(labels) > 1 else labels[0]


def _present(values: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray]:
    """The distinct values in order, and the place of each value + 1 among them."""
    there = np.zeros(size + 1, bool)
    there[values + 1] = True
    return np.flatnonzero(there) - 1, np.cumsum(there) - 1


def _check_categories(target: Target, categories: list, people: np.ndarray) -> None:
    have = {c: n for c, n in zip(categories, people, strict=True) if c is not MISSING_KEY}
    extra = [category for category in have if category not in target.categories]
    lacking = [category for category in target.categories if category not in have]
    for category in extra:
        twin = next((other for other in lacking if _alike(category, other)), None)
        twin = twin or next((other for other in target.categories if _alike(category, other)), None)
        if twin is not None:
            raise WeightingError(
                f"In the margin “{target.label}” the sample has the category “{category_label(category)}” "
                f"and the target is for “{category_label(twin)}”: they differ by "
                f"{_difference(category, twin)}. Write both the same way."
            )
    if extra:
        category = extra[0]
        more = f" (and {len(extra) - 1} more)" if len(extra) > 1 else ""
        raise WeightingError(
            f"The sample has {counted(have[category], 'person', 'people')} in the category "
            f"“{category_label(category)}” of “{target.label}”{more}, for which the margin has no target. "
            "Add its target, merge it with another category, or make it missing."
        )
    if lacking:
        category = lacking[0]
        more = f" (and {len(lacking) - 1} more)" if len(lacking) > 1 else ""
        raise WeightingError(
            f"The margin “{target.label}” has a target for “{category_label(category)}”{more}, but nobody in "
            "the sample is in that category. Merge it with another category in both, or take it out of the "
            "margin."
        )


def _alike(one: object, other: object) -> bool:
    return _folded(one) == _folded(other)


def _folded(category: object) -> tuple:
    parts = category if isinstance(category, tuple) else (category,)
    return tuple("".join(str(_whole(part)).split()).casefold() for part in parts)


def _whole(value: object) -> object:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _difference(one: object, other: object) -> str:
    ones = one if isinstance(one, tuple) else (one,)
    others = other if isinstance(other, tuple) else (other,)
    for a, b in zip(ones, others, strict=True):
        if a == b:
            continue
        if isinstance(a, str) != isinstance(b, str):
            text, number = (a, b) if isinstance(a, str) else (b, a)
            return f"their type (the text “{text}”, the number {number})"
        if "".join(str(a).split()) == "".join(str(b).split()):
            return f"a blank (“{a}”, “{b}”)"
        if str(a).casefold() == str(b).casefold():
            return f"capital letters (“{a}”, “{b}”)"
        return f"a blank and capital letters (“{a}”, “{b}”)"
    return "their type"
