"""With the code of the last page somebody sees, takes along and deletes what is kept of them; nobody else finds it."""

import csv
import io
import json

import pytest

from consult.extensions import db
from consult.models import Quote, Response, ResponseFlag, TextReading
from consult.services.answering import subject
from tests.integration.surveys import document, open_survey, post, receipt_of, send, stored, yes_no
from tests.integration.test_officer import words

WITHDRAW = "/s/tiny/withdraw"
TEXT = "=HYPERLINK(\"http://x\") the lamp, broken"
REFUSED = "We found no answers with that code"


def asks():
    text = {"name": "words", "type": "text", "text": {"en": "Anything else?"}, "max_length": 300}
    return document(yes_no("safe", "Do you feel safe?"), {"id": "words", "items": [text]})


def answer(app, text=TEXT, slug="tiny", safe="no"):
    """(the device, the code) of somebody who answered."""
    client = app.test_client()
    post(client, f"/s/{slug}/q/safe", safe=safe)
    post(client, f"/s/{slug}/q/words", words=text)
    send(client, slug)
    return client, receipt_of(client, slug)


@pytest.fixture
def wave(app):
    return open_survey(asks())


def test_everything_that_is_kept_is_shown_and_no_more(app, wave):
    _device, code = answer(app)
    answer(app, "somebody else's words", safe="yes")
    one = next(one for one in stored() if one.answers["words"] == TEXT)
    one.seconds, one.easy_read, one.same_device, one.left_out = 240, True, True, True
    reading = TextReading(response_id=one.id, wave_id=wave.id, item="words", state="ready", redacted="the lamp […]",
                          read_by="t")  # fmt: skip
    db.session.add_all([reading, ResponseFlag(response_id=one.id, wave_id=wave.id, kind="speeder", subject="x")])
    db.session.flush()
    db.session.add(Quote(reading_id=reading.id, wave_id=wave.id, words="the lamp", approved_by="t"))
    db.session.commit()
    stranger = app.test_client()
    page = post(stranger, WITHDRAW, code=f" {code.lower()} ", action="see")
    seen = words(page)
    for part in ("Do you feel safe? No", "the lamp, broken", "Online", "English", "4 minutes", "In Easy Read.",
                 "Answers were sent from this device already.", "Somebody was asked to look at these answers twice.",
                 "They are left out of the results.", "the lamp […]"):  # fmt: skip
        assert part in seen, part
    assert "somebody else" not in seen
    # It is in no cache, and the code in no address.
    assert page.headers["Cache-Control"] == "no-store" and page.request.query_string == b""
    assert len(stored()) == 2


def test_each_column_of_a_response_is_shown_or_known_not_to_tell_of_somebody():
    """A column that is added must be shown to the person it is about, or be listed here with the reason."""
    shown = {"answers", "submitted_on", "channel", "language", "seconds", "easy_read", "same_device", "consent_route",
             "link_id", "session_id", "left_out"}  # fmt: skip
    # Names of ours; of imports, which have no code; the code's own digest; where its row lies.
    not_shown = {"id", "wave_id", "version_id", "simulated", "import_batch_id", "external_id", "base_weight", "stratum",
                 "cluster", "receipt_digest", "mixed"}  # fmt: skip
    assert {column.name for column in Response.__table__.columns} == shown | not_shown


def test_it_can_be_taken_along_as_a_file_that_people_and_programs_read(app, wave):
    client, code = answer(app)
    file = post(client, WITHDRAW, code=code, action="json")
    assert file.mimetype == "application/json" and "attachment" in file.headers["Content-Disposition"]
    read = json.loads(file.data)
    assert read["answers_as_stored"] == {"safe": "no", "words": TEXT}
    assert {"question": "Do you feel safe?", "answer": ["No"]} in read["questions"]
    table = post(client, WITHDRAW, code=code, action="csv")
    rows = list(csv.reader(io.StringIO(table.data.decode("utf-8-sig"))))
    assert ["answer", "Do you feel safe?", "No"] in rows
    # No spreadsheet takes what somebody wrote for a formula.
    assert ["answer", "Anything else?", f"'{TEXT}"] in rows


def test_what_was_seen_can_be_deleted_from_there(app, wave):
    client, code = answer(app)
    page = post(client, WITHDRAW, code=code, action="see")
    assert f'name="code" value="{code}"' in page.text
    gone = post(client, WITHDRAW, code=code, action="delete")
    assert gone.status_code == 200 and "Your answers are deleted" in gone.text and stored() == []


@pytest.mark.refusal(part="Subject requests", comes="a code that finds nothing, or of another survey",
                     gets="the same words for both, and nothing is shown or deleted")  # fmt: skip
@pytest.mark.parametrize("action", ["see", "json", "csv", "delete"])
def test_a_code_finds_only_the_one_response_of_its_survey(app, wave, action):
    open_survey(asks(), slug="other", partnership="stockport")
    client, code = answer(app)
    for address, tried in ((WITHDRAW, "0000-0000-0000-0000"), ("/s/other/withdraw", code), (WITHDRAW, "%"),
                           (WITHDRAW, str(stored()[0].id)), (WITHDRAW, stored()[0].receipt_digest)):  # fmt: skip
        refused = post(client, address, code=tried, action=action)
        assert refused.status_code == 422 and REFUSED in refused.text and "lamp" not in refused.text
    assert len(stored()) == 1


@pytest.mark.refusal(part="Subject requests", comes="no code, a stale token, a button that is none",
                     gets="words, and nothing is deleted")  # fmt: skip
def test_without_a_code_or_a_token_nothing_is_shown(app, wave):
    client, code = answer(app)
    assert "Enter your code" in post(client, WITHDRAW, code="", action="see").text
    for action in ("see", "delete"):
        refused = client.post(WITHDRAW, data={"csrf_token": "stale", "code": code, "action": action})
        assert refused.status_code == 422 and "lamp" not in refused.text
    # Enter pressed in the box is the first button, and what is no button is like it: nothing is deleted.
    for sent in ({}, {"action": "everything"}):
        assert "This is all." in post(client, WITHDRAW, code=code, **sent).text
    assert len(stored()) == 1


def test_a_child_is_shown_what_they_were_asked(any_app):
    gender = yes_no("gender", "Is your gender the same?", from_age=16)
    wave = open_survey(document(yes_no("safe", "Do you feel safe?"), gender, audience="young"))
    response = Response(wave_id=wave.id, version_id=wave.version_id, channel="open_link", language="en",
                        answers={"safe": "yes"}, consent_route="school",
                        receipt_digest=subject.digest("AAAA-AAAA-AAAA-AAAA"))  # fmt: skip
    db.session.add(response)
    db.session.commit()
    found = subject.kept(wave.survey, "AAAA-AAAA-AAAA-AAAA")
    assert [item.name for step in found.steps for item in step.items] == ["safe"]
    page = words(post(any_app.test_client(), WITHDRAW, code="AAAA-AAAA-AAAA-AAAA", action="see"))
    assert "Who agreed Your school" in page and "gender" not in page


def test_after_the_term_the_code_finds_nothing(app, wave):
    from consult.services import retention
    from tests.integration.test_retention import over

    client, code = answer(app)
    over(wave, None, 30)
    retention.run()
    assert REFUSED in post(client, WITHDRAW, code=code, action="see").text


def test_officers_have_the_words_for_a_letter_and_no_way_to_look(app, wave, sign_in):
    client = sign_in("officer", "trafford")
    page = client.get("/officer/trafford/subject-requests")
    seen = words(page)
    assert "/s/tiny/withdraw" in seen and "Article 11(2)" in seen and "0303 123 1113" in seen
    # Nothing there takes a name, an address or a code.
    assert "<input" not in page.text.split("<main")[1] and "<form" not in page.text.split("<main")[1]
