"""What is proposed, by rules that a pencil can follow; and that what is proposed can be done."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import rake
from analysis.merging import merge_sample, merge_targets
from analysis.proposal import Candidate
from analysis.proposing import propose
from analysis.sparse import fewest, gathered, is_ordered, neighbours
from analysis.spreading import spread

SEX = Candidate("sex", ("sex",), {("f",): 520.0, ("m",): 480.0})
BANDS = ["16-24", "25-44", "45-64", "65+"]
AGE = Candidate("age", ("age",), {(band,): value for band, value in zip(BANDS, (100, 300, 350, 250), strict=True)})


def sample(*rows, names=("sex",)):
    """A row a cell: its categories, then its people."""
    return pd.DataFrame([[*row] for row in rows], columns=[*names, "n"])


def codes(proposal):
    return [decision.code for decision in proposal.decisions]


def one(proposal, code):
    """The figures of the only decision of that kind."""
    (decision,) = [decision for decision in proposal.decisions if decision.code == code]
    return dict(decision.figures)


def test_two_by_two_by_hand():
    """Raking keeps the odds ratio of a table: what meets the margins with the same one is its only answer.

    Cells 30, 20 / 20, 30 (odds ratio 2.25) to rows 50, 50 and columns 60, 40: with x in the first cell
    x (x - 10) / ((50 - x) (60 - x)) = 2.25, that is 1.25 x^2 - 237.5 x + 6750 = 0.
    """
    frame = sample(("f", "a", 30), ("f", "b", 20), ("m", "a", 20), ("m", "b", 30), names=("sex", "area"))
    margins = [Candidate("sex", ("sex",), {("f",): 50, ("m",): 50}),
               Candidate("area", ("area",), {("a",): 60, ("b",): 40})]
    found = propose(frame, margins, {"sex": ["f", "m"], "area": ["a", "b"]})
    x = (237.5 - 22656.25**0.5) / 2.5
    people = found.weighting.weights.to_numpy() * frame["n"]
    assert people.tolist() == pytest.approx([x, 50 - x, 60 - x, x - 10], rel=1e-7)
    assert [margin.key for margin in found.margins] == ["sex", "area"] and found.merged == {}


def test_how_many_are_enough():
    # One in twenty of 200 is 10; of 50 it would be 3, but 5 is the least; of 5,000 it would be 250, but 30 will do.
    assert [fewest(people) for people in (50, 200, 599, 600, 5000)] == [5, 10, 30, 30, 30]


@pytest.mark.parametrize(("categories", "ordered"), [
    (["16-24", "25-34", "75+"], True), (["11", "12"], True), (["25-34", "16-24"], False), (["a", "b"], False),
    (["16-24", "older"], False), (["16-24"], False),
])  # fmt: skip
def test_bands_of_a_number_are_ordered(categories, ordered):
    assert is_ordered(categories) is ordered


def test_a_small_band_joins_its_smaller_neighbour():
    counts = np.array([[8.0], [40.0], [9.0], [20.0]])
    # 8 goes with 40, its only neighbour; then 9 with 20, the smaller of 48 and 20.
    assert neighbours([[0], [1], [2], [3]], counts, 10) == [[0, 1], [2, 3]]
    assert neighbours([[0], [1], [2], [3]], counts, 1000) == [[0, 1, 2, 3]]


def test_a_band_is_as_small_as_its_emptiest_cell():
    # 30 people, but only 2 of them men.
    assert neighbours([[0], [1], [2]], np.array([[28.0, 2.0], [30.0, 30.0], [40.0, 40.0]]), 10) == [[0, 1], [2]]


def test_small_groups_are_gathered_with_the_one_for_others_first():
    counts = np.array([[200.0], [4.0], [6.0], [50.0], [12.0]])
    assert gathered([[0], [1], [2], [3], [4]], counts, 10) == [[0], [3], [4], [1, 2]]
    # One alone is joined by the smallest of the rest, or by “other” if there is such a group.
    counts[2] = 20
    assert gathered([[0], [1], [2], [3], [4]], counts, 10) == [[0], [2], [3], [1, 4]]
    assert gathered([[0], [1], [2], [3], [4]], counts, 10, catch_all=3) == [[0], [2], [4], [1, 3]]


def test_sparse_bands_are_merged_and_the_totals_kept():
    frame = sample(("16-24", 5), ("25-44", 100), ("45-64", 150), ("65+", 145), names=("age",))
    found = propose(frame, [AGE], {"age": BANDS})
    # 20 of 400 are enough; 5 are not.
    assert found.merged == {"age": [["16-24", "25-44"]]}
    figures = one(found, "merged")
    assert (figures["people"], figures["enough"], figures["fewest"]) == (105, 20, 5) and figures["ordered"]
    weights = found.weighting.weights.to_numpy()
    # 400 people of the population for 105 of the sample, 350 for 150, 250 for 145.
    assert weights.tolist() == pytest.approx([400 / 105, 400 / 105, 350 / 150, 250 / 145])
    assert weights @ frame["n"] == pytest.approx(1000)


def joint(table):
    """Sex by age with 100 people in the population of each cell, and so many in the sample."""
    cells = [(sex, band) for sex in ("f", "m") for band in BANDS]
    margin = Candidate("sexage", ("sex", "age"), {cell: 100.0 for cell in cells})
    frame = sample(*[(*cell, n) for cell, n in zip(cells, table, strict=True) if n], names=("sex", "age"))
    return propose(frame, [margin], {"sex": ["f", "m"], "age": BANDS})


def test_a_joint_margin_is_used_whole_where_its_cells_allow():
    found = joint([40] * 8)
    assert [margin.key for margin in found.margins] == ["sexage"] and found.merged == {}
    assert one(found, "together") == {"fewest": 40, "enough": 16}


def test_a_joint_margin_with_one_small_cell_merges_the_band_for_both():
    found = joint([40, 40, 40, 40, 3, 60, 40, 40])
    assert [margin.key for margin in found.margins] == ["sexage"]
    assert found.merged == {"age": [["16-24", "25-44"]]} and one(found, "merged")["fewest"] == 3


def test_a_joint_margin_that_would_lose_too_much_is_taken_apart():
    found = joint([100, 100, 100, 100, 1, 1, 1, 60])
    assert [margin.key for margin in found.margins] == ["sexage:sex", "sexage:age"] and found.merged == {}
    assert one(found, "apart") == {"fewest": 1, "enough": 24}
    table = found.weighting.margins.set_index("category")["after"]
    # Four cells of 100 for each sex, two for each band.
    assert table[["f", "m"]].tolist() == pytest.approx([400, 400])
    assert table[BANDS].tolist() == pytest.approx([200] * 4)


@pytest.mark.refusal(
    part="Margins and weighting",
    comes=(
        "a negative target, a margin that was not asked, that most did not answer, without two groups of enough people"
    ),
    gets="the proposal leaves it out and says why",
)
@pytest.mark.parametrize(("margin", "asked", "code"), [
    (SEX, {}, "not_asked"),
    (SEX, {"sex": ["f"]}, "no_such_choice"),
    (Candidate("sex", ("sex",), {("f",): 5.0, ("m",): -1.0}), {"sex": ["f", "m"]}, "bad_target"),
    (Candidate("sex", ("sex",), {("f",): 0.0, ("m",): 0.0}), {"sex": ["f", "m"]}, "bad_target"),
    (Candidate("sex", ("sex",), {("f",): 0.0, ("m",): 9.0}), {"sex": ["f", "m"]}, "too_few"),
])  # fmt: skip
def test_a_margin_that_cannot_be_used_says_why(margin, asked, code):
    found = propose(sample(("f", 30), ("m", 30)), [margin], asked)
    assert codes(found) == [code] and found.weighting is None and found.margins == ()


@pytest.mark.refusal(
    part="Margins and weighting",
    comes=(
        "a negative target, a margin that was not asked, that most did not answer, without two groups of enough people"
    ),
)
def test_too_few_said():
    found = propose(sample(("f", 10), ("m", 10), (None, 21)), [SEX], {"sex": ["f", "m"]})
    assert one(found, "mostly_missing") == {"dimension": "sex", "missing": 21, "people": 41}


def test_nobody_answered():
    assert propose(sample(), [SEX], {"sex": ["f", "m"]}).weighting is None


def test_those_who_do_not_say_keep_their_share_and_unknown_answers_are_told():
    found = propose(sample(("f", 40), ("m", 40), ("x", 12), (None, 8)), [SEX], {"sex": ["f", "m", "x"]})
    assert one(found, "unknown") == {"dimension": "sex", "answer": "x", "people": 12} and found.unmatched_missing
    assert one(found, "missing") == {"dimension": "sex", "people": 8}
    # 20 of 100 keep 200 of the 1,000; the rest is 520 to 480 of 800.
    assert found.weighting.weights.tolist() == pytest.approx([10.4, 9.6, 10, 10])


@pytest.mark.refusal(
    part="Margins and weighting",
    comes="margins that cannot be met together",
    gets="the proposal leaves out the later, and names the groups and both numbers",
)
def test_margins_at_odds_are_left_out_one_by_one_and_named():
    # Women are all in the north, men in the south: 520 of the one cannot be 700 of the other.
    frame = sample(("f", "n", 50), ("m", "s", 50), names=("sex", "area"))
    area = Candidate("area", ("area",), {("n",): 700.0, ("s",): 300.0})
    found = propose(frame, [SEX, area], {"sex": ["f", "m"], "area": ["n", "s"]})
    assert [margin.key for margin in found.margins] == ["sex"]
    assert "“sex” and “area” cannot be met together" in one(found, "conflict")["words"]
    assert "520" in one(found, "conflict")["words"] and "700" in one(found, "conflict")["words"]


def test_the_first_margin_stays_first_and_the_rest_follow_by_distance():
    frame = sample(("f", "a", "x", 25), ("f", "b", "y", 25), ("m", "a", "y", 25), ("m", "b", "x", 25),
                   names=("sex", "near", "far"))  # fmt: skip
    near, far = (Candidate(name, (name,), {(one,): share, (other,): 100 - share}) for name, one, other, share in
                 (("near", "a", "b", 55.0), ("far", "x", "y", 70.0)))  # fmt: skip
    found = propose(frame, [SEX, near, far], {"sex": ["f", "m"], "near": ["a", "b"], "far": ["x", "y"]})
    assert [margin.key for margin in found.margins] == ["sex", "far", "near"]
    # Half of |50 - 70| + |50 - 30| in a hundred.
    distances = {one.margin: one.figures["distance"] for one in found.decisions if one.code == "used"}
    assert distances == {"sex": pytest.approx(0.02), "far": pytest.approx(0.2), "near": pytest.approx(0.05)}


@pytest.mark.refusal(
    part="Margins and weighting",
    comes="no usual limits can be kept",
    gets="the proposal has none, and says how far weights go",
)
@pytest.mark.parametrize(("share", "code", "bounds"), [
    # 50 of 100 people for 60 of 100: 1.2 and 0.8.
    (60, "unbounded", None),
    # With one margin of two groups only one set of weights meets it: 90 for 50 is 1.8, 10 for 50 is 0.2.
    (90, "bounded", (0.2, 5.0)),
    (95, "no_bounds", None),
])  # fmt: skip
def test_bounds_come_from_the_spread(share, code, bounds):
    margin = Candidate("sex", ("sex",), {("f",): float(share), ("m",): 100.0 - share})
    found = propose(sample(("f", 50), ("m", 50)), [margin], {"sex": ["f", "m"]})
    assert found.bounds == bounds and code in codes(found)
    assert one(found, code)["largest"] == pytest.approx(share / 50)
    assert one(found, code)["smallest"] == pytest.approx((100 - share) / 50)


def test_base_weights_are_where_it_begins_and_do_not_count_against_the_bounds():
    frame = sample(("f", 20.0, 25), ("m", 1.0, 25), names=("sex", "w"))
    margin = Candidate("sex", ("sex",), {("f",): 500.0, ("m",): 25.0})
    found = propose(frame, [margin], {"sex": ["f", "m"]}, base_weight="w")
    # Weighted to what the base weights give already: nobody moves.
    assert found.weighting.weights.tolist() == pytest.approx([20, 1])
    assert found.bounds is None and one(found, "unbounded")["largest"] == pytest.approx(1)


def test_merged_categories_are_added_up_wherever_they_occur():
    targets = {("f", "16-24"): 1.0, ("f", "25-44"): 2.0, ("m", "16-24"): 4.0, ("m", "25-44"): 8.0}
    merged = {"age": [["16-24", "25-44"]]}
    assert merge_targets(("sex", "age"), targets, merged) == {("f", "16-24 / 25-44"): 3.0, ("m", "16-24 / 25-44"): 12.0}
    frame = pd.DataFrame({"age": ["16-24", None, "65+"], "other": ["16-24", "x", "y"]})
    assert merge_sample(frame, merged)["age"].fillna("").tolist() == ["16-24 / 25-44", "", "65+"]
    assert merge_sample(frame, merged)["other"].tolist() == ["16-24", "x", "y"]


def test_the_spread_of_weights_is_over_people():
    # Nine people of weight 1 and one of 11: the mean is 2.
    assert spread([11.0, 1.0, float("nan")], [1, 9, 50]) == [0.5, 0.5, 0.5, 0.5, 0.5, 5.5, 5.5]
    assert spread([1.0, 2.0, 3.0], [1, 1, 2], points=[0.25, 0.26, 0.5]) == pytest.approx([4 / 9, 8 / 9, 8 / 9])


@st.composite
def waves(draw):
    """A sample of any shape, gaps and all, and three margins of the population, one of them joint."""
    bands, groups = BANDS, ["a", "b", "c", "other"]
    cells = [(sex, band, group) for sex in ("f", "m", None) for band in [*bands, None] for group in [*groups, "no"]]
    n = draw(st.lists(st.integers(0, 60), min_size=len(cells), max_size=len(cells)))
    frame = sample(*[(*cell, k) for cell, k in zip(cells, n, strict=True) if k], names=("sex", "age", "group"))
    size = st.integers(0, 500).map(float)
    joint = Candidate("sexage", ("sex", "age"), {(sex, band): draw(size) for sex in ("f", "m") for band in bands})
    group = Candidate("group", ("group",), {(one,): draw(size) for one in groups})
    return frame, [joint, group]


@settings(max_examples=60, deadline=None)
@given(waves())
def test_what_is_proposed_can_be_done_or_it_is_said_why(wave):
    frame, margins = wave
    found = propose(frame, margins, {"sex": ["f", "m"], "age": BANDS, "group": ["a", "b", "c", "other", "no"]})
    if found.weighting is None:
        reasons = {"bad_target", "mostly_missing", "too_few", "conflict"}
        assert not len(frame) or reasons & set(codes(found))
        return
    weights = found.weighting.weights
    assert np.isfinite(weights).all() and (weights > 0).all()
    # The scheme does what it says, weighed afresh.
    known = {name: set(one.categories(name)) for one in margins for name in one.dimensions}
    again = frame.copy()
    for name, categories in known.items():
        again[name] = again[name].where(again[name].isin(categories), None)
    again = merge_sample(again, found.merged)
    total = (weights * frame.loc[weights.index, "n"]).sum()
    assert total == pytest.approx(sum(found.margins[0].targets.values()))
    for margin in found.margins:
        targets = merge_targets(margin.dimensions, margin.targets, found.merged)
        said = again[list(margin.dimensions)].notna().all(axis=1)
        sums = (weights * frame["n"])[said].groupby([again.loc[said, name] for name in margin.dimensions]).sum()
        whole = sum(targets.values())
        for key, target in targets.items():
            got = sums[key if len(key) > 1 else key[0]] if target else 0.0
            assert got / sums.sum() == pytest.approx(target / whole, abs=1e-7)
    if found.bounds:
        n = frame.loc[weights.index, "n"]
        ratio = weights / (weights @ n / n.sum())
        assert ratio.min() >= found.bounds[0] - 1e-6 and ratio.max() <= found.bounds[1] + 1e-6


def test_people_and_cells_are_proposed_the_same():
    cells = sample(("16-24", 9), ("25-44", 100), ("45-64", 150), ("65+", 141), names=("age",))
    people = cells.loc[cells.index.repeat(cells["n"])].reset_index(drop=True).assign(n=1)
    by_cells, by_people = (propose(frame, [AGE], {"age": BANDS}) for frame in (cells, people))
    assert by_cells.merged == by_people.merged and by_cells.bounds == by_people.bounds
    assert by_cells.weighting.effective_base == pytest.approx(by_people.weighting.effective_base)
    raked = rake(merge_sample(people, by_people.merged), {"age": {"16-24 / 25-44": 400, "45-64": 350, "65+": 250}})
    assert raked.weights.tolist() == pytest.approx(by_people.weighting.weights.tolist())
