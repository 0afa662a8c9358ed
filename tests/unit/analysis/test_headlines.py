"""A headline's change between two waves, against a published interval and by hand."""

from math import sqrt

import pytest

from analysis.headlines import change


def figure(value, lower=None, upper=None, design="quota", better="up"):
    return {"value": value, "lower": lower, "upper": upper, "design": design, "better": better}


def wilson(people, base, z=1.959964):
    share = people / base
    middle, half = share + z * z / (2 * base), z * sqrt(share * (1 - share) / base + z * z / (4 * base * base))
    return figure(share, (middle - half) / (1 + z * z / base), (middle + half) / (1 + z * z / base))


def test_the_interval_is_newcombes():
    """56 of 70 against 48 of 80: Newcombe (1998), Statistics in Medicine 17, table II, example (a), method 10."""
    found = change(wilson(56, 70), wilson(48, 80))
    assert (round(found["lower"], 4), round(found["upper"], 4)) == (0.0524, 0.3339)
    assert round(found["change"], 4) == 0.2 and found["verdict"] == "better"


def test_a_change_that_could_be_chance_is_no_change():
    # 0.08 less the root of 0.08^2 + 0.07^2, and 0.08 and the root of 0.07^2 + 0.08^2.
    found = change(figure(0.68, 0.60, 0.75), figure(0.60, 0.52, 0.67))
    assert (found["change"], found["verdict"]) == (0.08, "cannot_tell")
    assert (found["lower"], found["upper"]) == (-0.0263, 0.1863)


@pytest.mark.parametrize("better, verdict", [("up", "worse"), ("down", "better"), (None, "moved")])
def test_less_is_worse_or_better_as_the_measure_says(better, verdict):
    found = change(figure(0.2, 0.15, 0.25, better=better), figure(0.5, 0.45, 0.55))
    assert (found["change"], found["verdict"]) == (-0.3, verdict)


@pytest.mark.parametrize("now, before, effect, verdict", [
    (figure(0.5, 0.4, 0.6), None, "none", "no_wave_before"),
    (figure(None), figure(0.5, 0.4, 0.6), "none", "withheld"),
    (figure(0.9, 0.8, 0.95), figure(None), "none", "withheld"),
    (figure(0.9, 0.8, 0.95), figure(0.1, 0.05, 0.2), "breaks", "asked_otherwise"),
    (figure(0.9, design="open"), figure(0.1, 0.05, 0.2), "none", "open_sample"),
    (figure(0.9, 0.8, 0.95), figure(0.1, design="open"), "none", "open_sample"),
])  # fmt: skip
def test_without_grounds_there_is_no_change_but_a_reason(now, before, effect, verdict):
    assert change(now, before, effect) == {"change": None, "lower": None, "upper": None, "verdict": verdict}
