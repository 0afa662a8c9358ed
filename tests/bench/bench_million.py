"""A million stored responses on PostgreSQL: the cells of a weighting, the memory of the process that counts them, and
what respondents notice of it. What lies below is measured in one run, with and without the counting in turns."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.load import servers

PEOPLE, SIMULATED = int(os.environ.get("BENCH_PEOPLE", "1_000_000")), 10_000
# Pairs of runs, each of so many seconds, with so many people a second setting out on a whole survey.
ROUNDS, SECONDS, A_SECOND = 6, 20, 6
# Seconds that they look at a page: little, so that all who set out are under way at once.
READS = 0.2
BARS = {"seconds": 10, "megabytes": 300, "slower": 1.2}
ROOT = Path(__file__).resolve().parent.parent.parent
SIZES = """
SELECT pg_table_size('response')::float / count(*), pg_indexes_size('response')::float / count(*),
pg_total_relation_size('response') / 1e9 FROM response
"""


def run() -> str:
    """Lay the wave, then measure."""
    import psycopg

    with tempfile.TemporaryDirectory() as folder, servers.database() as (database_pid, address):
        with servers.product(address, Path(folder) / "product.log", Path(folder)) as server:
            _flask(server, "lay")
            with psycopg.connect(server.database) as connection:
                sizes = connection.execute(SIZES).fetchone()
            crowd(server, SECONDS / 4)
            pairs = [(_met(server, database_pid), *_while_counting(server, database_pid)) for _ in range(ROUNDS)]
    return _report(sizes, pairs)


def _while_counting(server: servers.Server, database_pid: int) -> tuple[dict, dict]:
    """What people meet while a worker's process counts again and again, and what that process took."""
    with _counting(server) as counting:
        met = _met(server, database_pid)
    return met, json.loads(counting.stdout.read())


def _met(server: servers.Server, database_pid: int) -> dict:
    """What people meet, and the seconds of processor that PostgreSQL took meanwhile."""
    before = servers.processor_time(database_pid)
    return {**crowd(server, SECONDS), "database": servers.processor_time(database_pid) - before}


@contextmanager
def _counting(server: servers.Server) -> Iterator[subprocess.Popen]:
    command = [sys.executable, "-m", "tests.bench.bench_million", "count"]
    counting = subprocess.Popen(command, cwd=ROOT, env=os.environ | server.environment, text=True,
                                stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # fmt: skip
    counting.stdout.readline()
    try:
        yield counting
    finally:
        counting.stdin.close()
        counting.wait(timeout=120)


def _flask(server: servers.Server, what: str) -> None:
    subprocess.run([sys.executable, "-m", "tests.bench.bench_million", what], cwd=ROOT, check=True,
                   env=os.environ | server.environment)  # fmt: skip


def crowd(server: servers.Server, seconds: float) -> dict:
    """People who set out at an even pace, whatever those before them meet: p50 and p95 of a page in ms, and errors."""
    order = {"host": "127.0.0.1", "port": server.port, "start": server.start, "rate": A_SECOND, "seconds": seconds,
             "name": f"m{time.monotonic_ns()}", "reads": READS}  # fmt: skip
    done = subprocess.run([sys.executable, "-m", "tests.load.people", json.dumps(order)], cwd=ROOT, check=True,
                          stdout=subprocess.PIPE, text=True)  # fmt: skip
    tale = json.loads(done.stdout)
    percent = statistics.quantiles(tale["pages"], n=100)
    found = {"p50": 1000 * percent[49], "p95": 1000 * percent[94]}
    return {**found, "pages": len(tale["pages"]), "errors": len(tale["errors"])}


def _lay() -> None:
    """The large wave, beside the one that people answer."""
    from consult import create_app
    from consult.extensions import db
    from tests.bench.large_wave import lay

    with create_app().app_context():
        lay(SIMULATED, PEOPLE)
        db.session.remove()


def _count() -> None:
    """Count and weigh until nobody listens any more; then say how long it took and how much memory, in MB."""
    import resource

    from consult import create_app
    from consult.services import cells, field, schemes

    os.nice(10)
    found: dict[str, list[float]] = {"cells": [], "weigh": []}
    over = threading.Event()
    with create_app().app_context():
        wave = field.wave_by_slug("bench")
        scheme = schemes.Scheme(margins=tuple(one.key for one in schemes.offered(wave) if ":" not in one.key))
        dimensions = list(dict.fromkeys(name for one in schemes.offered(wave) for name in one.dimensions))
        print("ready", flush=True)
        threading.Thread(target=lambda: (sys.stdin.read(), over.set()), daemon=True).start()
        while not (over.is_set() and found["weigh"]):
            found["cells"].append(_timed(lambda: cells.cells(wave, dimensions)))
            found["weigh"].append(_timed(lambda: schemes.reckon(wave, scheme)))
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps({**found, "megabytes": used.ru_maxrss / 1024, "processor": used.ru_utime + used.ru_stime}))


def _timed(work) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _report(sizes: tuple, pairs: list[tuple[dict, dict, dict]]) -> str:
    seconds = {name: [one for *_met, took in pairs for one in took[name]] for name in ("cells", "weigh")}
    megabytes = max(took["megabytes"] for *_met, took in pairs)
    counted = sum(len(took["cells"]) + len(took["weigh"]) for *_met, took in pairs)
    database = sum(beside["database"] - alone["database"] for alone, beside, _took in pairs) / counted
    rows = []
    for name in ("p50", "p95"):
        alone, beside = ([one[place][name] for one in pairs] for place in (0, 1))
        ratios = [b / a for a, b in zip(alone, beside, strict=True)]
        rows.append(f"| page, {name[1:]} % within | {_told(alone, 0)} ms | {_told(beside, 0)} ms "
                    f"| {_told(ratios, 2)} | {BARS['slower']} |")  # fmt: skip
    errors = sum(one["errors"] for pair in pairs for one in pair[:2])
    return "\n".join([
        f"## {PEOPLE:,} stored responses",
        "",
        f"PostgreSQL that writes to the disk before it answers, {A_SECOND} people a second setting out on a whole",
        f"survey (15 requests each, as browsers with scripts send them), {ROUNDS} pairs of {SECONDS} s: without, then",
        "with one process that counts the cells of three Census margins and weighs by them again and again, at a lower",
        "priority, on the same machine.",
        f"{sum(pair[0]['pages'] + pair[1]['pages'] for pair in pairs):,} pages, {errors} errors.",
        "",
        "| | | bar |",
        "|---|---|---|",
        f"| cells of the weighting, while people answer | {_told(seconds['cells'], 1)} s | {BARS['seconds']} s |",
        f"| the whole weighting (cells, raking, diagnostics) | {_told(seconds['weigh'], 1)} s | |",
        f"| most memory of the process that does it | {megabytes:.0f} MB | {BARS['megabytes']} MB |",
        f"| processor of PostgreSQL, a counting | {database:.1f} s | |",
        f"| a response on the disk, without and with its indexes | {sizes[0]:.0f} and {sizes[0] + sizes[1]:.0f} bytes, "
        f"{sizes[2]:.2f} GB in all | |",
        "",
        "| what people meet | without | with | ratio, with / without | bar |",
        "|---|---|---|---|---|",
        *rows,
    ])  # fmt: skip


def _told(values: list[float], digits: int) -> str:
    return f"{statistics.median(values):.{digits}f} ({min(values):.{digits}f} to {max(values):.{digits}f})"


if __name__ == "__main__":
    {"lay": _lay, "count": _count}[sys.argv[1]]()
