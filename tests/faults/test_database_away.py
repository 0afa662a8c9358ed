"""PostgreSQL is stopped, or crashes, while people answer, tablets send and officers type; then it is started again."""

import html
import json
import re
import signal
import time
from types import SimpleNamespace
from urllib.parse import urlencode

import pytest

from consult.services.setup import NEUTRAL_SITE
from tests.faults.people import PairedTablet, Person, Tales, load
from tests.faults.site import OFFICER
from tests.pages import check_page

# The bar: all is well so many seconds after the database is back, and nothing was started anew.
RECOVERY = 5


@pytest.fixture
def host(postgres_host):
    return postgres_host


class Outage:
    """The database is away from begin() to end()."""

    def __init__(self, cluster, host):
        self._cluster, self._host, self._going_on = cluster, host, False

    def begin(self) -> None:
        self._cluster.halt(signal.SIGINT)
        self._going_on = True

    def end(self) -> None:
        if self._going_on:
            self._going_on = False
            self._cluster.resume()
            self._host.wait_for("/health/ready", 200)


@pytest.fixture
def without_database(cluster, host):
    outage = Outage(cluster, host)
    yield outage
    outage.end()


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGQUIT], ids=["stopped", "crashed"])
def test_nothing_is_lost_and_all_is_well_within_seconds_of_the_databases_return(how, cluster, host):
    with load(host, f"away-{how}") as (crowd, tablet):
        cluster.halt(how)
        status, _headers, text = host.ask("/health/ready")
        assert (status, json.loads(text)["problem"]) == (503, "the database does not answer")
        assert host.ask("/health/live")[0] == 200
        time.sleep(1)
        cluster.resume()
        back = time.monotonic()
        crowd.wait_for_answers(1)
    tales = crowd.tales
    # People got words, each request an answer; then pages came as before.
    assert tales.words and tales.silences == []
    assert max(tales.words) < back + RECOVERY
    assert len(tablet.acknowledged) == len(tablet.records)


def test_a_person_reads_in_their_language_that_what_they_typed_is_held_and_sends_it_again(host, without_database):
    person = Person(lambda: host.port, Tales(), "ur")
    # The last page, with everything before it answered.
    *_method, path, body = person.answer_up_to(host.start_page, "typed in Urdu: “ہاں” & <b>", "page_12")
    without_database.begin()
    reply = person.once("POST", path, body)
    assert reply.status == 503 and reply.headers[b"retry-after"] == b"10"
    text = checked(reply, path)
    assert 'lang="ur" dir="rtl"' in text and "براہ کرم تھوڑی دیر میں دوبارہ کوشش کریں" in text
    # Another language takes along what was typed, and the way out at once still works.
    assert re.search(r'<button form="again" formaction="[?]lang=pl"', text) and "exit__button" in text
    path, body = person.again(reply, path, body)
    assert not person.tales.complaints
    # A page that was only looked at leads back to itself.
    looked = person.once("GET", "/s/load-survey/check?from=check")
    assert looked.status == 503 and b'href="/s/load-survey/check?from=check"' in looked.body
    without_database.end()
    reply = person.once("POST", path, body)
    assert (reply.status, reply.headers[b"location"]) == (302, b"/s/load-survey/check")
    shown = html.unescape(person.once("GET", "/s/load-survey/check").body.decode())
    assert "typed in Urdu: “ہاں” & <b>" in shown


def test_who_leaves_at_once_is_led_away_and_leaves_nothing_on_the_device(host, without_database):
    person = Person(lambda: host.port, Tales())
    person.answer_up_to(host.start_page, "somebody", "page_3")
    without_database.begin()
    reply = person.once("POST", "/s/load-survey/leave")
    assert (reply.status, reply.headers[b"location"].decode()) == (303, NEUTRAL_SITE)
    assert [value for name, value in person.cookies.items() if name.startswith(("draft-", "way-"))] == ["", ""]
    assert person.once("GET", "/s/load-survey/q/page_2").headers[b"location"].decode() == NEUTRAL_SITE


def test_an_officer_sends_again_what_they_typed_and_a_password_is_shown_by_no_page(host, without_database):
    officer, stranger = Person(lambda: host.port, Tales()).sign_in(), Person(lambda: host.port, Tales())
    new, sign_in = "/officer/trafford/actions/new", "/account/sign-in"
    said = {"said_en": "The path is dark.", "owner": "Lighting", "due_on": "2030-03-01", "state": "planned",
            "csrf_token": officer.token(new)}  # fmt: skip
    token = stranger.token(sign_in)
    without_database.begin()
    reply = officer.post(new, **said)
    text = checked(reply, new)
    assert reply.status == 503 and "look in another window first" in text
    path, body = officer.again(reply, new, urlencode(said).encode())
    assert not officer.tales.complaints
    refused = stranger.post(sign_in, email=OFFICER, password="a-secret-of-mine", csrf_token=token)
    assert refused.status == 503 and b"a-secret-of-mine" not in refused.body
    checked(refused, sign_in)
    without_database.end()
    assert officer.once("POST", path, body).status in (302, 303)
    assert host.site.rows("SELECT owner FROM action") == [("Lighting",)]


def test_a_tablet_is_told_later_and_keeps_what_it_holds(host, without_database):
    tablet = PairedTablet(host, "patient")
    tablet.fill(3)
    body = json.dumps({"sessions": [tablet.session], "records": tablet.records}).encode()
    worker = Person(lambda: host.port, Tales())
    without_database.begin()
    reply = worker.once("POST", "/outreach/sync", body, **tablet.headers)
    assert reply.status == 503 and reply.headers[b"content-type"] == b"application/json"
    assert json.loads(reply.body).keys() == {"words"} and reply.headers[b"retry-after"] == b"10"
    without_database.end()
    tablet.drain()
    assert tablet.tries == 1 and host.site.missing_and_twice([tablet.name_of(index) for index in range(3)]) == (0, 0)


def checked(reply, path: str) -> str:
    """The text of a page that keeps what every page promises."""
    text = reply.body.decode()
    policy = {"Content-Security-Policy": reply.headers[b"content-security-policy"].decode()}
    asked = SimpleNamespace(path=path)
    check_page(SimpleNamespace(text=text, request=asked, status_code=reply.status, headers=policy))
    return text
