"""Trends, control charts and verdicts."""

import numpy as np
import pandas as pd
import pytest

from analysis import (
    DesignError,
    DesignGateError,
    Reading,
    SurveyDesign,
    control_chart,
    difference,
    over_waves,
    proportion,
    verdict,
)


def wave(yes, n, kind="probability"):
    return SurveyDesign(pd.DataFrame({"y": [1] * yes + [0] * (n - yes)}), kind=kind)


class TestOverWaves:
    def test_changes_are_differences_with_holm(self):
        waves = {"2022": wave(300, 600), "2024": wave(320, 600), "2026": wave(380, 600)}
        table = over_waves(waves, "y").set_index("wave")
        raw = [
            difference(waves[a], "y", against=waves[b]).p
            for a, b in (("2024", "2022"), ("2026", "2024"), ("2026", "2022"))
        ]
        assert table.loc["2026", "change"] == pytest.approx(60 / 600)
        assert table.loc["2026", "change_from_first"] == pytest.approx(80 / 600)
        # Three tests: the smallest p times 3, the next times 2, the largest alone.
        assert table.loc["2026", "first_p"] == pytest.approx(3 * raw[2])
        assert table.loc["2026", "change_p"] == pytest.approx(2 * raw[1])
        assert table.loc["2024", "change_p"] == table.loc["2024", "first_p"] == pytest.approx(raw[0])
        assert np.isnan(table.loc["2022", ["change", "change_from_first"]].astype(float)).all()

    def test_no_arrow_to_or_from_an_open_wave(self):
        waves = {"2022": wave(300, 600), "2024": wave(320, 600, "open"), "2026": wave(380, 600)}
        table = over_waves(waves, "y").set_index("wave")
        assert np.isnan(table.loc["2024", ["change", "change_p", "change_from_first"]].astype(float)).all()
        assert np.isnan(table.loc["2026", "change"])
        assert table.loc["2026", "change_from_first"] == pytest.approx(80 / 600)
        assert table.loc["2024", "estimate"] == pytest.approx(320 / 600)


    @pytest.mark.refusal(
        part="Check before opening, and versions",
        comes="a trend, a control chart or a success measure across a question that was changed",
        gets='no change is worked out; a chart is refused; "cannot tell"',
    )
    def test_no_change_across_a_question_that_was_changed(self):
        waves = {"2022": wave(300, 600), "2024": wave(320, 600), "2026": wave(380, 600)}
        asked = {("2022", "2024"): "breaks", ("2022", "2026"): "breaks", ("2024", "2026"): "caution"}
        table = over_waves(waves, "y", asked=asked).set_index("wave")
        assert np.isnan(table.loc["2024", ["change", "change_p", "change_from_first"]].astype(float)).all()
        assert np.isnan(table.loc["2026", ["change_from_first", "first_p"]].astype(float)).all()
        assert list(table["change_asked"]) == ["", "breaks", "caution"]
        assert list(table["first_asked"]) == ["", "breaks", "breaks"]
        # One test is left, so nothing is corrected for others.
        assert table.loc["2026", "change"] == pytest.approx(60 / 600)
        assert table.loc["2026", "change_p"] == pytest.approx(difference(waves["2026"], "y", against=waves["2024"]).p)

    def test_a_change_that_was_taken_back_breaks_its_two_neighbours_only(self):
        waves = {"2022": wave(300, 600), "2024": wave(320, 600), "2026": wave(380, 600)}
        asked = {("2022", "2024"): "breaks", ("2024", "2026"): "breaks"}
        table = over_waves(waves, "y", asked=asked).set_index("wave")
        assert np.isnan(table["change"].astype(float)).all()
        assert table.loc["2026", "change_from_first"] == pytest.approx(80 / 600)
        assert table.loc["2026", "first_asked"] == "none"

    def test_what_it_says_of_how_it_was_asked_is_known(self):
        with pytest.raises(DesignError, match="perhaps"):
            over_waves({"a": wave(1, 9), "b": wave(2, 9)}, "y", asked={("a", "b"): "perhaps"})


class TestControlChart:
    @pytest.mark.refusal(
        part="Check before opening, and versions",
        comes="a trend, a control chart or a success measure across a question that was changed",
    )
    def test_a_series_does_not_go_on_across_a_break(self):
        values = pd.Series([11.0, 13, 10, 11, 15, 12], index=[f"q{n}" for n in range(6)])
        with pytest.raises(DesignError, match="changed at q3"):
            control_chart(values, "probability", broken={"q3"})
        # A stretch may begin with one.
        assert len(control_chart(values, "probability", broken={"q0"})) == 6

    def test_limits_by_hand(self):
        # Mean 12; moving ranges 2 3 1 4 3 (mean 2.6): 12 -/+ 2.66 * 2.6
        chart = control_chart(pd.Series([11.0, 13, 10, 11, 15, 12]), "probability")
        assert chart["centre"].iloc[0] == pytest.approx(12)
        assert chart["lower"].iloc[0] == pytest.approx(12 - 2.66 * 2.6)
        assert chart["upper"].iloc[0] == pytest.approx(12 + 2.66 * 2.6)
        assert (chart["signal"] == "").all() and chart["provisional"].all()

    def test_a_point_outside(self):
        values = pd.Series([0.90, 0.91, 0.90, 0.89, 0.90, 0.91, 0.70])
        chart = control_chart(values, "probability", baseline=6)
        assert chart["signal"].tolist() == [""] * 6 + ["outside the limits"]

    def test_eight_on_one_side_are_a_shift(self):
        values = pd.Series([10.0, 12, 10, 12, 10, 12] + [11.6, 11.4] * 4)
        chart = control_chart(values, "probability", baseline=6)
        assert chart["signal"].tolist()[6:] == ["shift"] * 8
        assert (control_chart(values.iloc[:12], "probability", baseline=6)["signal"] != "shift").all()

    def test_six_rising_are_a_drift(self):
        values = pd.Series([10.0, 14, 10, 14, 10, 10.5, 11, 11.5, 12, 12.5])
        assert control_chart(values, "probability")["signal"].tolist()[4:] == ["drift"] * 6

    def test_limits_stay_within_shares_and_gaps_stay_gaps(self):
        values = pd.Series([0.97, 0.99, np.nan, 0.95, 0.99, 0.96, 0.98])
        chart = control_chart(values, "quota", within=(0, 1))
        assert (chart["upper"].dropna() <= 1).all() and np.isnan(chart["value"].iloc[2])

    def test_refused(self):
        with pytest.raises(DesignGateError):
            control_chart(pd.Series(range(9)), "open")
        with pytest.raises(DesignError, match="at least 5 points"):
            control_chart(pd.Series([1.0, 2, 3, 4]), "probability")


class TestVerdict:
    def test_altrincham_town_centre_confidence_plus_five_points(self):
        # From 56%: the target is 61%.
        baseline = Reading(0.56, 0.01)
        options = {"direction": "up", "change": 0.05, "baseline": baseline}
        assert verdict(Reading(0.68, 0.01), **options).verdict == "met"
        assert verdict(Reading(0.57, 0.01), **options).verdict == "not met"
        unsure = verdict(Reading(0.62, 0.01), **options)
        assert unsure.verdict == "cannot tell" and "margin of error" in unsure.reason
        assert unsure.shortfall == pytest.approx(-0.01)
        assert unsure.upper - unsure.shortfall == pytest.approx(1.96 * 0.0141421, rel=1e-3)

    @pytest.mark.refusal(
        part="Check before opening, and versions",
        comes="a trend, a control chart or a success measure across a question that was changed",
    )
    def test_a_question_that_was_changed_since_the_baseline(self):
        options = {"direction": "up", "change": 0.05, "baseline": Reading(0.56, 0.01)}
        broken = verdict(Reading(0.68, 0.01), asked="breaks", **options)
        assert broken.verdict == "cannot tell" and "was changed" in broken.reason and np.isnan(broken.shortfall)
        careful = verdict(Reading(0.68, 0.01), asked="caution", **options)
        assert careful.verdict == "met" and "changed a little" in careful.reason
        with pytest.raises(DesignError, match="perhaps"):
            verdict(Reading(0.68, 0.01), asked="perhaps", **options)

    def test_down_is_better(self):
        assert verdict(Reading(0.01, 0.002), direction="down", target=0.02).verdict == "met"
        assert verdict(Reading(0.05, 0.002), direction="down", target=0.02).verdict == "not met"

    def test_direction_alone(self):
        start = Reading(0.40, 0.01)
        better = verdict(Reading(0.30, 0.01), direction="down", baseline=start)
        worse = verdict(Reading(0.50, 0.01), direction="down", baseline=start)
        assert better.verdict == "met" and "better than the baseline" in better.reason
        assert worse.verdict == "not met" and "behind the baseline" in worse.reason
        assert verdict(Reading(0.39, 0.01), direction="down", baseline=start).verdict == "cannot tell"

    def test_an_open_sample_can_never_tell(self):
        for latest, baseline in (
            (Reading(0.99, 0.0, kind="open"), 0.5),
            (Reading(0.99, 0.0), Reading(0.5, 0, 9, "open")),
        ):
            found = verdict(latest, direction="up", baseline=baseline)
            assert found.verdict == "cannot tell" and "chose to take part" in found.reason
            assert np.isnan(found.lower)

    def test_an_unknown_error_cannot_tell(self):
        found = verdict(Reading(0.9), direction="up", target=0.5)
        assert found.verdict == "cannot tell" and "not known" in found.reason

    def test_all_of_a_few_is_not_certainty(self):
        latest = Reading.of(proportion(wave(8, 8), "y").iloc[0], "probability")
        assert latest.se > 0.05
        assert verdict(latest, direction="up", target=0.95).verdict == "cannot tell"

    def test_quota_is_modelled(self):
        assert verdict(Reading(0.9, 0.01, kind="quota"), direction="up", target=0.5).basis == "modelled"

    @pytest.mark.parametrize(
        "arguments, message",
        [
            ({"direction": "more", "target": 0.5}, "up or down"),
            ({"direction": "up", "target": 0.5, "change": 0.1}, "not both"),
            ({"direction": "up"}, "baseline"),
            ({"direction": "up", "change": -0.1, "baseline": 0.4}, "above 0"),
        ],
    )
    def test_refused(self, arguments, message):
        with pytest.raises(DesignError, match=message):
            verdict(Reading(0.5, 0.01), **arguments)
