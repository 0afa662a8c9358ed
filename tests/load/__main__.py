"""`python -m tests.load` runs the product beside the floor in turns and writes tests/load/REPORT.md.

`--rounds`, `--responses` (whole responses a run) and `--at-once` change how much; `--no-report` only prints.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psutil

from tests.bench.__main__ import commit, machine
from tests.load import servers
from tests.load.walker import Tale

REPORT = Path(__file__).parent / "REPORT.md"
HEAD = """# Whole responses under load

`make load` writes this file. A whole response: the first page, twelve questions read and answered, the check of all
answers, sending, the thanks; {sent} requests on a connection of its own. The product runs as in production; the floor
(tests/load/floor.py) is the least that the same twelve pages can be in Flask: a signed session cookie, one row upserted
a page, plain templates, no form token, no check of what is sent, one language, no encryption. Both run under the same
gunicorn (two workers, eight threads each, nothing in front) on the same PostgreSQL, which writes to the disk before it
answers, with the load on the same machine. Runs alternate: floor, product, floor, product, {rounds} rounds of
{responses} responses each. Figures are medians of the rounds, least to most in brackets; the ratio is the median of
the ratios of runs made one after the other. A page's time is from the click until the page is there, its redirect
included.
"""
FIGURES = (
    ("processor a whole response, ms", "processor", 1),
    ("… of the web tier", "web", 1),
    ("… of PostgreSQL", "database", 1),
    ("whole responses a second", "throughput", 1),
    ("page, half are there within, ms", "p50", 0),
    ("page, 95 % within, ms", "p95", 0),
    ("page, 99 % within, ms", "p99", 0),
)


@dataclass
class Run:
    """One crowd's run on one server. Processor times in milliseconds a whole response, page times in milliseconds."""

    web: float
    database: float
    throughput: float
    walker: float
    others: float
    p50: float
    p95: float
    p99: float
    errors: int
    acknowledged: int
    lost: int
    twice: int
    tale: Tale

    @property
    def processor(self) -> float:
        """Of the web tier and of the database."""
        return self.web + self.database


def main() -> None:
    asked = _arguments()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        database_pid, address = stack.enter_context(servers.database())
        pair = {
            "floor": stack.enter_context(servers.floor(address, folder / "floor.log")),
            "product": stack.enter_context(servers.product(address, folder / "product.log", folder)),
        }
        for server in pair.values():
            measure(server, database_pid, 40, 8, "warm")
        runs: dict[tuple[str, int], list[Run]] = {}
        for number in range(asked.rounds):
            for at_once in asked.at_once:
                for name, server in pair.items():
                    run = measure(server, database_pid, asked.responses, at_once, f"{number}-{at_once}")
                    runs.setdefault((name, at_once), []).append(run)
                    print(_line(name, at_once, run), flush=True)
        memory = {name: server.memory() for name, server in pair.items()}
    text = report(runs, memory, asked)
    print(text)
    if not asked.no_report:
        REPORT.write_text(text, encoding="utf-8")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.load", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--responses", type=int, default=200)
    parser.add_argument("--at-once", type=int, nargs="+", default=[8, 32])
    parser.add_argument("--no-report", action="store_true")
    return parser.parse_args()


def measure(server: servers.Server, database_pid: int, number: int, at_once: int, name: str) -> Run:
    """Send a crowd and look at what everybody used meanwhile and at what is stored afterwards."""
    order = {"host": "127.0.0.1", "port": server.port, "start": server.start, "number": number,
             "at_once": at_once, "name": name}  # fmt: skip
    pids = {"web": server.process.pid, "database": database_pid}
    before = {key: servers.processor_time(pid) for key, pid in pids.items()}
    busy, began = servers.busy(), time.perf_counter()
    walker = subprocess.run(
        [sys.executable, "-m", "tests.load.walker", json.dumps(order)],
        cwd=servers.ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    used = {key: servers.processor_time(pid) - before[key] for key, pid in pids.items()}
    busy, seconds = servers.busy() - busy, time.perf_counter() - began
    tale = Tale(**json.loads(walker.stdout))
    stored = Counter(one for one in server.names() if one and one.startswith(f"{name}-"))
    done = len(tale.acknowledged)
    percent = statistics.quantiles(tale.pages, n=100) if len(tale.pages) > 1 else [0] * 99
    return Run(
        web=1000 * used["web"] / max(done, 1),
        database=1000 * used["database"] / max(done, 1),
        throughput=done / tale.seconds,
        walker=1000 * tale.processor / max(done, 1),
        others=max(0.0, busy - sum(used.values()) - tale.processor) / (seconds * psutil.cpu_count()),
        p50=1000 * percent[49],
        p95=1000 * percent[94],
        p99=1000 * percent[98],
        errors=len(tale.errors),
        acknowledged=done,
        lost=len(set(tale.acknowledged) - set(stored)),
        twice=sum(count - 1 for count in stored.values()),
        tale=tale,
    )


def _line(name: str, at_once: int, run: Run) -> str:
    return (
        f"{name:8} {at_once:3} at once: {run.processor:6.1f} ms (web {run.web:.1f}, database {run.database:.1f}), "
        f"{run.throughput:.1f}/s, page p50 {run.p50:.0f} p95 {run.p95:.0f} p99 {run.p99:.0f} ms, "
        f"{run.errors} errors, {run.lost} lost, others {run.others:.0%} {Counter(run.tale.errors).most_common(2)}"
    )


def report(runs: dict[tuple[str, int], list[Run]], memory: dict[str, float], asked: argparse.Namespace) -> str:
    """The report in Markdown."""
    parts = [HEAD.format(rounds=asked.rounds, responses=asked.responses, sent=_requests(runs))]
    for at_once in asked.at_once:
        parts.append(_table(at_once, runs["floor", at_once], runs["product", at_once]))
    every = [run for group in runs.values() for run in group]
    parts.append(
        f"Every response that was acknowledged is stored, each once: {sum(run.acknowledged for run in every):,} "
        f"acknowledged, {sum(run.lost for run in every)} of them missing, {sum(run.twice for run in every)} twice; "
        f"{sum(run.errors for run in every)} errors.\n\n"
        f"Memory of the web tier after the last run (PSS, all processes): floor {memory['floor']:.0f} MB, "
        f"product {memory['product']:.0f} MB.\n\n"
        f"{_sizes(runs)}\n\n"
        f"Other programs on the machine took {_spread([100 * run.others for run in every], 0)} % of its processors "
        f"meanwhile; the walker took {_spread([run.walker for run in every], 1)} ms a whole response.\n\n"
        f"Measured {datetime.now(UTC):%d %B %Y, %H:%M UTC}, commit {commit()}, {machine()}.\n"
    )
    return "\n".join(parts)


def _requests(runs: dict[tuple[str, int], list[Run]]) -> int:
    tale = runs["product", min(at_once for _name, at_once in runs)][0].tale
    return round(len(tale.requests) / max(len(tale.acknowledged), 1))


def _table(at_once: int, floor: list[Run], product: list[Run]) -> str:
    rows = [f"## {at_once} respondents at once\n", "| | floor | product | product / floor |", "|---|---|---|---|"]
    for words, name, digits in FIGURES:
        theirs, ours = ([getattr(run, name) for run in group] for group in (floor, product))
        ratio = statistics.median(our / their for our, their in zip(ours, theirs, strict=True))
        rows.append(f"| {words} | {_spread(theirs, digits)} | {_spread(ours, digits)} | {ratio:.2f} |")
    return "\n".join(rows) + "\n"


def _spread(values: list[float], digits: int) -> str:
    """The median, and from least to most."""
    middle, least, most = statistics.median(values), min(values), max(values)
    return f"{middle:.{digits}f} ({least:.{digits}f}–{most:.{digits}f})"


def _sizes(runs: dict[tuple[str, int], list[Run]]) -> str:
    sizes = [run.tale.sizes for (name, _at_once), group in runs.items() if name == "product" for run in group]
    questions = max(size for one in sizes for path, size in one.items() if "/q/" in path)
    others = max(size for one in sizes for path, size in one.items() if "/q/" not in path)
    return (
        f"On the wire, headers and all, compressed as a browser asks: the largest question {questions:,} bytes, the "
        f"largest other page {others:,} bytes."
    )


if __name__ == "__main__":
    main()
