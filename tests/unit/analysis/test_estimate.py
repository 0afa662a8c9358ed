"""Estimates against arithmetic done by hand."""

import numpy as np
import pandas as pd
import pytest

from analysis import DesignError, SurveyDesign, crosstab, mean, proportion, ratio, total
from analysis.intervals import proportion_interval, t_quantile, wilson_from_base

# Five people: weights 1 1 2 2 4, yes yes no yes no.
FIVE = pd.DataFrame(
    {
        "y": [1, 1, 0, 1, 0],
        "w": [1.0, 1, 2, 2, 4],
        "x": [10.0, 20, 30, 40, 50],
        "g": ["a", "a", "a", "b", "b"],
    }
)


class TestByHand:
    def test_weighted_proportion(self):
        row = proportion(SurveyDesign(FIVE, weight="w"), "y").iloc[0]
        assert row["estimate"] == pytest.approx(0.4)
        # z = w (y - 0.4) / 10: .06 .06 -.08 .12 -.16; V = 5/4 * sum of squares = 5/4 * .0536
        assert row["se"] == pytest.approx(np.sqrt(1.25 * 0.0536))
        assert row["df"] == 4 and row["base"] == 5
        assert row["effective_base"] == pytest.approx(0.24 / 0.067)
        # W = 10 people, n = 5: V_srs = 5/4 * .24 * (10 - 5) / (10 * 5)
        assert row["design_effect"] == pytest.approx(0.067 / 0.03)

    def test_relative_weights_take_no_finite_population(self):
        relative = FIVE.assign(w=FIVE["w"] / 2)
        row = proportion(SurveyDesign(relative, weight="w"), "y").iloc[0]
        assert row["design_effect"] == pytest.approx(0.067 / (1.25 * 0.24 / 5))

    def test_mean_total_ratio(self):
        design = SurveyDesign(FIVE, weight="w")
        assert mean(design, "x")["estimate"].iloc[0] == pytest.approx(37.0)
        assert total(design, "x")["estimate"].iloc[0] == pytest.approx(370.0)
        assert total(design)["estimate"].iloc[0] == pytest.approx(10.0)
        assert ratio(design, "y", "x")["estimate"].iloc[0] == pytest.approx(4 / 370)

    def test_two_strata(self):
        row = proportion(SurveyDesign(FIVE, strata="g"), "y").iloc[0]
        # p = .6; z = (y - .6) / 5: a: .08 .08 -.12 (mean .04/3), b: .08 -.12
        a, b = np.array([0.08, 0.08, -0.12]), np.array([0.08, -0.12])
        v = 1.5 * ((a - a.mean()) ** 2).sum() + 2 * ((b - b.mean()) ** 2).sum()
        assert row["se"] == pytest.approx(np.sqrt(v)) and row["df"] == 3

    def test_all_of_a_finite_population_leaves_no_error(self):
        design = SurveyDesign(FIVE.assign(N=5), fpc="N")
        assert mean(design, "x")["se"].iloc[0] == 0
        half = SurveyDesign(FIVE.assign(f=0.5), fpc="f")
        assert mean(half, "x")["se"].iloc[0] == pytest.approx(
            mean(SurveyDesign(FIVE), "x")["se"].iloc[0] * 0.5**0.5
        )

    @pytest.mark.parametrize("interval", ["logit", "beta", "likelihood", "wilson", "mean"])
    def test_the_interval_of_a_census_is_its_share(self, interval):
        row = proportion(SurveyDesign(FIVE.assign(N=5), fpc="N"), "y", interval=interval).iloc[0]
        assert row[["estimate", "lower", "upper"]].tolist() == pytest.approx([0.6] * 3)

    def test_one_person_has_a_figure_and_no_error(self):
        for row in (
            proportion(SurveyDesign(FIVE[:1]), "y").iloc[0],
            mean(SurveyDesign(FIVE[:1]), "x").iloc[0],
        ):
            assert row["base"] == 1 and np.isnan(row[["se", "lower", "upper"]].astype(float)).all()

    def test_simple_random_sample_is_the_textbook(self):
        sample = pd.DataFrame({"y": [1] * 30 + [0] * 70})
        row = proportion(SurveyDesign(sample), "y").iloc[0]
        assert row["se"] == pytest.approx(np.sqrt(0.21 / 99))
        assert row["design_effect"] == pytest.approx(1)


class TestBases:
    SAMPLE = pd.DataFrame(
        {
            "safe": ["very", "fairly", "unsafe", "don't know", None, "very"],
            "why": [["asb"], ["asb", "dark"], [], ["dark"], None, ["asb"]],
            "asb": [1, 1, 0, 0, np.nan, 1],
            "dark": [0, 1, 0, 1, np.nan, 0],
            "felt": ["unsafe", "unsafe", "unsafe", "safe", "safe", "safe"],
        }
    )

    def design(self):
        return SurveyDesign(self.SAMPLE)

    def test_missing_leaves_the_base_and_dont_know_stays(self):
        row = proportion(self.design(), "safe", ["very", "fairly"]).iloc[0]
        assert row["base"] == 5 and row["estimate"] == pytest.approx(3 / 5)

    def test_dont_know_leaves_when_the_item_says_so(self):
        row = proportion(self.design(), "safe", ["very", "fairly"], leave_out=["don't know"]).iloc[0]
        assert row["base"] == 4 and row["estimate"] == pytest.approx(3 / 4)

    def test_every_answer_has_its_row(self):
        table = proportion(self.design(), "safe").set_index("answer")
        assert table["estimate"].to_dict() == pytest.approx(
            {"very": 0.4, "fairly": 0.2, "unsafe": 0.2, "don't know": 0.2}
        )
        assert "don't know" not in set(proportion(self.design(), "safe", leave_out="don't know")["answer"])

    def test_lists_and_columns_of_choices_agree(self):
        lists = proportion(self.design(), "why").set_index("choice")
        columns = proportion(self.design(), ["asb", "dark"]).set_index("choice")
        pd.testing.assert_frame_equal(lists, columns)
        assert lists["base"].tolist() == [5, 5]
        assert lists["estimate"].to_dict() == pytest.approx({"asb": 0.6, "dark": 0.4})

    def test_any_of_several_choices(self):
        row = proportion(self.design(), "why", ["asb", "dark"]).iloc[0]
        assert row["estimate"] == pytest.approx(4 / 5) and row["base"] == 5

    def test_any_of_several_columns(self):
        lists = proportion(self.design(), "why", ["asb", "dark"])
        columns = proportion(self.design(), ["asb", "dark"], ["asb", "dark"])
        pd.testing.assert_frame_equal(lists, columns)
        with pytest.raises(DesignError, match="not all among"):
            proportion(self.design(), ["asb", "dark"], ["drugs"])
        with pytest.raises(DesignError, match="left out"):
            proportion(self.design(), ["asb", "dark"], leave_out=["dark"])

    def test_routed_base(self):
        row = proportion(self.design(), "why", ["asb"], where={"felt": "unsafe"}).iloc[0]
        assert row["base"] == 3 and row["estimate"] == pytest.approx(2 / 3)
        mask = self.SAMPLE["felt"] == "unsafe"
        assert proportion(self.design(), "why", ["asb"], where=mask)["base"].iloc[0] == 3

    def test_named_groups_keep_their_order_and_the_empty_one(self):
        table = proportion(self.design(), "asb", by={"felt": ["safe", "unsafe", "neither"]})
        assert table["felt"].tolist() == ["safe", "unsafe", "neither"]
        assert table["base"].tolist() == [2, 3, 0]
        assert np.isnan(table["estimate"].iloc[2])

    def test_crosstab_shares_add_up_where_they_should(self):
        sample = pd.DataFrame({"a": list("xxyyzxyz") * 3, "b": list("uvuvuvvu") * 3})
        design = SurveyDesign(sample)
        for of, groups in (("column", ["b"]), ("row", ["a"]), ("total", None)):
            table = crosstab(design, "a", "b", of=of)
            assert len(table) == 6
            sums = table.groupby(groups)["estimate"].sum() if groups else table["estimate"].sum()
            assert np.allclose(sums, 1)
        cell = crosstab(design, "a", "b", of="total").set_index(["a", "b"])["estimate"]
        assert cell["x", "v"] == pytest.approx(6 / 24)


class TestIntervals:
    def test_wilson_as_published(self):
        # Newcombe (1998), Statistics in Medicine 17, table I: 81 of 263, method 3.
        assert wilson_from_base(81 / 263, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
        # The same table: 15 of 148, 0 of 20, 1 of 29.
        assert wilson_from_base(15 / 148, 148) == pytest.approx((0.0624, 0.1605), abs=5e-5)
        assert wilson_from_base(0, 20) == pytest.approx((0.0, 0.1611), abs=5e-5)
        assert wilson_from_base(1 / 29, 29) == pytest.approx((0.0061, 0.1718), abs=5e-5)

    def test_beta_is_clopper_pearson_for_a_simple_sample(self):
        # Newcombe (1998), method 5: 81 of 263.
        p = 81 / 263
        lower, upper = proportion_interval(p, p * (1 - p) / 263, np.inf, method="beta")
        assert (lower[0], upper[0]) == pytest.approx((0.2527, 0.3676), abs=5e-5)

    @pytest.mark.parametrize("method", ["logit", "beta", "likelihood", "wilson", "mean"])
    def test_none_of_twenty_is_not_known_exactly(self, method):
        # Clopper and Pearson: 1 - 0.025 ** (1 / 20) = 0.1684 on infinite degrees of freedom.
        lower, upper = proportion_interval(0, 0, np.inf, method=method, floor_base=[20])
        assert lower[0] == 0 and upper[0] == pytest.approx(1 - 0.025 ** (1 / 20))
        lower, upper = proportion_interval(1, 0, np.inf, method=method, floor_base=[20])
        assert upper[0] == 1 and lower[0] == pytest.approx(0.025 ** (1 / 20))

    def test_logit_by_hand(self):
        p, se = 0.94, 0.012
        lower, upper = proportion_interval(p, se**2, 100)
        half = 1.98397 * se / (p * (1 - p))
        eta = np.log(p / (1 - p))
        assert (lower[0], upper[0]) == pytest.approx(
            (1 / (1 + np.exp(half - eta)), 1 / (1 + np.exp(-half - eta))), abs=1e-6
        )

    def test_students_quantile(self):
        assert t_quantile([1, 10, 30, np.inf], 0.95) == pytest.approx(
            [12.7062, 2.2281, 2.0423, 1.9600], abs=5e-5
        )
        assert np.isnan(t_quantile([0, -1], 0.95)).all()

    @pytest.mark.parametrize("options", [{"method": "exact"}, {"level": 95}])
    def test_refused(self, options):
        with pytest.raises(ValueError, match="must"):
            proportion_interval(0.5, 0.01, 10, **options)
