"""Tablets that send what they hold, to a real server on a real PostgreSQL, while others do other things.

`python -m tests.load.tablets` sends two times 500 sealed responses while 32 phones answer, and says what was stored.
"""

import base64
import hashlib
import json
import secrets
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import psycopg
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from tests.load import servers
from tests.load.document import answers

SUITE = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
BATCH = 50
PATIENCE = 60


@dataclass
class Tablet:
    """A paired tablet with responses sealed on it, each with its name as its last answer."""

    server: servers.Server
    name: str
    records: list[dict] = field(default_factory=list)
    acknowledged: set[str] = field(default_factory=set)
    tries: int = 0

    def __post_init__(self):
        self.id, token = str(uuid.uuid4()), secrets.token_urlsafe(32)
        self.headers = {"Authorization": f"Bearer {self.id}.{token}", "Content-Type": "application/json"}
        with psycopg.connect(self.server.database) as connection:
            connection.execute(
                "INSERT INTO device (id, partnership_id, name, token_digest, paired_by, paired_on, revoked) SELECT %s, "
                "id, %s, %s, 'load', current_date, false FROM partnership WHERE slug = 'trafford'",
                (self.id, self.name, hashlib.sha256(token.encode()).hexdigest()),
            )

    def fill(self, number: int) -> None:
        """Take the survey along and seal so many responses more."""
        pack = json.loads(self.ask("GET", f"/outreach/pack/{servers.SURVEY}.json"))
        point = public_key(pack)
        self.session = {"id": str(uuid.uuid4()), "wave": pack["wave"], "place": "Hall", "expected": number,
                        "declined": 0, "unfinished": 0, "languages": {"en": number}, "finished": True}  # fmt: skip
        sealed = len(self.records)
        self.records += [self.seal(pack, point, index) for index in range(sealed, sealed + number)]

    def seal(self, pack: dict, point, index: int) -> dict:
        """One record."""
        one = self.name_of(index)
        given = {name: values if name == "item_7" else values[0] for name, values in answers(one, index).items()}
        return seal(pack, point, self.session["id"], given, hashlib.sha256(one.encode()).hexdigest())

    def names(self) -> list[str]:
        """What the responses that were acknowledged to it have as their last answers."""
        return [self.name_of(index) for index, one in enumerate(self.records) if one["id"] in self.acknowledged]

    def name_of(self, index: int) -> str:
        """What the response of that number has as its last answer."""
        return f"{self.name}-{index}"

    def ask(self, method: str, address: str, body: str | None = None) -> bytes:
        """One request. Raises OSError or HTTPException where no whole answer came, HTTPException for a refusal too."""
        connection = HTTPConnection("127.0.0.1", self.server.port, timeout=PATIENCE)
        try:
            connection.request(method, address, body, self.headers)
            answer = connection.getresponse()
            content = answer.read()
        finally:
            connection.close()
        if answer.status != 200:
            raise HTTPException(f"{answer.status}: {content[:200]!r}")
        return content

    def drain(self) -> None:
        """Send batch after batch until everything is acknowledged; what got no answer is sent again."""
        until = time.monotonic() + 4 * PATIENCE
        while waiting := [one for one in self.records if one["id"] not in self.acknowledged]:
            assert time.monotonic() < until, f"{len(waiting)} records are not sent"
            self.tries += 1
            try:
                answer = self.ask("POST", "/outreach/sync",
                                  json.dumps({"sessions": [self.session], "records": waiting[:BATCH]}))  # fmt: skip
            except (OSError, HTTPException):
                time.sleep(0.05)
                continue
            states = json.loads(answer)["records"]
            assert all(state == {"state": "stored"} for state in states.values()), states
            self.acknowledged |= set(states)


def public_key(pack: dict) -> ec.EllipticCurvePublicKey:
    """The key that a pack has its records sealed to."""
    return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), base64.b64decode(pack["public_key"]))


def seal(pack: dict, key: ec.EllipticCurvePublicKey, session: str, given: dict, receipt: str) -> dict:
    """A record as a tablet keeps and sends it, of answers given today. `receipt` is the code's digest."""
    id_ = str(uuid.uuid4())
    plain = {"answers": given, "language": "en", "easy": False, "date": datetime.now(UTC).date().isoformat(),
             "receipt": receipt, "seconds": 240, "age_group": None, "consent": None}  # fmt: skip
    info = "\n".join(("consult outreach response 1", pack["wave"], pack["version"], id_)).encode()
    sealed = SUITE.encrypt(json.dumps(plain).encode(), key, info=info)
    enc, ciphertext = (base64.b64encode(part).decode() for part in (sealed[:65], sealed[65:]))
    return {"id": id_, "session": session, "wave": pack["wave"], "version": pack["version"], "enc": enc,
            "ct": ciphertext}  # fmt: skip


def together(tablets: list[Tablet]) -> float:
    """Let them send at the same moment; how many seconds it took."""
    failed = []

    def run(one: Tablet) -> None:
        try:
            one.drain()
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=run, args=(one,)) for one in tablets]
    began = time.perf_counter()
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    if failed:
        raise failed[0]
    return time.perf_counter() - began


def missing_and_twice(server: servers.Server, tablets: list[Tablet]) -> tuple[int, int]:
    """Of what the tablets held: how many responses are not stored, and how many are stored more often than once."""
    stored = Counter(server.names())
    names = [one.name_of(index) for one in tablets for index in range(len(one.records))]
    return sum(not stored[name] for name in names), sum(max(stored[name] - 1, 0) for name in names)


def phones(server: servers.Server, number: int, at_once: int) -> subprocess.Popen:
    """A crowd that answers on its own phones; its standard output is its tale."""
    order = {"host": "127.0.0.1", "port": server.port, "start": server.start, "number": number, "at_once": at_once,
             "name": "phone"}  # fmt: skip
    return subprocess.Popen([sys.executable, "-m", "tests.load.walker", json.dumps(order)], cwd=servers.ROOT,
                            stdout=subprocess.PIPE, text=True)  # fmt: skip


def kill_workers(server: servers.Server, when: threading.Event) -> int:
    """Until `when` is set, end both workers where they stand, again and again; how often."""
    times = 0
    while not when.wait(0.35):
        for one in servers.family(server.process.pid)[1:]:
            one.kill()
        times += 1
        # Long enough for those that come after to do some work.
        when.wait(0.5)
    return times


def processor(server: servers.Server, database_pid: int, number: int = 1000) -> tuple[float, float]:
    """Milliseconds of processor a record opened, validated and stored in batches of 50: (web tier, database)."""
    tablet = Tablet(server, f"alone-{uuid.uuid4().hex[:6]}")
    tablet.fill(number)
    pids = (server.process.pid, database_pid)
    before = [servers.processor_time(pid) for pid in pids]
    together([tablet])
    web, database = (servers.processor_time(pid) - then for pid, then in zip(pids, before, strict=True))
    assert missing_and_twice(server, [tablet]) == (0, 0)
    return 1000 * web / number, 1000 * database / number


def main() -> None:
    """The whole run."""
    with tempfile.TemporaryDirectory() as folder, servers.database() as (database_pid, address):
        log = Path(folder) / "product.log"
        with servers.product(address, log, Path(folder)) as server:
            processor(server, database_pid, 100)
            runs = [processor(server, database_pid) for _ in range(3)]
            web, database = (statistics.median(column) for column in zip(*runs, strict=True))
            print(f"a record: {web:.2f} ms in the web tier, {database:.2f} ms in the database")
            tablets = [Tablet(server, name) for name in ("north", "south")]
            for one in tablets:
                one.fill(500)
            crowd = phones(server, 400, 32)
            # Begins once the phones are at work.
            time.sleep(3)
            seconds = together(tablets)
            tale = json.loads(crowd.communicate()[0])
            pages = sorted(tale["pages"])
            lost, twice = missing_and_twice(server, tablets)
            print(f"1,000 records while 32 phones answer: {seconds:.1f} s; lost {lost}, twice {twice}")
            stored = Counter(one for one in server.names() if one and one.startswith("phone-"))
            print(f"phones: {len(tale['acknowledged'])} answered, lost {len(set(tale['acknowledged']) - set(stored))}, "
                  f"twice {sum(stored.values()) - len(stored)}, errors {len(tale['errors'])}, page p95 "
                  f"{1000 * pages[int(0.95 * len(pages))]:.0f} ms, longest {1000 * pages[-1]:.0f} ms")  # fmt: skip


if __name__ == "__main__":
    main()
