"""`python -m tests.load.steady` lets people come at a steady rate while tablets send; it writes tests/load/STEADY.md.

`--minutes`, `--rate` (whole responses a second), `--tablets`, `--every` (seconds between a tablet's batches of 50) and
`--redirected` (the share of people whose browsers are led from page to page) change how much; `--no-report` only
prints.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import textwrap
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.client import HTTPException
from pathlib import Path

import psutil

from tests.bench.__main__ import commit, machine
from tests.load import servers
from tests.load.people import LONGEST, READS
from tests.load.tablets import BATCH, Tablet, processor

REPORT = Path(__file__).parent / "STEADY.md"
# With the first page, the check of all answers and the thanks twelve pages.
QUESTIONS = 9
# Seconds between two looks at the memory.
LOOK = 5
TITLE = "# People at a steady rate while tablets send\n"
HEAD = """\
`python -m tests.load.steady` writes this file. {rate:g} people a second set out for {minutes:g} minutes, whether or
not the server keeps up; each opens the first page of a survey, reads every page for {reads:g} s on average (at most
{longest:g} s, on one connection, as a browser keeps it), answers nine questions, looks over the answers, sends them
and is thanked: twelve pages. {browsers} Meanwhile {tablets} tablets send sealed responses in batches of {batch}, a
batch every {every:g} s each. The product runs as in production under gunicorn (two workers, eight threads each, nothing
in front) on PostgreSQL, which writes to the disk before it answers; people, tablets and database are on the same
machine. A page's time is from the click until the page is there, connecting and redirects included."""


@dataclass
class Watch:
    """What the web tier's memory is, in MB (PSS of all processes), looked at again and again until told to stop."""

    server: servers.Server
    seen: list[tuple[float, float]] = field(default_factory=list)

    def run(self, stop: threading.Event) -> None:
        began = time.monotonic()
        while not stop.wait(LOOK):
            self.seen.append((time.monotonic() - began, self.server.memory()))

    def between(self, first: float, last: float) -> float:
        """The median between two moments, in seconds."""
        return statistics.median(memory for moment, memory in self.seen if first <= moment < last)


@dataclass
class Sender:
    """A tablet that seals and sends a batch every so many seconds until told to stop."""

    tablet: Tablet
    every: float
    # Seconds that each batch took from sending to its answer.
    times: list[float] = field(default_factory=list)
    # Times that the survey could not be taken along: tried again, as a tablet does.
    missed: int = 0

    def run(self, stop: threading.Event) -> None:
        while not stop.is_set():
            began = time.monotonic()
            try:
                self.tablet.fill(BATCH)
            except (OSError, HTTPException):
                self.missed += 1
                stop.wait(self.every)
                continue
            sent = time.monotonic()
            self.tablet.drain()
            self.times.append(time.monotonic() - sent)
            stop.wait(max(0.0, self.every - (time.monotonic() - began)))


@dataclass
class Outcome:
    """What a run came to: the people's tale, the memory, the tablets, seconds of processor by what used it."""

    tale: dict
    watch: Watch
    senders: list[Sender]
    used: dict[str, float]


def main() -> None:
    asked = _arguments()
    with tempfile.TemporaryDirectory() as folder, servers.database() as (database_pid, address):
        with servers.product(address, Path(folder) / "product.log", Path(folder), QUESTIONS) as server:
            processor(server, database_pid, 200)
            sealed = [sum(processor(server, database_pid)) for _ in range(3)]
            outcome = together(server, database_pid, asked)
            text = report(asked, sealed, outcome, Counter(server.names()))
    print(text)
    if not asked.no_report:
        REPORT.write_text(text, encoding="utf-8")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.load.steady", description=__doc__)
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--rate", type=float, default=25)
    parser.add_argument("--tablets", type=int, default=2)
    parser.add_argument("--every", type=float, default=10)
    parser.add_argument("--redirected", type=float, default=0.0)
    parser.add_argument("--no-report", action="store_true")
    return parser.parse_args()


def together(server: servers.Server, database_pid: int, asked: argparse.Namespace) -> Outcome:
    """Let everybody go at once, and look at who uses what meanwhile."""
    stop, watch, failed = threading.Event(), Watch(server), []
    senders = [Sender(Tablet(server, f"tablet-{number}"), asked.every) for number in range(asked.tablets)]
    order = {"host": "127.0.0.1", "port": server.port, "start": server.start, "rate": asked.rate,
             "seconds": 60 * asked.minutes, "name": "person", "redirected": asked.redirected}  # fmt: skip
    threads = [threading.Thread(target=_kept, args=(one.run, stop, failed)) for one in [watch, *senders]]
    pids = {"web": server.process.pid, "database": database_pid}
    before, busy, own = {key: servers.processor_time(pid) for key, pid in pids.items()}, servers.busy(), _own()
    for one in threads:
        one.start()
    people = subprocess.run([sys.executable, "-m", "tests.load.people", json.dumps(order)], cwd=servers.ROOT,
                            stdout=subprocess.PIPE, check=True)  # fmt: skip
    stop.set()
    for one in threads:
        one.join()
    if failed:
        raise failed[0]
    tale = json.loads(people.stdout)
    used = {key: servers.processor_time(pid) - before[key] for key, pid in pids.items()}
    used["load"] = tale["processor"] + _own() - own
    used["others"] = max(0.0, servers.busy() - busy - sum(used.values()))
    return Outcome(tale, watch, senders, used)


def _own() -> float:
    """Seconds of processor that this process has used: sealing and sending as the tablets do."""
    times = psutil.Process().cpu_times()
    return times.user + times.system


def _kept(run: Callable[[threading.Event], None], stop: threading.Event, failed: list[Exception]) -> None:
    try:
        run(stop)
    except Exception as error:
        failed.append(error)


def report(asked: argparse.Namespace, sealed: list[float], outcome: Outcome, stored: Counter) -> str:
    """The report in Markdown. `sealed`: milliseconds a sealed record, before; `stored`: how often each name is."""
    tale, seconds = outcome.tale, 60 * asked.minutes
    acknowledged = [*tale["acknowledged"], *(name for one in outcome.senders for name in one.tablet.names())]
    lost = sum(not stored[name] for name in acknowledged)
    twice = sum(count - 1 for count in stored.values())
    batches = sorted(moment for one in outcome.senders for moment in one.times)
    edge = min(120.0, seconds / 4)
    early = outcome.watch.between(edge, 2 * edge)
    late = outcome.watch.between(seconds - edge, seconds)
    head = HEAD.format(rate=asked.rate, minutes=asked.minutes, reads=READS, longest=LONGEST, tablets=asked.tablets,
                       batch=BATCH, every=asked.every, browsers=_browsers(asked.redirected, tale))  # fmt: skip
    shares = {key: f"{used / tale['seconds']:.2f}" for key, used in outcome.used.items()}
    errors = Counter(tale["errors"]).most_common(3)
    again = sum(one.missed + one.tablet.tries - len(one.times) for one in outcome.senders)
    parts = [
        TITLE,
        textwrap.fill(head, 120),
        "",
        *_pages(tale, seconds),
        f"\nErrors: {len(tale['errors'])}{''.join(f'; {count} times {words}' for words, count in errors)}. "
        f"Acknowledged to people: {len(tale['acknowledged']):,} whole responses; to tablets: "
        f"{BATCH * len(batches):,} sealed ones. Of these are missing in the database: {lost}; twice: {twice}.",
        f"\nA tablet's batch of {BATCH}, sent among them: half are answered within "
        f"{1000 * statistics.median(batches):.0f} ms, the slowest took {1000 * batches[-1]:.0f} ms; what got no answer "
        f"and was asked again: {again}. Alone, a sealed "
        f"response opened, validated and stored costs {statistics.median(sealed):.2f} ({min(sealed):.2f}–"
        f"{max(sealed):.2f}) ms of processor, web tier and PostgreSQL together, one request a batch.",
        f"\nMemory of the web tier (PSS of all processes): {early:.0f} MB after {edge / 60:g} minutes, {late:.0f} MB "
        f"in the last {edge / 60:g}; at most {max(memory for _moment, memory in outcome.watch.seen):.0f} MB.",
        f"\nProcessors in use, of {psutil.cpu_count()}: web tier {shares['web']}, PostgreSQL {shares['database']}, "
        f"people and tablets {shares['load']}, other programs {shares['others']}.",
        f"\nMeasured {datetime.now(UTC):%d %B %Y, %H:%M UTC}, commit {commit()}, {machine()}.",
    ]
    return "\n".join([*parts, ""])


def _browsers(redirected: float, tale: dict) -> str:
    """How they come from page to page."""
    each = len(tale["requests"]) / max(len(tale["acknowledged"]), 1)
    return (f"{1 - redirected:.0%} of them have browsers that take the next question in the answer to the last, as "
            "Chrome, Edge and Firefox do; the others are redirected, as Safari, browsers on iPhones and those without "
            f"scripts are. That is {each:.0f} requests for a whole response.")  # fmt: skip


def _pages(tale: dict, seconds: float) -> list[str]:
    """A table of the pages' times, by quarters of the run."""
    rows = ["| | pages a second | half within, ms | 95 % within, ms | 99 % within, ms |", "|---|---|---|---|---|"]
    quarter = seconds / 4
    parts = [(f"quarter {number + 1}", number * quarter, (number + 1) * quarter) for number in range(4)]
    for words, first, last in [*parts, ("**all**", 0.0, tale["seconds"] + 1)]:
        times = [page for page, at in zip(tale["pages"], tale["at"], strict=True) if first <= at < last]
        percent = statistics.quantiles(times, n=100)
        cells = [f"{1000 * percent[place]:.0f}" for place in (49, 94, 98)]
        rows.append(f"| {words} | {len(times) / min(last - first, tale['seconds']):.0f} | {' | '.join(cells)} |")
    return rows


if __name__ == "__main__":
    main()
