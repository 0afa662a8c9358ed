"""The live page: what is coming in, counted by the database and told in words."""

import datetime as dt

import pytest

from consult.extensions import db
from consult.models import Area
from consult.services.coming_in.picture import picture
from tests.integration.sql import statements
from tests.integration.surveys import TODAY, document, open_survey, yes_no
from tests.integration.test_officer import words
from tests.integration.waves import DOCUMENT, add_margin, add_people, add_wave

WAVE = "/officer/trafford/waves/tiny-1/"
AREA = {"id": "where", "items": [{"name": "where", "type": "place", "text": {"en": "Where?"}, "areas": "wards"}]}


def running(days=3, **own):
    wave = add_wave(state="open", **own)
    wave.opens_on, wave.closes_on = TODAY - dt.timedelta(days=days), TODAY + dt.timedelta(days=9)
    db.session.commit()
    return wave


@pytest.fixture
def wave(any_app):
    """Four days: 1, 0, 4 and 2 people; a margin of sex."""
    wave = running()
    for ago, number in ((3, 1), (1, 4), (0, 2)):
        day = TODAY - dt.timedelta(days=ago)
        add_people(wave, (number, {"sex": "female" if ago else "male"}), submitted_on=day, seconds=60 * (ago + 1))
    add_margin(wave, "sexes", ["sex"], [("female", 50), ("male", 50)])
    return wave


def test_days_without_answers_are_days_too(wave):
    seen = picture(wave)
    assert [number for _day, number in seen.days] == [1, 0, 4, 2]
    assert [day for day, _number in seen.days] == [TODAY - dt.timedelta(days=ago) for ago in (3, 2, 1, 0)]
    assert seen.days_left == 10


def test_what_came_on_a_day_outside_the_wave_is_shown_as_well(wave):
    add_people(wave, (3, {}), submitted_on=TODAY - dt.timedelta(days=30))
    assert picture(wave).days[0] == (TODAY - dt.timedelta(days=30), 3)


def test_who_is_missing_and_how_much_they_would_help(wave):
    (missing,) = picture(wave).helps
    assert missing.missing.categories == ("male",)
    # 5 women and 2 men, half and half wanted: 1 / (0.25/5 + 0.25/2) = 5.714; with ten more men
    # 1 / (0.25/5 + 0.25/12) = 14.118.
    assert missing.before == pytest.approx(40 / 7) and missing.after == pytest.approx(240 / 17)


def test_a_group_of_nobody_comes_first_and_has_no_effective_base(any_app):
    wave = running()
    add_people(wave, (10, {"sex": "female", "age_band": "45+"}), (1, {"sex": "male", "age_band": "45+"}))
    add_margin(wave, "sexes", ["sex"], [("female", 50), ("male", 50)])
    add_margin(wave, "ages", ["age_band"], [("16-44", 50), ("45+", 50)])
    first, second = picture(wave).helps
    assert (first.missing.categories, first.before) == (("16-44",), None)
    # Ten of sixteen to forty-four and the eleven: 1 / (0.25/10 + 0.25/11).
    assert first.after == pytest.approx(440 / 21)
    assert second.missing.categories == ("male",)


def test_the_page_tells_it_all(app, sign_in):
    wave = running(document={**DOCUMENT, "sections": [
        {**DOCUMENT["sections"][0], "pages": [*DOCUMENT["sections"][0]["pages"], AREA]}]})  # fmt: skip
    wave.target = 40
    db.session.commit()
    code = db.session.scalar(db.select(Area.code).where(Area.partnership_id == wave.survey.partnership_id,
                                                        Area.kind == "ward").order_by(Area.name))  # fmt: skip
    ward = db.session.scalar(db.select(Area.name).where(Area.code == code))
    add_people(wave, (3, {"sex": "male", "where": code}), (1, {"sex": "female"}), seconds=250, submitted_on=TODAY)
    add_people(wave, (4, {"sex": "male"}), channel="outreach", language="ur", seconds=90, submitted_on=TODAY)
    add_margin(wave, "sexes", ["sex"], [("female", 50), ("male", 50)])
    said = words(sign_in("viewer", "trafford").get(WAVE))
    assert "8 responses" in said and "20% of the 40 answers that are wanted." in said and "10 days left." in said
    assert f"{ward} 3 37.5%" in said and "Did not say 5 62.5%" in said
    assert "Online the middle person took 4 min 10 s" in said and "4 were timed" in said
    assert "In outreach sessions the middle person took 1 min 30 s" in said
    assert "Urdu 4 50.0%" in said and "Open link 4 50.0%" in said
    # 1 and 7, half and half wanted: 1 / (0.25/1 + 0.25/7) = 3.5; eleven and seven: 1 / (0.25/11 + 0.25/7) = 17.1.
    assert "Female 1 6 3.5 17.1" in said


def test_a_wave_of_nobody(any_app):
    wave = running()
    add_margin(wave, "sexes", ["sex"], [("female", 50), ("male", 50)])
    seen = picture(wave)
    assert (seen.compared, seen.helps, seen.areas, [n for _day, n in seen.days]) == ([], [], [], [0, 0, 0, 0])


def test_a_survey_without_a_margin_or_an_area(app, sign_in):
    wave = open_survey(document(yes_no("safe", "Do you feel safe?")))
    add_people(wave, (2, {"safe": "yes"}))
    assert "2 responses" in words(sign_in("viewer", "trafford").get(WAVE))


def test_it_counts_in_the_database_and_loads_no_response(wave):
    with statements() as asked:
        picture(wave).helps  # noqa: B018  (what it reads is looked at)
    about = [one for one in asked if "FROM response" in one and "EXISTS" not in one]
    assert len(about) == 3
    # SQLite takes longer to group than we to count: it gives the values that are counted, never whole answers.
    assert all("GROUP BY" in one or "json_extract" in one and ", response.answers" not in one for one in about)
