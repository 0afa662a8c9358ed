"""The design: what may be claimed from a sample, and which samples are refused."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import (
    Benchmark,
    DesignError,
    DesignGateError,
    SurveyDesign,
    bootstrap,
    chi_square,
    crosstab,
    difference,
    fay_herriot,
    jackknife,
    mean,
    mrp,
    proportion,
    quantile,
    rake,
    rank_groups,
    ratio,
    total,
)
from analysis.estimate import ERROR_COLUMNS
from analysis.variance import covariance

SAFE = ["very", "fairly"]
ROOT = Path(__file__).parents[3]


def people(n=60, seed=1):
    rng = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "safe": rng.choice(["very", "fairly", "unsafe"], n),
            "area": rng.choice(["North", "South"], n),
            "street": rng.choice(["a", "b", "c", "d"], n),
            "age": rng.integers(16, 90, n),
            "w": rng.uniform(1, 3, n),
        }
    )


class TestGate:
    def open(self):
        return SurveyDesign(people(), weight="w", kind="open")

    @pytest.mark.parametrize(
        "estimate",
        [
            lambda d: proportion(d, "safe", SAFE, by="area"),
            lambda d: mean(d, "age", by="area"),
            lambda d: total(d, "age"),
            lambda d: ratio(d, "age", "w"),
            lambda d: quantile(d, "age"),
            lambda d: crosstab(d, "safe", "area"),
        ],
    )
    def test_an_open_sample_has_estimates_and_no_error(self, estimate):
        table = estimate(self.open())
        assert table["estimate"].notna().all() and (table["base"] > 0).all()
        assert table[ERROR_COLUMNS].isna().all(axis=None)
        assert (table["basis"] == "none: people chose to answer").all()

    @pytest.mark.parametrize(
        "question",
        [
            lambda d: difference(d, "safe", SAFE, between=("area", "North", "South")),
            lambda d: difference(d, "safe", SAFE, against=Benchmark(0.88, base=12875)),
            lambda d: difference(d, "safe", SAFE, against=SurveyDesign(people())),
            lambda d: difference(SurveyDesign(people()), "safe", SAFE, against=d),
            lambda d: chi_square(d, "safe", "area"),
            lambda d: rank_groups(d, "safe", SAFE, by="area"),
            lambda d: bootstrap(d, 10),
            lambda d: jackknife(d),
            lambda d: covariance(d, np.ones(60)),
            lambda d: mrp(d, "safe", SAFE, area="area", population=pd.DataFrame()),
            lambda d: fay_herriot(pd.DataFrame({"estimate": [0.5] * 5, "se": [0.1] * 5}), kind=d.kind),
        ],
    )
    def test_an_open_sample_gets_no_test_and_the_sentence_says_why(self, question):
        with pytest.raises(DesignGateError, match="people chose to take part"):
            question(self.open())

    def test_crosstab_of_an_open_sample_has_no_test(self):
        assert crosstab(self.open(), "safe", "area").attrs["test"] is None

    def test_a_quota_sample_has_intervals_labelled_modelled(self):
        design = SurveyDesign(people(), weight="w", kind="quota")
        table = proportion(design, "safe", SAFE)
        assert table["basis"].tolist() == ["modelled"]
        assert table["lower"].notna().all()
        assert difference(design, "safe", SAFE, between=("area", "North", "South")).basis == "modelled"
        assert chi_square(design, "safe", "area").basis == "modelled"

    def test_a_quota_wave_makes_the_difference_modelled(self):
        quota, drawn = SurveyDesign(people(), kind="quota"), SurveyDesign(people(seed=2))
        assert difference(quota, "safe", SAFE, against=drawn).basis == "modelled"
        assert difference(drawn, "safe", SAFE, against=quota).basis == "modelled"


class TestRefusals:
    @pytest.mark.parametrize(
        "arguments, message",
        [
            ({"kind": "random"}, "probability, quota, open"),
            ({"lonely": "remove"}, "centre, average, refuse"),
            ({"weight": "wt"}, "no column 'wt'"),
            ({"strata": "gap"}, "3 rows have no 'gap'"),
            ({"cluster": "gap"}, "3 rows have no 'gap'"),
            ({"weight": "negative"}, "negative weight, the first at index 0"),
            ({"weight": "zero"}, "No row has a weight"),
            ({"count": "negative"}, "'negative' has missing or negative"),
            ({"fpc": "age"}, "differs between rows of one stratum"),
            ({"fpc": "few"}, "fewer clusters in the population than in the sample"),
        ],
    )
    def test_the_sentence_names_the_column(self, arguments, message):
        sample = people().assign(gap=[None] * 3 + ["x"] * 57, negative=-1.0, zero=0.0, few=30)
        with pytest.raises(DesignError, match=message):
            SurveyDesign(sample, **arguments)

    def test_a_weighting_made_without_the_counts_is_refused(self):
        cells = pd.DataFrame({"area": ["North", "South"], "safe": ["very", "unsafe"], "n": [30, 20]})
        weighting = rake(cells, {"area": {"North": 60, "South": 40}})
        with pytest.raises(DesignError, match="not made with count='n'"):
            SurveyDesign(cells, weighting, count="n")

    def test_empty_sample(self):
        with pytest.raises(DesignError, match="no rows"):
            SurveyDesign(people().iloc[:0])

    def test_a_misspelt_answer_is_refused_not_zero(self):
        with pytest.raises(DesignError, match="'Very', but it has 'very'"):
            proportion(SurveyDesign(people()), "safe", ["Very"])
        with pytest.raises(DesignError, match="'1', but it has 1"):
            proportion(SurveyDesign(people().assign(code=1)), "code", ["1"])

    def test_an_answer_that_nobody_gave_is_zero_of_the_base(self):
        row = proportion(SurveyDesign(people()), "safe", ["very unsafe"]).iloc[0]
        assert row["estimate"] == 0 and row["base"] == 60 and row["lower"] == 0 and 0 < row["upper"] < 0.1

    def test_a_lonely_cluster_is_refused_when_asked(self):
        sample = people().assign(street=lambda d: d["street"].where(d["area"] == "North", "only"))
        design = SurveyDesign(sample, strata="area", cluster="street", lonely="refuse")
        with pytest.raises(DesignError, match="1 strata have a single cluster"):
            proportion(design, "safe", SAFE)

    def test_the_same_label_in_two_strata_is_two_clusters_and_said(self):
        design = SurveyDesign(people(), strata="area", cluster="street")
        assert design.clusters_count == 8
        assert "more than one stratum" in design.notes[0]


ANSWERS = st.sampled_from(["very", "fairly", "unsafe", None])
ROWS = st.lists(
    st.tuples(ANSWERS, st.sampled_from("NSE"), st.sampled_from("ab"), st.integers(1, 9)),
    min_size=12,
    max_size=60,
)


def frame(rows):
    return pd.DataFrame(rows, columns=["safe", "area", "half", "w"]).astype({"w": float})


def close(first, second):
    pd.testing.assert_frame_equal(first, second, rtol=1e-9, atol=1e-11, check_exact=False)


class TestProperties:
    @settings(max_examples=40, deadline=None)
    @given(ROWS, st.floats(1e-3, 1e4))
    def test_scaling_the_weights_changes_no_proportion(self, rows, scale):
        sample = frame(rows)
        columns = ["estimate", "se", "lower", "upper", "df", "base", "effective_base"]
        first, second = (
            proportion(
                SurveyDesign(sample.assign(w=sample["w"] * k), weight="w", strata="half"),
                "safe",
                SAFE,
                by="area",
            )[columns]
            for k in (1, scale)
        )
        close(first, second)

    @settings(max_examples=40, deadline=None)
    @given(ROWS, st.randoms(use_true_random=False))
    def test_the_order_of_rows_changes_nothing(self, rows, random):
        sample = frame(rows)
        order = list(range(len(sample)))
        random.shuffle(order)
        tables = [
            proportion(SurveyDesign(s, weight="w", strata="half"), "safe", SAFE, by="area")
            for s in (sample, sample.iloc[order])
        ]
        close(*tables)

    @settings(max_examples=40, deadline=None)
    @given(ROWS)
    def test_cells_give_the_figures_of_people(self, rows):
        sample = frame(rows)
        cells = sample.groupby(["safe", "area", "half", "w"], dropna=False).size().reset_index(name="n")
        one, many = (
            SurveyDesign(sample, weight="w", strata="half"),
            SurveyDesign(cells, weight="w", strata="half", count="n"),
        )
        for interval in ("logit", "beta", "likelihood", "wilson"):
            close(
                proportion(one, "safe", SAFE, by="area", interval=interval),
                proportion(many, "safe", SAFE, by="area", interval=interval),
            )
        close(mean(one, "w", by="area"), mean(many, "w", by="area"))
        close(total(one, by="area"), total(many, by="area"))
        close(quantile(one, "w", by="area"), quantile(many, "w", by="area"))

    @pytest.mark.parametrize("convention", ["rake", "calibrate"])
    @pytest.mark.parametrize("options", [{}, {"strata": "half"}, {"strata": "half", "cluster": "street"}])
    @pytest.mark.parametrize("n", [500, 8000])
    def test_raked_cells_give_the_figures_of_raked_people(self, convention, options, n):
        sample = people(n).assign(half=lambda d: np.where(d["age"] > 50, "old", "young"))
        margins = {"area": {"North": 60, "South": 40}, "half": {"old": 55, "young": 45}}
        cells = sample.groupby(["safe", "area", "half", "street"]).size().reset_index(name="n")
        one = SurveyDesign(sample, rake(sample, margins, convention=convention), **options)
        # The weighting knows the counts: the design is not told.
        many = SurveyDesign(cells, rake(cells, margins, count="n", convention=convention), **options)
        close(proportion(one, "safe", by="area"), proportion(many, "safe", by="area"))
        first, second = (chi_square(d, "safe", "area") for d in (one, many))
        assert first.statistic == pytest.approx(second.statistic) and first.ddf == pytest.approx(second.ddf)
        gaps = [difference(d, "safe", SAFE, between=("area", "North", "South")) for d in (one, many)]
        assert gaps[0].se == pytest.approx(gaps[1].se) and gaps[0].p == pytest.approx(gaps[1].p)

    @settings(max_examples=30, deadline=None)
    @given(ROWS)
    def test_a_group_without_answers_is_never_zero(self, rows):
        sample = frame(rows).assign(area=lambda d: pd.Categorical(d["area"], ["N", "S", "E", "W"]))
        sample.loc[sample["area"] == "E", "safe"] = None
        table = proportion(SurveyDesign(sample, weight="w"), "safe", SAFE, by="area").set_index("area")
        for empty in ("E", "W"):
            assert table.loc[empty, "base"] == 0
            assert table.loc[empty, ["estimate", *ERROR_COLUMNS]].isna().all()
        assert table.loc[table["base"] > 0, "estimate"].notna().all()

    @settings(max_examples=40, deadline=None)
    @given(ROWS, st.sampled_from(["logit", "beta", "likelihood", "wilson", "mean"]))
    def test_intervals_hold_their_estimate_within_0_and_1(self, rows, interval):
        table = proportion(SurveyDesign(frame(rows), weight="w"), "safe", SAFE, by="area", interval=interval)
        known = table[table["lower"].notna()]
        assert (known["lower"] >= 0).all() and (known["upper"] <= 1).all()
        assert (known["lower"] <= known["estimate"] + 1e-12).all()
        assert (known["upper"] >= known["estimate"] - 1e-12).all()
        assert (known["upper"] > known["lower"]).all()


def test_the_library_stands_alone():
    """Without Flask and database, and without scipy.stats, which would double the time and memory of its
    import."""
    unwanted = ("flask", "sqlalchemy", "consult", "scipy.stats")
    code = f"import sys, analysis; print([m for m in {unwanted} if m in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
