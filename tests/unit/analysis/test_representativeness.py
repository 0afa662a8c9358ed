"""Who is missing, how even the response was, and whose answers help most: against arithmetic."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis import WeightingError, next_answers, outreach_plan, r_indicator, rake, trim, who_is_missing


@pytest.fixture
def lopsided():
    """90 and 10 where the population is half and half."""
    return rake(pd.DataFrame({"g": ["a"] * 90 + ["b"] * 10}), {"g": {"a": 500, "b": 500}})


@pytest.fixture
def survey():
    rng = np.random.default_rng(4)
    frame = pd.DataFrame(
        {
            "sex": rng.choice(["F", "M"], 400, p=[0.7, 0.3]),
            "age": rng.choice(["16-24", "25-64", "65+"], 400, p=[0.05, 0.55, 0.4]),
            "d": rng.uniform(0.5, 2, 400),
        }
    )
    margins = {"sex": {"F": 510, "M": 490}, "age": {"16-24": 150, "25-64": 600, "65+": 250}}
    return frame, margins


def test_who_is_missing_by_hand(lopsided):
    table = who_is_missing(lopsided).set_index("category")
    assert table.index.tolist() == ["b", "a"]
    b = table.loc["b"]
    assert (b["people"], b["share"], b["population"]) == pytest.approx((10, 0.1, 0.5))
    assert (b["gap"], b["ratio"]) == pytest.approx((-0.4, 0.2))
    # (10 + x) / (100 + x) = 1/2 at x = 80.
    assert (b["short_by"], table.loc["a", "short_by"]) == (80, 0)
    assert b["partial"] == pytest.approx(np.sqrt(0.5) * -0.8)


def test_adding_as_many_as_it_is_short_by_closes_the_gap():
    grown = pd.DataFrame({"g": ["a"] * 90 + ["b"] * 90})
    assert (who_is_missing(rake(grown, {"g": {"a": 1, "b": 1}}))["short_by"] == 0).all()


def test_those_with_no_value_are_nobody_to_look_for():
    w = rake(pd.DataFrame({"g": ["a"] * 6 + ["b"] * 2 + [None] * 2}), {"g": {"a": 50, "b": 50}})
    table = who_is_missing(w).set_index("category")
    assert table["share"].to_dict() == pytest.approx({"b": 0.25, "a": 0.75})
    assert set(next_answers(w)["category"]) == {"a", "b"}


def test_r_indicator_by_hand(lopsided):
    # Chances of answering are 1.8 and 0.2 of their mean, so S is 0.8 of it; at a rate of one half R = 1 - 2 *
    # 0.4.
    r = r_indicator(lopsided, invited=200)
    assert (r.variation, r.response_rate, r.r) == pytest.approx((0.8, 0.5, 0.2))
    assert r.margins["g"] == pytest.approx(0.8)
    assert "0.200" in r.sentence and "50% of those invited" in r.sentence


def test_r_indicator_of_a_response_in_proportion_is_one():
    w = rake(pd.DataFrame({"g": ["a"] * 30 + ["b"] * 70}), {"g": {"a": 300, "b": 700}})
    r = r_indicator(w)
    assert (r.r, r.variation) == pytest.approx((1, 0), abs=1e-9)
    assert (r.of, r.response_rate) == ("population", 0.1)


def test_r_indicator_without_a_rate_says_so():
    w = rake(pd.DataFrame({"g": ["a"] * 9 + ["b"]}), {"g": {"a": 0.5, "b": 0.5}})
    r = r_indicator(w)
    assert r.r is None and r.variation == pytest.approx(0.8)
    assert "invited" in r.sentence
    with pytest.raises(WeightingError, match="5 people were invited, but 10 answered"):
        r_indicator(w, invited=5)


def test_next_answers_by_hand(lopsided):
    # The effective base of two groups is 1 / (P_a^2 / n_a + P_b^2 / n_b): 36 now, 65.45 with ten more of b.
    assert lopsided.effective_base == pytest.approx(36)
    best = next_answers(lopsided, answers=10).iloc[0]
    assert (best["category"], best["people"]) == ("b", 10)
    assert best["effective_base"] == pytest.approx(1 / (0.25 / 90 + 0.25 / 20))
    assert best["gain_per_answer"] == pytest.approx((1 / (0.25 / 90 + 0.25 / 20) - 36) / 10)


def test_next_answers_is_what_weighting_the_larger_sample_gives(survey):
    frame, margins = survey
    w = rake(frame, margins, base_weight="d")
    young = frame[frame["age"] == "16-24"]
    doubled = rake(pd.concat([frame, young], ignore_index=True), margins, base_weight="d")
    table = next_answers(w, answers=len(young)).set_index(["margin", "category"])
    assert table.loc[("age", "16-24"), "effective_base"] == pytest.approx(doubled.effective_base, rel=1e-7)
    assert table.index[0] == ("age", "16-24")


def test_next_answers_of_combinations(survey):
    frame, margins = survey
    w = rake(frame, margins, base_weight="d")
    group = frame[(frame["age"] == "16-24") & (frame["sex"] == "M")]
    more = rake(pd.concat([frame] + [group] * 2, ignore_index=True), margins, base_weight="d")
    table = next_answers(w, answers=2 * len(group), by=("sex", "age")).set_index("category")
    assert len(table) == 6
    assert table.loc["M, 16-24", "effective_base"] == pytest.approx(more.effective_base, rel=1e-7)
    with pytest.raises(WeightingError, match="“ward” is not among the margins: choose from sex, age"):
        next_answers(w, by=("ward",))


def test_next_answers_on_cells_are_those_on_people(survey):
    frame, margins = survey
    cells = frame.groupby(["sex", "age"]).size().reset_index(name="n")
    one = next_answers(rake(frame[["sex", "age"]], margins))
    two = next_answers(rake(cells, margins, count="n"))
    pd.testing.assert_frame_equal(one, two, rtol=1e-7)


def test_plan_goes_first_where_it_helps_most_and_never_loses(survey):
    frame, margins = survey
    w = rake(frame, margins, base_weight="d")
    plan = outreach_plan(w, answers=65, step=20)
    assert plan["answers"].tolist() == [20, 20, 20, 5]
    first = next_answers(w, answers=20).iloc[0]
    assert (plan.loc[0, "category"], plan.loc[0, "effective_base"]) == (
        first["category"],
        first["effective_base"],
    )
    assert plan["effective_base"].is_monotonic_increasing
    with pytest.raises(WeightingError, match="at least one"):
        outreach_plan(w, answers=0)


def test_trimming_does_not_hide_who_is_missing(lopsided):
    frame = pd.DataFrame({"g": ["a"] * 90 + ["b"] * 10, "h": ["x", "y"] * 50})
    w = rake(frame, {"g": {"a": 500, "b": 500}, "h": {"x": 500, "y": 500}})
    t = trim(w, upper=5.5)
    assert who_is_missing(t).equals(who_is_missing(w))
    assert r_indicator(t).variation == pytest.approx(r_indicator(lopsided).variation, rel=1e-6)
