"""The variance against its formula written out loop by loop, over every kind of weighting and both ways of
summing."""

import numpy as np
import pandas as pd
import pytest

from analysis import SurveyDesign, calibrate, difference, poststratify, proportion, rake, trim

MARGINS = {"sex": {"F": 52, "M": 48}, "age": {"young": 25, "middle": 40, "old": 35}}
WEIGHTINGS = {
    "none": lambda s: None,
    "raked": lambda s: rake(s, MARGINS),
    "raked with base weights": lambda s: rake(s, MARGINS, "base"),
    "raked, regression residuals": lambda s: rake(s, MARGINS, "base", convention="calibrate"),
    "bounded": lambda s: rake(s, MARGINS, bounds=(0.5, 2)),
    "linear": lambda s: calibrate(s, MARGINS, "base", method="linear"),
    "post-stratified": lambda s: poststratify(s, {"age": MARGINS["age"]}),
    "trimmed": lambda s: trim(rake(s, MARGINS, "base"), 0.6, 1.8),
}
DESIGNS = {
    "simple": {},
    "strata": {"strata": "area"},
    "clusters": {"cluster": "street"},
    "both": {"strata": "area", "cluster": "street"},
    "finite": {"strata": "area", "cluster": "street", "fpc": "streets"},
    "people finite": {"strata": "area", "fpc": "share"},
}


def people(n, seed=4):
    rng = np.random.default_rng(seed)
    sample = pd.DataFrame(
        {
            "sex": rng.choice(["F", "M"], n, p=[0.6, 0.4]),
            "age": rng.choice(["young", "middle", "old"], n),
            "area": rng.choice(["N", "S", "W"], n),
            "base": rng.choice([1.0, 1.5, 2.5], n),
            "streets": 90,
        }
    )
    sample["street"] = rng.integers(0, 20, n)
    sample["share"] = sample["area"].map({"N": 0.1, "S": 0.3, "W": 0.5})
    sample["safe"] = (rng.random(n) < 0.4 + 0.2 * (sample["age"] == "old")).astype(float)
    sample.loc[rng.random(n) < 0.05, "safe"] = np.nan
    return sample


def by_the_book(sample, weighting, z, strata=None, cluster=None, fpc=None):
    """V = sum_h (1 - f_h) n_h / (n_h - 1) sum_j (t_j - mean t)(t_j - mean t)', z [rows, k] made residuals
    first."""
    if weighting is not None:
        z = weighting.residuals(z)
    v = np.zeros((z.shape[1], z.shape[1]))
    stratum = sample[strata] if strata else pd.Series(0, index=sample.index)
    for h in stratum.unique():
        inside = (stratum == h).to_numpy()
        unit = sample["street"][inside].to_numpy() if cluster else np.arange(inside.sum())
        totals = (
            np.array([z[inside][unit == j].sum(axis=0) for j in np.unique(unit)]) if cluster else z[inside]
        )
        n = len(totals)
        f = 0.0 if fpc is None else n / 90 if fpc == "streets" else sample[fpc][inside].iloc[0]
        centred = totals - totals.mean(axis=0)
        v += (1 - f) * n / (n - 1) * centred.T @ centred
    return v


@pytest.mark.parametrize("n", [300, 6000])
@pytest.mark.parametrize("options", DESIGNS)
@pytest.mark.parametrize("how", WEIGHTINGS)
def test_every_path_is_the_formula(how, options, n):
    sample = people(n)
    weighting = WEIGHTINGS[how](sample)
    design = SurveyDesign(sample, weighting, **DESIGNS[options])
    weights = np.ones(n) if weighting is None else weighting.weights.to_numpy()
    z = np.zeros((n, 2))
    means = []
    for k, area in enumerate(("N", "S")):
        inside = ((sample["area"] == area) & sample["safe"].notna()).to_numpy()
        w, y = weights[inside], sample["safe"].to_numpy()[inside]
        means.append((w * y).sum() / w.sum())
        z[inside, k] = w * (y - means[k]) / w.sum()
    v = by_the_book(sample, weighting, z, **DESIGNS[options])
    table = proportion(design, "safe", by={"area": ["N", "S"]})
    assert table["estimate"].tolist() == pytest.approx(means)
    assert (table["se"] ** 2).tolist() == pytest.approx(np.diag(v).tolist(), rel=1e-9)
    found = difference(design, "safe", between=("area", "N", "S"))
    assert found.se**2 == pytest.approx(v[0, 0] + v[1, 1] - 2 * v[0, 1], rel=1e-9)
