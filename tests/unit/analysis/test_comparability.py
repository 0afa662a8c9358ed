"""Which published figures may stand beside a local one: the traps of the field."""

import pytest

from analysis import Benchmark, Question, compare_items

DARK = "How safe do you feel walking alone in this area after dark?"
CSEW = ("Very safe", "Fairly safe", "A bit unsafe", "Very unsafe")
LGA = ("Very safe", "Fairly safe", "Neither safe nor unsafe", "Fairly unsafe", "Very unsafe")
HERE = Question(
    wording=DARK,
    scale=(*CSEW, "Don't know"),
    net=CSEW[:2],
    population="Adults 16 and over",
    mode="Face to face",
    period="2026",
)


def published(**changes):
    return Benchmark(
        **{
            "value": 0.74,
            "wording": DARK,
            "scale": CSEW,
            "net": CSEW[:2],
            "population": "adults 16 and over",
            "mode": "face to face",
            **changes,
        }
    )


def test_the_same_question_is_exact():
    found = compare_items(HERE, published(area="England and Wales"))
    assert found.verdict == "exact" and found.allowed and not found.differences


@pytest.mark.parametrize(
    "changes, says",
    [
        ({"wording": "How safe do you feel when walking alone in your area after dark?"}, "worded otherwise"),
        ({"mode": "Online"}, "how people were asked: Face to face here, Online there"),
        ({"mode": ""}, "not known on both sides how people were asked"),
        ({"population": "Adults 18 and over"}, "who was asked"),
        (
            {"scale": ("Very safe", "Fairly safe", "A little unsafe", "Very unsafe")},
            "answers are worded otherwise",
        ),
        ({"period": "2019/20"}, "another time: 2019/20"),
        ({"scale": (), "net": ()}, "scale is not known"),
    ],
)
def test_similar_says_how_it_differs(changes, says):
    found = compare_items(HERE, published(**changes))
    assert found.verdict == "similar" and found.allowed
    assert any(says in sentence for sentence in found.differences)


@pytest.mark.parametrize(
    "changes, says",
    [
        ({"scale": LGA, "net": LGA[:2]}, "4 answers here, 5 there, with a neutral middle only there"),
        ({"scale": ("Safe", "Unsafe"), "net": ("Safe",)}, "4 answers here, 2 there"),
        ({"net": ("Very safe",)}, "Other answers are counted"),
        ({"wording": "How safe do you feel walking alone in this area during the day?"}, "the time of day"),
        ({"wording": "How safe do you feel in your local area?"}, "the time of day"),
        ({"wording": "", "measure": "feels safe in the local area"}, "the time of day"),
        (
            {"wording": "How worried are you about walking alone after dark?"},
            "the feeling: safety here, worry there",
        ),
        ({"wording": "How safe do you feel in the town centre after dark?"}, "the place"),
        (
            {"population": "Young people aged 13 to 17"},
            "Other people were asked: adults here, young people there",
        ),
        ({"population": "Year 10 pupils"}, "never set side by side"),
        ({"base_routed": "those who go out after dark"}, "only those who go out after dark were asked there"),
    ],
)
def test_refused_with_the_reason(changes, says):
    found = compare_items(HERE, published(**changes))
    assert found.verdict == "not comparable" and not found.allowed
    assert says in found.reason


@pytest.mark.parametrize(
    "ours, theirs, says",
    [
        (
            "In the last 12 months, have you carried a knife?",
            "carried a weapon in the last 12 months",
            "a knife here",
        ),
        ("Have you ever bought a knife?", "carried a knife in the last 12 months", "what was done"),
        (
            "Have you ever carried a knife?",
            "carried a knife in the last 12 months",
            "the period looked back on",
        ),
        ("Do you know someone who carries a knife?", "carried a knife", "what was done"),
    ],
)
def test_knives_and_weapons(ours, theirs, says):
    local = Question(wording=ours, population="young people 11 to 24")
    found = compare_items(local, Benchmark(0.05, measure=theirs, population="13-17", base=10_000))
    assert found.verdict == "not comparable" and says in found.reason


def test_two_ranges_of_young_people_are_similar():
    local = Question(
        wording="In the last 12 months, have you carried a knife?", population="young people 11 to 24"
    )
    found = compare_items(
        local,
        Benchmark(0.005, measure="carried a knife in the last 12 months", population="Children of 10 to 15"),
    )
    assert found.verdict == "similar"
    assert any("who was asked" in sentence for sentence in found.differences)


def test_routed_bases_must_be_the_same():
    local = Question(measure="reasons for feeling unsafe", base_routed="those who feel unsafe")
    same = Benchmark(0.40, measure="reasons for feeling unsafe", base_routed="those who feel unsafe")
    assert compare_items(local, same).allowed
    assert not compare_items(local, Benchmark(0.40, measure="reasons for feeling unsafe")).allowed


def test_two_published_figures_can_be_compared():
    assert compare_items(published(), published()).verdict == "exact"
