"""How often things may be asked for: what a school never meets, what somebody who guesses meets, and what is lost."""

import logging
import re
import shutil
import time

import pytest
from flask.testing import FlaskClient
from limits import parse, parse_many
from redis import Redis as RedisClient

from consult import config, create_app
from consult.extensions import db
from consult.models import Response
from consult.services import invitations
from consult.web import limits, tokens
from tests.integration.surveys import document, open_survey, post, stored, yes_no
from tests.integration.tablets import Tablet
from tests.pages import CheckedClient
from tests.redis_server import Redis

SCHOOL = 300
SAFE = yes_no("safe", "Do you feel safe?")
ANYTHING = {"name": "words", "type": "text", "required": False, "max_length": 100, "text": {"en": "Anything else?"}}
WORDS = {"id": "words", "items": [ANYTHING]}


def from_(address):
    return {"environ_overrides": {"REMOTE_ADDR": address}}


@pytest.fixture
def early_in_a_minute():
    """Counts begin anew with each minute: a test of them begins when there is time enough."""
    if time.time() % 60 > 50:
        time.sleep(60.1 - time.time() % 60)


class Plain(FlaskClient):
    """A client that looks at no page: hundreds of people at once."""

    def open(self, *args, **kwargs):
        with self.application.app_context():
            return super().open(*args, **kwargs)


def plain_client(app):
    return Plain(app, app.response_class)


def pupil(app, wave, secret):
    """A device with a secret, and the token that its forms would have."""
    client = plain_client(app)
    client.set_cookie(f"draft-{wave.survey_id}", secret, path="/s/tiny")
    return client, {"csrf_token": tokens.token(secret)}


def used_up(app, limit, number, key):
    """So much of a limit is used already."""
    limiter, _minute = app.extensions["limits"]
    for item in parse_many(limit.most):
        limiter.limiter.hit(item, "consult", key, limit.name, cost=number)


def key_of(app, whose=limits.address, **request):
    with app.test_request_context(**(from_("127.0.0.1") | request)):
        return whose()


def slow_down(client, address="/account/sign-in"):
    """What comes of a wrong password, twice."""
    data = {"csrf_token": client.token(address), "email": "nobody@test.example", "password": "a-secret-word"}
    return [client.post(address, data=data) for _ in range(2)]


# A school.


def test_three_hundred_pupils_of_one_school_answer_in_the_same_minute(app, early_in_a_minute):
    wave = open_survey(document(SAFE))
    pupils = [pupil(app, wave, f"{number:032}") for number in range(SCHOOL)]
    codes = {client.post("/s/tiny/q/safe", data={"safe": "yes", **token}).location for client, token in pupils}
    assert codes == {"/s/tiny/check"}
    assert {client.post("/s/tiny/check", data=token).location for client, token in pupils} == {"/s/tiny/thanks"}
    assert db.session.scalar(db.select(db.func.count()).select_from(Response)) == SCHOOL


def test_the_arithmetic_of_a_school_holds():
    # The fastest read a page in three seconds, and a page is one thing sent.
    assert SCHOOL * 60 / 3 <= limits.A_MINUTE_FROM_AN_ADDRESS / 2
    assert 60 / 3 <= limits.A_MINUTE_FROM_A_DEVICE / 2
    # All press the last button, mistype their code, or go on where they left off, in the same minute.
    for limit in (limits.SENT, limits.CODES, limits.WORDS):
        assert parse_many(limit.most)[0].amount > SCHOOL


# Who goes too far.


@pytest.mark.refusal(part="Abuse", comes="pages from one device faster than anybody reads",
                     gets="what was typed kept on a page in their language, to send again in a minute")  # fmt: skip
def test_a_device_that_sends_too_fast_loses_nothing(app, client, early_in_a_minute):
    wave = open_survey(document(SAFE, WORDS))
    post(client, "/s/tiny/q/safe", safe="yes")
    token = client.token("/s/tiny/q/words")
    fast, _token = pupil(app, wave, client.get_cookie(f"draft-{wave.survey_id}", path="/s/tiny").value)
    for _ in range(limits.A_MINUTE_FROM_A_DEVICE):
        fast.post("/s/tiny/q/no-such-page")
    typed = {"csrf_token": token, "words": 'They said "<b>run</b>" & I ran'}
    page = client.post("/s/tiny/q/words?lang=ur", data=typed)
    assert page.status_code == 429 and 1 <= int(page.headers["Retry-After"]) <= 60
    assert "Very many answers come from here at once" in page.text
    assert 'lang="ur"' not in page.text, "the survey is in English alone"
    assert "They said &#34;&lt;b&gt;run&lt;/b&gt;&#34; &amp; I ran" in page.text
    assert 'action="/s/tiny/q/words?lang=ur"' in page.text
    limits.reset(app)
    sent = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page.text))
    assert sent.keys() == typed.keys()
    assert client.post("/s/tiny/q/words", data=typed).location == "/s/tiny/check"


def test_a_flood_from_one_address_stops_no_other(app, client, early_in_a_minute, monkeypatch):
    monkeypatch.setattr(limits, "A_MINUTE_FROM_AN_ADDRESS", 5)
    open_survey(document(SAFE))
    flood = plain_client(app)
    codes = [flood.post("/s/tiny/q/safe", data={}, **from_("192.0.2.1")).status_code for _ in range(7)]
    assert codes == [422] * 5 + [429] * 2
    assert plain_client(app).post("/s/tiny/q/safe", data={}, **from_("192.0.2.2")).status_code == 422


def test_a_network_of_version_six_is_one_address(app, early_in_a_minute, monkeypatch):
    monkeypatch.setattr(limits, "A_MINUTE_FROM_AN_ADDRESS", 3)
    open_survey(document(SAFE))
    ours = [f"2001:db8:1:2::{number:x}" for number in range(1, 5)]
    client = plain_client(app)
    codes = [client.post("/s/tiny/q/safe", data={}, **from_(one)).status_code for one in ours]
    assert codes == [422, 422, 422, 429]
    assert client.post("/s/tiny/q/safe", data={}, **from_("2001:db8:1:3::1")).status_code == 422


GUESSES = [
    ("/s/tiny/withdraw", {"code": "AAAA-BBBB-CCCC-DDDD"}),
    ("/s/tiny/invitation", {"code": "AAAAA-BBBBB"}),
]


@pytest.mark.refusal(part="Abuse", comes="hundreds of wrong codes a minute from one address",
                     gets="words and a time to come back; right codes were never counted")  # fmt: skip
@pytest.mark.parametrize(("address", "data"), GUESSES)
def test_guessing_codes_ends(app, early_in_a_minute, address, data):
    open_survey(document(SAFE), open_link=False)
    used_up(app, limits.CODES, 398, key_of(app, **from_("192.0.2.1")))
    pages = [plain_client(app).post(address, data=data, **from_("192.0.2.1")) for _ in range(4)]
    assert [page.status_code for page in pages] == [422, 422, 429, 429]
    assert "Too many tries" in pages[-1].text and "Very many answers" not in pages[-1].text
    assert plain_client(app).post(address, data=data, **from_("192.0.2.2")).status_code == 422


def test_codes_in_addresses_are_guesses_too(app, client, early_in_a_minute):
    wave = open_survey(document(SAFE), open_link=False)
    _batch, codes = invitations.make(wave, "Letters", 1, "tests")
    one, many = plain_client(app), from_("192.0.2.1")
    used_up(app, limits.CODES, 398, key_of(app, **many))
    tries = [one.get(f"/s/tiny?invitation={code}", **many).status_code for code in (*codes * 3, *["AAAAABBBBB"] * 3)]
    assert tries == [200] * 5 + [429], "right ones are not counted"
    assert "Retry-After" in one.get("/s/tiny?invitation=AAAAABBBBB", **many).headers
    assert one.head("/s/tiny?invitation=AAAAABBBBB", **many).status_code == 429, "the head tells as much"
    assert one.get("/s/tiny", **many).status_code == 200, "nor whoever brings no code"
    assert one.post("/s/tiny/invitation", data={"code": codes[0]}, **many).status_code == 429, "one count for all ways"


def test_one_device_guesses_no_words(client, early_in_a_minute):
    open_survey(document(SAFE))
    token = client.token("/s/tiny/resume")
    tries = [client.post("/s/tiny/resume", data={"csrf_token": token, "words": "apple bacon cabin dance"})
             for _ in range(11)]  # fmt: skip
    assert [one.status_code for one in tries] == [422] * 10 + [429]
    assert 'value="apple bacon cabin dance"' in tries[-1].text


@pytest.mark.refusal(part="Abuse", comes="passwords tried by the hundred from one address",
                     gets="words, and nothing of what was typed on the page")  # fmt: skip
def test_passwords_tried_from_one_address(app, client, early_in_a_minute):
    used_up(app, limits.ACCOUNT, 199, key_of(app))
    first, page = slow_down(client)
    assert first.status_code == 422
    assert page.status_code == 429 and "Too many tries" in page.text and "a-secret-word" not in page.text
    assert client.get("/account/sign-in").status_code == 200


def test_tokens_of_tablets_cannot_be_tried(app, client, early_in_a_minute):
    open_survey(document(SAFE))
    tablet = Tablet(client)
    wrong = {"Authorization": f"Bearer {tablet.id}.{'x' * 43}"}
    codes = [client.post("/outreach/sync", json={}, headers=wrong, **from_("192.0.2.1")).status_code for _ in range(61)]
    assert codes == [401] * 60 + [429]
    refused = client.post("/outreach/sync", json={}, headers=wrong, **from_("192.0.2.1"))
    assert refused.json["words"] and int(refused.headers["Retry-After"]) <= 60
    assert client.post("/outreach/sync", json={"records": []}, headers=tablet.headers).status_code == 200


def test_a_tablet_has_a_limit_of_its_own(app, client, early_in_a_minute):
    open_survey(document(SAFE))
    one, other = Tablet(client), Tablet(client, name="Another")
    used_up(app, limits.SYNC, 1200, key_of(app, limits.tablet, headers=one.headers))
    assert client.post("/outreach/sync", json={"records": []}, headers=one.headers).status_code == 429
    assert client.post("/outreach/sync", json={"records": []}, headers=other.headers).status_code == 200


def test_public_files_are_limited_by_address(app, client, early_in_a_minute):
    file = "/trafford/what-our-communities-tell-us/edition-9.csv"
    used_up(app, limits.FILES, 299, key_of(app, **from_("192.0.2.1")))
    codes = [plain_client(app).get(file, **from_("192.0.2.1")).status_code for _ in range(2)]
    assert codes == [404, 429]


def test_every_form_around_an_account_is_limited(app):
    """Whichever the accounts library has: the list is that of the routes."""
    found = [endpoint for endpoint in app.view_functions if endpoint.startswith(("security.", "account."))]
    bare = [endpoint for endpoint in found
            if not hasattr(app.view_functions[endpoint], "__wrapper-limiter-instance")]  # fmt: skip
    assert "security.login" in found and not bare


def another(tmp_path, sqlite_template, name="another", **settings):
    """An application as a process beside would have it, on a database of its own."""
    file = shutil.copy(sqlite_template, tmp_path / f"{name}.sqlite")
    return create_app({"INSTANCE": tmp_path, "SQLALCHEMY_DATABASE_URI": f"sqlite:///{file}", "TESTING": True,
                       "SECRET_KEY": "test-" * 8, **settings})  # fmt: skip


def test_the_limit_of_an_address_can_be_raised(tmp_path, sqlite_template, early_in_a_minute):
    raised = another(tmp_path, sqlite_template, RATE_LIMIT_PER_ADDRESS=3)
    limiter, _minute = raised.extensions["limits"]
    limiter.limiter.hit(parse("600/minute"), "consult", key_of(raised), limits.ACCOUNT.name, cost=599)
    assert [one.status_code for one in slow_down(CheckedClient(raised, raised.response_class))] == [422, 429]


# A store that several machines share.


@pytest.fixture(scope="module")
def redis():
    server = Redis()
    server.start()
    yield server
    server.close()


@pytest.mark.refusal(part="Abuse", comes="the store of the limits away in the middle of fieldwork",
                     gets="answers still taken; each process counts for itself until it is back")  # fmt: skip
def test_processes_count_together_in_redis_and_go_on_without_it(
    tmp_path, sqlite_template, redis, early_in_a_minute, caplog
):
    apps = [another(tmp_path, sqlite_template, name, RATE_LIMIT_STORAGE=redis.url) for name in ("one", "two")]
    one, two = (CheckedClient(app, app.response_class) for app in apps)
    key = key_of(apps[0])
    used_up(apps[0], limits.ACCOUNT, 199, key)
    assert [page.status_code for page in slow_down(one)] == [422, 429]
    assert slow_down(two)[0].status_code == 429, "the other knows of it"
    with RedisClient.from_url(redis.url) as store:
        kept = b" ".join(store.keys("*"))
        assert key.encode() in kept and b"127.0.0.1" not in kept

    redis.stop()
    with caplog.at_level(logging.INFO), apps[0].app_context():
        client, token = pupil(apps[0], open_survey(document(SAFE)), "a" * 32)
    began = time.monotonic()
    with caplog.at_level(logging.INFO):
        assert client.post("/s/tiny/q/safe", data={"safe": "yes", **token}).location == "/s/tiny/check"
        assert client.post("/s/tiny/check", data=token).location == "/s/tiny/thanks"
        assert one.get("/account/sign-in").status_code == 200
    assert time.monotonic() - began < 5, "nobody waits for a store that is not there"
    with apps[0].app_context():
        assert db.session.scalar(db.select(db.func.count()).select_from(Response)) == 1
        db.engine.dispose()
    assert "falling back to in-memory" in caplog.text and "127.0.0.1" not in caplog.text.replace(redis.url, "")
    used_up(apps[0], limits.ACCOUNT, 200, key)
    assert slow_down(one)[0].status_code == 429, "each process still has its limits"

    redis.start()
    # The library looks for its store again after one second, then two, then four.
    for _ in range(60):
        if slow_down(one)[0].status_code == 422:
            break
        time.sleep(0.1)
    else:
        pytest.fail("the store is not used again")


# What is kept of anybody.


def test_a_key_is_no_address_and_another_one_tomorrow(app):
    with app.test_request_context(environ_overrides={"REMOTE_ADDR": "192.0.2.77"}):
        today = limits.address()
    assert "192" not in today and re.fullmatch(r"[0-9a-f]{24}", today)
    tomorrow = limits._address("192.0.2.77", limits._today() + 1, app.secret_key)
    elsewhere = limits._address("192.0.2.77", limits._today(), "another secret" * 3)
    assert len({today, tomorrow, elsewhere}) == 3


def test_no_address_is_logged(app, caplog, early_in_a_minute, monkeypatch):
    monkeypatch.setattr(limits, "A_MINUTE_FROM_AN_ADDRESS", 1)
    open_survey(document(SAFE))
    with caplog.at_level(logging.DEBUG):
        client = plain_client(app)
        for _ in range(3):
            client.post("/s/tiny/q/safe", data={}, **from_("192.0.2.77"))
        used_up(app, limits.TABLETS, 60, key_of(app, **from_("192.0.2.77")))
        assert client.post("/outreach/sync", json={}, **from_("192.0.2.77")).status_code == 429
    assert "192.0.2.77" not in caplog.text


def test_somebody_without_an_address_is_never_refused(app, early_in_a_minute, monkeypatch):
    """As behind a socket in the file system, where nobody says who asks."""
    monkeypatch.setattr(limits, "A_MINUTE_FROM_AN_ADDRESS", 1)
    open_survey(document(SAFE))
    client = plain_client(app)
    codes = {client.post("/s/tiny/q/safe", data={}, **from_("")).status_code for _ in range(5)}
    assert codes == {422} and stored() == []


# Settings.


@pytest.mark.refusal(part="Abuse", comes="a setting of limits, proxies or host names that cannot be",
                     gets="words, and no start")  # fmt: skip
@pytest.mark.parametrize(
    ("name", "value"),
    [("RATE_LIMIT_STORAGE", "memcached://x"), ("RATE_LIMIT_STORAGE", "redis://"), ("RATE_LIMIT_PER_ADDRESS", "0"),
     ("RATE_LIMIT_PER_ADDRESS", "many"), ("TRUSTED_PROXIES", "-1"), ("TRUSTED_PROXIES", "11"),
     ("TRUSTED_PROXIES", "²"), ("TRUSTED_HOSTS", "a b/c"), ("TRUSTED_HOSTS", "https://x.example")],
)  # fmt: skip
def test_settings_that_cannot_be_stop_the_start_with_words(monkeypatch, tmp_path, name, value):
    monkeypatch.setenv(name, value)
    with pytest.raises(config.ConfigError, match=name):
        config.settings(tmp_path)
