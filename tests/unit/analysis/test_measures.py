"""What is measured, against arithmetic by hand and against the questionnaires that ship."""

import pandas as pd
import pytest

from analysis import SurveyDesign
from analysis.measures import MEASURES, PROBLEMS, SHARE, Asked, Measure, MeasureError, check, columns, measures, route
from analysis.measuring import estimate, high_score
from consult.questionnaire import shipped_document

SAFE = Asked(
    "safe_dark", ("very", "fairly", "bit_un", "very_un"), ("dont_know",), ("prefer_not",), net=("very", "fairly")
)
ASB = Asked("asb", ("big", "fairly", "not_very", "none"), ("dont_know",), net=("big", "fairly"), rows=tuple("abcdefg"))


def people(**columns):
    return pd.DataFrame(columns)


def weighed(kind):
    return lambda frame: SurveyDesign(frame, weight="weight", count="n", kind=kind)


def test_a_share_is_weighted_keeps_dont_know_and_leaves_out_refusals():
    frame = people(
        safe_dark=["very", "fairly", "bit_un", "dont_know", "prefer_not", None],
        n=[2, 1, 1, 1, 5, 5],
        weight=[1.0, 2.0, 3.0, 1.0, 9.0, 9.0],
    )
    found = estimate(Measure("m", "safe_dark", "adults", SHARE), SAFE, frame, weighed("open"))
    # Weights: very 2 x 1, fairly 2, a bit unsafe 3, don't know 1: 4 of 8.
    assert found.net.value == pytest.approx(4 / 8)
    assert (found.net.people, found.base) == (3, 5)
    assert [part.id for part in found.parts] == ["very", "fairly", "bit_un", "very_un", "dont_know"]
    assert [part.people for part in found.parts] == [2, 1, 1, 0, 1]
    # (1 + 1 + 2 + 3 + 1)^2 / (1 + 1 + 4 + 9 + 1), Kish, as an open sample has no other.
    assert found.net.effective_base == pytest.approx(64 / 16)


def test_an_open_sample_has_no_interval_and_a_quota_sample_has_one():
    frame = people(safe_dark=["very", "bit_un"] * 20, n=1, weight=1.0)
    measure = Measure("m", "safe_dark", "adults", SHARE)
    of_open = estimate(measure, SAFE, frame, weighed("open"))
    of_quota = estimate(measure, SAFE, frame, weighed("quota"))
    assert (of_open.net.lower, of_open.net.upper, of_open.net.se) == (None, None, None)
    assert of_quota.net.lower < 0.5 < of_quota.net.upper


def test_several_reasons_are_each_a_share_of_those_who_gave_any():
    asked = Asked("why", ("asb", "drugs"), ("dont_know",), ("prefer_not",), route=(("safe_dark", ("bit_un",)),))
    frame = people(
        **{
            "why=asb": [1, 0, 0, None],
            "why=drugs": [1, 1, 0, None],
            "why=dont_know": [0, 0, 0, None],
            "why=prefer_not": [0, 0, 1, None],
        },
        safe_dark=["bit_un", "bit_un", "bit_un", "very"],
        n=[1, 1, 1, 7],
        weight=1.0,
    )
    found = estimate(Measure("m", "why", "adults", "several"), asked, frame, weighed("open"))
    assert {part.id: (part.value, part.people, part.base) for part in found.parts} == {
        "asb": (0.5, 1, 2),
        "drugs": (1.0, 2, 2),
        "dont_know": (0.0, 0, 2),
    }
    # Three of ten were led to the question.
    assert (found.led.value, found.led.people, found.led.base) == (pytest.approx(0.3), 3, 10)


@pytest.mark.parametrize(
    "answers, high",
    [
        (["big"] * 7, 1.0),  # 21
        (["big", "big", "big", "fairly", "none", "none", "none"], 1.0),  # 3 + 3 + 3 + 2 = 11
        (["big", "big", "big", "not_very", "none", "none", "none"], 0.0),  # 10
        (["none"] * 7, 0.0),
        (["big"] * 6 + [None], None),
        (["big"] * 6 + ["dont_know"], None),
    ],
)
def test_high_anti_social_behaviour_is_eleven_points_of_seven_answers(answers, high):
    frame = pd.DataFrame([answers], columns=[f"asb.{row}" for row in ASB.rows])
    score = high_score(frame, ASB)[0]
    assert pd.isna(score) if high is None else score == high


def test_routes_that_a_sentence_can_name():
    assert route(None) == ()
    assert route({"item": "a", "in": ["x", "y"]}) == (("a", ("x", "y")),)
    both = {"any": [{"item": "a", "in": ["x"]}, {"item": "b", "in": ["z"]}]}
    assert route(both) == (("a", ("x",)), ("b", ("z",)))
    with pytest.raises(MeasureError, match="name a base"):
        route({"not": {"item": "a", "in": ["x"]}})
    with pytest.raises(MeasureError):
        route({"all": [{"item": "a", "in": ["x"]}, {"item": "b", "in": ["z"]}]})


def test_a_measure_is_refused_where_the_item_was_asked_otherwise():
    share = Measure("m", "safe_dark", "adults", SHARE)
    with pytest.raises(MeasureError, match="which answers count"):
        check(share, Asked("safe_dark", ("very", "fairly")))
    with pytest.raises(MeasureError, match="does not offer: quite"):
        check(share, Asked("safe_dark", ("very",), net=("quite",)))
    with pytest.raises(MeasureError, match="seven problems"):
        check(Measure("m", "asb", "adults", PROBLEMS), Asked("asb", ("big", "none"), net=("big",), rows=("a",)))


def test_young_people_and_adults_share_no_measure():
    assert {one.audience for one in measures("young")} == {"young"}
    assert {one.audience for one in measures("adults")} == {"adults"}
    assert len({one.id for one in MEASURES}) == len(MEASURES)


@pytest.mark.parametrize("measure", MEASURES, ids=lambda one: one.id)
def test_every_measure_is_asked_in_the_questionnaire_of_its_audience(measure):
    document = shipped_document({"adults": "residents", "young": "youth"}[measure.audience])
    items = [item for section in document["sections"] for page in section["pages"] for item in page["items"]]
    item = next(one for one in items if one["name"] == measure.item)
    kinds = {"share": "scale", "several": "several", "single": "single", "problems": "grid"}
    assert item["type"] == kinds[measure.kind]


def test_columns_are_those_of_the_item_and_of_what_led_to_it():
    asked = Asked("why", ("asb",), ("other",), ("prefer_not",), route=(("safe_dark", ("bit_un",)),))
    assert columns(Measure("m", "why", "adults", "several"), asked) == [
        "why=asb",
        "why=other",
        "why=prefer_not",
        "safe_dark",
    ]
