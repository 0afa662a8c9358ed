"""Categories of a dimension that are counted as one, in the sample and in the margins alike.

What is merged is a mapping {dimension: [[category, ...], ...]}; it holds wherever the dimension occurs, in joint
margins too. A group is named by its categories in the order given, "16-24 / 25-34".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

Merged = Mapping[str, Sequence[Sequence[str]]]
BETWEEN = " / "


def group_name(categories: Sequence[str]) -> str:
    """What a group of categories is called where a category is named."""
    return BETWEEN.join(str(category) for category in categories)


def names(merged: Merged) -> dict[str, dict[str, str]]:
    """dimension -> category -> the name of the group that it is counted in; only those that are merged."""
    return {
        dimension: {category: group_name(group) for group in groups for category in group}
        for dimension, groups in merged.items()
    }


def merge_sample(sample: pd.DataFrame, merged: Merged) -> pd.DataFrame:
    """[rows as given] the sample with every merged category under its group's name, as new columns."""
    found = sample.copy()
    for dimension, group_of in names(merged).items():
        if dimension in found:
            found[dimension] = found[dimension].map(lambda value, named=group_of: named.get(value, value))
    return found


def merge_targets(dimensions: Sequence[str], targets: Mapping[tuple, float], merged: Merged) -> dict[tuple, float]:
    """{categories: target} of one margin with those of merged categories added up, in the order they come."""
    group_of, found = names(merged), {}
    for categories, target in targets.items():
        key = tuple(
            group_of.get(name, {}).get(category, category)
            for name, category in zip(dimensions, categories, strict=True)
        )
        found[key] = found.get(key, 0.0) + target
    return found


def as_margin(dimensions: Sequence[str], targets: Mapping[tuple, float]) -> tuple[object, dict]:
    """(name, targets) of one margin as `rake` takes them: no tuples where there is one dimension."""
    if len(dimensions) == 1:
        return dimensions[0], {category: target for (category,), target in targets.items()}
    return tuple(dimensions), dict(targets)
