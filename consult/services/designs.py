"""The survey design behind a weighting run, so that estimates from its cells know their own error."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from consult.models import WeightingRun
from consult.services import cells, crossed_cells

if TYPE_CHECKING:
    import pandas as pd

    from analysis import SurveyDesign, Weighting

DESIGN_COLUMNS = ("stratum", "cluster")


class RunNotReproduced(RuntimeError):
    """Raking again gave other weights than the run holds: nothing may be published from it."""


def frame(run: WeightingRun, columns: list[str]) -> pd.DataFrame:
    """The weighted cells of a run by `columns`, its dimensions, and the strata and clusters that answers have.

    Raises UnknownColumn, StaleRun.
    """
    return cells.weighted_cells(run, [*columns, *(name for name in DESIGN_COLUMNS if name not in columns)])


def frames(run: WeightingRun, lists: Sequence[list[str]]) -> list[pd.DataFrame]:
    """As `frame` of each list of columns, all from one reading of the answers. Raises as `frame`."""
    return crossed_cells.weighted_cells(run, lists, DESIGN_COLUMNS)


def design(run: WeightingRun, frame: pd.DataFrame) -> SurveyDesign:
    """The design of `frame` (a frame of `frame()`, to which columns may have been added).

    The weights are raked again on these finer cells, so that the variance is that of the calibration residuals:
    what the margins fix does not vary. Raises RunNotReproduced unless they are the run's own weights.
    """
    from analysis import SurveyDesign

    weighting = _raked(run, frame)
    held = frame.loc[weighting.weights.index, "weight"]
    if len(held) != frame["weight"].notna().sum() or not ((weighting.weights / held - 1).abs() < 1e-6).all():
        raise RunNotReproduced(f"run {run.id}")
    known = {name: name for name in DESIGN_COLUMNS if len(frame) and frame[name].notna().all()}
    return SurveyDesign(
        frame,
        weighting,
        strata=known.get("stratum"),
        cluster=known.get("cluster"),
        count="n",
        kind=run.wave.design,
    )


def _raked(run: WeightingRun, frame: pd.DataFrame) -> Weighting:
    from analysis import rake
    from analysis.merging import as_margin, merge_sample, merge_targets

    scheme = run.scheme
    # Runs from before categories could be merged do not say that none were.
    merged = scheme.get("merged", {})
    sample, targets = merge_sample(frame, merged), {}
    for margin in scheme["margins"]:
        names = margin["dimensions"]
        rows = merge_targets(names, {tuple(row[:-1]): row[-1] for row in margin["targets"]}, merged)
        for place, name in enumerate(names):
            # What the run took as no answer to the dimension: anything that the margin has no target for.
            sample[name] = sample[name].where(sample[name].isin({categories[place] for categories in rows}))
        targets.update([as_margin(names, rows)])
    return rake(
        sample,
        targets,
        base_weight="base_weight" if scheme["base_weight"] else None,
        count="n",
        missing=scheme["missing"],
        bounds=tuple(scheme["bounds"]) if scheme["bounds"] else None,
    )
