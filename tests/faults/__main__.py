"""`python -m tests.faults --minutes N` repeats faults in a random order under load and writes tests/faults/REPORT.md.

`--seed` repeats an order, `--phones` says how many people answer at any time, `--no-report` only prints.
"""

import argparse
import random
import signal
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import psutil
import psycopg

from tests.bench.__main__ import commit, machine
from tests.faults.people import Crowd, PairedTablet
from tests.faults.site import Host, Site
from tests.postgres import Postgres, connection_url

REPORT = Path(__file__).parent / "REPORT.md"
HEAD = """# Faults under load

`make faults` writes this file. {phones} people walk whole surveys of twelve pages and a tablet sends batches of 50
sealed responses, all the time, to the product as in production: gunicorn with two workers on a PostgreSQL that writes
to the disk before it answers. Meanwhile one fault after the other, in a random order (seed {seed}), {number} in
{minutes:.0f} minutes. Who gets no answer presses again; who gets the page that asks to wait presses its button.
"""


@dataclass
class Told:
    """What became of one kind of fault.

    first, last  seconds from its end until the first page came, and until the last request that got none
    """

    first: list[float] = field(default_factory=list)
    last: list[float] = field(default_factory=list)
    words: int = 0
    silences: int = 0


class Trouble:
    """The faults; each leaves everything as it was."""

    def __init__(self, cluster: Postgres, host: Host):
        self._cluster, self._host = cluster, host
        self.kinds: dict[str, Callable[[], None]] = {
            "a worker is killed (SIGKILL)": host.kill_a_worker,
            "the whole server is killed and started": self._kill_all,
            "PostgreSQL is stopped for a second and started": lambda: self._stop(signal.SIGINT),
            "PostgreSQL crashes and is started": lambda: self._stop(signal.SIGQUIT),
            "PostgreSQL stands still for six seconds (SIGSTOP)": self._stand_still,
            "somebody holds a lock on the responses for six seconds": self._lock,
            "each response takes 30 seconds to store, for seven seconds": self._snail,
        }

    def _kill_all(self) -> None:
        self._host.kill()
        self._host.start()

    def _stop(self, how: signal.Signals) -> None:
        self._cluster.halt(how)
        time.sleep(1)
        self._cluster.resume()

    def _stand_still(self) -> None:
        parent = psutil.Process(self._cluster.pid)
        everybody = [parent, *parent.children()]
        for wanted in (signal.SIGSTOP, signal.SIGCONT):
            for one in everybody:
                with suppress(psutil.NoSuchProcess):
                    one.send_signal(wanted)
            time.sleep(6 if wanted == signal.SIGSTOP else 0)

    def _lock(self) -> None:
        with psycopg.connect(self._host.database) as connection:
            connection.execute("LOCK TABLE response IN EXCLUSIVE MODE")
            time.sleep(6)

    def _snail(self) -> None:
        with psycopg.connect(self._host.database, autocommit=True) as connection:
            connection.execute(
                "CREATE FUNCTION snail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(30);"
                " RETURN NEW; END $$; CREATE TRIGGER snail BEFORE INSERT ON response FOR EACH ROW"
                " EXECUTE FUNCTION snail()"
            )
            time.sleep(7)
            # Those that wait in it are let go first: the trigger cannot be taken away under them.
            connection.execute("CREATE OR REPLACE FUNCTION snail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                               " RETURN NEW; END $$")  # fmt: skip
            connection.execute("SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep'")
            connection.execute("DROP TRIGGER snail ON response; DROP FUNCTION snail")


class Tablets:
    """One tablet after the other, each with batches to send, until it is over."""

    def __init__(self, host: Host):
        self._host, self.over, self.sent, self.failed = host, threading.Event(), [], []
        self.thread = threading.Thread(target=self._run, daemon=True)

    def _run(self) -> None:
        while not self.over.is_set() and not self.failed:
            try:
                tablet = PairedTablet(self._host, f"tablet-{len(self.sent)}")
                tablet.fill(100)
            except Exception:
                # To be paired and to fetch a survey the database is needed: the worker tries again.
                time.sleep(0.5)
                continue
            self.sent.append(tablet)
            try:
                tablet.drain()
            except Exception as error:
                self.failed.append(error)


def main() -> None:
    asked = _arguments()
    told: dict[str, Told] = {}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        cluster = Postgres(durable=True)
        cluster.start()
        stack.callback(cluster.stop)
        with psycopg.connect(cluster.url("postgres").replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute("CREATE DATABASE site")
        host = Host(Site(folder, connection_url(cluster.url("postgres"), "site"))).start()
        stack.callback(host.stop)
        trouble, tablets = Trouble(cluster, host), Tablets(host)
        chance, until = random.Random(asked.seed), time.monotonic() + 60 * asked.minutes
        with Crowd(lambda: host.port, host.start_page, "person", asked.phones) as crowd:
            tablets.thread.start()
            while time.monotonic() < until:
                for kind in chance.sample(list(trouble.kinds), len(trouble.kinds)):
                    _one(kind, trouble, crowd, told.setdefault(kind, Told()))
            tablets.over.set()
        tablets.thread.join(timeout=240)
        text = report(asked, told, crowd, tablets, host)
    print(text)
    if not asked.no_report:
        REPORT.write_text(text, encoding="utf-8")
    sys.exit(0 if "**All is well.**" in text else 1)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--phones", type=int, default=12)
    parser.add_argument("--seed", type=int, default=random.randrange(10_000))
    parser.add_argument("--no-report", action="store_true")
    return parser.parse_args()


def _one(kind: str, trouble: Trouble, crowd: Crowd, told: Told) -> None:
    """One fault, and the time until all is well after it."""
    tales = crowd.tales
    crowd.wait_for_answers(40)
    words, silences = len(tales.words), len(tales.silences)
    trouble.kinds[kind]()
    over = time.monotonic()
    crowd.wait_for_answers(1)
    told.first.append(time.monotonic() - over)
    time.sleep(6)
    told.words += len(tales.words) - words
    told.silences += len(tales.silences) - silences
    late = [at - over for at in tales.words[words:] + [at for at, _what in tales.silences[silences:]] if at > over]
    told.last.append(max(late, default=0.0))
    print(f"{kind}: first page after {told.first[-1]:.2f} s, all well after {told.last[-1]:.2f} s", flush=True)


def report(asked: argparse.Namespace, told: dict[str, Told], crowd: Crowd, tablets: Tablets, host: Host) -> str:
    """The report in Markdown."""
    number = sum(len(one.first) for one in told.values())
    rows = [
        f"| {kind} | {len(one.first)} | {one.silences} | {one.words} | {_spread(one.first)} | {_spread(one.last)} |"
        for kind, one in sorted(told.items())
    ]
    people, sent = crowd.tales.acknowledged, [name for one in tablets.sent for name in _names(one)]
    (lost, twice), (gone, doubled) = host.site.missing_and_twice(people), host.site.missing_and_twice(sent)
    unknown = len(set(host.site.names()) - set(people) - set(sent))
    problems = [*crowd.tales.complaints, *map(str, tablets.failed)]
    slowest = max((value for one in told.values() for value in one.last), default=0)
    well = not (lost or twice or gone or doubled or unknown or problems) and slowest < 5
    return "\n".join([
        HEAD.format(phones=asked.phones, seed=asked.seed, number=number, minutes=asked.minutes),
        "| fault | times | requests without an answer | pages that asked to wait | first page, s after its end"
        " | last trouble, s after its end |", "|---|---|---|---|---|---|", *rows, "",
        f"People: {len(people):,} whole responses acknowledged, {lost} of them missing, {twice} stored twice. Tablets: "
        f"{len(sent):,} sealed responses acknowledged, {gone} missing, {doubled} twice. Stored and acknowledged to "
        f"nobody: {unknown}. The longest that anybody waited for one answer: {crowd.tales.longest:.1f} s. Pages that "
        f"nobody expects: {len(problems)}{' ' + str(problems[:3]) if problems else ''}.", "",
        "**All is well.**" if well else "**Not all is well.**", "",
        f"Measured {datetime.now(UTC):%d %B %Y, %H:%M UTC}, commit {commit()}, {machine()}.", "",
    ])  # fmt: skip


def _names(tablet: PairedTablet) -> list[str]:
    return [tablet.name_of(index) for index in range(len(tablet.records))]


def _spread(values: list[float]) -> str:
    return f"{statistics.median(values):.1f} ({min(values):.1f}–{max(values):.1f})"


if __name__ == "__main__":
    main()
