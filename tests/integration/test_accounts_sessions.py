"""Where somebody is signed in: the list, ending one, and when sessions end by themselves."""

import datetime as dt
import re

import pytest

from consult.extensions import db
from consult.models import AccountSession, AuditEvent
from consult.models.types import now
from consult.services import accounts
from consult.services.signing_in import proofs
from tests.addresses import sealed
from tests.conftest import PASSWORD
from tests.integration.authenticator import post

OFFICER = "officer-trafford@test.example"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0"
SAFARI = ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
          "Version/18.1 Mobile/15E148 Safari/604.1")  # fmt: skip


@pytest.fixture
def officer(sign_in):
    return sign_in("officer", "trafford")


def with_browser(app, user_agent):
    client = app.test_client()
    client.environ_base["HTTP_USER_AGENT"] = user_agent
    client.sign_in(OFFICER, PASSWORD)
    return client


def is_in(client):
    return client.get("/officer/trafford/").status_code == 200


def shift(**columns):
    """Put the clock back in every session."""
    db.session.execute(db.update(AccountSession).values(columns))
    db.session.commit()


def test_the_list_says_which_browsers_and_which_is_this(app, officer):
    with_browser(app, SAFARI)
    here = with_browser(app, FIREFOX)
    page = here.get("/account/sessions").text
    assert page.count("This one") == 1 and "Safari, iPhone" in page
    assert re.search(r"Firefox, Windows</bdi><br>This one", page)
    assert "127.0.0.1" not in page


def test_a_session_that_is_ended_is_over_with_the_next_page(app, officer):
    phone, other = with_browser(app, SAFARI), with_browser(app, FIREFOX)
    here = officer.get("/account/sessions").text
    address = re.search(r'action="(/account/sessions/[\w-]{32}/end)">(?:(?!</form>).)*Safari', here, re.S)[1]
    assert post(officer, address).status_code == 303
    assert not is_in(phone) and is_in(other) and is_in(officer)
    post(officer, "/account/sessions/end-others")
    assert not is_in(other) and is_in(officer)


def test_a_revoked_session_is_over_on_another_worker_too(app, officer, tmp_path):
    """Two applications over one database, as two hosts are."""
    from consult import create_app

    elsewhere = create_app({"INSTANCE": tmp_path, **{key: app.config[key] for key in (
        "SQLALCHEMY_DATABASE_URI", "SECRET_KEY", "SECURITY_PASSWORD_SALT", "TESTING")}})  # fmt: skip
    host = elsewhere.test_client()
    host.set_cookie("session", officer.get_cookie("session").value)

    def answer():
        with elsewhere.app_context():
            status = host.get("/officer/trafford/").status_code
            db.session.remove()
            db.engine.dispose()
        return status

    assert answer() == 200
    with_browser(app, FIREFOX)
    post(with_browser(app, SAFARI), "/account/sessions/end-others")
    assert answer() == 302


@pytest.mark.refusal(part="Accounts", comes="the number of somebody else's session or passkey", gets="404")
def test_nobody_ends_another_persons_session(app, officer, sign_in):
    sign_in("admin", "trafford")
    for id_ in db.session.scalars(db.select(AccountSession.id)):
        theirs = db.session.get(AccountSession, id_).user_id != accounts.find(OFFICER).id
        if theirs:
            assert post(officer, f"/account/sessions/{sealed('session', id_)}/end").status_code == 404
            assert post(officer, f"/account/passkeys/{sealed('passkey', id_)}/delete").status_code == 404
    assert db.session.scalar(db.select(db.func.count(AccountSession.id))) == 2


def test_signing_out_ends_the_session_for_copies_of_its_cookie_too(app, officer):
    thief = app.test_client()
    thief.set_cookie("session", officer.get_cookie("session").value)
    assert is_in(thief)
    post(officer, "/account/sign-out")
    assert not is_in(thief) and not is_in(officer)


@pytest.mark.parametrize("column, hours, stays", [
    ("seen_at", 11, True), ("seen_at", 13, False), ("begun_at", 13 * 24, True), ("begun_at", 15 * 24, False)])
def test_sessions_end_by_themselves(app, officer, column, hours, stays):
    shift(**{column: now() - dt.timedelta(hours=hours)})
    assert is_in(officer) is stays


def test_being_there_keeps_a_session_alive(app, officer):
    shift(seen_at=now() - dt.timedelta(hours=11))
    assert is_in(officer)
    assert now() - db.session.scalar(db.select(AccountSession.seen_at)) < dt.timedelta(minutes=1)


@pytest.mark.refusal(part="Accounts", comes="a change of security long after signing in",
                     gets="a question who it is, and then the page again")  # fmt: skip
def test_security_is_changed_by_somebody_who_proved_who_they_are_just_now(app, officer):
    shift(proved_at=now() - dt.timedelta(minutes=16))
    for address in ("/account/second-factor/app", "/account/password"):
        assert officer.get(address).location == f"/account/verify?next={address}"
    # Whoever proves again is led to a page, not to what a script asks for.
    assert officer.get("/account/passkeys/challenge/add").location == "/account/verify?next=/account/second-factor"
    for address in ("/account/second-factor/app/remove", "/account/second-factor/recovery-codes", "/account/passkeys",
                    f"/account/passkeys/{sealed('passkey', 1)}/delete", f"/account/sessions/{sealed('session', 1)}/end",
                    "/account/sessions/end-others",
                    "/account/second-factor/app", "/account/password"):  # fmt: skip
        assert post(officer, address).location.startswith("/account/verify?next=/account/"), address
    assert post(officer, "/account/verify", password="not-the-password").status_code == 422
    assert officer.get("/account/password").status_code == 303
    done = post(officer, "/account/verify?next=/account/password", password=PASSWORD)
    assert done.location == "/account/password" and officer.get("/account/password").status_code == 200


def test_another_password_ends_every_session_but_this_and_its_old_cookie(app, officer):
    other = with_browser(app, FIREFOX)
    old = officer.get_cookie("session").value
    new = "purple kettle under bridges"
    assert post(officer, "/account/password", password="short").status_code == 422
    assert post(officer, "/account/password", password=new).location == "/account/"
    assert is_in(officer) and not is_in(other)
    thief = app.test_client()
    thief.set_cookie("session", old)
    assert not is_in(thief)
    client = app.test_client()
    client.sign_in(OFFICER, new)
    assert is_in(client)
    verbs = list(db.session.scalars(db.select(AuditEvent.verb).where(AuditEvent.actor == OFFICER)))
    assert {"change password", "end other sessions"} <= set(verbs)


def test_a_way_to_sign_in_leaves_nothing_of_before(app, officer):
    """A cookie that somebody planted in this browser is not the one that is signed in."""
    planted = app.test_client()
    planted.get("/account/sign-in")
    before = planted.get_cookie("session").value
    planted.sign_in(OFFICER, PASSWORD)
    copy = app.test_client()
    copy.set_cookie("session", before)
    assert not is_in(copy) and planted.get_cookie("session").value != before


def test_signing_in_again_takes_the_place_of_the_session_before(app, officer):
    # From a second window that still shows the page.
    assert post(officer, "/account/sign-in", email=OFFICER, password=PASSWORD).status_code == 302
    assert db.session.scalar(db.select(db.func.count(AccountSession.id))) == 1 and is_in(officer)


def test_the_cookie_of_a_known_device_stays_on_accounts_pages(app, officer):
    cookie = officer.get_cookie("known-device", path="/account")
    assert cookie.http_only and cookie.same_site == "Lax" and cookie.path == "/account"
    assert not any(one in cookie.value for one in (OFFICER, "officer"))


def test_one_question_to_the_database_says_who_is_signed_in(app, officer):
    asked = []

    def listen(_connection, _cursor, statement, *_rest):
        asked.append(statement)

    db.event.listen(db.engine, "before_cursor_execute", listen)
    officer.get("/account/sessions")
    db.event.remove(db.engine, "before_cursor_execute", listen)
    assert len([one for one in asked if "account_session.digest =" in one]) == 1
    assert not [one for one in asked if one.lstrip().startswith(("UPDATE", "INSERT", "DELETE"))]


def test_an_account_that_is_closed_is_out_at_once(app, officer):
    user = accounts.find(OFFICER)
    user.active = False
    db.session.commit()
    assert not is_in(officer)
    proofs.change_password(user, PASSWORD)
    client = app.test_client()
    token = client.token("/account/sign-in")
    refused = client.post("/account/sign-in", data={"email": OFFICER, "password": PASSWORD, "csrf_token": token})
    assert refused.status_code == 422 and "Check the email address and the password" in refused.text
