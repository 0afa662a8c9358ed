"""People who answer while something breaks: who gets no answer presses again, who gets words does what they say."""

import hashlib
import html
import re
import secrets
import threading
import time
import uuid
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, RemoteDisconnected
from urllib.parse import parse_qsl, urlencode

from tests.faults.site import OFFICER, PASSWORD
from tests.load.document import answers
from tests.load.tablets import Tablet
from tests.load.walker import HIDDEN, Lost, Reply, walk

# Who has seen nothing but trouble for so long gives up, and the test fails.
PATIENCE = 120
# Between two pages of one person: so that a crowd is many people, not a few who never read.
PAUSE = 0.03
TOKEN = re.compile(rb'name="csrf_token"[^>]*value="([^"]+)"')
AGAIN = re.compile(rb'<form method="post" action="([^"]*)" id="again"')


@dataclass
class Tales:
    """What all of them met. `silences`: requests that no whole answer came to; `words`: pages that asked to wait."""

    acknowledged: list[str] = field(default_factory=list)
    silences: list[tuple[float, str]] = field(default_factory=list)
    words: list[float] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    answered: list[float] = field(default_factory=list)
    longest: float = 0.0


class Person:
    """One device."""

    def __init__(self, port: Callable[[], int], tales: Tales, languages: str = "en"):
        self._port, self.tales, self._languages = port, tales, languages
        self._connection: HTTPConnection | None = None
        self.cookies: dict[str, str] = {}
        self._heard = 0.0

    def answer_all(self, start: str, name: str, seed: int) -> None:
        """Walk from the first page to the thanks, every other one with scripts. Raises Lost where a page is not what
        anybody expects."""
        steps = walk(start, answers(name, seed), scripts=seed % 2 == 0)
        request = next(steps)
        while True:
            reply = self.ask(*request)
            try:
                request = steps.send(reply)
            except StopIteration:
                self.tales.acknowledged.append(name)
                return

    def answer_up_to(self, start: str, name: str, end: str) -> tuple[str, str, bytes]:
        """Walk until the form of the page whose address ends so is filled in; the request that would send it."""
        steps = walk(start, answers(name, 0))
        request = next(steps)
        while not (request[0] == "POST" and request[1].endswith(end)):
            request = steps.send(self.ask(*request))
        return request

    def ask(self, method: str, path: str, body: bytes = b"") -> Reply:
        """One request, again and again until there is an answer that is not "later"."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            began = time.monotonic()
            reply = self.once(method, path, body)
            self.tales.longest = max(self.tales.longest, time.monotonic() - began)
            if reply is None:
                self.tales.silences.append((time.monotonic(), f"{method} {path}"))
                time.sleep(0.1)
            elif reply.status == 503:
                self.tales.words.append(time.monotonic())
                if method == "POST":
                    path, body = self.again(reply, path, body)
                elif b"Try again" not in reply.body:
                    self.tales.complaints.append(f"no way on at {path}")
                time.sleep(0.2)
            else:
                self.tales.answered.append(time.monotonic())
                time.sleep(PAUSE)
                return reply
        raise Lost(f"nothing but trouble at {path} for {PATIENCE} seconds")

    def sign_in(self) -> "Person":
        """Sign in as the site's officer."""
        page = "/account/sign-in"
        self.post(page, email=OFFICER, password=PASSWORD, csrf_token=self.token(page))
        return self

    def token(self, path: str) -> str:
        """A fresh token from the form on a page."""
        return TOKEN.search(self.once("GET", path).body)[1].decode()

    def post(self, path: str, **typed: str) -> Reply:
        """Send a form."""
        return self.once("POST", path, urlencode(typed).encode())

    def again(self, reply: Reply, path: str, body: bytes) -> tuple[str, bytes]:
        """Press the button of the page that holds what was typed."""
        action = AGAIN.search(reply.body)
        held = [(name.decode(), html.unescape(value.decode())) for name, value in HIDDEN.findall(reply.body)]
        typed = parse_qsl(body.decode(), keep_blank_values=True)
        if not action or held != typed:
            self.tales.complaints.append(f"{path} does not hold what was typed: {held} / {typed}")
            return path, body
        if not reply.headers.get(b"retry-after", b"").isdigit():
            self.tales.complaints.append("no word of when to come back")
        return html.unescape(action[1].decode()), urlencode(held).encode()

    def once(self, method: str, path: str, body: bytes = b"", **more: str) -> Reply | None:
        """One request; None where no whole answer came. A connection left idle may be closed: that is no fault."""
        kept = self._connection is not None
        try:
            return self._send(method, path, body, more)
        except ConnectionError as error:
            self.hang_up()
            was_idle = isinstance(error, RemoteDisconnected) or time.monotonic() - self._heard > 1
            return self.once(method, path, body, **more) if kept and was_idle else None
        except (OSError, HTTPException):
            self.hang_up()
            return None

    def _send(self, method: str, path: str, body: bytes, more: dict) -> Reply:
        connection = self._connection = self._connection or HTTPConnection("127.0.0.1", self._port(), timeout=30)
        headers = {"Accept-Language": self._languages, **more}
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if method == "POST":
            headers.setdefault("Content-Type", "application/x-www-form-urlencoded")
        connection.request(method, path, body if method == "POST" else None, headers)
        answer = connection.getresponse()
        content = answer.read()
        self._heard = time.monotonic()
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _equals, rest = cookie.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        if answer.will_close:
            self.hang_up()
        found = {name.lower().encode(): value.encode() for name, value in answer.headers.items()}
        return Reply(answer.status, found, content, len(content))

    def hang_up(self) -> None:
        """Close the connection, if there is one."""
        if self._connection:
            self._connection.close()
        self._connection = None


class Crowd:
    """So many people at any time, one after the other on each phone, until it is over; then everybody finishes."""

    def __init__(self, port: Callable[[], int], start: str, name: str, phones: int = 8):
        self.tales, self._over = Tales(), threading.Event()
        self.phones = [
            threading.Thread(target=self._phone, args=(port, start, f"{name}-{number}"), daemon=True)
            for number in range(phones)
        ]

    def __enter__(self) -> "Crowd":
        for one in self.phones:
            one.start()
        return self

    def __exit__(self, *_error) -> None:
        self._over.set()
        for one in self.phones:
            one.join(timeout=2 * PATIENCE)

    def _phone(self, port: Callable[[], int], start: str, name: str) -> None:
        number = 0
        while not self._over.is_set():
            number += 1
            try:
                Person(port, self.tales).answer_all(start, f"{name}-{number}", number)
            except Exception as error:
                self.tales.complaints.append(f"{type(error).__name__}: {error}")
                return

    def wait_for_answers(self, number: int, seconds: float = 90) -> None:
        """Until so many more pages came."""
        wanted, until = len(self.tales.answered) + number, time.monotonic() + seconds
        while len(self.tales.answered) < wanted:
            assert time.monotonic() < until, f"no {number} pages in {seconds} s: {self.tales.complaints}"
            time.sleep(0.02)


class PairedTablet(Tablet):
    """A tablet with sealed responses, paired with a site on either database."""

    def __post_init__(self):
        id_, token, site = uuid.uuid4(), secrets.token_urlsafe(32), self.server.site
        self.id = str(id_)
        self.headers = {"Authorization": f"Bearer {self.id}.{token}", "Content-Type": "application/json"}
        site.rows(
            "INSERT INTO device (id, partnership_id, name, token_digest, paired_by, paired_on, revoked)"
            " SELECT ?, id, ?, ?, 'tests', current_date, false FROM partnership WHERE slug = 'trafford'",
            self.id if site.on_postgres else id_.hex, self.name, hashlib.sha256(token.encode()).hexdigest(),
        )


@contextmanager
def load(host, name: str, phones: int = 8, held: int = 300):
    """People answer and a tablet sends while the block runs; at its end everybody finishes what they are at.

    Yields the crowd and the tablet. Asserts that all that was acknowledged is stored, each once, and nobody met a page
    that nobody expects.
    """
    tablet = PairedTablet(host, f"{name}-tablet")
    tablet.fill(held)
    failed = []

    def send() -> None:
        try:
            tablet.drain()
        except BaseException as error:
            failed.append(error)

    sending = threading.Thread(target=send, daemon=True)
    with Crowd(lambda: host.port, host.start_page, name, phones) as crowd:
        crowd.wait_for_answers(3 * phones)
        sending.start()
        yield crowd, tablet
        # Afterwards it goes on as before.
        crowd.wait_for_answers(5 * phones)
    sending.join(timeout=120)
    names = crowd.tales.acknowledged + [tablet.name_of(index) for index in range(held)]
    assert not (problems := [*crowd.tales.complaints, *failed]), f"{problems[:5]} {host.troubles()}"
    assert host.site.missing_and_twice(names) == (0, 0)
