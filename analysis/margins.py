"""Margins: what the population looks like, read, checked and reconciled.

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

MISSING = "(missing)"
# Totals this near to 1 (or 100) are shares (or per cents) that were rounded.
ROUNDED = 0.02
# Beyond this, sums and ratios of targets and weights would overflow.
LARGEST = 1e100


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
        """ "people", "shares" or "per cent", judged by what the targets add up to."""
        if abs(self.total - 1) <= ROUNDED:
            return "shares"
        return "per cent" if abs(self.total - 100) <= 100 * ROUNDED else "people"


@dataclass
class Margin:
    """A margin matched with the sample: [categories] targets and base-weighted totals before (in the weights'
    units) and number of people; [cells] codes. `missing_at` is the place of those with no value, if there are
    any.
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
        frame = pd.read_csv(
            source,
            dtype={"margin": str, "category": str, "target": str},
            keep_default_na=False,
            encoding="utf-8-sig",
        )
    lacking = [name for name in ("margin", "category", "target") if name not in frame.columns]
    if lacking:
        raise WeightingError(
            f"The margins have no column “{lacking[0]}”: give the three columns margin, category and target."
        )
    margins: dict = {}
    entries = zip(frame["margin"], frame["category"], frame["target"], strict=True)
    for line, (margin, category, target) in enumerate(entries, start=2):
        if pd.isna(margin) or not str(margin).strip() or pd.isna(category) or not str(category).strip():
            raise WeightingError(
                f"Line {line} of the margins has no margin or no category: fill it in or remove it."
            )
        name, key = _split_joint(str(margin), category, joint, line)
        categories = margins.setdefault(name, {})
        if key in categories:
            raise WeightingError(
                f"The margin “{margin}” has the category “{category}” twice (again on line {line}): keep one "
                "of them."
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
            f"Line {line}: the joint margin “{margin}” needs {len(columns)} parts in its category, but "
            f"“{category}” has {len(parts)}. Write them with “{joint}” between."
        )
    return columns, parts


def _number(value: object, margin: str, category: object) -> float:
    try:
        number = float(str(value).replace(",", "")) if isinstance(value, str) else float(value)
    except (TypeError, ValueError):
        raise WeightingError(
            f"The target of “{category_label(category)}” in the margin “{margin}” is “{value}”, which is no "
            "number: give a number of people or a share."
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
            raise WeightingError(
                f"The margin “{label}” has no categories: give each category a target, or leave it out."
            )
        if len(columns) == 1:
            categories = {
                k[0] if isinstance(k, tuple) and len(k) == 1 else k: v for k, v in categories.items()
            }
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
    if value > LARGEST or 0 < value < 1 / LARGEST:
        raise WeightingError(
            f"The target of “{category_label(key)}” in the margin “{label}” is {value:g}, which is no number "
            "of people: give people or shares."
        )
    if value <= 0:
        raise WeightingError(
            f"The target of “{category_label(key)}” in the margin “{label}” is {value:g}: a target must be "
            "above 0. Merge the category with another, or take it (and the people in it) out."
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
            notes.append(
                f"The margin “{target.label}” is given in {target.scale} and was scaled to {lead.total:,.6g}."
            )
            continue
        off = target.total / lead.total - 1
        sentence = (
            f"The margin “{target.label}” adds up to {_plain(target.total)}, the margin “{lead.label}” to "
            f"{_plain(lead.total)}: “{target.label}” was scaled by {lead.total / target.total:.6f} to agree."
        )
        if abs(off) > 0.01 and target.scale == lead.scale:
            sentence += (
                " They differ by more than 1%: check that both are of the same people, place and year."
            )
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
                    f"The margin “{target.label}” needs the column “{column}”, which the sample does not "
                    f"have.{hint} Name the margin after a column of the sample, or leave it out."
                )
            if columns.count(column) > 1:
                raise WeightingError(
                    f"The sample has two columns “{column}”, which the margin “{target.label}” needs: keep "
                    "one of them."
                )
        repeated = [column for column in target.columns if target.columns.count(column) > 1]
        if repeated:
            raise WeightingError(
                f"The joint margin “{target.label}” names “{repeated[0]}” twice: name each column once."
            )
