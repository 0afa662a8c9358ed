"""Raking against arithmetic, a plain loop, and R's `rake`."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis import Weighting, rake, read_margins

ROOT = Path(__file__).resolve().parents[3]
REFERENCE = ROOT / "tests" / "reference" / "weighting"
ESS = ROOT.parent / "shared" / "data" / "ess9_gb"

SEX = {"F": 60_000, "M": 40_000}
AGE = {"16-34": 30_000, "35-64": 50_000, "65+": 20_000}


def people(**counts: int) -> pd.DataFrame:
    """A sample of people from `F_16-34=3`-like counts, given as a dict to keep the labels."""
    rows = [label.split("_") for label, n in counts.items() for _ in range(n)]
    return pd.DataFrame(rows, columns=["sex", "age"])


@pytest.fixture
def sample() -> pd.DataFrame:
    counts = {"F_16-34": 12, "F_35-64": 30, "F_65+": 18, "M_16-34": 5, "M_35-64": 25, "M_65+": 10}
    return people(**counts).sample(frac=1, random_state=3)


def plain_raking(sample, margins, base=None, rounds=400):
    """Iterative proportional fitting as in a textbook, one margin after another, on people."""
    weights = pd.Series(1.0 if base is None else base, index=sample.index, dtype=float)
    for _ in range(rounds):
        for column, targets in margins.items():
            weights = weights * sample[column].map(targets) / weights.groupby(sample[column]).transform("sum")
    return weights


def weighted(weighting: Weighting, sample: pd.DataFrame, column: str) -> dict:
    return weighting.weights.groupby(sample[column]).sum().to_dict()


def test_margins_are_met_and_weights_add_up_to_their_total(sample):
    w = rake(sample, {"sex": SEX, "age": AGE})
    assert weighted(w, sample, "sex") == pytest.approx(SEX, rel=1e-9)
    assert weighted(w, sample, "age") == pytest.approx(AGE, rel=1e-9)
    assert w.weights.sum() == pytest.approx(100_000)
    assert w.weights.index.equals(sample.index)
    assert w.max_margin_error <= 1e-9
    assert w.normalised().mean() == pytest.approx(1)


def test_raking_keeps_the_odds_ratio_of_the_sample():
    # Raking multiplies rows and columns, so the odds ratio 10 * 40 / (20 * 30) = 2/3 stays.
    counts = {"F_a": 10, "F_b": 20, "M_a": 30, "M_b": 40}
    frame = people(**counts)
    w = rake(frame, {"sex": {"F": 500, "M": 500}, "age": {"a": 300, "b": 700}})
    table = w.weights.groupby([frame["sex"], frame["age"]]).sum()
    assert table["F", "a"] * table["M", "b"] / (table["F", "b"] * table["M", "a"]) == pytest.approx(2 / 3)
    assert table["F"].sum() == pytest.approx(500)


def test_base_weights_are_used(sample):
    base = pd.Series(np.linspace(0.5, 3, len(sample)), index=sample.index)
    w = rake(sample.assign(d=base), {"sex": SEX, "age": AGE}, base_weight="d")
    expected = plain_raking(sample, {"sex": SEX, "age": AGE}, base)
    np.testing.assert_allclose(w.weights, expected, rtol=1e-8)
    assert (w.base_weights == base).all()


def test_base_weight_may_be_a_series_or_an_array(sample):
    base = pd.Series(np.linspace(0.5, 3, len(sample)), index=sample.index)
    named = rake(sample.assign(d=base), {"sex": SEX}, base_weight="d").weights
    pd.testing.assert_series_equal(rake(sample, {"sex": SEX}, base_weight=base).weights, named)
    pd.testing.assert_series_equal(rake(sample, {"sex": SEX}, base_weight=base.to_numpy()).weights, named)


def test_joint_margin_meets_each_combination(sample):
    joint = {
        ("sex", "age"): {(s, a): 1000 * (i + 1) for i, (s, a) in enumerate((s, a) for s in SEX for a in AGE)}
    }
    w = rake(sample, joint)
    got = w.weights.groupby([sample["sex"], sample["age"]]).sum()
    assert got.to_dict() == pytest.approx(joint["sex", "age"])


def test_shares_and_totals_give_the_same_shape(sample):
    totals = rake(sample, {"sex": SEX, "age": AGE})
    shares = rake(sample, {"sex": {"F": 0.6, "M": 0.4}, "age": {"16-34": 0.3, "35-64": 0.5, "65+": 0.2}})
    np.testing.assert_allclose(totals.normalised(), shares.normalised(), rtol=1e-12)
    assert shares.weights.sum() == pytest.approx(1)
    assert any("shares" in note for note in shares.notes)


def test_totals_that_disagree_are_reconciled_to_the_first_and_said():
    # The three totals of Trafford in three Census 2021 tables.
    frame = pd.DataFrame({"sex": ["F", "M", "F", "M"], "tenure": ["own", "own", "rent", "rent"]})
    margins = {"sex": {"F": 120_000, "M": 115_048}, "tenure": {"own": 160_000, "rent": 75_053}}
    w = rake(frame, margins)
    assert w.weights.sum() == pytest.approx(235_048)
    assert weighted(w, frame, "tenure")["own"] == pytest.approx(160_000 * 235_048 / 235_053)
    [note] = w.notes
    assert "tenure" in note and "235,053" in note and "235,048" in note


def test_missing_is_spread_by_default():
    # 10 of 50 have no age: they keep their 20%, and the rest takes 80% in the margin's proportions.
    frame = pd.DataFrame({"age": ["a"] * 10 + ["b"] * 30 + [None] * 10})
    w = rake(frame, {"age": {"a": 500, "b": 500}})
    by_age = w.weights.groupby(frame["age"].fillna("none")).sum()
    assert by_age.to_dict() == pytest.approx({"a": 400, "b": 400, "none": 200})
    assert any("20.0%" in note and "age" in note for note in w.notes)
    assert w.margins["category"].tolist() == ["a", "b", "(missing)"]


def test_missing_share_is_the_base_weighted_one():
    frame = pd.DataFrame({"age": ["a", "b", None], "d": [1.0, 1.0, 2.0]})
    w = rake(frame, {"age": {"a": 30, "b": 10}}, base_weight="d")
    assert w.weights.tolist() == pytest.approx([15, 5, 20])


def test_missing_can_leave_rows_out_and_counts_them():
    frame = pd.DataFrame({"age": ["a", None, "b", "b"], "n": [5, 7, 3, 2]}, index=[10, 20, 30, 40])
    w = rake(frame, {"age": {"a": 50, "b": 50}}, count="n", missing="leave_out")
    assert w.weights.to_dict() == pytest.approx({10: 10, 30: 10, 40: 10})
    assert w.left_out == 7
    assert w.left_out_index.tolist() == [20]
    assert any("7 people" in note for note in w.notes)


def test_diagnostics_by_hand():
    # Weights 1, 1, 1, 3: Kish 4 * 12 / 36 = 4/3, effective base 3, efficiency 3/4.
    frame = pd.DataFrame({"g": ["a", "a", "a", "b"]})
    w = rake(frame, {"g": {"a": 3, "b": 3}})
    assert w.weighting_effect == pytest.approx(4 / 3)
    assert w.design_effect == w.weighting_effect
    assert w.effective_base == pytest.approx(3)
    assert w.efficiency == pytest.approx(0.75)
    assert (w.smallest, w.largest) == (pytest.approx(4 / 6), pytest.approx(2))


def test_margins_table_and_account_tell_before_after_and_target():
    frame = pd.DataFrame({"g": ["a", "a", "a", "b"]})
    w = rake(frame, {"g": {"a": 30, "b": 10 * 3}})
    row = w.margins.set_index("category").loc["b"]
    assert (row["before"], row["after"], row["target"], row["base"]) == pytest.approx((15, 30, 30, 1))
    account = w.account()
    assert "25.0" in account and "50.0" in account and "effective base 3" in account


def test_weights_do_not_depend_on_how_columns_are_typed(sample):
    margins = {"sex": SEX, "age": AGE}
    text = rake(sample, margins).weights
    pd.testing.assert_series_equal(rake(sample.astype("category"), margins).weights, text, rtol=1e-10)
    pd.testing.assert_series_equal(rake(sample.astype(object), margins).weights, text, rtol=1e-10)
    numbers = {"F": 2, "M": 7, "16-34": 1, "35-64": 1_000_000, "65+": -3}
    coded = sample.map(numbers.get)
    as_numbers = {column: {numbers[k]: v for k, v in targets.items()} for column, targets in margins.items()}
    pd.testing.assert_series_equal(rake(coded, as_numbers).weights, text, rtol=1e-10)
    pd.testing.assert_series_equal(rake(coded.astype(float), as_numbers).weights, text, rtol=1e-10)


def test_unused_categories_of_a_column_are_no_people(sample):
    wider = sample.assign(sex=pd.Categorical(sample["sex"], categories=["X", "M", "Q", "F"]))
    expected = rake(sample, {"sex": SEX}).weights
    pd.testing.assert_series_equal(rake(wider, {"sex": SEX}).weights, expected, rtol=1e-12)


def test_cells_with_nobody_change_nothing(sample):
    cells = sample.groupby(["sex", "age"]).size().reset_index(name="n")
    nobody = pd.DataFrame({"sex": ["F", "X"], "age": ["16-34", "35-64"], "n": [0, 0]})
    margins = {"sex": SEX, "age": AGE}
    w = rake(pd.concat([cells, nobody], ignore_index=True), margins, count="n")
    np.testing.assert_allclose(w.weights.iloc[:6], rake(cells, margins, count="n").weights, rtol=1e-12)
    assert w.weights.iloc[6:].tolist() == [0, 0]
    assert w.people == len(sample)


@pytest.mark.parametrize("rows, levels", [(700, 4), (20_000, 4), (20_000, 40)])
def test_every_way_of_collapsing_gives_what_a_plain_loop_gives(rows, levels):
    # Few rows are swept as they are, many in a full table, and many dimensions in the combinations that
    # occur.
    rng = np.random.default_rng(rows + levels)
    columns = {f"m{j}": rng.integers(0, levels, rows) for j in range(5)}
    frame = pd.DataFrame(columns)
    margins = {name: dict(enumerate(rng.uniform(0.5, 1.5, levels) / levels)) for name in columns}
    margins = {name: {k: v / sum(t.values()) for k, v in t.items()} for name, t in margins.items()}
    base = rng.uniform(0.2, 4, rows)
    w = rake(frame, margins, base_weight=base)
    np.testing.assert_allclose(w.weights, plain_raking(frame, margins, base, rounds=40), rtol=1e-7)


def test_slow_convergence_still_ends_at_the_margins():
    # Nearly nobody links the two halves, so that plain sweeps creep; the answer is the same.
    frame = pd.DataFrame({"a": ["x"] * 500 + ["y"] * 500 + ["x"], "b": ["p"] * 500 + ["q"] * 500 + ["q"]})
    margins = {"a": {"x": 530, "y": 470}, "b": {"p": 505, "q": 495}}
    w = rake(frame, margins)
    # The one who is x and q carries 530 - 505 = 25; everyone else is fixed by it.
    assert w.weights.iloc[-1] == pytest.approx(25, rel=1e-6)
    assert w.max_margin_error <= 1e-9


def test_bounds_hold_the_ratio_to_the_base_weight(sample):
    base = np.linspace(0.5, 3, len(sample))
    free = rake(sample, {"sex": SEX, "age": AGE}, base_weight=base)
    ratio = (free.weights / base) / (free.weights.sum() / base.sum())
    low, high = 1.03 * ratio.min(), 0.99 * ratio.max()
    w = rake(sample, {"sex": SEX, "age": AGE}, base_weight=base, bounds=(low, high))
    held = (w.weights / base) / (w.weights.sum() / base.sum())
    assert held.min() >= low - 1e-8 and held.max() <= high + 1e-8
    assert w.max_margin_error <= 1e-9


def test_wide_bounds_change_nothing(sample):
    margins = {"sex": SEX, "age": AGE}
    wide = rake(sample, margins, bounds=(0.001, 1000))
    np.testing.assert_allclose(wide.weights, rake(sample, margins).weights, rtol=1e-8)


def test_replicates_are_what_raking_each_gives(sample):
    rng = np.random.default_rng(5)
    margins = {"sex": SEX, "age": AGE}
    base = rng.multinomial(len(sample), np.full(len(sample), 1 / len(sample)), size=20).T.astype(float)
    weights, met = rake(sample, margins).rerake(base)
    assert met.all() and weights.shape == base.shape
    for r in (0, 7, 19):
        there = base[:, r] > 0
        alone = rake(sample[there], margins, base_weight=base[there, r])
        np.testing.assert_allclose(weights[there, r], alone.weights, rtol=1e-7)
        assert (weights[~there, r] == 0).all()


def test_a_replicate_that_lacks_a_category_spreads_its_target():
    frame = pd.DataFrame({"g": ["a", "a", "b", "c"]})
    weights, met = rake(frame, {"g": {"a": 20, "b": 20, "c": 60}}).rerake(np.array([[1.0], [1], [2], [0]]))
    assert met.all()
    assert weights[:, 0].tolist() == pytest.approx([25, 25, 50, 0])


def test_a_replicate_with_nobody_in_it_is_said_not_to_meet_the_margins():
    frame = pd.DataFrame({"g": ["a", "b", None]})
    weights, met = rake(frame, {"g": {"a": 20, "b": 20}}).rerake(np.array([[0.0, 1], [0, 1], [0, 1]]))
    assert met.tolist() == [False, True]
    assert (weights[:, 0] == 0).all() and np.isfinite(weights).all()


REFERENCE_MARGINS = {
    "rake_three": {
        "stype": {"E": 4421, "H": 755, "M": 1018},
        "sch.wide": {"No": 1072, "Yes": 5122},
        "awards": {"No": 2027, "Yes": 4167},
    },
    "rake_joint": {
        ("stype", "awards"): {
            ("E", "No"): 1111,
            ("E", "Yes"): 3310,
            ("H", "No"): 467,
            ("H", "Yes"): 288,
            ("M", "No"): 449,
            ("M", "Yes"): 569,
        },
        "sch.wide": {"No": 1072, "Yes": 5122},
    },
}


@pytest.mark.parametrize("method", ["rake_three", "rake_joint"])
def test_weights_and_standard_errors_are_those_of_r(method):
    frame = pd.read_csv(REFERENCE / "apistrat.csv")
    w = rake(frame, REFERENCE_MARGINS[method], base_weight="pw")
    expected = pd.read_csv(REFERENCE / "weights_strat.csv")[method]
    np.testing.assert_allclose(w.weights, expected, rtol=1e-8)
    estimates = pd.read_csv(REFERENCE / "estimates.csv").query("method == @method").set_index("estimate_of")
    for what, y, inside in [
        ("mean api00", frame["api00"], True),
        ("share awards=Yes", frame["awards"] == "Yes", True),
        ("mean api00 of stype H", frame["api00"], frame["stype"] == "H"),
    ]:
        values = w.weights * inside
        mean = (values * y).sum() / values.sum()
        assert mean == pytest.approx(estimates.loc[what, "estimate"], rel=1e-8)
        residual = pd.Series(w.residuals((values * (y - mean) / values.sum()).to_numpy()))
        variance = 0.0
        for _, rows in frame.groupby("stype"):
            n = len(rows)
            variance += (1 - n / rows["fpc"].iloc[0]) * n * residual[rows.index].var(ddof=1)
        assert np.sqrt(variance) == pytest.approx(estimates.loc[what, "se"], rel=1e-6, abs=1e-9)


def test_residuals_of_cells_are_those_of_people(sample):
    margins = {"sex": SEX, "age": AGE}
    y = (sample["age"] != "65+") & (sample["sex"] == "F")
    everyone = sample.assign(y=y)
    cells = everyone.groupby(["sex", "age", "y"]).size().reset_index(name="n")
    for convention in ("rake", "calibrate"):
        w = rake(everyone, margins, convention=convention)
        c = rake(cells, margins, count="n", convention=convention)
        z = pd.Series(w.residuals((w.weights * (y - y.mean())).to_numpy()), index=everyone.index)
        zc = c.residuals(np.column_stack([(c.weights * (cells["y"] - y.mean()))] * 2))
        first = z.groupby([everyone["sex"], everyone["age"], everyone["y"]]).first()
        np.testing.assert_allclose(zc[:, 0], first, atol=1e-9 * w.weights.max())
        np.testing.assert_array_equal(zc[:, 0], zc[:, 1])


def ess_sample() -> pd.DataFrame:
    """European Social Survey round 9, United Kingdom, with the dimensions of its margins file."""
    frame = pd.read_csv(ESS / "ess9_gb_safety_subset.csv")
    age = frame["agea"].where(frame["agea"] != 999)
    band = pd.cut(age, [0, 34, 54, 200], labels=["15-34", "35-54", "55+"]).astype(object)
    # ES-ISCED I and II; IIIb and IIIa; IV, V1 and V2. 55 is "other", which has no level.
    levels = {
        1: "ISCED0-2",
        2: "ISCED0-2",
        3: "ISCED3",
        4: "ISCED3",
        5: "ISCED4-7",
        6: "ISCED4-7",
        7: "ISCED4-7",
    }
    sex = frame["gndr"].map({1: "M", 2: "F"})
    return frame.assign(sexage=(sex + ":" + band).where(band.notna()), edu=frame["eisced"].map(levels))


@pytest.mark.skipif(not ESS.exists(), reason="the European Social Survey file is not beside the repository")
def test_a_national_survey_raked_as_r_rakes_it():
    frame = ess_sample()
    margins = read_margins(ESS / "margins_sexage_edu_region.csv", joint=None)
    w = rake(frame, margins, base_weight="dweight", missing="leave_out")
    used = frame.loc[w.weights.index]
    # R survey 4.1: rake(design, list(~sexage, ~edu, ~region), ..., control = list(epsilon = 1e-12, maxit =
    # 1000)).
    assert (len(w.weights), w.left_out) == (2129, 75)
    figures = {
        "sum": w.weights.sum(),
        "min": w.weights.min(),
        "max": w.weights.max(),
        "squares": (w.weights**2).sum(),
        "effective base": w.effective_base,
        "safe": w.weights[used["aesfdrk"].isin([1, 2])].sum()
        / w.weights[used["aesfdrk"].isin([1, 2, 3, 4])].sum(),
        "victim": w.weights[used["crmvct"] == 1].sum() / w.weights[used["crmvct"].isin([1, 2])].sum(),
        "age": np.average(used["agea"], weights=w.weights),
        "idno": np.average(used["idno"], weights=w.weights),
        "safe in UKD": w.weights[(used["region"] == "UKD") & used["aesfdrk"].isin([1, 2])].sum(),
    }
    assert figures == pytest.approx(
        {
            "sum": 2128.999999,
            "min": 0.352330741469049,
            "max": 6.886249650740608,
            "squares": 3085.741678798082,
            "effective base": 1468.898393823911,
            "safe": 0.775410505295407,
            "victim": 0.176005431008808,
            "age": 47.2283970628573,
            "idno": 34670.0703614143,
            "safe in UKD": 176.681075690815,
        },
        rel=1e-8,
    )
