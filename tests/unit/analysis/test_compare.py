"""Differences, tests and their family, by hand; R's figures are in test_estimates_reference."""

import numpy as np
import pandas as pd
import pytest

from analysis import (
    Benchmark,
    BenchmarkError,
    DesignError,
    SurveyDesign,
    chi_square,
    crosstab,
    difference,
    holm,
)


def two_groups(yes_a, n_a, yes_b, n_b):
    return pd.DataFrame(
        {
            "y": [1] * yes_a + [0] * (n_a - yes_a) + [1] * yes_b + [0] * (n_b - yes_b),
            "g": ["a"] * n_a + ["b"] * n_b,
        }
    )


class TestDifference:
    def test_two_independent_samples(self):
        first, second = two_groups(60, 100, 0, 0), two_groups(90, 200, 0, 0)
        found = difference(SurveyDesign(first), "y", against=SurveyDesign(second))
        assert found.estimate == pytest.approx(0.15) and found.points == pytest.approx(15)
        assert found.se == pytest.approx(np.sqrt(0.24 / 99 + 0.2475 / 199))
        assert found.df == 99 + 199
        assert found.statistic == pytest.approx(found.estimate / found.se)
        assert (found.first, found.second, found.first_base, found.second_base) == (0.6, 0.45, 100, 200)

    def test_groups_of_one_sample_drawn_without_strata_covary(self):
        design = SurveyDesign(two_groups(60, 100, 90, 200))
        found = difference(design, "y", between=("g", "a", "b"))
        z = np.array([0.4 / 100] * 60 + [-0.6 / 100] * 40 + [-0.55 / 200] * 90 + [0.45 / 200] * 110)
        assert found.se == pytest.approx(np.sqrt(300 / 299 * (z**2).sum()))
        assert found.df == 299

    def test_margin_of_a_published_figure_is_in(self):
        # 94% of 1,000 against 88% of 12,875: se = sqrt(.94 * .06 / 999 + .88 * .12 / 12875)
        design = SurveyDesign(two_groups(940, 1000, 0, 0))
        found = difference(design, "y", against=Benchmark(0.88, base=12875))
        assert found.estimate == pytest.approx(0.06)
        assert found.se == pytest.approx(np.sqrt(0.94 * 0.06 / 999 + 0.88 * 0.12 / 12875))
        assert "base alone" in found.notes[0]

    def test_a_published_figure_without_error_cannot_be_tested(self):
        found = difference(SurveyDesign(two_groups(60, 100, 0, 0)), "y", against=Benchmark(0.5))
        assert found.estimate == pytest.approx(0.1)
        assert np.isnan([found.se, found.p, found.lower]).all()
        assert "cannot be tested" in found.notes[1]

    def test_a_group_without_rows_has_no_difference(self):
        found = difference(SurveyDesign(two_groups(6, 10, 0, 0)), "y", between=("g", "a", "c"))
        assert np.isnan([found.estimate, found.se, found.p]).all() and found.second_base == 0

    def test_nobody_of_twenty_in_both_groups_is_no_proof_of_equality(self):
        found = difference(SurveyDesign(two_groups(0, 20, 0, 20)), "y", between=("g", "a", "b"))
        # The exact interval of 0 of 20 reaches 0.168: half of it over t, for each group.
        assert found.estimate == 0 and found.se == pytest.approx(2**0.5 * 0.168 / 4.19, rel=0.02)
        assert found.p == 1 and found.upper > 0.1

    def test_all_against_none_differ(self):
        found = difference(SurveyDesign(two_groups(20, 20, 0, 20)), "y", between=("g", "a", "b"))
        assert found.p < 1e-6 and found.lower > 0.8

    def test_one_person_each_can_show_nothing(self):
        found = difference(SurveyDesign(two_groups(1, 1, 0, 1)), "y", between=("g", "a", "b"))
        assert np.isnan([found.se, found.p, found.lower]).all()

    def test_what_a_census_counted_has_no_error(self):
        sample = two_groups(60, 100, 90, 200).assign(all=300)
        found = difference(SurveyDesign(sample, fpc="all"), "y", between=("g", "a", "b"))
        assert found.estimate == pytest.approx(0.15) and found.se == 0

    def test_reads_as_item_and_series(self):
        found = difference(SurveyDesign(two_groups(6, 10, 3, 10)), "y", between=("g", "a", "b"))
        assert found["estimate"] == found.estimate == found.to_series()["estimate"] == dict(found)["estimate"]
        with pytest.raises(KeyError):
            found["nothing"]

    def test_same_labels_of_clusters_are_pointed_out(self):
        sample = two_groups(6, 10, 3, 10).assign(street=list("abcde") * 4)
        designs = [SurveyDesign(sample, cluster="street") for _ in range(2)]
        assert "shared_clusters" in difference(designs[0], "y", against=designs[1]).notes[0]
        together = difference(designs[0], "y", against=designs[1], shared_clusters=True)
        # The same people twice: nothing has changed, surely.
        assert together.estimate == 0 and together.se == pytest.approx(0, abs=1e-15)

    @pytest.mark.parametrize(
        "arguments, message",
        [
            ({}, "either between"),
            ({"between": ("g", "a", "b"), "against": Benchmark(0.5)}, "either between"),
            ({"against": 0.5}, "must be a SurveyDesign or a Benchmark"),
        ],
    )
    def test_refused(self, arguments, message):
        with pytest.raises(DesignError, match=message):
            difference(SurveyDesign(two_groups(6, 10, 3, 10)), "y", **arguments)

    def test_which_answers_must_be_said(self):
        sample = pd.DataFrame({"safe": ["very", "fairly", "unsafe"], "g": list("aab")})
        with pytest.raises(DesignError, match="is_in"):
            difference(SurveyDesign(sample), "safe", between=("g", "a", "b"))


class TestChiSquare:
    def test_simple_random_sample_comes_near_pearson(self):
        # 2 x 2: X^2 = n (ad - bc)^2 / ((a+b)(c+d)(a+c)(b+d)) = 300 * (60*110 - 40*90)^2 / (100*200*150*150)
        # = 6
        found = chi_square(SurveyDesign(two_groups(60, 100, 90, 200)), "y", "g")
        assert found.pearson == pytest.approx(6.0)
        assert found.ndf == pytest.approx(1) and found.ddf == pytest.approx(299)
        # One degree of freedom: the Wald statistic of the difference, on the pooled variance n / (n - 1).
        assert found.statistic == pytest.approx(6.0, rel=0.02)
        assert found.df == (found.ndf, found.ddf) and found.test == "Rao-Scott second order F"

    def test_counting_everybody_twice_in_pairs_halves_the_statistic(self):
        sample = two_groups(60, 100, 90, 200).assign(person=range(300))
        twice = pd.concat([sample, sample])
        once = chi_square(SurveyDesign(sample), "y", "g")
        pairs = chi_square(SurveyDesign(twice, cluster="person"), "y", "g")
        assert pairs.statistic == pytest.approx(once.statistic)
        assert pairs.p == pytest.approx(once.p)
        assert pairs.pearson == pytest.approx(2 * once.pearson)

    def test_leaving_an_answer_out(self):
        sample = two_groups(60, 100, 90, 200).assign(a=lambda d: d["y"].map({1: "yes", 0: "no"}))
        with_dk = pd.concat([sample, pd.DataFrame({"a": ["dk"] * 30, "g": ["a"] * 10 + ["b"] * 20})])
        design = SurveyDesign(with_dk.reset_index(drop=True))
        assert chi_square(design, "a", "g", leave_out="dk").pearson == pytest.approx(6.0)

    def test_needs_two_of_each(self):
        with pytest.raises(DesignError, match="two categories"):
            chi_square(SurveyDesign(two_groups(10, 10, 5, 5)), "y", "g")
        assert crosstab(SurveyDesign(two_groups(10, 10, 5, 5).assign(y="x")), "y", "g").attrs["test"] is None


class TestHolm:
    def test_by_hand(self):
        # Sorted .005 .01 .03 .04 times 4 3 2 1: .02 .03 .06 .04, never falling: .02 .03 .06 .06
        assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])

    def test_missing_tests_are_not_counted_and_one_is_the_most(self):
        found = holm([np.nan, 0.6, 0.9])
        assert np.isnan(found[0]) and found[1:] == pytest.approx([1.0, 1.0])
        assert holm([]).size == 0


class TestBenchmark:
    def test_error_from_the_published_interval(self):
        benchmark = Benchmark(0.88, base=12875, interval=(0.87, 0.89))
        assert benchmark.standard_error == pytest.approx(0.01 / 1.959964, rel=1e-6)
        assert benchmark.error_source == "published interval"

    def test_error_in_order_of_knowledge(self):
        assert Benchmark(0.5, base=100).standard_error == pytest.approx(0.05)
        assert Benchmark(0.5, base=100, effective_base=25).standard_error == pytest.approx(0.1)
        assert Benchmark(0.5, base=100, se=0.03).standard_error == 0.03
        assert np.isnan(Benchmark(0.5).standard_error)
        assert Benchmark(0.0, base=20).standard_error > 0

    @pytest.mark.parametrize(
        "arguments, message",
        [
            ({"value": 88}, "88% is 0.88"),
            ({"value": 0.9, "base": 0}, "above 0"),
            ({"value": 0.9, "interval": (0.91, 0.95)}, "does not hold"),
            ({"value": 0.9, "se": -1}, "standard error"),
        ],
    )
    def test_impossible(self, arguments, message):
        with pytest.raises(BenchmarkError, match=message):
            Benchmark(**arguments)
