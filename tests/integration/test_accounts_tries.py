"""Wrong passwords and codes: the next try waits, longer each time, for everybody alike and never for good."""

import datetime as dt
import re
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest

from consult.extensions import db
from consult.models import AuditEvent, SignInTry
from consult.models.types import now
from consult.services.signing_in import tries
from tests.conftest import PASSWORD
from tests.integration.authenticator import next_code, post, set_up

OFFICER = "officer-trafford@test.example"


@pytest.fixture
def officer(sign_in):
    return sign_in("officer", "trafford")


def send(client, email=OFFICER, password="not-the-password"):
    if not hasattr(client, "form_token"):
        client.form_token = client.token("/account/sign-in")
    token = client.form_token
    return client.post("/account/sign-in", data={"email": email, "password": password, "csrf_token": token})


def series(client, number=5, email=OFFICER):
    for _try in range(number):
        assert send(client, email).status_code == 422


def sign_out(client):
    post(client, "/account/sign-out")
    vars(client).pop("form_token", None)


def later(seconds):
    """Let time pass for the counters."""
    past = dt.timedelta(seconds=seconds)
    for row in db.session.scalars(db.select(SignInTry)):
        row.wait_until -= past
        row.last_at -= past
    db.session.commit()


def words(page):
    """The page without what differs each time."""
    return re.sub(r'nonce="[^"]+"|value="[^"]+"|Wait \d+', "", page.text)


@pytest.mark.refusal(part="Accounts", comes="wrong passwords, one after the other",
                     gets="words that say how long to wait, longer each time; never for good")  # fmt: skip
@pytest.mark.parametrize("email", [OFFICER, "nobody@gov.example"])
def test_known_or_not_an_address_is_slowed_alike(app, officer, email):
    stranger = app.test_client()
    series(stranger, email=email)
    refused = send(stranger, email, PASSWORD)
    assert refused.status_code == 429 and re.search(r"Wait \d+ seconds, then try again", refused.text)
    again = send(app.test_client(), email.upper(), PASSWORD)
    assert again.status_code == 429, "from elsewhere, and written otherwise"


def test_the_page_of_an_unknown_address_is_that_of_a_wrong_password(app, officer):
    stranger = app.test_client()
    for _try in range(7):
        assert words(send(stranger)) == words(send(stranger, "nobody@gov.example"))


def test_waiting_is_enough_and_each_wait_is_longer(app, officer):
    stranger, waits = app.test_client(), []
    series(stranger)
    for _try in range(8):
        until = db.session.scalar(db.select(db.func.max(SignInTry.wait_until)))
        waits.append(round((until - now()).total_seconds()))
        later(waits[-1] + 1)
        assert send(stranger).status_code == 422
    assert 10 < waits[0] <= 15 and 890 < waits[-1] <= 900
    assert all(one < other or one > 890 for one, other in pairwise(waits))
    later(901)
    assert send(stranger, password=PASSWORD).status_code == 302, "the right one after the wait"


def test_the_wait_grows_by_no_try_made_in_it(app, officer):
    stranger = app.test_client()
    series(stranger)
    for _try in range(20):
        assert send(stranger, password=PASSWORD).status_code == 429
    later(16)
    assert send(stranger, password=PASSWORD).status_code == 302


def test_the_owner_is_not_kept_out_by_a_stranger(app, officer):
    """The browser they signed in with before counts for itself, and sessions that are open stay open."""
    series(app.test_client())
    assert officer.get("/officer/trafford/").status_code == 200
    sign_out(officer)
    assert send(officer, password=PASSWORD).status_code == 302
    assert send(app.test_client(), password=PASSWORD).status_code == 429, "the stranger's own wait goes on"


def test_a_known_device_has_no_more_tries_than_others(app, officer):
    sign_out(officer)
    series(officer)
    assert send(officer, password=PASSWORD).status_code == 429
    forged = app.test_client()
    series(forged)
    forged.set_cookie("known-device", "eyJkZXZpY2UiOiJ4In0.forged.forged", path="/account")
    assert send(forged, password=PASSWORD).status_code == 429


def test_one_password_tried_on_every_account_slows_the_place_down(app):
    stranger = app.test_client()
    for number in range(99):
        tries.count(tries.person(f"{number}@gov.example", None), tries.place("127.0.0.1"))
    assert [send(stranger, f"{number}@gov.example").status_code for number in (99, 100)] == [422, 429]
    assert len(list(db.session.scalars(db.select(SignInTry)))) == 101, "each account has one try, the place a hundred"
    later(61)
    assert send(stranger, "last@gov.example").status_code == 422


def test_codes_are_slowed_and_the_owners_device_is_not(app, officer):
    secret, _codes = set_up(officer)
    stranger = app.test_client()
    send(stranger, password=PASSWORD)

    def show(client, figures):
        token = client.token("/account/sign-in/second")
        return client.post("/account/sign-in/second", data={"code": figures, "csrf_token": token})

    wrong = f"{(int(next_code(secret)) + 7) % 10**6:06}"
    for _try in range(5):
        assert show(stranger, wrong).status_code == 422
    assert show(stranger, next_code(secret)).status_code == 429
    sign_out(officer)
    send(officer, password=PASSWORD)
    assert show(officer, next_code(secret)).status_code == 302


def test_proving_again_is_slowed_in_its_session_alone(app, officer):
    other = app.test_client()
    other.sign_in(OFFICER, PASSWORD)
    for _try in range(5):
        assert post(officer, "/account/verify", password="wrong wrong wrong").status_code == 422
    assert post(officer, "/account/verify", password=PASSWORD).status_code == 429
    assert post(other, "/account/verify", password=PASSWORD).status_code == 303


def test_a_series_is_written_down_once_and_an_unknown_address_never(app, officer):
    stranger = app.test_client()
    series(stranger)
    # Whoever types their password into the wrong box must not find it in a log.
    series(stranger, email="my own secret password")
    later(16)
    send(stranger)
    events = list(db.session.scalars(db.select(AuditEvent).where(AuditEvent.verb == "slow down wrong tries")))
    assert [(one.subject, one.detail) for one in events] == [(OFFICER, {"proof": "password"})]


def test_counters_are_forgotten_after_a_day(app, officer):
    stranger = app.test_client()
    series(stranger)
    later(25 * 3600)
    series(stranger)
    assert {row.failures for row in db.session.scalars(db.select(SignInTry))} == {5}


def test_tries_sent_at_once_are_all_counted(any_app):
    """A crowd of requests at the same moment gets no more looks than one after the other."""

    def one(_number):
        with any_app.app_context():
            try:
                tries.count(tries.person("officer@gov.example", None), tries.place("198.51.100.7"))
            except tries.MustWait:
                return False
            return True

    with ThreadPoolExecutor(8) as crowd:
        looked_at = sum(crowd.map(one, range(24)))
    assert looked_at == 5
