"""Simulated responses weighed and published through the services, with every file, on SQLite and PostgreSQL."""

from __future__ import annotations

import importlib
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SIMULATED = 10_000
# People -> fresh interpreters. A million are made once: making them takes longer than all else.
WAVES = {10_000: 5, 1_000_000: 1}
BARS = {10_000: 5, 1_000_000: 30}
DATABASES = ("SQLite", "PostgreSQL")
STEPS = ("load the libraries", "weigh", "begin the section", "submit it", "approve it", "make every file",
         "from the weights to all files")  # fmt: skip
ROOT = Path(__file__).resolve().parent.parent.parent


def run() -> str:
    """Each time in a fresh interpreter; loading pandas and scipy, which the first officer waits for, is told apart."""
    tables = []
    for people, repeats in WAVES.items():
        for database in DATABASES:
            tables += _table(people, database, [measure_apart(people, database) for _ in range(repeats)])
    return "\n".join([
        "## From a frozen wave to an approved edition in all formats",
        "",
        "Simulated residents, three Census margins (sex by age, ethnic group, tenure), six measures, three languages:",
        "the section begun, submitted by one person, approved by another, and all of its files made (Word, PDF,",
        "workbook, CSV with metadata, JSON; in each language). The bars are 5 s for 10,000 responses and 30 s for",
        "1,000,000. Seconds by the clock, then of the processor (this process and the typesetter's, not PostgreSQL's),",
        "medians with least to most; each in a fresh interpreter, so that templates and libraries are read anew.",
        *tables,
    ])  # fmt: skip


def _table(people: int, database: str, seconds: list[dict]) -> list[str]:
    rows = []
    for step in STEPS:
        clock, processor = zip(*(one[step] for one in seconds), strict=True)
        rows.append(f"| {step} | {_told(clock)} | {_told(processor)} |")
    return [
        "",
        f"**{people:,} responses, {database}** ({len(seconds)} times; the bar is {BARS[people]} s)",
        "",
        "| step | by the clock | of the processor |",
        "|---|---|---|",
        *rows,
    ]


def _told(seconds: tuple[float, ...]) -> str:
    if len(seconds) == 1:
        return f"{seconds[0]:.2f} s"
    return f"{statistics.median(seconds):.2f} s ({min(seconds):.2f} to {max(seconds):.2f})"


def measure_apart(people: int, database: str) -> dict:
    """One measurement in an interpreter of its own."""
    command = [sys.executable, "-m", "tests.bench.bench_publish", str(people), database]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def measure(people: int, database: str) -> dict:
    """Step -> (seconds by the clock, seconds of the processor), with the answers there already."""
    from tests.postgres import Postgres, connection_url

    with tempfile.TemporaryDirectory() as folder:
        if database == "SQLite":
            return _measure(people, Path(folder), f"sqlite:///{folder}/bench.sqlite")
        server = Postgres()
        server.start()
        try:
            return _measure(people, Path(folder), connection_url(server.url("postgres"), "postgres"))
        finally:
            server.stop()


def _measure(people: int, folder: Path, url: str) -> dict:
    from consult import create_app
    from consult.extensions import db
    from consult.services import editions, sections, weigh
    from consult.services.files import edition as edition_files

    app = create_app({"INSTANCE": folder, "SQLALCHEMY_DATABASE_URI": url, "TESTING": True, "SECRET_KEY": "bench-" * 8})
    found: dict[str, tuple[float, float]] = {}
    with app.app_context(), app.test_request_context():
        wave = _wave(people)
        _timed(found, "load the libraries", lambda: importlib.import_module("analysis"))
        margins = [weigh.margin_of(one) for one in weigh.stored_margins(wave)]
        _timed(found, "weigh", lambda: weigh.weigh(wave, margins, "bench"))
        template = sections.by_id("communities")
        draft = _timed(found, "begin the section",
                       lambda: sections.begin(editions.partnership("trafford"), template, [wave], "one"))  # fmt: skip
        _timed(found, "submit it", lambda: sections.submit(draft, draft.revision, "one"))
        edition = _timed(found, "approve it",
                         lambda: sections.approve(draft, draft.sha256, draft.revision, "another"))  # fmt: skip
        _timed(found, "make every file", lambda: edition_files.make_all(edition, "http://localhost/edition-1"))
        assert edition.document["waves"]["bench"]["people"] == people
        db.session.remove()
        db.engine.dispose()
    parts = [found[step] for step in STEPS[2:-1]]
    found[STEPS[-1]] = tuple(map(sum, zip(*parts, strict=True)))
    return found


def _wave(people: int):
    from consult.extensions import db
    from consult.services import setup
    from tests.bench.large_wave import lay

    db.create_all()
    setup.set_up()
    return lay(SIMULATED, people)


def _timed(found: dict, step: str, work):
    clock, processor = time.perf_counter(), _processor()
    result = work()
    found[step] = time.perf_counter() - clock, _processor() - processor
    return result


def _processor() -> float:
    """Seconds of this process and of those that it waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]), sys.argv[2])))
