"""An adult's agreement, recorded before children are asked."""

import datetime as dt
import re

import pytest

from consult.extensions import db
from consult.models import AuditEvent, Partnership, Permission
from consult.questionnaire import shipped_document
from consult.services import field, permissions
from tests.addresses import sealed
from tests.integration.test_officer import send, words
from tests.integration.waves import add_wave
from tests.printed import codes_in, pages_of, text_of

TODAY = dt.date.today()
PAGE = "/officer/trafford/waves/young-1/channels/permissions"
GIVEN = {"route": "school", "group_name": "Year 9, Sale High", "adult": "Ms Ahmed, head of year",
         "agreed_on": TODAY.isoformat(), "expected": "28"}  # fmt: skip
NASTY = '#panic("x") $x$ @a =1+1 <script>alert(1)</script> *b* \\u // ]'


def add_young(slug="young"):
    partnership = db.session.scalar(db.select(Partnership).where(Partnership.slug == "trafford"))
    new = field.NewWave(f"{slug}-1", "Young", "open", TODAY, TODAY + dt.timedelta(days=7))
    wave = field.add_survey_with_wave(partnership, shipped_document("youth"), slug, new, "tests")
    field.open_(wave, "tests")
    return wave


@pytest.fixture
def wave(app):
    return add_young()


@pytest.fixture
def officer(sign_in, wave):
    return sign_in("officer", "trafford")


def record(wave, **changed):
    given = {"route": "school", "group_name": "Year 9", "adult": "Ms Ahmed", "agreed_on": TODAY, "expected": 28}
    return permissions.record(wave, **{**given, **changed}, actor="tests")


def test_a_code_lets_its_group_in_however_it_is_typed(any_app):
    wave = add_young()
    recorded = record(wave)
    assert re.fullmatch("[0-9A-HJKMNP-TV-Z]{8}", recorded.code)
    for typed in (recorded.code, recorded.code.lower(), f" {recorded.code[:4]} - {recorded.code[4:]} "):
        assert permissions.find(wave, typed).id == recorded.id
    for typed in ("", "ABCDEFGH", recorded.code + "A", recorded.code[:7], "\x00"):
        assert permissions.find(wave, typed) is None
    # Of this wave only.
    assert permissions.find(add_young("other"), recorded.code) is None


def test_called_back_it_lets_nobody_in(any_app):
    wave = add_young()
    recorded, kept = record(wave), record(wave)
    permissions.call_back(recorded, "tests")
    assert permissions.find(wave, recorded.code) is None and permissions.find(wave, kept.code).id == kept.id


def test_a_survey_of_adults_has_none(sign_in, app):
    wave = add_wave()
    with pytest.raises(ValueError, match="young"):
        record(wave)
    address = "/officer/trafford/waves/tiny-1/channels/permissions"
    assert sign_in("officer", "trafford").get(address).status_code == 404


def test_an_officer_records_one_and_prints_its_sheet(officer, wave):
    assert send(officer, PAGE, **GIVEN).status_code == 303
    recorded = db.session.scalar(db.select(Permission))
    assert (recorded.route, recorded.group_name, recorded.adult, recorded.agreed_on, recorded.expected) == (
        "school", "Year 9, Sale High", "Ms Ahmed, head of year", TODAY, 28)  # fmt: skip
    assert recorded.recorded_by == "officer-trafford@test.example"
    said = words(officer.get(PAGE))
    assert "Year 9, Sale High Ms Ahmed, head of year School" in said and "Sheet to print" in said
    sheet = officer.get(f"{PAGE}/{sealed('permission', recorded.id)}/sheet.pdf")
    text = text_of(sheet.data)
    assert pages_of(sheet.data) == 1 and permissions.shown(recorded.code) in text
    assert "Year 9, Sale High" in text and "You choose." in text and "Childline, 0800 1111" in text
    assert codes_in(sheet.data) == [f"http://localhost/s/young/p/{recorded.code}"]
    assert "localhost/s/young/permission" in text


def test_the_sheet_leads_a_phone_to_the_survey(app, wave):
    recorded = record(wave)
    client = app.test_client()
    onward = client.get(f"/s/young/p/{recorded.code}").location
    assert onward == f"/s/young?permission={recorded.code}" and client.get(onward).status_code == 200


def test_the_list_of_deeds_names_no_family(officer, wave):
    send(officer, PAGE, **GIVEN)
    event = db.session.scalar(db.select(AuditEvent).where(AuditEvent.verb == "record permission"))
    assert event.subject == "young-1" and event.detail == {"route": "school", "expected": 28}


@pytest.mark.parametrize("given, told", [
    ({"route": ""}, "Choose who has agreed"), ({"route": "nobody"}, "Not a valid choice"),
    ({"group_name": "  "}, "Name the school"), ({"adult": ""}, "Name the adult"),
    ({"agreed_on": (TODAY + dt.timedelta(days=2)).isoformat()}, "still to come"),
    ({"agreed_on": "yesterday"}, "Enter a date"), ({"agreed_on": ""}, "on which day"),
    ({"expected": "0"}, "Choose a number from 1 to 2000"), ({"expected": "9" * 30}, "Choose a number from 1 to 2000"),
    ({"adult": "x" * 121}, "Use 120 characters or fewer")])  # fmt: skip
def test_what_is_missing_is_said_and_the_rest_stays(officer, wave, given, told):
    page = send(officer, PAGE, **{**GIVEN, **given})
    assert page.status_code == 422 and told in words(page) and permissions.of(wave) == []
    if "group_name" not in given:
        assert 'value="Year 9, Sale High"' in page.text


def test_names_are_words_on_the_page_and_on_the_sheet(officer, wave):
    send(officer, PAGE, **{**GIVEN, "group_name": NASTY, "adult": NASTY})
    page = officer.get(PAGE)
    assert "<script>alert" not in page.text
    (recorded,) = permissions.of(wave)
    made = officer.get(f"{PAGE}/{sealed('permission', recorded.id)}/sheet.pdf").data
    assert text_of(made).replace(" ", "").count(NASTY.replace(" ", "")) == 2 and pages_of(made) == 1


@pytest.mark.parametrize("language", ["ur", "pl"])
def test_the_longest_names_keep_to_one_page_in_the_officers_language(officer, wave, language):
    record(wave, group_name="A school of a very long name, " * 4, adult="Ms Somebody of Somewhere " * 4)
    made = officer.get(f"{PAGE}/{sealed('permission', permissions.of(wave)[0].id)}/sheet.pdf?lang={language}").data
    assert pages_of(made) == 1 and len(codes_in(made)) == 1
    (title,) = (text for lang, text in field.questionnaire(wave.version).title.items() if lang == language)
    assert title.replace(" ", "") in text_of(made).replace(" ", "")


def test_it_is_called_back_with_a_button(officer, wave):
    recorded = record(wave)
    address = f"{PAGE}/{sealed('permission', recorded.id)}/call-back"
    answer = officer.post(address, data={"csrf_token": officer.token(PAGE)})
    assert answer.status_code == 303 and permissions.find(wave, recorded.code) is None
    assert officer.get(f"{PAGE}/{sealed('permission', recorded.id)}/sheet.pdf").status_code == 404
    assert "called back" in words(officer.get(PAGE))


def test_another_waves_permission_is_not_there(officer, wave, sign_in):
    other = add_young("other")
    recorded = record(other)
    assert officer.get(f"{PAGE}/{sealed('permission', recorded.id)}/sheet.pdf").status_code == 404
    data = {"csrf_token": officer.token(PAGE)}
    assert officer.post(f"{PAGE}/{sealed('permission', recorded.id)}/call-back", data=data).status_code == 404
    assert permissions.find(other, recorded.code) is not None
    elsewhere = sign_in("officer", "stockport")
    assert elsewhere.get(PAGE).status_code == 404 and elsewhere.get(f"{PAGE}/1/sheet.pdf").status_code == 404


def test_those_who_only_look_cannot_record(sign_in, wave):
    for role in ("viewer", "outreach"):
        client = sign_in(role, "trafford")
        assert "Record a permission" not in words(client.get(PAGE))
        token = client.token("/account/")
        assert client.post(PAGE, data={"csrf_token": token, **GIVEN}).status_code == 403
    assert permissions.of(wave) == []
