"""Invitation codes: once each, nothing kept of them but a keyed digest, nothing that leads to an answer."""

import hashlib
import re
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from consult.database import writing
from consult.extensions import db
from consult.models import AuditEvent, Invitation, InvitationBatch, Response
from consult.services import field, invitations, wave_settings
from tests.addresses import sealed
from tests.integration.test_officer import send, words
from tests.integration.test_respond import answer, open_tiny
from tests.integration.test_respond import send as send_answers
from tests.integration.waves import add_wave
from tests.printed import codes_in, pages_of, text_of

PAGE = "/officer/trafford/waves/tiny-1/channels/invitations"


@pytest.fixture
def wave(app):
    return open_tiny()


def make(wave, number=3):
    return invitations.make(wave, "Sale West", number, "tests")


def use(wave, code):
    with writing():
        return invitations.use(wave, code)


def everything_stored():
    """All the database holds, as one text."""
    return "\n".join(str(row) for table in db.metadata.sorted_tables for row in db.session.execute(table.select()))


def test_a_code_works_once(any_app):
    wave = open_tiny()
    _batch, codes = make(wave)
    assert [invitations.state(wave, code) for code in codes] == ["fresh"] * 3
    assert use(wave, codes[0]) is True and use(wave, codes[0]) is False
    assert [invitations.state(wave, code) for code in codes] == ["used", "fresh", "fresh"]


def test_a_code_is_ten_letters_that_are_not_mistaken(wave):
    _batch, codes = make(wave, 500)
    assert len(set(codes)) == 500
    for code in codes:
        assert re.fullmatch("[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}", code), code


@pytest.mark.parametrize("typed", [
    str.lower, lambda code: code.replace("-", " "), lambda code: code.replace("-", ""), lambda code: f"  {code}. ",
    lambda code: code.replace("0", "O").replace("1", "l"), lambda code: "-".join(code)])  # fmt: skip
def test_a_code_is_known_however_it_was_typed(wave, typed):
    for code in make(wave, 20)[1]:
        assert invitations.state(wave, typed(code)) == "fresh", typed(code)


@pytest.mark.parametrize("typed", ["", "-", "ABCDE", "' OR 1=1 --", "X" * 5000, "٣٤٥", "\x00"])
def test_what_is_no_code_is_unknown(wave, typed):
    make(wave)
    assert invitations.state(wave, typed) == "unknown" and use(wave, typed) is False


def test_a_code_is_of_its_wave_only(wave):
    other = add_wave("other-1")
    _batch, codes = make(wave)
    assert invitations.state(other, codes[0]) == "unknown" and use(other, codes[0]) is False
    assert invitations.state(wave, codes[0]) == "fresh"


def test_of_eight_at_once_one_uses_it(pg_app):
    wave = open_tiny()
    wave_id = wave.id
    _batch, codes = make(wave, 5)
    start = threading.Barrier(8)

    def try_it(code):
        with pg_app.app_context():
            again = db.session.get(type(wave), wave_id)
            start.wait()
            with writing():
                return invitations.use(again, code)

    with ThreadPoolExecutor(8) as pool:
        for code in codes:
            assert sorted(pool.map(try_it, [code] * 8)) == [False] * 7 + [True]


def test_a_use_that_is_undone_leaves_the_code_fresh(any_app):
    wave = open_tiny()
    _batch, codes = make(wave)
    with pytest.raises(RuntimeError), writing():
        assert invitations.use(wave, codes[0])
        raise RuntimeError("the response could not be stored")
    assert invitations.state(wave, codes[0]) == "fresh"


def test_a_copy_of_the_database_holds_no_code_and_no_plain_digest(wave):
    _batch, codes = make(wave, 20)
    stored = everything_stored()
    for code in codes:
        for form in (code, code.replace("-", ""), code.lower()):
            assert form not in stored
            for before in ("", "invitation:", "receipt:"):
                assert hashlib.sha256((before + form).encode()).hexdigest() not in stored


def test_without_the_servers_key_no_code_is_found(app, wave):
    _batch, codes = make(wave)
    app.config["DRAFT_KEY"] = "another key of thirty-two letters"
    assert invitations.state(wave, codes[0]) == "unknown"


def test_rows_are_not_in_the_order_of_the_letters(wave):
    batch, codes = make(wave, 200)
    query = db.select(Invitation.code_digest).where(Invitation.batch_id == batch.id).order_by(db.text("rowid"))
    stored = [invitations.digest(code) for code in codes]
    positions = [stored.index(digest) for digest in db.session.scalars(query)]
    assert sorted(positions) == list(range(200)) and positions != sorted(positions)
    steps = sum(after == before + 1 for before, after in zip(positions, positions[1:], strict=False))
    assert steps < 10


def test_no_column_tells_when_a_code_was_used_or_by_whom():
    assert set(Invitation.__table__.columns.keys()) == {"id", "batch_id", "code_digest", "used"}
    assert {key.column.table.name for key in Invitation.__table__.foreign_keys} == {"invitation_batch"}
    assert not {key.column.table.name for key in Response.__table__.foreign_keys} & {"invitation", "invitation_batch"}


def test_mixed_rows_tell_neither_the_order_nor_the_transaction_of_a_use(pg_app):
    wave = open_tiny()
    _batch, codes = make(wave, 60)
    used = codes[:40]
    for code in used:
        with writing() as session:
            assert invitations.use(wave, code)
            session.add(Response(wave_id=wave.id, version_id=wave.version_id, channel="invitation", language="en",
                                 answers={}))  # fmt: skip

    def transactions(table):
        return set(db.session.scalars(db.text(f"SELECT xmin::text FROM {table}")))

    # The danger is real: as they were written, each used code shares its transaction with one response.
    assert len(transactions("response") & transactions("invitation")) == 40
    assert invitations.mix() == 40
    assert not transactions("response") & transactions("invitation")
    order = db.session.scalars(db.text("SELECT code_digest FROM invitation WHERE used ORDER BY ctid"))
    digests = [invitations.digest(code) for code in used]
    positions = [digests.index(one) for one in order]
    assert sum(after == before + 1 for before, after in zip(positions, positions[1:], strict=False)) < 8
    assert [invitations.state(wave, code) for code in codes] == ["used"] * 40 + ["fresh"] * 20


def test_a_batch_that_is_called_back_lets_nobody_in_and_keeps_its_count(any_app):
    wave = open_tiny()
    batch, codes = make(wave)
    _other, others = make(wave)
    assert use(wave, codes[0])
    invitations.call_back(batch, "tests")
    assert [invitations.state(wave, code) for code in codes] == ["used", "called_back", "called_back"]
    assert use(wave, codes[1]) is False and use(wave, others[0]) is True
    assert invitations.counts(wave)[batch.id] == invitations.Count(used=1, unused=2)


@pytest.mark.parametrize("number", [0, -1, 20_001])
def test_a_batch_has_a_sensible_size(wave, number):
    with pytest.raises(ValueError):
        make(wave, number)


def test_twenty_thousand_at_once(pg_app):
    wave = open_tiny()
    batch, codes = make(wave, 20_000)
    assert len(set(codes)) == 20_000 and invitations.counts(wave)[batch.id].unused == 20_000


def test_letters_are_given_once_and_each_leads_in(app, sign_in, wave):
    officer = sign_in("officer", "trafford")
    made = send(officer, PAGE, title="Sale West", number="3", language="ur")
    assert made.status_code == 200 and made.mimetype == "application/pdf" and pages_of(made.data) == 3
    assert "attachment" in made.headers["Content-Disposition"] and made.headers["Cache-Control"] == "no-store"
    for page in range(3):
        (address,) = codes_in(made.data, page)
        assert re.fullmatch(r"http://localhost/s/tiny/i/[0-9A-Z]{10}", address)
        code = address[-10:]
        assert f"{code[:5]}-{code[5:]}" in text_of(made.data, page) and invitations.state(wave, code) == "fresh"
        assert app.test_client().get(address).location.endswith(f"invitation={code}")
    assert "چھوٹا سروے" in text_of(made.data)
    said = words(officer.get(PAGE))
    assert re.search(r"Sale West .* 3 0 3 Call back", said) and code not in said


def test_somebody_invited_answers_once(app, wave):
    wave_settings.change(wave, open_link=False, results_by=None, actor="tests")
    _batch, codes = make(wave)
    first = app.test_client()
    assert "for people who were invited" in first.get("/s/tiny").text
    assert first.get(first.get(f"/s/tiny/i/{codes[0]}").location).status_code == 200
    answer(first, "safe", safe="yes")
    answer(first, "words", words="")
    assert send_answers(first).location == "/s/tiny/thanks"
    (response,) = db.session.scalars(db.select(Response))
    assert response.channel == "invitation" and invitations.state(wave, codes[0]) == "used"
    second = app.test_client()
    page = second.get(second.get(f"/s/tiny/i/{codes[0]}").location)
    assert "Each code works once" in page.text
    assert codes[0] not in everything_stored()


@pytest.mark.parametrize("given, told", [
    ({"number": "0"}, "Choose a number from 1 to 1000"), ({"number": "1001"}, "Choose a number from 1 to 1000"),
    ({"number": "many"}, "Enter a whole number"), ({"number": ""}, "how many letters you need"),
    ({"title": " "}, "who the letters are for"), ({"title": "x" * 81}, "Use 80 characters or fewer"),
    ({"language": "xx"}, "Not a valid choice")])  # fmt: skip
def test_what_cannot_be_made_is_said(sign_in, wave, given, told):
    page = send(sign_in("officer", "trafford"), PAGE, **{"title": "T", "number": "2", "language": "en", **given})
    assert page.status_code == 422 and told in words(page)
    assert invitations.of(wave) == []


def test_titles_are_shown_as_they_are(sign_in, wave):
    officer = sign_in("officer", "trafford")
    nasty = '<script>alert(1)</script> =1+1 #panic() "'
    assert send(officer, PAGE, title=nasty, number="1", language="en").status_code == 200
    page = officer.get(PAGE)
    assert "<script>alert" not in page.text and "&lt;script&gt;alert(1)" in page.text


def test_an_officer_calls_letters_back_and_it_is_written_down(sign_in, wave):
    officer = sign_in("officer", "trafford")
    batch, codes = make(wave)
    address = f"{PAGE}/{sealed('batch', batch.id)}/call-back"
    assert officer.post(address).status_code == 400 and invitations.state(wave, codes[0]) == "fresh"
    answer = officer.post(address, data={"csrf_token": officer.token(PAGE)})
    assert answer.status_code == 303 and "called back" in words(officer.get(PAGE))
    assert invitations.state(wave, codes[0]) == "called_back"
    verbs = list(db.session.scalars(db.select(AuditEvent.verb).order_by(AuditEvent.id)))
    assert verbs[-2:] == ["make invitations", "call back invitations"]


def test_another_waves_letters_are_not_there(sign_in, wave):
    other = add_wave("other-1")
    batch, codes = invitations.make(other, "Others", 2, "tests")
    officer = sign_in("officer", "trafford")
    answer = officer.post(f"{PAGE}/{sealed('batch', batch.id)}/call-back", data={"csrf_token": officer.token(PAGE)})
    assert answer.status_code == 404 and invitations.state(other, codes[0]) == "fresh"


def test_a_closed_wave_makes_no_letters(sign_in, wave):
    officer = sign_in("officer", "trafford")
    token = officer.token(PAGE)
    field.close(wave, "tests")
    page = officer.post(PAGE, data={"csrf_token": token, "title": "T", "number": "1", "language": "en"})
    assert page.status_code == 422 and "The wave is closed" in words(page)
    assert db.session.scalar(db.select(db.func.count()).select_from(InvitationBatch)) == 0
