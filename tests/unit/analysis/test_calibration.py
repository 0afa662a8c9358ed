"""Post-stratification and calibration against R's `postStratify` and `calibrate` on its own api data."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis import WeightingError, calibrate, poststratify, rake

REFERENCE = Path(__file__).resolve().parents[2] / "reference" / "weighting"
STYPE = {"stype": {"E": 4421, "H": 755, "M": 1018}}
WIDE = {"sch.wide": {"No": 1072, "Yes": 5122}}
API99 = {"api99": 3_914_069}

METHODS = {
    "rake": lambda f: rake(f, STYPE | WIDE, "pw"),
    "raking": lambda f: rake(f, STYPE | WIDE, "pw", convention="calibrate"),
    "poststratify": lambda f: poststratify(f, STYPE, "pw"),
    "linear": lambda f: calibrate(f, STYPE, "pw", totals=API99),
    "linear_bounded": lambda f: calibrate(f, STYPE, "pw", totals=API99, bounds=(0.6, 1.75), rescale=False),
    "raking_api99": lambda f: calibrate(f, STYPE, "pw", totals=API99, method="raking"),
    "raking_bounded": lambda f: calibrate(
        f, STYPE | WIDE, "pw", method="raking", bounds=(0.7, 1.7), rescale=False
    ),
    "logit": lambda f: calibrate(
        f, STYPE, "pw", totals=API99, method="logit", bounds=(0.5, 2), rescale=False
    ),
}


@pytest.fixture(scope="module")
def schools() -> pd.DataFrame:
    return pd.read_csv(REFERENCE / "apiclus1.csv")


@pytest.fixture(scope="module")
def estimates() -> pd.DataFrame:
    return pd.read_csv(REFERENCE / "estimates.csv").set_index(["method", "estimate_of"])


@pytest.mark.parametrize("method", METHODS)
def test_weights_are_those_of_r(method, schools):
    expected = pd.read_csv(REFERENCE / "weights_clus1.csv")[method]
    np.testing.assert_allclose(METHODS[method](schools).weights, expected, rtol=1e-8)


@pytest.mark.parametrize("method", METHODS)
def test_standard_errors_of_clusters_are_those_of_r(method, schools, estimates):
    w = METHODS[method](schools)
    weights, y = w.weights.to_numpy(), schools["api00"].to_numpy(float)
    high = (schools["stype"] == "H").to_numpy(float)
    mean, domain = np.average(y, weights=weights), np.average(y, weights=weights * high)
    award = (schools["awards"] == "Yes").to_numpy(float)
    share = np.average(award, weights=weights)
    linearised = {
        "mean api00": weights * (y - mean) / weights.sum(),
        "total api00": weights * y,
        "share awards=Yes": weights * (award - share) / weights.sum(),
        "mean api00 of stype H": weights * high * (y - domain) / (weights * high).sum(),
    }
    residuals = w.residuals(np.column_stack(list(linearised.values())))
    clusters = pd.DataFrame(residuals).groupby(schools["dnum"]).sum()
    n = len(clusters)
    errors = np.sqrt((1 - n / schools["fpc"].iloc[0]) * n * clusters.var(ddof=1))
    for what, error in zip(linearised, errors, strict=True):
        assert error == pytest.approx(estimates.loc[(method, what), "se"], rel=1e-6)


def test_poststratification_by_hand():
    frame = pd.DataFrame({"sex": ["F", "F", "M"], "d": [1.0, 3.0, 2.0]})
    w = poststratify(frame, {"sex": {"F": 80, "M": 20}}, base_weight="d")
    assert w.weights.tolist() == pytest.approx([20, 60, 20])
    assert w.method == "poststratify"


def test_poststratification_on_a_joint_margin_and_cells():
    frame = pd.DataFrame({"s": ["F", "F", "M"], "a": [1, 2, 1], "n": [4, 1, 5]})
    w = poststratify(frame, {("s", "a"): {("F", 1): 40, ("F", 2): 30, ("M", 1): 20}}, count="n")
    assert w.weights.tolist() == pytest.approx([10, 30, 4])


def test_linear_calibration_by_the_textbook_formula(schools):
    # w = d (1 + x' (X'DX)^-1 (T - X'd)), Sarndal, Swensson and Wretman (1992), 6.5.
    d = schools["pw"].to_numpy()
    x = np.column_stack([schools["stype"] == s for s in "EHM"] + [schools["api99"]]).astype(float)
    t = np.array([4421, 755, 1018, 3_914_069])
    expected = d * (1 + x @ np.linalg.solve(x.T @ (d[:, None] * x), t - x.T @ d))
    np.testing.assert_allclose(calibrate(schools, STYPE, "pw", totals=API99).weights, expected, rtol=1e-8)


def test_totals_are_met_on_cells_as_on_people():
    people = pd.DataFrame({"g": list("aabbbb"), "x": [1.0, 2, 2, 2, 5, 5]})
    cells = pd.DataFrame({"g": ["a", "a", "b", "b"], "x": [1.0, 2, 2, 5], "n": [1, 1, 2, 2]})
    one = calibrate(people, {"g": {"a": 40, "b": 60}}, totals={"x": 290}, method="raking")
    two = calibrate(cells, {"g": {"a": 40, "b": 60}}, totals={"x": 290}, method="raking", count="n")
    assert one.weights @ people["x"] == pytest.approx(290)
    np.testing.assert_allclose(two.weights, one.weights[[0, 1, 2, 4]], rtol=1e-8)


def test_weights_below_zero_are_said():
    frame = pd.DataFrame({"a": ["x"] * 8 + ["y"] * 2, "b": ["p"] * 7 + ["q"] + ["p", "q"]})
    w = calibrate(frame, {"a": {"x": 20, "y": 80}, "b": {"p": 90, "q": 10}})
    assert (w.weights < 0).any()
    assert any("below 0" in note and "raking" in note for note in w.notes)
    held = calibrate(frame, {"a": {"x": 20, "y": 80}, "b": {"p": 90, "q": 10}}, method="raking")
    assert (held.weights > 0).all()


@pytest.mark.parametrize("method", ["linear", "raking", "logit"])
def test_bounds_are_held_and_margins_met(method, schools):
    w = calibrate(schools, STYPE | WIDE, "pw", method=method, bounds=(0.8, 1.75))
    ratio = w.weights / schools["pw"]
    assert ratio.min() >= 0.8 - 1e-9 and ratio.max() <= 1.75 + 1e-9
    assert w.max_margin_error <= 1e-9


@pytest.mark.parametrize("method", ["linear", "raking", "logit"])
def test_bounds_that_cannot_be_held_are_proved_so(method, schools):
    with pytest.raises(WeightingError, match="No weights within the bounds .*at least 1.594"):
        calibrate(schools, STYPE | WIDE, "pw", method=method, bounds=(0.5, 1.5))


def test_replicates_of_a_calibration_are_calibrated_again(schools):
    rng = np.random.default_rng(3)
    base = schools["pw"].to_numpy()[:, None] * rng.integers(1, 4, (len(schools), 5))
    for options in ({"method": "linear", "totals": API99}, {"method": "raking", "bounds": (0.4, 3.0)}):
        weights, met = calibrate(schools, STYPE, "pw", **options).rerake(base)
        assert met.all()
        alone = calibrate(schools, STYPE, base[:, 4], **options)
        np.testing.assert_allclose(weights[:, 4], alone.weights, rtol=1e-7)
