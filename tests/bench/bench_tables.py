"""A whole report's tables: 30 items by 8 groups with standard errors, intervals and tests, from people and
cells."""

from __future__ import annotations

import gc
import shutil
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

from analysis import SurveyDesign, bootstrap, chi_square, difference, holm, jackknife, proportion, rake
from tests.bench.raking_data import make_codes, make_margins

ITEMS, GROUPS, CLUSTERS = 30, 8, 400
ANSWERS = ["very", "fairly", "not very", "not at all"]
SIZES = (1_000, 10_000, 100_000, 1_000_000, 3_000_000)
NET = ANSWERS[:2]
R_TABLES = Path(__file__).with_name("tables.R")


def people(n: int) -> pd.DataFrame:
    """A made-up wave: six margins, a neighbourhood as group and stratum, streets within, thirty items."""
    rng = np.random.default_rng(11)
    sample = pd.DataFrame({f"m{i}": codes for i, codes in enumerate(make_codes(n))})
    sample["area"] = pd.Categorical.from_codes(rng.integers(0, GROUPS, n).astype(np.int8), list("ABCDEFGH"))
    sample["street"] = rng.integers(0, CLUSTERS, n).astype(np.int16)
    lean = sample["m0"].to_numpy() / 12
    for i in range(ITEMS):
        share = np.clip(0.1 + 0.02 * i + lean * 0.3, 0.01, 0.97)
        yes = rng.random(n) < share
        codes = np.where(yes, rng.integers(0, 2, n), rng.integers(2, 4, n)).astype(np.int8)
        codes[rng.random(n) < 0.03] = -1
        sample[f"q{i}"] = pd.Categorical.from_codes(codes, ANSWERS)
    return sample


def margins(sample: pd.DataFrame) -> dict:
    """Targets of the categories that the sample has: small samples lack some."""
    return {f"m{i}": {j: t[j] for j in np.unique(sample[f"m{i}"])} for i, t in enumerate(make_margins())}


def tables(design: SurveyDesign, items: int = ITEMS) -> pd.DataFrame:
    """Per item: the net by group with its interval, the test of the table, one difference; Holm over all
    tests."""
    parts, p = [], []
    for i in range(items):
        parts.append(proportion(design, f"q{i}", NET, by="area").assign(item=i))
        p.append(chi_square(design, f"q{i}", "area").p)
        p.append(difference(design, f"q{i}", NET, between=("area", "A", "H")).p)
    holm(p)
    return pd.concat(parts)


def coarse_cells(sample: pd.DataFrame) -> pd.DataFrame:
    """The cells of one item when three margins are weighed by: 7 x 2 x 5 x 8 groups x 5 answers."""
    by = ["m0", "m1", "m2", "area", "q0"]
    return sample.groupby(by, observed=True, dropna=False).size().reset_index(name="n")


def seconds(work, repeats: int = 3) -> tuple[float, float, float]:
    """Median, least and most seconds by the clock."""
    found = []
    for _ in range(repeats):
        gc.collect()
        started = time.perf_counter()
        work()
        found.append(time.perf_counter() - started)
    return statistics.median(found), min(found), max(found)


def spread(found: tuple[float, float, float]) -> str:
    return f"{found[0]:.2f} ({found[1]:.2f} to {found[2]:.2f})"


def plain(sample: pd.DataFrame) -> None:
    """The yardstick: unweighted percentages of the same tables by pandas, no error, no test."""
    for i in range(ITEMS):
        sample[f"q{i}"].isin(NET).groupby(sample["area"], observed=True).mean()


def r_survey(people_count: int) -> float | None:
    """Seconds that R `survey` takes for one item's tables from an already raked design; None without R."""
    if shutil.which("Rscript") is None:
        return None
    sample = people(people_count).assign(one=1)
    targets = [
        (name, category, target)
        for name, part in margins(sample).items()
        for category, target in part.items()
    ]
    with tempfile.TemporaryDirectory() as folder:
        columns = [*(f"m{i}" for i in range(6)), "area", "q0", "one"]
        sample[columns].to_csv(Path(folder) / "people.csv", index=False)
        pd.DataFrame(targets, columns=["margin", "category", "target"]).to_csv(
            Path(folder) / "margins.csv", index=False
        )
        done = subprocess.run(["Rscript", str(R_TABLES)], cwd=folder, capture_output=True, text=True)
    return float(done.stdout.split()[-1]) if done.returncode == 0 and done.stdout else None


def _beside_r(people_count: int = 20_000) -> str:
    theirs = r_survey(people_count)
    if theirs is None:
        return "R survey was not at hand."
    sample = people(people_count)
    weighting = rake(sample, margins(sample))
    ours = seconds(lambda: tables(SurveyDesign(sample, weighting, strata="area"), items=1))
    return (
        f"Beside R `survey` (`svyciprop` by group, `svychisq`, the totals of one difference), one item of "
        f"{people_count:,} people raked to six margins: {theirs:.1f} s against {ours[0]:.3f} s, "
        f"{theirs / ours[0]:,.0f} times."
    )


def run() -> str:
    """The section of the report."""
    lines = [
        "## A report's tables",
        "",
        f"{ITEMS} items by {GROUPS} groups after raking to six margins: nets with standard errors, intervals, design "
        f"effects, a Rao-Scott test of each table, a difference with its covariance, Holm over all {2 * ITEMS} tests. "
        "Seconds by the clock, median of three (least to most); the design is made anew each time.",
        "",
        "| people | each a cluster, strata | streets as clusters, strata | plain pandas percentages | "
        "one item from its cells (number of cells) |",
        "|---|---|---|---|---|",
    ]
    for n in SIZES:
        sample = people(n)
        weighting = rake(sample, margins(sample))
        alone = seconds(lambda s=sample, w=weighting: tables(SurveyDesign(s, w, strata="area")))
        streets = seconds(
            lambda s=sample, w=weighting: tables(SurveyDesign(s, w, strata="area", cluster="street"))
        )
        bare = seconds(lambda s=sample: plain(s))
        cells = coarse_cells(sample)
        known = {name: targets for name, targets in margins(sample).items() if name in ("m0", "m1", "m2")}
        fast = seconds(
            lambda c=cells, k=known: tables(SurveyDesign(c, rake(c, k, count="n"), strata="area"), items=1)
        )
        lines.append(
            f"| {n:,} | {spread(alone)} | {spread(streets)} | {spread(bare)} | "
            f"{fast[0]:.3f} ({fast[1]:.3f} to {fast[2]:.3f}) ({len(cells):,}) |"
        )
    lines += ["", _replicates(), "", _beside_r()]
    return "\n".join(lines)


def _replicates() -> str:
    sample = people(1_200)
    weighting = rake(sample, margins(sample))
    design = SurveyDesign(sample, weighting, strata="area", cluster="street")
    drawn = seconds(lambda: bootstrap(design, 500).proportion("q0", NET, by="area"))
    left_out = seconds(lambda: jackknife(design).proportion("q0", NET, by="area"))
    return (
        f"1,200 people: 500 bootstrap replicates drawn, each raked again, and an item by {GROUPS} groups estimated "
        f"from them in {spread(drawn)} s; the jackknife over {len(jackknife(design).rscales):,} clusters in "
        f"{spread(left_out)} s."
    )
