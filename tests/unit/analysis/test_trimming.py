"""Trimming: limits held, margins met again; without raking again as R's `trimWeights(strict = TRUE)`."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis import WeightingError, calibrate, rake, trim

REFERENCE = Path(__file__).resolve().parents[2] / "reference" / "weighting"
MARGINS = {"stype": {"E": 4421, "H": 755, "M": 1018}, "sch.wide": {"No": 1072, "Yes": 5122}}


@pytest.fixture(scope="module")
def schools() -> pd.DataFrame:
    return pd.read_csv(REFERENCE / "apiclus1.csv")


@pytest.fixture(scope="module")
def raked(schools):
    return rake(schools, MARGINS, "pw")


def test_sharing_out_the_excess_is_what_r_does(schools, raked):
    t = trim(raked, 20, 50, unit="weight", rerake=False)
    expected = pd.read_csv(REFERENCE / "weights_clus1.csv")["trim"]
    np.testing.assert_allclose(t.weights, expected, rtol=1e-8)
    assert t.weights.sum() == pytest.approx(6194)
    # R's trimmed weights leave H at 14 * 50 = 700 of 755.
    assert any("“H” of “stype” is 7.3% off" in note for note in t.notes)


def test_residuals_are_those_of_the_weighting_before(schools, raked):
    estimates = pd.read_csv(REFERENCE / "estimates.csv").set_index(["method", "estimate_of"])
    t = trim(raked, 20, 50, unit="weight", rerake=False)
    w, y = t.weights.to_numpy(), schools["api00"].to_numpy(float)
    mean = np.average(y, weights=w)
    assert mean == pytest.approx(estimates.loc[("trim", "mean api00"), "estimate"], rel=1e-8)
    clusters = pd.Series(t.residuals(w * (y - mean) / w.sum())).groupby(schools["dnum"]).sum()
    n = len(clusters)
    error = np.sqrt((1 - n / 757) * n * clusters.var(ddof=1))
    assert error == pytest.approx(estimates.loc[("trim", "mean api00"), "se"], rel=1e-6)


def test_trimmed_and_raked_again_meets_limits_and_margins(raked):
    t = trim(raked, 20, 55, unit="weight")
    assert t.weights.max() <= 55 * (1 + 1e-12) and t.weights.min() >= 20
    assert t.max_margin_error <= 1e-9
    # Only the 3 schools above 55 hit the limit.
    assert (t.weights > 54.999).sum() == (raked.weights > 55).sum() == 3
    assert any("0 people had been below, 3 above" in note for note in t.notes)
    assert "Trimming" in t.account()


def test_limits_in_multiples_of_the_mean(raked):
    mean = 6194 / 183
    pd.testing.assert_series_equal(
        trim(raked, upper=55 / mean).weights, trim(raked, upper=55, unit="weight").weights
    )


def test_limits_that_cannot_be_held_say_which_would_do(raked):
    # 14 high schools must weigh 755 together: 53.93 each at the least.
    with pytest.raises(WeightingError, match=r"within the bounds \(20, 50\).*at least 53.929"):
        trim(raked, 20, 50, unit="weight")


def test_limits_that_hold_already_change_nothing(raked):
    np.testing.assert_allclose(trim(raked, 0.5, 4).weights, raked.weights, rtol=1e-9)


def test_trimming_cells_is_trimming_people():
    rng = np.random.default_rng(1)
    people = pd.DataFrame(
        {"a": rng.integers(0, 4, 5000), "b": rng.integers(0, 3, 5000), "d": rng.integers(1, 4, 5000)}
    )
    margins = {"a": {0: 10, 1: 20, 2: 30, 3: 40}, "b": {0: 50, 1: 30, 2: 20}}
    cells = people.groupby(["a", "b", "d"]).size().reset_index(name="n")
    for rerake in (True, False):
        one = trim(rake(people, margins, "d"), 0.3, 2.2, rerake=rerake)
        two = trim(rake(cells, margins, "d", count="n"), 0.3, 2.2, rerake=rerake)
        merged = people.merge(cells.assign(w=two.weights), on=["a", "b", "d"])
        np.testing.assert_allclose(one.weights, merged["w"], rtol=1e-7)
        assert one.largest <= 2.2 * (1 + 1e-9) and one.smallest >= 0.3 * (1 - 1e-9)


def test_trimming_keeps_those_left_out_and_missing_as_they_were():
    frame = pd.DataFrame({"a": ["x"] * 6 + ["y"] * 2 + [None] * 2, "b": list("ppppqpqpqp")})
    w = rake(frame, {"a": {"x": 50, "y": 50}, "b": {"p": 50, "q": 50}})
    t = trim(w, upper=0.97 * w.largest)
    assert t.largest < w.largest
    assert t.weights[frame["a"].isna()].sum() == pytest.approx(20)
    assert t.notes[: len(w.notes)] == w.notes


def test_weights_below_zero_are_not_trimmed():
    frame = pd.DataFrame({"a": ["x"] * 8 + ["y"] * 2, "b": ["p"] * 7 + ["q"] + ["p", "q"]})
    w = calibrate(frame, {"a": {"x": 20, "y": 80}, "b": {"p": 90, "q": 10}})
    with pytest.raises(WeightingError, match="calibrate with bounds"):
        trim(w, 0.1, 9)


def test_sharing_out_ends_where_it_would_push_people_back_over_a_limit_for_ever():
    # Many at both limits and hardly anybody between: each round of sharing sends some back over.
    frame = pd.DataFrame({"a": ["x"] * 500 + ["y"] * 500 + ["z"]})
    w = rake(frame, {"a": {"x": 1500, "y": 500.0, "z": 2}})
    t = trim(w, 0.8, 1.2, rerake=False)
    assert t.weights.sum() == pytest.approx(2002)
    assert t.smallest >= 0.8 * (1 - 1e-9) and t.largest <= 1.2 * (1 + 1e-9)
