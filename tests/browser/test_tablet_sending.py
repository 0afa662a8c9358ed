"""Five hundred answers through everything that can go wrong between a tablet and the site."""

import hashlib
import http.client
import json
import sqlite3
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest

from tests.browser.tablet import COUNT, CROWD, EVERYTHING, Site, Tablet

# Of the five hundred this many are asked through the screens, and the others laid there as the tablet seals them.
PEOPLE, ASKED, KILLS, BATCH = 500, 160, 3, 50
# Seconds after which a crowd has got stuck.
PATIENCE = 120
MOST_SECONDS = 20
HOP = {"connection", "transfer-encoding", "content-length", "keep-alive"}

class Bad(BaseHTTPRequestHandler):
    """A network between: of what is sent to be stored, every second fails, by turns before the site and after it."""

    protocol_version = "HTTP/1.1"
    behind = ""
    posts = refused = lost = 0
    faulty = True
    turn = threading.Lock()

    def do_GET(self):
        self.forward()

    def do_POST(self):
        if self.path != "/outreach/sync":
            self.forward()
            return
        with Bad.turn:
            Bad.posts += 1
            turn = Bad.posts % 4 if Bad.faulty else 0
        if turn == 1:
            Bad.refused += 1
            self.body()
            self.answer(200, [("Content-Type", "text/html")], b"<h1>Welcome to the library's wireless</h1>")
        elif turn == 3:
            Bad.lost += 1
            self.ask(self.body())
            self.close_connection = True
            self.connection.shutdown(2)
        else:
            self.forward()

    def body(self):
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def ask(self, body):
        connection = http.client.HTTPConnection(urlsplit(self.behind).netloc, timeout=60)
        headers = {name: value for name, value in self.headers.items() if name.lower() not in HOP}
        connection.request(self.command, self.path, body or None, headers)
        response = connection.getresponse()
        return response.status, response.getheaders(), response.read()

    def forward(self):
        self.answer(*self.ask(self.body()))

    def answer(self, status, headers, content):
        self.send_response_only(status)
        for name, value in headers:
            if name.lower() not in HOP:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_arguments):
        """Quiet."""


@pytest.fixture(scope="module")
def site(tmp_path_factory, demonstration):
    site = Site(tmp_path_factory.mktemp("site"), demonstration)
    yield site
    site.stop()


@pytest.fixture
def network(site):
    """The address at which the site is found through the bad network."""
    Bad.behind, Bad.posts, Bad.refused, Bad.lost, Bad.faulty = site.address, 0, 0, 0, True
    server = ThreadingHTTPServer(("127.0.0.1", 0), Bad)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def tablet(whole_browser, playwright, tmp_path, network, site):
    """A paired tablet whose every receipt is written down, handed over without a network."""
    receipts = []
    (tmp_path / "profile").mkdir()
    tablet = Tablet(playwright, whole_browser, tmp_path / "profile", network)
    tablet.receipts = receipts
    tablet.on_open.append(lambda context: context.expose_function("told", lambda code: receipts.append(code)))
    tablet.pair(site.password)
    tablet.again()
    tablet.app()
    yield tablet
    tablet.context.close()


def take_answers(tablet):
    """Five hundred on the tablet, its browser killed three times meanwhile."""
    tablet.session()
    tablet.context.set_offline(True)
    tablet.lay(PEOPLE - ASKED)
    for kill in range(1, KILLS + 1):
        run_until_killed(tablet, PEOPLE - ASKED + ASKED * kill // (KILLS + 1))
        tablet.open()
        tablet.context.set_offline(True)
        tablet.app()
        tablet.page.wait_for_selector(".outreach__language")
    tablet.page.evaluate(CROWD, PEOPLE - tablet.page.evaluate(COUNT))


def run_until_killed(tablet, target):
    """People answer; once so many have their receipt, the power goes in the middle of the next one."""
    kept = tablet.page.evaluate(COUNT)
    tablet.page.evaluate(f"people => {{ ({CROWD})(people); }}", PEOPLE)
    aim = len(tablet.receipts) + target - kept
    latest = time.monotonic() + PATIENCE
    while len(tablet.receipts) < aim:
        assert time.monotonic() < latest, f"{aim - len(tablet.receipts)} receipts are still to come"
        tablet.page.wait_for_timeout(20)
    tablet.kill()


def digest(code):
    return hashlib.sha256(f"receipt:{code.replace('-', '')}".encode()).hexdigest()


def test_five_hundred_taken_offline_killed_three_times_and_sent_over_a_bad_network(tablet, site):
    begun = time.monotonic()
    take_answers(tablet)
    assert tablet.page.evaluate(COUNT) == PEOPLE
    tablet.take_back()
    assert f"{PEOPLE} answer sheets kept on this tablet" in tablet.page.inner_text("[data-part=kept]")
    taken = time.monotonic()
    tablet.context.set_offline(False)
    while tablet.page.is_visible("[data-part=send]") and time.monotonic() - taken < 60:
        # What a worker does who does not want to wait.
        tablet.page.evaluate("document.querySelector('[data-part=send]').click()")
        tablet.page.wait_for_timeout(150)
    took = time.monotonic() - taken
    print(f"taken in {taken - begun:.0f} s, sent in {took:.1f} s, {Bad.posts} batches, {Bad.refused} refused,"
          f" {Bad.lost} acknowledgements lost")  # fmt: skip
    assert Bad.refused >= 3 and Bad.lost >= 3, "the network was bad"
    assert tablet.page.evaluate(COUNT) == 0
    assert "Everything was sent" in tablet.page.inner_text("[data-part=safe]")
    stored = [row[0] for row in site.rows("SELECT receipt_digest FROM response WHERE session_id IS NOT NULL")]
    assert len(stored) == len(set(stored)) == PEOPLE
    assert {digest(code) for code in tablet.receipts} <= set(stored), "whoever saw a code is stored"
    assert site.rows("SELECT state, COUNT(*) FROM sync_record GROUP BY state") == [("stored", PEOPLE)]
    assert took < MOST_SECONDS
    [(languages,)] = site.rows("SELECT languages FROM outreach_session")
    assert sum(json.loads(languages).values()) == PEOPLE


def test_two_tabs_do_not_send_the_same_at_once_and_a_revoked_tablet_wipes_itself(tablet, site):
    Bad.faulty = False
    before = len(site.rows("SELECT 1 FROM response WHERE session_id IS NOT NULL"))
    tablet.session()
    tablet.context.set_offline(True)
    tablet.page.evaluate(CROWD, 60)
    tablet.take_back()
    other = tablet.context.new_page()
    other.goto(f"{tablet.address}/outreach/?lang=en")
    other.wait_for_selector("[data-part=send]")
    Bad.posts = 0
    tablet.context.set_offline(False)
    other.wait_for_selector("[data-part=send]", state="hidden")
    tablet.page.wait_for_timeout(500)
    assert Bad.posts == -(-60 // BATCH), "one tab drained, the other waited"
    assert len(site.rows("SELECT 1 FROM response WHERE session_id IS NOT NULL")) == before + 60
    other.close()
    tablet.context.set_offline(True)
    tablet.page.click("[data-part=sessions] .govuk-button >> nth=0")
    tablet.page.evaluate(CROWD, 2)
    tablet.take_back()
    with sqlite3.connect(site.database, timeout=30) as connection:
        connection.execute("UPDATE device SET revoked = 1")
    tablet.context.set_offline(False)
    tablet.page.wait_for_selector("h1:has-text('This tablet is empty')")
    aside = site.rows("SELECT reason, COUNT(*) FROM sync_record WHERE state = 'aside' GROUP BY reason")
    assert aside == [("revoked", 2)]
    left = "\n".join(tablet.page.evaluate(EVERYTHING))
    assert "Broomwood" not in left and "token" not in left and "Youth team 2" not in left
