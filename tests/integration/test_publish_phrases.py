"""The honest rules of the sentences, against what a careful person would write."""

import re

import pytest
from flask_babel import force_locale

from consult.services import editions, phrases, phrases_method, publish
from tests.integration.telling import add_wave, answer, known_wave, weigh_by_sex


@pytest.mark.parametrize(
    "share, words",
    [
        (0.945, "95%"),  # half up, where Python's own rounding of 94.5 gives 94
        (0.944, "94%"),
        (0.025, "3%"),
        (0.0, "0%"),
        (0.004, "less than 1%"),
        (0.996, "more than 99%"),
        (1.0, "100%"),
        (0.005, "1%"),
    ],
)
def test_percentages_are_whole_and_never_nobody_or_everybody_by_rounding(app, share, words):
    with force_locale("en"):
        assert phrases.percent(share) == words


@pytest.mark.parametrize(
    "difference, words",
    [
        (0.06, "6 percentage points"),
        (-0.06, "6 percentage points"),
        (0.01, "1 percentage point"),
        (0.004, "less than 1 percentage point"),
    ],
)
def test_differences_are_in_percentage_points(app, difference, words):
    with force_locale("en"):
        assert phrases.points(difference) == words


@pytest.mark.parametrize(
    "count, words", [(1, "1 punkt procentowy"), (3, "3 punkty procentowe"), (5, "5 punktów procentowych")]
)
def test_polish_counts_points_as_polish_does(app, count, words):
    with force_locale("pl"):
        assert phrases.points(count / 100) == words


@pytest.mark.parametrize(
    "period, short, years",
    [
        ("First 12 months of the survey, which began in 2019/20", "2019/20", [2019, 2020]),
        ("April 2022 to March 2023", "2022/23", [2022, 2023]),
        ("Autumn 2023", "2023", [2023]),
        ("Year to March 2010", "2010", [2010]),
        ("12,875 people", "12,875 people", []),
    ],
)
def test_periods_are_shortened_to_their_years(period, short, years):
    assert phrases_method.short_period(period) == short
    assert phrases_method.years(period) == years


def test_an_interval_is_rounded_outwards(app):
    with force_locale("en"):
        words = phrases.interval({"lower": 0.917, "upper": 0.962}, "probability")
    assert words == "In the whole population it is likely to be between 91% and 97%."


def said(document) -> str:
    """Every English word of a document, as a reader gets it."""
    words = []

    def collect(value):
        if isinstance(value, dict):
            for one in value.values():
                collect(one)
        elif isinstance(value, list):
            for one in value:
                collect(one)
        elif isinstance(value, str):
            words.append(value)

    collect([one["words"]["en"] for one in document["findings"]] + [document["words"]["en"]])
    return "\n".join(words)


def test_nothing_says_most_or_per_cent_points(app):
    text = said(publish.draft(editions.partnership("trafford"), [known_wave()]))
    assert not re.search(r"\b[Mm]ost\b|per cent|majority", text)


def test_no_placeholder_is_left_in_any_language(app):
    document = publish.draft(editions.partnership("trafford"), [known_wave()])
    for lang in document["languages"]:
        for finding in document["findings"]:
            assert "%(" not in str(finding["words"][lang])
        assert "%(" not in str(document["words"][lang])


def test_each_language_has_the_same_numbers(app):
    """A translation that loses a number, or gains one, is wrong whatever else it says."""
    document = publish.draft(editions.partnership("trafford"), [known_wave()])
    for finding in document["findings"]:
        numbers = {}
        for lang in document["languages"]:
            words = finding["words"][lang]
            text = " ".join([words["number"] or "", words["heading"], *words["sentences"]])
            numbers[lang] = sorted(re.findall(r"\d+", text))
        assert numbers["ur"] == numbers["en"] == numbers["pl"], finding["id"]


def test_a_second_wave_of_nought_for_a_measure_is_said_to_be_missing(app):
    wave = add_wave("only-area")
    answer(wave, 30, sex="female", safe_area="very_safe")
    answer(wave, 30, sex="male", safe_area="very_unsafe")
    weigh_by_sex(wave)
    document = publish.draft(editions.partnership("trafford"), [wave])
    missing = document["words"]["en"]["missing"]
    assert "Reasons for feeling safe: not asked, asked in another way, or not answered by anybody." in missing
    assert not any("Feeling safe in the local area" in line for line in missing)
