"""Reasons to look twice at answers, against hand arithmetic and numpy's quantiles."""

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.questionnaire import Questionnaire
from consult.questionnaire.quality_checks import (
    is_above_expected,
    is_unusual_day,
    quartiles,
    straight_lines,
    too_fast_below,
)


def grid(name, rows):
    choices = [{"value": "big", "text": {"en": "Big"}}, {"value": "small", "text": {"en": "Small"}},
               {"value": "dk", "text": {"en": "Don’t know"}, "kind": "dont_know"}]  # fmt: skip
    named = [{"value": f"r{number}", "text": {"en": f"Row {number}"}} for number in range(rows)]
    item = {"name": name, "type": "grid", "text": {"en": "How big?"}, "choices": choices, "rows": named}
    return {"id": name, "items": [item]}


def survey(*lengths):
    pages = [grid(f"grid_{place}", rows) for place, rows in enumerate(lengths)]
    return Questionnaire.from_document({
        "id": "lines", "version": 1, "title": {"en": "Lines"}, "audience": "adults", "intro": {"en": "Hello."},
        "languages": {"en": {"state": "master"}}, "thanks": {"en": "Thanks."}, "support": ["999"],
        "sections": [{"id": "only", "title": {"en": "Only"}, "pages": pages}],
    })  # fmt: skip


def line(rows, value="big"):
    return {f"r{number}": value for number in range(rows)}


@pytest.mark.parametrize(
    ("lengths", "answers", "found"),
    [
        ((5,), {"grid_0": line(5)}, {"grids": 1, "rows": 5}),
        ((4,), {"grid_0": line(4)}, None),
        ((3, 3), {"grid_0": line(3), "grid_1": line(3, "small")}, {"grids": 2, "rows": 6}),
        ((3, 3), {"grid_0": line(3)}, None),
        # A row that differs, a row without an answer, "don't know" all the way down: no line.
        ((5,), {"grid_0": line(5) | {"r4": "small"}}, None),
        ((5,), {"grid_0": line(4)}, None),
        ((5,), {"grid_0": line(5, "dk")}, None),
        # Two rows are soon alike.
        ((2, 2), {"grid_0": line(2), "grid_1": line(2)}, None),
        ((5,), {}, None),
        ((5,), {"grid_0": "big"}, None),
    ],
)
def test_straight_lines(lengths, answers, found):
    assert straight_lines(survey(*lengths), answers) == found


def test_quartiles_by_hand():
    # Of 60, 120, 120, 300: one of four needed 60 or less, three of four 120 or less.
    assert quartiles({60: 1, 120: 2, 300: 1}) == (60, 120, 120)
    assert quartiles({}) is None


@given(st.dictionaries(st.integers(0, 720).map(lambda tens: tens * 10), st.integers(1, 50), min_size=1, max_size=40))
def test_quartiles_are_those_of_numpy(times):
    everybody = [seconds for seconds, people in times.items() for _ in range(people)]
    assert quartiles(times) == tuple(numpy.quantile(everybody, (0.25, 0.5, 0.75), method="inverted_cdf"))


def test_a_third_of_the_median_is_too_fast_once_thirty_were_timed():
    assert too_fast_below({300: 20, 600: 10}) == 100
    assert too_fast_below({300: 20, 600: 9}) is None


@pytest.mark.parametrize(
    ("number", "others", "unusual"),
    [
        # Median 30, no spread: that of chance is 0.6745 x root 30 = 3.694. 19 above score 3.47, 20 above 3.65.
        (49, [30] * 6, False),
        (50, [30] * 6, True),
        # Median 20, MAD 10: a score of 3.5 is 10 x 3.5 / 0.6745 = 51.9 above.
        (71, [10, 10, 20, 30, 30], False),
        (72, [10, 10, 20, 30, 30], True),
        # Small numbers, and too few days to know what is usual.
        (19, [0] * 6, False),
        (20, [0] * 6, True),
        (500, [1] * 4, False),
    ],
)
def test_a_day_far_above_the_others(number, others, unusual):
    assert is_unusual_day(number, others) is unusual


def test_a_session_far_above_what_was_expected():
    # 16 expected, a standard deviation of 4: 3.5 of them above is 30.
    assert not is_above_expected(30, 16) and is_above_expected(31, 16)
    assert not is_above_expected(500, 0) and not is_above_expected(19, 1)
