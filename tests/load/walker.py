"""Respondents, as many at once as asked for, in one process of their own: `python -m tests.load.walker '{...}'`.

Each walks like a person: opens the first page, reads every page, answers it, follows where it leads, looks over the
answers, sends them and sees the thanks, on one kept-alive connection. With scripts, as most browsers have them, the
next question comes in the answer to the last; without, a redirect leads to it. One thread serves all of them, so that
the load costs little beside what it measures.
"""

import html
import json
import re
import selectors
import socket
import sys
import time
import zlib
from collections.abc import Generator
from dataclasses import dataclass, field
from urllib.parse import urlencode, urljoin, urlsplit

from tests.load.document import answers

FIELD = re.compile(rb'<(?:input|textarea|select)[^>]*?\bname="([^"]+)"')
HIDDEN = re.compile(rb'<input(?=[^>]*type="hidden")(?=[^>]*name="([^"]+)")(?=[^>]*value="([^"]*)")[^>]*>')
FORM = re.compile(rb'<form [^>]*id="(?:question|sending)"')
ONWARD = re.compile(rb'href="([^"]*/q/[^"]*)"')
# A walk that has not ended by then goes round in circles.
STEPS = 60


class Lost(Exception):
    """A page was not what a respondent expects."""


@dataclass
class Reply:
    """One response of the server."""

    status: int
    headers: dict[bytes, bytes]
    body: bytes
    size: int


@dataclass
class Tale:
    """What all respondents met. Times in seconds; a page's is from the click until the page is there."""

    requests: list[float] = field(default_factory=list)
    pages: list[float] = field(default_factory=list)
    sizes: dict[str, int] = field(default_factory=dict)
    acknowledged: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    seconds: float = 0.0
    processor: float = 0.0


Step = Generator[tuple[str, str, bytes], Reply, None]


def walk(start: str, sent: dict[str, list[str]], scripts: bool = False) -> Step:
    """One respondent: yields (method, path, body), is sent the reply, returns once thanked. Raises Lost."""
    reply = yield "GET", start, b""
    path = _link(start, reply)
    reply = yield "GET", path, b""
    for _step in range(STEPS):
        if reply.status in (302, 303):
            path = _path(path, reply.headers[b"location"].decode())
            reply = yield "GET", path, b""
        elif reply.status != 200:
            raise Lost(f"{reply.status} at {path}")
        elif path.endswith("/thanks"):
            return
        else:
            # What the script of a page of questions adds (consult/assets/js/respond/onward.js).
            more = [("next-page", path)] if scripts and FORM.search(reply.body) else []
            reply = yield "POST", path, _filled(reply.body, sent, more)
            # A page that gives itself an address.
            path = reply.headers.get(b"content-location", path.encode()).decode()
    raise Lost(f"no end in sight at {path}")


def _link(path: str, reply: Reply) -> str:
    found = ONWARD.search(reply.body)
    if reply.status != 200 or not found:
        raise Lost(f"{reply.status} and no way on at {path}")
    return _path(path, html.unescape(found[1].decode()))


def _path(base: str, target: str) -> str:
    parts = urlsplit(urljoin(base, target))
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _filled(body: bytes, sent: dict[str, list[str]], more: list[tuple[str, str]]) -> bytes:
    pairs = [(name, html.unescape(value.decode())) for name, value in HIDDEN.findall(body)]
    for name in dict.fromkeys(FIELD.findall(body)):
        pairs += [(name, value) for value in sent.get(name.decode(), ())]
    return urlencode([*pairs, *more]).encode()


class Respondent:
    """One walk over a connection of its own, with a fresh device's empty pocket of cookies.

    It sets out with `go()`. Once `receive()` has taken a whole page in, `next` is what it does on that page.
    """

    def __init__(
        self, address: tuple[str, int], tale: Tale, start: str, name: str, seed: int, scripts: bool = False
    ):
        self._address, self._tale, self._name = address, tale, name
        self._received, self._cookies, self._clicked = b"", {}, None
        self._walk = walk(start, answers(name, seed), scripts)
        self.socket: socket.socket | None = None
        self.next = next(self._walk)

    def go(self) -> None:
        """Send what comes next, on a new connection where there is none."""
        # A redirect is followed on the same click.
        self._clicked = self._clicked or time.perf_counter()
        if self.socket is None:
            self.socket = socket.create_connection(self._address)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        step, self.next = self.next, None
        self._send(*step)

    def hang_up(self) -> None:
        """Close the connection, as a browser does while somebody reads for long."""
        self.socket.close()
        self.socket = None

    def _send(self, method: str, path: str, body: bytes) -> None:
        self._asked, self._path = time.perf_counter(), path
        lines = [f"{method} {path} HTTP/1.1", "Host: load.example", "Accept-Encoding: gzip", "Accept-Language: en"]
        if self._cookies:
            lines.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in self._cookies.items()))
        if method == "POST":
            lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
        self.socket.sendall("\r\n".join([*lines, "", ""]).encode() + body)

    def receive(self) -> bool:
        """Take what has come, and follow a redirect at once; True once this respondent is thanked or lost."""
        part = self.socket.recv(65536)
        self._received += part
        reply = _reply(self._received)
        if reply is None:
            if part:
                return False
            self._tale.errors.append(f"connection closed at {self._path}")
            return True
        self._received = b""
        self._note(reply)
        try:
            self.next = self._walk.send(reply)
        except StopIteration:
            self._tale.acknowledged.append(self._name)
            return True
        except Lost as lost:
            self._tale.errors.append(str(lost))
            return True
        if reply.status in (302, 303):
            self.go()
        return False

    def _note(self, reply: Reply) -> None:
        now = time.perf_counter()
        self._tale.requests.append(now - self._asked)
        if reply.status not in (302, 303):
            self._tale.pages.append(now - self._clicked)
            self._clicked = None
            self._tale.sizes[self._path] = max(reply.size, self._tale.sizes.get(self._path, 0))
        for cookie in reply.headers.get(b"set-cookie", b"").split(b"\n"):
            name, _equals, rest = cookie.partition(b"=")
            if name:
                self._cookies[name.decode()] = rest.partition(b";")[0].decode()


def _reply(received: bytes) -> Reply | None:
    """The whole response, or None while some of it has yet to come."""
    head, end, body = received.partition(b"\r\n\r\n")
    if not end:
        return None
    first, *lines = head.split(b"\r\n")
    headers: dict[bytes, bytes] = {}
    for line in lines:
        name, _colon, value = line.partition(b": ")
        name = name.lower()
        headers[name] = headers[name] + b"\n" + value if name in headers else value
    if len(body) < int(headers[b"content-length"]):
        return None
    if headers.get(b"content-encoding") == b"gzip":
        body = zlib.decompress(body, wbits=31)
    return Reply(int(first.split(b" ")[1]), headers, body, len(received))


def crowd(host: str, port: int, start: str, number: int, at_once: int, name: str, scripts: bool = False) -> Tale:
    """`number` whole walks, `at_once` of them at any time."""
    tale, waiting, seeds = Tale(), selectors.DefaultSelector(), iter(range(number))

    def set_out() -> None:
        if (seed := next(seeds, None)) is not None:
            one = Respondent((host, port), tale, start, f"{name}-{seed}", seed, scripts)
            one.go()
            waiting.register(one.socket, selectors.EVENT_READ, one)

    began, used = time.perf_counter(), time.process_time()
    for _one in range(at_once):
        set_out()
    while waiting.get_map():
        for key, _mask in _events(waiting):
            if key.data.receive():
                waiting.unregister(key.fileobj)
                key.data.hang_up()
                set_out()
            elif key.data.next:
                key.data.go()
    tale.seconds, tale.processor = time.perf_counter() - began, time.process_time() - used
    return tale


def _events(waiting: selectors.BaseSelector) -> list:
    if events := waiting.select(timeout=60):
        return events
    raise TimeoutError("no answer from the server in 60 seconds")


if __name__ == "__main__":
    print(json.dumps(vars(crowd(**json.loads(sys.argv[1])))))
