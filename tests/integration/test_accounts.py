"""Signing in with two factors, from the outside: what is asked of whom, and what is taken once."""

import re
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from urllib.parse import unquote

import pytest
import segno
from flask_security import hash_password

from consult import config, create_app
from consult.extensions import db
from consult.models import AuditEvent, User
from consult.services import accounts, passwords
from consult.services.signing_in import codes, proofs, sessions
from tests.conftest import PASSWORD
from tests.integration.authenticator import code, codes_on, drawn_squares, next_code, post, secret_on, set_up

OFFICER = "officer-trafford@test.example"


@pytest.fixture
def officer(sign_in):
    return sign_in("officer", "trafford")


def first_step(client, email=OFFICER, password=PASSWORD, goal=None):
    """Send the password; the answer."""
    address = "/account/sign-in" + (f"?next={goal}" if goal else "")
    return client.post(address, data={"email": email, "password": password, "csrf_token": client.token(address)})


def second_step(client, **fields):
    address = "/account/sign-in/second"
    return client.post(address, data={**fields, "csrf_token": client.token(address)})


def is_in(client):
    return client.get("/officer/trafford/").status_code == 200


def test_with_an_app_the_password_alone_opens_nothing(app, officer):
    secret, _codes = set_up(officer)
    client = app.test_client()
    asked = first_step(client, goal="/officer/trafford/hidden")
    assert asked.location == "/account/sign-in/second?next=/officer/trafford/hidden" and not is_in(client)
    for address in ("/account/", "/account/second-factor", "/account/sessions", "/account/password"):
        assert "/account/sign-in" in client.get(address).location, address
    page = client.get(asked.location)
    done = client.post(asked.location, data={"code": next_code(secret), "csrf_token": re.search(
        r'name="csrf_token" value="([^"]+)"', page.text)[1]})  # fmt: skip
    assert done.location == "/officer/trafford/hidden" and is_in(client)


@pytest.mark.refusal(part="Accounts", comes="a code that was used before, or a wrong one",
                     gets="words, and the next code")
def test_a_code_is_taken_once(app, officer):
    secret, _codes = set_up(officer)
    used, client = next_code(secret), app.test_client()
    first_step(client)
    assert second_step(client, code=used).status_code == 302
    over_the_shoulder = app.test_client()
    first_step(over_the_shoulder)
    again = second_step(over_the_shoulder, code=used)
    assert again.status_code == 422 and "was used before" in again.text and not is_in(over_the_shoulder)
    for wrong in ("", "123", "abcdef", "９９９９９９", f"{int(used) + 1:06}"[-6:], "0" * 9999, "\0", "-1"):
        assert second_step(over_the_shoulder, code=wrong).status_code in (422, 429)
    assert not is_in(over_the_shoulder)


@pytest.mark.refusal(part="Accounts", comes="a recovery code a second time", gets="words, and no sign-in")
def test_a_recovery_code_is_taken_once_however_it_is_typed(app, officer):
    _secret, made = set_up(officer)
    assert len(made) == len(set(made)) == 10
    for number, written in enumerate((made[0].lower().replace("-", " "), made[0])):
        client = app.test_client()
        first_step(client)
        second_step(client, code=written)
        assert is_in(client) is (number == 0)
    assert "9 recovery codes are left" in officer.get("/account/second-factor").text


def test_two_who_use_a_recovery_code_at_once_are_one(any_app):
    user = accounts.add(OFFICER, "Officer", PASSWORD, [], "tests")
    row, token = sessions.begin(user, "password", "Firefox, Windows")
    made = codes.set_up(user, codes.new_secret(), row)

    def one(_number):
        with any_app.app_context():
            used = codes.use_recovery_code(accounts.find(OFFICER), made[0])
            db.session.remove()
        return used

    with ThreadPoolExecutor(4) as crowd:
        assert sorted(crowd.map(one, range(4))) == [False, False, False, True]
    assert sessions.current(token, user.fs_uniquifier).user.id == user.id, "the session that set it up goes on"


def test_new_recovery_codes_end_the_old_and_none_is_shown_again(app, officer):
    _secret, old = set_up(officer)
    new = codes_on(post(officer, "/account/second-factor/recovery-codes").text)
    assert len(new) == 10 and not set(new) & set(old)
    page = officer.get("/account/second-factor").text
    assert not any(one in page for one in old + new)
    client = app.test_client()
    first_step(client)
    second_step(client, code=old[1])
    assert not is_in(client)
    second_step(client, code=new[1])
    assert is_in(client)


def test_the_picture_holds_the_secret_that_stands_beside_it(officer):
    page = officer.get("/account/second-factor/app").text
    picture = unquote(re.search(r'<img class="qr" src="(data:image/svg\+xml[^"]+)"', page)[1])
    secret = re.sub(r"\W", "", secret_on(page))
    assert len(secret) >= 26, "128 bits or more"
    # Another program that draws QR codes draws the same one for what apps expect.
    asked = f"otpauth://totp/Consult:{OFFICER}?secret={secret}&issuer=Consult"
    assert drawn_squares(picture) == [list(row) for row in segno.make(asked, error="m").matrix]


def test_an_app_is_not_set_up_by_a_code_that_is_wrong(officer):
    page = officer.get("/account/second-factor/app").text
    wrong = f"{(int(code(secret_on(page), 9)) + 1) % 10**6:06}"
    refused = post(officer, "/account/second-factor/app", code=wrong)
    assert refused.status_code == 422 and secret_on(refused.text) == secret_on(page), "the app need not scan again"
    assert not db.session.scalar(db.select(User.totp_secret).where(User.email == OFFICER))


def test_a_copy_of_the_database_holds_no_factor_no_token_and_no_address(app, officer):
    secret, made = set_up(officer)
    first_step(app.test_client(), "somebody.else@gov.example", "a wrong password it is")
    cookie = officer.get_cookie("session").value
    with closing(sqlite3.connect(db.engine.url.database)) as connection:
        dump = "\n".join(connection.iterdump())
    plain = re.sub(r"\W", "", secret)
    bare = [one.replace("-", "") for one in made]
    for private in (secret, plain, *made, *bare, cookie, "somebody.else", "127.0.0.1"):
        assert private not in dump


@pytest.fixture
def demanding(app):
    app.config["SECOND_FACTOR_FOR"] = ("officer", "analyst", "admin")


@pytest.mark.refusal(part="Accounts", comes="somebody without the second factor that their role demands",
                     gets="the page to set it up, and nothing else")  # fmt: skip
def test_who_must_have_a_second_factor_sets_it_up_before_anything_else(app, officer, demanding):
    for address in ("/officer/", "/officer/trafford/", "/account/", "/account/password", "/account/sessions"):
        assert officer.get(address).location == "/account/second-factor", address
    token = officer.token("/account/second-factor")
    pressed = officer.post("/account/sessions/end-others", data={"csrf_token": token})
    assert pressed.location == "/account/second-factor"
    assert "Set up a second factor before you go on" in officer.get("/account/second-factor").text
    set_up(officer)
    assert is_in(officer) and officer.get("/account/").status_code == 200


def test_a_role_that_is_not_named_is_not_asked(app, sign_in, demanding):
    assert sign_in("viewer", "trafford").get("/officer/trafford/").status_code == 200
    assert sign_in("outreach", "trafford").get("/officer/trafford/").status_code == 200


@pytest.mark.refusal(part="Accounts", comes="somebody who removes the last second factor their role demands",
                     gets="words: add another first")  # fmt: skip
def test_the_last_factor_stays_where_it_is_demanded(app, officer):
    set_up(officer)
    app.config["SECOND_FACTOR_FOR"] = ("officer",)
    post(officer, "/account/second-factor/app/remove")
    assert "Add another before you remove this one" in officer.get("/account/second-factor").text
    app.config["SECOND_FACTOR_FOR"] = ()
    post(officer, "/account/second-factor/app/remove")
    client = app.test_client()
    first_step(client)
    assert is_in(client)


def test_setting_a_factor_up_signs_out_who_only_had_the_password(app, officer):
    thief = app.test_client()
    thief.sign_in(OFFICER, PASSWORD)
    set_up(officer)
    assert is_in(officer) and not is_in(thief)


def test_whoever_has_lost_everything_begins_anew_by_an_administrator(app, officer):
    set_up(officer)
    proofs.take_down_all(accounts.find(OFFICER), "admin@gov.example")
    assert not is_in(officer)
    client = app.test_client()
    first_step(client)
    assert is_in(client)
    event = db.session.scalar(db.select(AuditEvent).where(AuditEvent.verb == "take down second factors"))
    assert event.partnership_id and (event.actor, event.subject) == ("admin@gov.example", OFFICER)


def test_what_is_written_down_about_signing_in(app, officer):
    secret, made = set_up(officer)
    post(officer, "/account/second-factor/app/remove")
    verbs = [one.verb for one in db.session.scalars(db.select(AuditEvent).where(AuditEvent.actor == OFFICER))]
    assert verbs == ["sign in", "set up authenticator app", "make recovery codes", "take down authenticator app"]
    told = str([(one.subject, one.detail) for one in db.session.scalars(db.select(AuditEvent))])
    assert not any(private in told for private in (PASSWORD, secret, *made, "127.0.0.1"))


def test_pages_of_the_accounts_library_are_not_there(app, officer):
    for path in ("login", "logout", "register", "reset", "change", "confirm", "tf-setup", "tf-validate", "tf-select",
                 "us-signin", "us-setup", "wan-register", "wan-signin", "mf-recovery", "login/magic"):  # fmt: skip
        assert officer.get(f"/account/{path}").status_code == 404, path
        assert officer.get(f"/{path}").status_code == 404, path


def test_no_token_in_a_header_or_an_address_signs_anybody_in(app, officer):
    user = accounts.find(OFFICER)
    with app.test_request_context():
        token = user.get_auth_token()
    client = app.test_client()
    for sent in ({"headers": {"Authentication-Token": token}}, {"query_string": {"auth_token": token}}):
        assert "/account/sign-in" in client.get("/officer/trafford/", **sent).location


@pytest.mark.parametrize("password, words", [
    ("eleven char", "12 characters"),
    ("Password1234!", "tried first"),
    ("P@ssw0rd2026", "tried first"),
    ("qwertyuiop123", "tried first"),
    ("Manchester2027", "tried first"),
    ("111122223333", "tried first"),
    ("abcdefghijkl", "tried first"),
    ("079460018273", "tried first"),
    ("marchbanks-in-june", "your own name"),
    ("the s.marchbanks way", "your own name"),
    ("x" * 257, "at most 256"),
])  # fmt: skip
@pytest.mark.refusal(part="Accounts", comes="a password that is short, common or holds one's name",
                     gets="words that say which, and an idea for a better one")  # fmt: skip
def test_passwords_that_will_not_do(app, password, words):
    with app.test_request_context():
        assert words in passwords.problem_with(password, "s.marchbanks@gov.example", "Sam Marchbanks")


@pytest.mark.parametrize("password", [
    "purple kettle under bridges", "kX9#mQ2$vL7!", "سبز چائے اور بارش", "a-password-for-tests", "same old samovar",
    "1qaz something else entirely",
])  # fmt: skip
def test_passwords_that_will_do(app, password):
    with app.test_request_context():
        assert passwords.problem_with(password, "sam@gov.example", "Sam Lee") is None


def test_a_password_is_the_same_however_the_keyboard_writes_its_letters(app, officer):
    composed, apart = "caf\u00e9 beside the r\u00edver", "cafe\u0301 beside the ri\u0301ver"
    proofs.change_password(accounts.find(OFFICER), composed)
    trafford = accounts.find(OFFICER).memberships[0].partnership
    accounts.add("new@gov.example", "New", composed, [(trafford, "officer")], "tests")
    for email in (OFFICER, "new@gov.example"):
        client = app.test_client()
        first_step(client, email, apart)
        assert is_in(client), email


def test_a_code_may_be_typed_in_the_numerals_of_the_keyboard(app, officer):
    secret, _codes = set_up(officer)
    client = app.test_client()
    first_step(client)
    figures = next_code(secret).translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    second_step(client, code=f" {figures[:3]} {figures[3:]} ")
    assert is_in(client)


@pytest.mark.parametrize("settings, words", [
    ({"SECOND_FACTOR_FOR": "officer,boss"}, "SECOND_FACTOR_FOR names 'boss'"),
    ({"SECOND_FACTOR_KEY": "short"}, "SECOND_FACTOR_KEY is too short"),
    ({"SESSION_IDLE_HOURS": "0"}, "SESSION_IDLE_HOURS is '0'"),
    ({"SESSION_DAYS": "for ever"}, "SESSION_DAYS is 'for ever'"),
    ({"CONSULT_ENV": "production", "DATABASE_URL": "postgresql://db/x", "SECRET_KEY": "s" * 32, "DRAFT_KEY": "d" * 32,
      "SECURITY_PASSWORD_SALT": "p" * 32, "MAIL_SERVER": "mail.example", "MAIL_FROM": "a@b.example"},
     "PUBLIC_ADDRESS is not set"),
])  # fmt: skip
@pytest.mark.refusal(part="Accounts", comes="a setting of accounts that cannot be",
                     gets="no start, and words that name it")
def test_settings_of_accounts_that_cannot_be_are_refused_at_start(monkeypatch, tmp_path, settings, words):
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(config.ConfigError, match=words):
        config.settings(tmp_path)


def test_a_real_password_gets_the_work_that_is_recommended(tmp_path):
    # OWASP's least for argon2id: 19 MiB, two rounds. Tests' own applications take less.
    made = create_app({"INSTANCE": tmp_path, "SQLALCHEMY_DATABASE_URI": f"sqlite:///{tmp_path / 'no'}"})
    with made.app_context():
        hashed = hash_password("purple kettle under bridges")
    memory, rounds = re.match(r"\$argon2id\$v=19\$m=(\d+),t=(\d+),", hashed).groups()
    assert int(memory) >= 19 * 1024 and int(rounds) >= 2


def test_production_demands_a_second_factor_of_those_who_work_with_answers(monkeypatch, tmp_path):
    assert config.settings(tmp_path)["SECOND_FACTOR_FOR"] == ()
    for name in ("SECRET_KEY", "DRAFT_KEY", "SECURITY_PASSWORD_SALT"):
        monkeypatch.setenv(name, "x" * 32)
    monkeypatch.setenv("CONSULT_ENV", "production")
    monkeypatch.setenv("DATABASE_URL", "postgresql://db/x")
    monkeypatch.setenv("PUBLIC_ADDRESS", "https://survey.example")
    made = config.settings(tmp_path)
    assert made["SECOND_FACTOR_FOR"] == ("officer", "analyst", "admin")
    assert made["SESSION_COOKIE_NAME"].startswith("__Host-") and made["SESSION_COOKIE_SECURE"]
    monkeypatch.setenv("SECOND_FACTOR_FOR", "nobody")
    assert config.settings(tmp_path)["SECOND_FACTOR_FOR"] == ()
