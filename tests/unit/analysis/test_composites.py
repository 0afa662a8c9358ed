"""Figures made of several answers, by hand."""

import numpy as np
import pandas as pd
import pytest

from analysis import (
    DesignError,
    SurveyDesign,
    asb_score,
    difference,
    high_asb,
    mean_score,
    net,
    perceived_asb,
    proportion,
    rank_choices,
    rank_groups,
    top_reasons,
)
from analysis.composites import ASB_POINTS

STRANDS = ["cars", "noise", "drunk", "drugs", "litter", "teenagers", "graffiti"]
VERY, FAIRLY, LITTLE, NOT = ASB_POINTS


def strands(*rows):
    return pd.DataFrame(rows, columns=STRANDS)


class TestAsbScore:
    def test_sum_and_threshold(self):
        sample = strands([VERY] * 7, [NOT] * 7, [FAIRLY] * 5 + [LITTLE, NOT], [FAIRLY] * 5 + [NOT, NOT])
        score = asb_score(sample, STRANDS)
        assert score.tolist() == [21, 0, 11, 10]
        assert high_asb(score).tolist() == [1, 0, 1, 0]

    @pytest.mark.parametrize("gap", [None, "don't know"])
    def test_no_score_when_a_strand_is_missing(self, gap):
        # Six very big problems are 18, well past 11; but without the seventh there is no score.
        score = asb_score(strands([VERY] * 6 + [gap], [VERY] * 7), STRANDS)
        assert np.isnan(score[0]) and score[1] == 21
        assert np.isnan(high_asb(score)[0])
        row = perceived_asb(SurveyDesign(strands([VERY] * 6 + [gap], [VERY] * 7, [NOT] * 7)), STRANDS).iloc[0]
        assert row["base"] == 2 and row["estimate"] == pytest.approx(0.5)

    def test_an_answer_without_points_is_refused(self):
        with pytest.raises(DesignError, match="'refused', which has no points"):
            asb_score(strands([VERY] * 6 + ["refused"]), STRANDS)
        with pytest.raises(DesignError, match="use the spelling of the data"):
            asb_score(strands(["Very big problem"] * 7), STRANDS)

    @pytest.mark.parametrize(
        "columns, message",
        [
            (STRANDS[:6], "7 different strands; 6"),
            ([*STRANDS[:6], "cars"], "6 were given"),
            ([*STRANDS[:6], "dogs"], "no column 'dogs'"),
        ],
    )
    def test_seven_strands(self, columns, message):
        with pytest.raises(DesignError, match=message):
            asb_score(strands([VERY] * 7), columns)


SAFE = pd.DataFrame(
    {
        "safe": ["very safe"] * 3 + ["fairly safe"] * 4 + ["a bit unsafe"] * 2 + ["very unsafe"] + [None],
        "area": ["North"] * 5 + ["South"] * 6,
    }
)


def test_net_has_its_own_error():
    table = net(SurveyDesign(SAFE.dropna()), "safe", ["very safe", "fairly safe"]).set_index("answer")
    assert table["estimate"].to_dict() == pytest.approx({"very safe": 0.3, "fairly safe": 0.4, "net": 0.7})
    # Simple random sample of ten: each its own p (1 - p) / 9.
    assert table["se"].to_dict() == pytest.approx(
        {"very safe": (0.21 / 9) ** 0.5, "fairly safe": (0.24 / 9) ** 0.5, "net": (0.21 / 9) ** 0.5}, rel=1e-6
    )


def test_mean_score():
    points = {"very safe": 4, "fairly safe": 3, "a bit unsafe": 2, "very unsafe": 1}
    row = mean_score(SurveyDesign(SAFE), "safe", points).iloc[0]
    assert row["estimate"] == pytest.approx((12 + 12 + 4 + 1) / 10) and row["base"] == 10


REASONS = pd.DataFrame(
    {
        "felt": ["unsafe"] * 5 + ["safe"] * 5,
        "why": [["asb", "dark"], ["asb"], ["asb", "drugs"], ["dark"], ["drugs"]] + [None] * 5,
    }
)


class TestTopReasons:
    def test_shares_of_the_routed_base(self):
        table = top_reasons(
            SurveyDesign(REASONS), "why", where={"felt": "unsafe"}, routed_base="those who feel unsafe"
        )
        assert table["choice"].tolist() == ["asb", "dark", "drugs"]
        assert table["estimate"].tolist() == pytest.approx([0.6, 0.4, 0.4])
        assert table["rank"].tolist() == [1, 2, 2]
        assert set(table["base"]) == {5} and set(table["of"]) == {"those who feel unsafe"}

    def test_a_tie_at_the_end_is_kept(self):
        assert len(top_reasons(SurveyDesign(REASONS), "why", 2)) == 3
        assert len(top_reasons(SurveyDesign(REASONS), "why", 1)) == 1

    def test_a_routed_base_must_be_named(self):
        with pytest.raises(DesignError, match="always named"):
            top_reasons(SurveyDesign(REASONS), "why", where={"felt": "unsafe"})


def test_ranked_choices():
    sample = pd.DataFrame(
        {"knives": [1, 1, 2, np.nan], "drugs": [2, np.nan, 1, np.nan], "cars": [3, 2, 4, np.nan]}
    )
    table = rank_choices(SurveyDesign(sample), ["knives", "drugs", "cars"]).set_index("choice")
    assert table["base"].tolist() == [3, 3, 3]
    assert table["first"].to_dict() == pytest.approx({"knives": 2 / 3, "drugs": 1 / 3, "cars": 0})
    assert table["among"].to_dict() == pytest.approx({"knives": 1, "drugs": 2 / 3, "cars": 2 / 3})
    # 3 2 1 points: knives 3 + 3 + 2, drugs 2 + 0 + 3, cars 1 + 2 + 0, of three people.
    assert table["score"].to_dict() == pytest.approx({"knives": 8 / 3, "drugs": 5 / 3, "cars": 1})


class TestRankGroups:
    @staticmethod
    def boroughs(*counts):
        rows = [(f"b{i}", y) for i, (yes, n) in enumerate(counts) for y in [1] * yes + [0] * (n - yes)]
        return SurveyDesign(pd.DataFrame(rows, columns=["borough", "y"]))

    def test_clear_order_and_a_tie_that_is_none(self):
        table = rank_groups(self.boroughs((90, 100), (52, 100), (50, 100), (10, 100)), "y", by="borough")
        assert table["borough"].tolist() == ["b0", "b1", "b2", "b3"]
        assert table["best_rank"].tolist() == [1, 2, 2, 4]
        assert table["worst_rank"].tolist() == [1, 3, 3, 4]

    def test_few_answers_rank_nobody(self):
        table = rank_groups(self.boroughs((5, 8), (4, 8), (3, 8)), "y", by="borough")
        assert set(table["best_rank"]) == {1} and set(table["worst_rank"]) == {3}

    def test_two_groups_agree_with_their_difference(self):
        design = self.boroughs((62, 100), (48, 100))
        table = rank_groups(design, "y", by="borough")
        sure = difference(design, "y", between=("borough", "b0", "b1")).p <= 0.05
        assert (table["worst_rank"].iloc[0] == 1) == sure


def test_composites_from_an_open_sample_have_no_error():
    design = SurveyDesign(SAFE, kind="open")
    for table in (
        net(design, "safe", ["very safe"]),
        mean_score(
            design, "safe", dict.fromkeys(["very safe", "fairly safe", "a bit unsafe", "very unsafe"], 1)
        ),
        top_reasons(design, "safe"),
    ):
        assert table[["se", "lower", "upper"]].isna().all(axis=None)
    assert proportion(design, "safe")["estimate"].notna().all()
