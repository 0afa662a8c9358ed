"""Margins: what the population looks like, read, checked and matched with the sample.

A margin is `{"sex": {"F": 119_000, "M": 116_048}}`, in people or in shares; a joint margin has tuples for
keys: `{("sex", "age"): {("F", "16-24"): 11_000, ...}}`. A long frame or CSV file with the columns
`margin, category, target` is read by `read_margins`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.errors import WeightingError
from analysis.frames import Cells, Coded

MISSING = "(missing)"
# Totals this near to 1 (or 100) are shares (or per cents) that were rounded.
ROUNDED = 0.02


@dataclass(frozen=True)
class Target:
    """One margin as asked for: the columns it is made of and a positive target for each category."""

    name: object
    columns: tuple
    categories: dict

    @property
    def label(self) -> str:
        return " x ".join(str(column) for column in self.columns)

    @property
    def total(self) -> float:
        return float(sum(self.categories.values()))

    @property
    def scale(self) -> str:
        """"people", "shares" or "per cent", judged by what the targets add up to."""
        if abs(self.total - 1) <= ROUNDED:
            return "shares"
        return "per cent" if abs(self.total - 100) <= 100 * ROUNDED else "people"


@dataclass
class Margin:
    """A margin matched with the sample: [categories] targets and base-weighted totals before (in the weights' units)
    and number of people; [cells] codes. `missing_at` is the place of those with no value, if there are any.
    """

    name: object
    label: str
    columns: tuple
    categories: list
    targets: np.ndarray
    codes: np.ndarray
    before: np.ndarray
    people: np.ndarray
    missing_at: int | None = None

    @property
    def joint(self) -> bool:
        return len(self.columns) > 1

    def category_label(self, i: int) -> str:
        return category_label(self.categories[i])


def category_label(category: object) -> str:
    """A category as a sentence names it: the parts of a joint one with commas between."""
    return ", ".join(str(part) for part in category) if isinstance(category, tuple) else str(category)


def read_margins(source: pd.DataFrame | str | Path, joint: str | None = ":") -> dict:
    """Margins from a long frame, or a CSV file in UTF-8, with the columns margin, category and target.

    `joint` parts the columns of a joint margin's name and the categories of its label: with ":" the margin
    `sex:age` with the category `F:16-24` becomes {("sex", "age"): {("F", "16-24"): ...}}; None reads no
    joint margins. Labels are text. Raises WeightingError naming the line for a blank, a repeated or an
    unreadable entry.
    """
    if isinstance(source, pd.DataFrame):
        frame = source
    else:
        frame = pd.read_csv(source, dtype={"margin": str, "category": str, "target": str},
                            keep_default_na=False, encoding="utf-8-sig")
    lacking = [name for name in ("margin", "category", "target") if name not in frame.columns]
    if lacking:
        raise WeightingError(
            f"The margins have no column “{lacking[0]}”: give the three columns margin, category and target."
        )
    margins: dict = {}
    entries = zip(frame["margin"], frame["category"], frame["target"], strict=True)
    for line, (margin, category, target) in enumerate(entries, start=2):
        if pd.isna(margin) or not str(margin).strip() or pd.isna(category) or not str(category).strip():
            raise WeightingError(f"Line {line} of the margins has no margin or no category: fill it in or remove it.")
        name, key = _split_joint(str(margin), category, joint, line)
        categories = margins.setdefault(name, {})
        if key in categories:
            raise WeightingError(
                f"The margin “{margin}” has the category “{category}” twice (again on line {line}): keep one of them."
            )
        categories[key] = _number(target, str(margin), category)
    return margins


def _split_joint(margin: str, category: object, joint: str | None, line: int) -> tuple:
    if joint is None or joint not in margin:
        return margin, category
    columns = tuple(part.strip() for part in margin.split(joint))
    parts = tuple(part.strip() for part in str(category).split(joint))
    if len(parts) != len(columns):
        raise WeightingError(
            f"Line {line}: the joint margin “{margin}” needs {len(columns)} parts in its category, "
            f"but “{category}” has {len(parts)}. Write them with “{joint}” between."
        )
    return columns, parts


def _number(value: object, margin: str, category: object) -> float:
    try:
        number = float(str(value).replace(",", "")) if isinstance(value, str) else float(value)
    except (TypeError, ValueError):
        raise WeightingError(
            f"The target of “{category_label(category)}” in the margin “{margin}” is “{value}”, which is no number: "
            "give a number of people or a share."
        ) from None
    if not np.isfinite(number):
        raise WeightingError(
            f"The target of “{category_label(category)}” in the margin “{margin}” is missing or not finite: "
            "give a number of people or a share."
        )
    return number


def check_targets(margins: Mapping) -> list[Target]:
    """The margins as Targets, in the order given. Raises WeightingError where one cannot be a target."""
    if isinstance(margins, pd.DataFrame):
        margins = read_margins(margins)
    if not isinstance(margins, Mapping) or not margins:
        raise WeightingError(
            'There is no margin to weight to: give at least one, such as {"sex": {"F": 119000, "M": 116000}}.'
        )
    targets = []
    for name, categories in margins.items():
        columns = name if isinstance(name, tuple) else (name,)
        label = " x ".join(str(column) for column in columns)
        if isinstance(categories, pd.Series):
            categories = categories.to_dict()
        if not isinstance(categories, Mapping) or not categories:
            raise WeightingError(f"The margin “{label}” has no categories: give each category a target, or leave it out.")
        checked = {key: _number(value, label, key) for key, value in categories.items()}
        for key, value in checked.items():
            _check_target(label, columns, key, value)
        targets.append(Target(name, columns, checked))
    return targets


def _check_target(label: str, columns: tuple, key: object, value: float) -> None:
    if len(columns) > 1 and (not isinstance(key, tuple) or len(key) != len(columns)):
        raise WeightingError(
            f"The joint margin “{label}” needs a category of {len(columns)} parts, such as "
            f"{tuple('…' for _ in columns)}, but has “{category_label(key)}”."
        )
    if value <= 0:
        raise WeightingError(
            f"The target of “{category_label(key)}” in the margin “{label}” is {value:g}: a target must be above 0. "
            "Merge the category with another, or take it (and the people in it) out."
        )


def reconcile(targets: list[Target]) -> tuple[float, list[str]]:
    """The total that all margins are scaled to, and a sentence for each margin that was scaled.

    It is the first margin's total; where some margins are in people and others in shares, that of the first
    in people, since shares have no size of their own.
    """
    lead = next((target for target in targets if target.scale == "people"), targets[0])
    notes = []
    if lead.scale != "people":
        notes.append(
            f"The margin “{lead.label}” is given in {lead.scale}, so the weights add up to {lead.total:g}; "
            "normalised() gives weights with mean 1."
        )
    for target in targets:
        if target is lead or abs(target.total - lead.total) <= 1e-9 * lead.total:
            continue
        if target.scale != "people" and lead.scale == "people":
            notes.append(f"The margin “{target.label}” is given in {target.scale} and was scaled to {lead.total:,.6g}.")
            continue
        off = target.total / lead.total - 1
        sentence = (
            f"The margin “{target.label}” adds up to {_plain(target.total)}, the margin “{lead.label}” to "
            f"{_plain(lead.total)}: “{target.label}” was scaled by {lead.total / target.total:.6f} to agree."
        )
        if abs(off) > 0.01 and target.scale == lead.scale:
            sentence += " They differ by more than 1%: check that both are of the same people, place and year."
        notes.append(sentence)
    return lead.total, notes


def _plain(number: float) -> str:
    return f"{number:,.0f}" if float(number).is_integer() else f"{number:,.10g}"


def check_columns(targets: list[Target], columns: list) -> None:
    """Raise WeightingError for a margin on a column that the sample does not have."""
    for target in targets:
        for column in target.columns:
            if column not in columns:
                near = get_close_matches(str(column), [str(c) for c in columns], n=1, cutoff=0.6)
                hint = f" Did you mean “{near[0]}”?" if near else ""
                raise WeightingError(
                    f"The margin “{target.label}” needs the column “{column}”, which the sample does not have.{hint} "
                    "Name the margin after a column of the sample, or leave it out."
                )
            if columns.count(column) > 1:
                raise WeightingError(f"The sample has two columns “{column}”, which the margin “{target.label}” needs: "
                                     "keep one of them.")
        repeated = [column for column in target.columns if target.columns.count(column) > 1]
        if repeated:
            raise WeightingError(f"The joint margin “{target.label}” names “{repeated[0]}” twice: name each column once.")


def match(
    targets: list[Target], coded: dict[object, Coded], positions: dict[object, int], cells: Cells, total: float
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
                f"{people[gap]:,.0f} of {people.sum():,.0f} people have no value for “{target.label}”: they "
                f"keep their share of {100 * share:.1f}%, and the margin's shares are spread over the rest."
            )
        names = [MISSING if category is MISSING_KEY else category for category in categories]
        before = base / base_total * total
        margins.append(Margin(target.name, target.label, target.columns, names, wanted, codes, before, people, gap))
    return margins, notes


class _Missing:
    """The category of those with no value; an object of its own so that no label can be mistaken for it."""


MISSING_KEY = _Missing()


def _in_target_order(target: Target, categories: list) -> list[tuple]:
    """(category, place it had): as the target lists them, then any others, then those with no value."""
    order = {category: i for i, category in enumerate(target.categories)}
    last = len(order)
    return sorted(((category, i) for i, category in enumerate(categories)),
                  key=lambda pair: last + 1 if pair[0] is MISSING_KEY else order.get(pair[0], last))


def _values(dimensions: list[Coded], levels: list[np.ndarray]) -> tuple[np.ndarray, int]:
    """[cells] one number for each combination of the dimensions' labels, -1 where one is missing; and their range."""
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
                f"In the margin “{target.label}” the sample has the category “{category_label(category)}” and the "
                f"target is for “{category_label(twin)}”: they differ by {_difference(category, twin)}. "
                "Write both the same way."
            )
    if extra:
        category = extra[0]
        more = f" (and {len(extra) - 1} more)" if len(extra) > 1 else ""
        raise WeightingError(
            f"The sample has {have[category]:,.0f} people in the category “{category_label(category)}” of "
            f"“{target.label}”{more}, for which the margin has no target. Add its target, merge it with another "
            "category, or make it missing."
        )
    if lacking:
        category = lacking[0]
        more = f" (and {len(lacking) - 1} more)" if len(lacking) > 1 else ""
        raise WeightingError(
            f"The margin “{target.label}” has a target for “{category_label(category)}”{more}, but nobody in the "
            "sample is in that category. Merge it with another category in both, or take it out of the margin."
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
