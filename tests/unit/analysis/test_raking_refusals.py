"""What weighting refuses: each sentence names the margin and category and says what to do."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest

from analysis import Weighting, WeightingError, calibrate, poststratify, rake, trim

SEX = {"F": 60, "M": 40}
FRAME = pd.DataFrame(
    {
        "sex": ["F", "F", "M", "M"],
        "area": ["North", "South", "North", "South"],
        "d": [1.0, 2.0, 1.0, 1.0],
        "n": [3, 1, 2, 5],
    }
)


def refused(*words: str):
    """An expectation that all the words are in the sentence."""

    class Refused:
        def __enter__(self):
            self.raises = pytest.raises(WeightingError)
            self.info = self.raises.__enter__()

        def __exit__(self, *error):
            handled = self.raises.__exit__(*error)
            for word in words:
                assert word in str(self.info.value)
            return handled

    return Refused()


def test_the_error_is_a_value_error():
    assert issubclass(WeightingError, ValueError)


@pytest.mark.refusal(
    part="Margins and weighting",
    comes="a wave without answers, or with nobody left to weigh",
    gets="that there is nobody to weight",
)
def test_empty_sample():
    with refused("empty", "nobody"):
        rake(FRAME.iloc[:0], {"sex": SEX})
    with refused("empty", "count"):
        rake(FRAME.assign(n=0), {"sex": SEX}, count="n")


@pytest.mark.refusal(part="Margins and weighting", comes="no margin, or one without categories", gets="which")
def test_no_margins():
    with refused("no margin"):
        rake(FRAME, {})
    with refused("“sex”", "no categories"):
        rake(FRAME, {"sex": {}})


@pytest.mark.refusal(
    part="Margins and weighting",
    comes="a margin on a column that there is not",
    gets="the column, and the nearest name",
)
def test_unknown_column_names_the_nearest():
    with refused("“sexx”", "Did you mean “sex”"):
        rake(FRAME, {"sexx": SEX})
    with refused("“dd”", "base weight"):
        rake(FRAME, {"sex": SEX}, base_weight="dd")
    with refused("“m”", "count"):
        rake(FRAME, {"sex": SEX}, count="m")


@pytest.mark.refusal(
    part="Margins and weighting",
    comes="a category of the margin that nobody in the sample is in",
    gets="the margin and the category; merge it, or take it out of the margin",
)
def test_target_category_that_the_sample_lacks():
    with refused("“sex”", "“X”", "nobody", "Merge"):
        rake(FRAME, {"sex": SEX | {"X": 1}})
    with refused("“sex x area”", "“M, West”"):
        rake(
            FRAME,
            {
                ("sex", "area"): {
                    ("F", "North"): 1,
                    ("F", "South"): 1,
                    ("M", "North"): 1,
                    ("M", "South"): 1,
                    ("M", "West"): 1,
                }
            },
        )


@pytest.mark.refusal(
    part="Margins and weighting",
    comes="a category of the sample that the margin lacks",
    gets="how many people, which category and margin; add its target, merge it, or make it missing",
)
def test_sample_category_that_the_margin_lacks():
    with refused("2 people", "“M”", "“sex”", "Add its target"):
        rake(FRAME, {"sex": {"F": 60}})


@pytest.mark.refusal(
    part="Margins and weighting",
    comes="labels a blank, a capital or a type apart",
    gets="both, and to write them the same way",
)
@pytest.mark.parametrize(
    "label, words",
    [
        ("north", "capital letters"),
        ("North ", "blank"),
        (" NORTH", "a blank and capital letters"),
    ],
)
def test_label_that_differs_by_a_blank_or_a_case(label, words):
    with refused("“area”", f"“{label}”", "“North”", words, "same way"):
        rake(FRAME, {"area": {label: 50, "South": 50}})
    both = pd.DataFrame({"area": ["North", label, "South"]})
    with refused(f"“{label}”", words):
        rake(both, {"area": {"North": 50, "South": 50}})


@pytest.mark.refusal(part="Margins and weighting", comes="labels a blank, a capital or a type apart")
def test_label_that_differs_by_its_type():
    frame = pd.DataFrame({"band": [1, 2, 2]})
    with refused("“band”", "type", "text “1”"):
        rake(frame, {"band": {"1": 5, "2": 5}})


@pytest.mark.refusal(
    part="Margins and weighting",
    comes="a target that is 0, negative or no number",
    gets="the margin, the category and what a target is",
)
@pytest.mark.parametrize(
    "value, words",
    [
        (0, "0"),
        (-5, "-5"),
        (np.nan, "missing"),
        ("many", "no number"),
        (np.inf, "not finite"),
        (None, "no number"),
        (1e300, "no number of people"),
    ],
)
def test_target_that_is_no_positive_number(value, words):
    with refused("“sex”", "“M”", words):
        rake(FRAME, {"sex": {"F": 60, "M": value}})


@pytest.mark.refusal(
    part="Margins and weighting",
    comes="a base weight that is 0, negative, missing or no number",
    gets="the row, and how many such rows",
)
@pytest.mark.parametrize(
    "value, words",
    [
        (0, "is 0"),
        (-1.5, "negative (-1.5)"),
        (np.nan, "missing"),
        (np.inf, "infinite"),
        (1e300, "beyond"),
        (1e-300, "beyond"),
    ],
)
def test_base_weight_that_is_not_above_zero(value, words):
    frame = FRAME.assign(d=[1, value, value, 1]).set_axis(["p", "q", "r", "s"])
    with refused("row q", words, "2 such rows"):
        rake(frame, {"sex": SEX}, base_weight="d")


@pytest.mark.refusal(part="Margins and weighting", comes="a base weight that is 0, negative, missing or no number")
def test_base_weights_all_zero():
    with refused("base weight", "4 such rows"):
        rake(FRAME.assign(d=0), {"sex": SEX}, base_weight="d")


@pytest.mark.refusal(part="Margins and weighting", comes="a base weight that is 0, negative, missing or no number")
def test_base_weights_that_are_no_numbers_or_of_others():
    with refused("“area”", "numbers"):
        rake(FRAME, {"sex": SEX}, base_weight="area")
    with refused("another index"):
        rake(FRAME, {"sex": SEX}, base_weight=FRAME["d"].set_axis([9, 8, 7, 6]))
    with refused("shape (3,)", "4 rows"):
        rake(FRAME, {"sex": SEX}, base_weight=np.ones(3))


@pytest.mark.refusal(part="Margins and weighting", comes="a count that is no number of people", gets="the row")
@pytest.mark.parametrize("value", [-1, 1.5, np.nan])
def test_count_that_is_no_number_of_people(value):
    with refused("row 1", "whole number"):
        rake(FRAME.assign(n=[1, value, 1, 1]), {"sex": SEX}, count="n")


@pytest.mark.refusal(
    part="Margins and weighting",
    comes="a question that nobody answered as a margin",
    gets="leave the margin out, or check the column's coding",
)
def test_all_of_a_dimension_missing():
    frame = FRAME.assign(sex=None)
    for missing in ("spread", "leave_out"):
        with refused("“sex”", "every one is missing"):
            rake(frame, {"sex": SEX}, missing=missing)


def test_missing_refused_when_asked_so():
    with refused("1 person has no value", "“sex”", "spread"):
        rake(FRAME.assign(sex=["F", None, "M", "M"]), {"sex": SEX}, missing="refuse")


@pytest.mark.refusal(part="Margins and weighting", comes="a wave without answers, or with nobody left to weigh")
def test_nobody_left_when_rows_with_gaps_are_left_out():
    frame = pd.DataFrame({"sex": ["F", None], "area": [None, "North"]})
    with refused("Nobody", "spread"):
        rake(frame, {"sex": {"F": 1}, "area": {"North": 1}}, missing="leave_out")


@pytest.mark.refusal(
    part="Margins and weighting",
    comes="two margins that say the same thing differently",
    gets="both, the people, and both targets, before anything is worked out",
)
def test_confounded_margins_are_named_before_iterating():
    # All women live in the North and all men in the South, so the two margins say the same thing twice.
    frame = pd.DataFrame({"sex": ["F"] * 30 + ["M"] * 20, "area": ["North"] * 30 + ["South"] * 20})
    margins = {"sex": {"F": 500, "M": 500}, "area": {"North": 700, "South": 300}}
    for method in (rake, calibrate):
        with refused("“sex”", "“area”", "cannot be met together", "“F”", "“North”", "500", "700"):
            method(frame, margins)


@pytest.mark.refusal(
    part="Margins and weighting",
    comes="a category wholly inside a smaller one",
    gets="both categories and both numbers",
)
def test_a_category_inside_smaller_ones_is_named():
    # Everyone of 16-24 lives in the North, where fewer are wanted than there are to be of 16-24.
    frame = pd.DataFrame(
        {"age": ["16-24", "16-24", "25+", "25+"], "area": ["North", "North", "North", "South"]}
    )
    with refused("“16-24” of “age”", "“North” of “area”", "600", "500"):
        rake(frame, {"age": {"16-24": 600, "25+": 400}, "area": {"North": 500, "South": 500}})


@pytest.mark.refusal(
    part="Margins and weighting",
    comes="three margins at odds, with which raking does not converge",
    gets="the margins, the category furthest off, how far it stays from its target, and after how many rounds",
)
def test_three_margins_that_only_conflict_together_are_proved_impossible():
    # Pairs fit (each pair of a, b, c agrees in half), but someone of a=1, b=1, c=1 does not exist in any
    # sample here: the sample has only people with an even number of ones, so P(a=b), P(b=c), P(a=c) cannot
    # all be small.
    frame = pd.DataFrame([(0, 0, 0), (0, 1, 1), (1, 0, 1), (1, 1, 0)], columns=list("abc"))
    margins = {name: {0: 20, 1: 80} for name in "abc"}
    # Each person has at most two ones of three, so the three shares of ones add up to at most 2, not 2.4.
    with refused("“a”", "“b”", "“c”", "cannot all be met", "rounds", "off"):
        rake(frame, margins)


@pytest.mark.refusal(
    part="Margins and weighting",
    comes="margins that leave somebody no weight at all",
    gets="who that would be",
)
def test_margins_that_need_someone_to_have_no_weight_at_all():
    # F = 60 can only come from North = 60 if the woman in the South counts for nothing.
    frame = pd.DataFrame({"sex": ["F", "M", "M"], "area": ["North", "North", "South"]})
    with refused("no weight at all", "“M” of “sex”", "“North” of “area”"):
        rake(frame, {"sex": {"F": 60, "M": 40}, "area": {"North": 60, "South": 40}})


@pytest.mark.refusal(part="Margins and weighting", comes="margins that leave somebody no weight at all")
def test_three_margins_that_leave_someone_no_weight_at_all():
    # As above at the very edge: two ones each is the most there is, so the one person without any must
    # vanish.
    frame = pd.DataFrame([(0, 0, 0), (0, 1, 1), (1, 0, 1), (1, 1, 0)], columns=list("abc"))
    with refused("no weight at all", "a = 0", "b = 0", "c = 0"):
        rake(frame, {"a": {0: 35, 1: 65}, "b": {0: 32, 1: 68}, "c": {0: 33, 1: 67}})


@pytest.mark.refusal(
    part="Margins and weighting",
    comes="too few rounds",
    gets="which category is furthest off, at what against which target, and to allow more rounds",
)
def test_too_few_rounds_says_how_far_off():
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({"a": rng.integers(0, 3, 200), "b": rng.integers(0, 3, 200)})
    with refused("after 1 round ", "of “", "target", "allow more rounds"):
        rake(frame, {"a": {0: 10, 1: 20, 2: 70}, "b": {0: 70, 1: 20, 2: 10}}, max_iterations=1)


@pytest.mark.refusal(
    part="Margins and weighting",
    comes="bounds within which the margins cannot be met",
    gets="the group, how far off it stays, and bounds that do",
)
def test_bounds_that_make_it_impossible_say_which_would_do():
    frame = pd.DataFrame({"g": ["a"] * 9 + ["b"]})
    # One of ten is to be half: a ratio of 5, and 5/9 for the others.
    with refused("(0.3, 3)", "“g”", "at least 5"):
        rake(frame, {"g": {"a": 50, "b": 50}}, bounds=(0.3, 3))
    with refused("(0.7, 6)", "at most 0.555"):
        rake(frame, {"g": {"a": 50, "b": 50}}, bounds=(0.7, 6))
    assert rake(frame, {"g": {"a": 50, "b": 50}}, bounds=(0.55, 5.001)).max_margin_error < 1e-9


@pytest.mark.parametrize("bounds", [(1.2, 3), (0.3, 0.9), (-1, 2), (3, 0.3), (1,), "ab", (np.nan, 2)])
def test_bounds_without_room(bounds):
    with refused("bounds"):
        rake(FRAME, {"sex": SEX}, bounds=bounds)


def test_options_that_do_not_exist():
    with refused("“maybe”", "spread"):
        rake(FRAME, {"sex": SEX}, missing="maybe")
    with refused("“r”", "calibrate"):
        rake(FRAME, {"sex": SEX}, convention="r")
    with refused("“cubic”", "linear"):
        calibrate(FRAME, {"sex": SEX}, method="cubic")
    with refused("needs bounds"):
        calibrate(FRAME, {"sex": SEX}, method="logit")


def test_joint_margin_written_wrongly():
    with refused("“sex x area”", "2 parts", "“F”"):
        rake(FRAME, {("sex", "area"): {"F": 1}})
    with refused("“sex”", "twice"):
        rake(FRAME, {("sex", "sex"): {("F", "F"): 1, ("M", "M"): 1}})


def test_values_that_cannot_be_categories():
    with refused("“sex”", "cannot be categories"):
        rake(FRAME.assign(sex=[["F"], ["F"], ["M"], ["M"]]), {"sex": SEX})


def test_numeric_totals():
    for totals, words in [
        ({"age": 5}, "“age”"),
        ({"area": 5}, "not of numbers"),
        ({"d": np.nan}, "not finite"),
    ]:
        with refused(words):
            calibrate(FRAME, {"sex": SEX}, totals=totals)
    with refused("“d”", "1 value missing"):
        calibrate(FRAME.assign(d=[1, None, 1, 1]), {"sex": SEX}, totals={"d": 5})


def test_poststratification_takes_one_margin():
    with refused("2 were given", "tuple", "rake()"):
        poststratify(FRAME, {"sex": SEX, "area": {"North": 50, "South": 50}})


def test_trimming_limits():
    w = rake(FRAME, {"sex": SEX})
    for limits in ((1.5, 3), (0.5, 0.9), (-1, 2)):
        with refused("limits"):
            trim(w, *limits)
    with refused("“kg”", "mean"):
        trim(w, 0.5, 2, unit="kg")
    with refused("within the bounds (0, 1.1)", "at least 1.2"):
        trim(w, upper=1.1)


def test_nothing_is_only_warned_about():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        frame = pd.DataFrame({"a": ["x"] * 300 + ["y"] * 5, "b": ["p"] * 299 + ["q"] * 6})
        assert isinstance(rake(frame, {"a": {"x": 1, "y": 99}, "b": {"p": 0.9, "q": 99.1}}), Weighting)
