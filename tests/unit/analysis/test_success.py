"""Verdicts on success measures, against hand arithmetic."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import t as student

from analysis.success import (
    Figure,
    Joint,
    Target,
    TargetError,
    change,
    check_target,
    goal_of,
    judge,
    mode_effect,
)

TOWN = 0.56


def figure(value, se=0.01, df=400, half=None, kind="probability"):
    half = 1.966 * se if half is None else half
    return Figure(value, se, df, value - half, value + half, kind)


class TestGoal:
    def test_five_points_and_five_per_cent_of_altrinchams_56(self):
        assert goal_of(Target("points", 0.05), TOWN, "up") == pytest.approx(0.61)
        assert goal_of(Target("relative", 0.05), TOWN, "up") == pytest.approx(0.588)
        assert goal_of(Target("value", 0.60), TOWN, "up") == 0.60
        assert goal_of(Target("points", 0.05), TOWN, "down") == pytest.approx(0.51)
        assert goal_of(Target("relative", 0.05), TOWN, "down") == pytest.approx(0.532)
        assert goal_of(None, TOWN, "up") == TOWN

    @pytest.mark.parametrize(
        "target, baseline, direction, code",
        [
            (Target("value", 0.50), 0.56, "up", "wrong_way"),
            (Target("value", 0.56), 0.56, "up", "wrong_way"),
            (Target("value", 0.10), 0.05, "down", "wrong_way"),
            (Target("value", 1.2), 0.56, "up", "above_all"),
            (Target("value", 1.2), None, "up", "above_all"),
            (Target("points", 0.5), 0.56, "up", "above_all"),
            (Target("points", 0.6), 0.56, "down", "below_nothing"),
            (Target("relative", 1.5), 0.56, "down", "below_nothing"),
            (Target("points", 0.0), 0.56, "up", "not_positive"),
            (Target("points", -0.05), 0.56, "up", "not_positive"),
            (Target("relative", 0.05), 0.0, "up", "of_nothing"),
            (Target("value", 0.6), 3.4, "up", "scale"),
        ],
    )
    def test_a_target_that_cannot_be(self, target, baseline, direction, code):
        with pytest.raises(TargetError) as refused:
            check_target(target, baseline, direction)
        assert refused.value.code == code

    def test_a_target_that_can_be(self):
        check_target(Target("value", 0.6), 0.56, "up")
        check_target(Target("relative", 0.05), 0.56, "up")
        check_target(Target("points", 0.05), None, "down")


class TestVerdict:
    def test_a_value_is_set_against_the_figures_own_interval(self):
        now, before = figure(0.89, half=0.03), figure(0.85)
        for target, verdict in ((0.86, "met"), (0.85, "met"), (0.88, "cannot_tell"), (0.93, "not_met")):
            found = judge(now, before, direction="up", target=Target("value", target))
            assert found.verdict == verdict, target
        found = judge(now, before, direction="up", target=Target("value", 0.88))
        # 0.86 to 0.92: from 2 points short to 4 points past.
        assert (found.lower, found.upper) == (pytest.approx(-0.04), pytest.approx(0.02)) and found.reason == "within"

    def test_downwards_the_interval_is_turned_round(self):
        now = figure(0.04, half=0.01)
        assert judge(now, figure(0.1), direction="down", target=Target("value", 0.05)).verdict == "met"
        assert judge(now, figure(0.1), direction="down", target=Target("value", 0.02)).verdict == "not_met"

    def test_points_from_a_wave_count_the_errors_of_both(self):
        # 12 points where 5 were wanted; se sqrt(0.01^2 + 0.01^2) = 0.01414, t(800) = 1.9629: 7, plus or minus 2.78.
        found = judge(figure(0.68), figure(0.56), direction="up", target=Target("points", 0.05))
        half = student.ppf(0.975, 800) * math.hypot(0.01, 0.01)
        assert found.verdict == "met" and found.shortfall == pytest.approx(-0.07)
        assert (found.lower, found.upper) == (pytest.approx(-0.07 - half), pytest.approx(-0.07 + half))

    def test_a_part_of_a_wave_weighs_its_error_by_the_part_too(self):
        # Goal 1.05 x 0.56 = 0.588; the baseline's error counts 1.05 times.
        found = judge(figure(0.60), figure(0.56), direction="up", target=Target("relative", 0.05))
        half = student.ppf(0.975, 800) * math.sqrt(0.01**2 + (1.05 * 0.01) ** 2)
        assert found.goal == pytest.approx(0.588) and found.upper - found.lower == pytest.approx(2 * half)
        assert found.verdict == "cannot_tell"

    def test_a_published_baseline_without_a_base_is_taken_as_it_was_published(self):
        found = judge(figure(0.64, half=0.038), Figure(0.56), direction="up", target=Target("relative", 0.05))
        # 0.602 to 0.678, all of it past 0.588.
        assert found.verdict == "met" and found.upper == pytest.approx(0.588 - 0.602)

    def test_shared_clusters_take_their_covariance_out(self):
        apart = judge(figure(0.60), figure(0.56), direction="up")
        shared = judge(figure(0.60), figure(0.56), direction="up", joint=Joint(0.00009, 30))
        # V = 0.0001 + 0.0001 - 2 x 0.00009 = 0.00002 on 30 degrees of freedom.
        half = student.ppf(0.975, 30) * math.sqrt(0.00002)
        assert shared.upper == pytest.approx(-0.04 + half) and shared.upper < apart.upper

    def test_without_a_target_any_change_for_the_better_is_the_aim(self):
        assert judge(figure(0.30), figure(0.40), direction="down").verdict == "met"
        assert judge(figure(0.50), figure(0.40), direction="down").verdict == "not_met"
        assert judge(figure(0.40), figure(0.40), direction="down").verdict == "cannot_tell"

    @pytest.mark.parametrize(
        "latest, baseline, options, reason",
        [
            (None, None, {}, "one_figure"),
            (figure(0.99), None, {}, "one_figure"),
            (figure(0.99, kind="open"), figure(0.5), {}, "open"),
            (figure(0.99), figure(0.5, kind="open"), {}, "open"),
            (figure(0.99), figure(0.5), {"asked": "breaks"}, "changed"),
            (Figure(0.99), figure(0.5), {}, "no_error"),
            (Figure(0.99), Figure(0.5), {"target": Target("value", 0.6)}, "no_error"),
        ],
    )
    def test_what_cannot_be_told_is_not(self, latest, baseline, options, reason):
        found = judge(latest, baseline, direction="up", **options)
        assert (found.verdict, found.reason) == ("cannot_tell", reason)

    def test_an_open_baseline_does_not_matter_where_the_goal_is_a_value(self):
        found = judge(figure(0.9), figure(0.5, kind="open"), direction="up", target=Target("value", 0.8))
        assert found.verdict == "met"

    def test_caution_is_handed_on(self):
        found = judge(figure(0.9), figure(0.5), direction="up", asked="caution")
        assert found.verdict == "met" and found.caution

    @given(
        st.floats(0.02, 0.98), st.floats(0.02, 0.98), st.floats(0.001, 0.2), st.floats(0.001, 0.2),
        st.floats(0.01, 0.3), st.sampled_from(["points", "relative"]),
    )  # fmt: skip
    def test_turning_the_scale_round_turns_nothing_else(self, now, before, se_now, se_before, amount, kind):
        """What goes up by points goes down by points when the other answers are counted."""
        up = judge(figure(now, se_now), figure(before, se_before), direction="up", target=Target("points", amount))
        down = judge(figure(1 - now, se_now), figure(1 - before, se_before), direction="down",
                     target=Target("points", amount))  # fmt: skip
        assert up.verdict == down.verdict and up.shortfall == pytest.approx(down.shortfall, abs=1e-12)
        # A verdict never contradicts the figure: met is past the goal, not met is short of it.
        found = judge(figure(now, se_now), figure(before, se_before), direction="up", target=Target(kind, amount))
        if found.verdict != "cannot_tell":
            assert (found.verdict == "met") == (now >= found.goal)


class TestChange:
    def test_higher_lower_and_neither(self):
        half = student.ppf(0.975, 800) * math.hypot(0.01, 0.01)
        found = change(figure(0.60), figure(0.56))
        assert found.moved == "higher" and found.lower == pytest.approx(0.04 - half)
        assert change(figure(0.52), figure(0.56)).moved == "lower"
        assert change(figure(0.57), figure(0.56)).moved == "cannot_tell"

    def test_what_cannot_be_tested_has_no_direction(self):
        for found in (change(figure(0.9, kind="open"), figure(0.5)), change(figure(0.9), Figure(0.5)),
                      change(figure(0.9), figure(0.5), asked="breaks")):  # fmt: skip
            assert found.moved is None and math.isnan(found.lower)


class TestMode:
    @pytest.mark.parametrize(
        "before, now, effect",
        [
            ({"tablet": 100}, {"tablet": 300}, "none"),
            ({"tablet": 90, "online": 10}, {"tablet": 75, "online": 25}, "none"),
            ({"tablet": 100}, {"tablet": 70, "online": 30}, "caution"),
            ({"tablet": 100}, {"tablet": 50, "online": 50}, "breaks"),
            ({"tablet": 100}, {"online": 100}, "breaks"),
            ({}, {"online": 100}, "caution"),
        ],
    )
    def test_another_mix_of_ways_to_answer(self, before, now, effect):
        assert mode_effect(before, now) == effect
