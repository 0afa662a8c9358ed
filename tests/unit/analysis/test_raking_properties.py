"""What holds for any sample: margins met, cells as people, order and scale without effect."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, reject, settings
from hypothesis import strategies as st

from analysis import WeightingError, calibrate, poststratify, rake, trim

SIZES = (3, 2, 4)


@st.composite
def surveys(draw):
    """A sample with each combination seen at least once (so that any margins can be met), and margins."""
    combinations = np.stack(np.unravel_index(np.arange(np.prod(SIZES)), SIZES), axis=1)
    extra = draw(st.lists(st.integers(0, len(combinations) - 1), max_size=60))
    rows = np.concatenate([np.arange(len(combinations)), np.array(extra, int)])
    frame = pd.DataFrame(combinations[rows], columns=["a", "b", "c"]).astype(str)
    weight = st.floats(0.1, 10)
    frame["d"] = draw(st.lists(weight, min_size=len(frame), max_size=len(frame)))
    target = st.floats(0.05, 1)
    margins = {}
    for name, size in zip("abc", SIZES, strict=True):
        values = draw(st.lists(target, min_size=size, max_size=size))
        margins[name] = {str(i): 1000 * value / sum(values) for i, value in enumerate(values)}
    return frame, margins


few = settings(max_examples=40, deadline=None)


def off(weights: pd.Series, frame: pd.DataFrame, margins: dict) -> float:
    """Largest relative distance from a target, summed up afresh."""
    got = [
        (weights.groupby(frame[name]).sum() / pd.Series(targets) - 1).abs().max()
        for name, targets in margins.items()
    ]
    return max(got)


@few
@given(surveys())
def test_weights_meet_the_margins_and_are_above_zero(survey):
    frame, margins = survey
    for w in (
        rake(frame, margins, base_weight="d"),
        calibrate(frame, margins, base_weight="d", method="raking"),
    ):
        assert off(w.weights, frame, margins) < 1e-8
        assert np.isfinite(w.weights).all() and (w.weights > 0).all()
        assert w.effective_base <= len(frame) * (1 + 1e-12)


@few
@given(surveys())
def test_raking_by_sweeps_and_by_newton_agree(survey):
    frame, margins = survey
    swept = rake(frame, margins, base_weight="d")
    newton = calibrate(frame, margins, base_weight="d", method="raking", tolerance=1e-11)
    np.testing.assert_allclose(swept.weights, newton.weights, rtol=1e-6)


@few
@given(surveys())
def test_cells_are_people(survey):
    frame, margins = survey
    plain = frame.drop(columns="d")
    cells = plain.groupby(["a", "b", "c"]).size().reset_index(name="n")
    by_person = rake(plain, margins)
    by_cell = rake(cells, margins, count="n")
    merged = plain.merge(cells.assign(w=by_cell.weights), on=["a", "b", "c"])
    np.testing.assert_allclose(by_person.weights, merged["w"], rtol=1e-7)
    assert by_cell.effective_base == pytest.approx(by_person.effective_base, rel=1e-8)
    assert by_cell.people == by_person.people == len(frame)
    columns = ["before", "after", "target", "base"]
    pd.testing.assert_frame_equal(by_cell.margins[columns], by_person.margins[columns], rtol=1e-7)


@few
@given(surveys(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(survey, random):
    frame, margins = survey
    order = list(range(len(frame)))
    random.shuffle(order)
    shuffled = rake(frame.iloc[order], margins, base_weight="d").weights
    np.testing.assert_allclose(
        shuffled.sort_index(), rake(frame, margins, base_weight="d").weights, rtol=1e-7
    )


@few
@given(surveys(), st.floats(1e-3, 1e6))
def test_scaling_base_weights_or_targets_changes_no_proportion(survey, factor):
    frame, margins = survey
    usual = rake(frame, margins, base_weight="d").normalised()
    scaled = rake(frame.assign(d=frame["d"] * factor), margins, base_weight="d").normalised()
    np.testing.assert_allclose(scaled, usual, rtol=1e-6)
    more = {name: {k: v * factor for k, v in targets.items()} for name, targets in margins.items()}
    np.testing.assert_allclose(rake(frame, more, base_weight="d").normalised(), usual, rtol=1e-6)


@few
@given(surveys(), st.integers(0, 2))
def test_missing_people_keep_their_share_and_the_rest_the_margin(survey, which):
    frame, margins = survey
    name = "abc"[which]
    gone = np.arange(len(frame)) % 5 == 0
    assume(set(frame.loc[~gone, name]) == set(margins[name]))
    holed = frame.assign(**{name: frame[name].mask(gone)})
    try:
        w = rake(holed, margins, base_weight="d").weights
    except WeightingError:
        # Without some of the people the targets may be out of reach together: see test_raking_refusals.
        reject()
    assert w[gone].sum() / w.sum() == pytest.approx(frame["d"][gone].sum() / frame["d"].sum(), rel=1e-7)
    known = w[~gone].groupby(frame[name]).sum() / w[~gone].sum()
    expected = pd.Series(margins[name]) / sum(margins[name].values())
    np.testing.assert_allclose(known, expected, rtol=1e-7)


@few
@given(surveys(), st.floats(1.05, 3), st.floats(0.2, 0.95))
def test_trimming_holds_limits_and_margins_or_proves_that_it_cannot(survey, upper, lower):
    frame, margins = survey
    w = rake(frame, margins, base_weight="d")
    try:
        t = trim(w, lower, upper)
    except WeightingError as error:
        assert "within the bounds" in str(error) and ("Bounds that do" in str(error) or "Widen" in str(error))
        return
    assert off(t.weights, frame, margins) < 1e-6
    assert t.normalised().min() >= lower * (1 - 1e-9) and t.normalised().max() <= upper * (1 + 1e-9)


@few
@given(surveys())
def test_replicates_of_the_base_weights_are_the_weighting_itself(survey):
    frame, margins = survey
    w = rake(frame, margins, base_weight="d")
    again, met = w.rerake(frame[["d", "d"]].to_numpy())
    assert met.all()
    np.testing.assert_allclose(again[:, 1], w.weights, rtol=1e-6)


@few
@given(surveys())
def test_residuals_have_no_total_in_any_category(survey):
    # What a margin fixes has no variance left: residuals of the margin's own indicator are nothing.
    frame, margins = survey
    for w in (
        calibrate(frame, margins, base_weight="d", method="raking"),
        poststratify(frame, {"a": margins["a"]}, "d"),
    ):
        z = (w.weights * (frame["a"] == "1")).to_numpy()
        assert np.abs(w.residuals(z)).max() <= 1e-8 * w.weights.max()
