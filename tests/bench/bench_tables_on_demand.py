"""Tables on demand of a wave of 100,000 responses, through the service, on SQLite and PostgreSQL."""

from __future__ import annotations

import datetime as dt
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PEOPLE, SIMULATED = 100_000, 10_000
REPEATS = 5
ROOT = Path(__file__).resolve().parent.parent.parent
TABLES = (
    ("a scale by sex", "safe_dark", "sex", None),
    ("a scale by neighbourhood", "safe_dark", "neighbourhood", None),
    ("a scale by age, women only", "safe_dark", "age_band", {"sex": "female"}),
    ("a row of a grid by tenure", "asb.litter", "tenure", None),
    ("eleven reasons by age", "reasons_unsafe", "age_band", None),
)


def run() -> str:
    """Each database in a fresh interpreter; the libraries are loaded before the clock starts."""
    lines = [
        "## A table on demand",
        "",
        f"{PEOPLE:,} simulated residents weighed to three Census margins: the table counted by the database, designed,",
        "estimated with intervals and tests, and protected. The bar is a second. Seconds by the clock, then of this",
        f"process (median of {REPEATS}, least to most); what is left of the clock is the database and other programs.",
        "",
        "| table | database | by the clock | of the process |",
        "|---|---|---|---|",
    ]
    for database in ("SQLite", "PostgreSQL"):
        for name, clock, process in measure_apart(database):
            lines.append(f"| {name} | {database} | {_told(clock)} | {_told(process)} |")
    return "\n".join(lines)


def _told(seconds: list[float]) -> str:
    return f"{statistics.median(seconds):.2f} s ({min(seconds):.2f} to {max(seconds):.2f})"


def measure_apart(database: str) -> list:
    """The measurements on one database in an interpreter of its own."""
    command = [sys.executable, "-m", "tests.bench.bench_tables_on_demand", database]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def measure(database: str) -> list:
    """[(table, seconds by the clock, seconds of the process)]."""
    from tests.postgres import Postgres, connection_url

    with tempfile.TemporaryDirectory() as folder:
        if database == "SQLite":
            return _measure(folder, f"sqlite:///{folder}/bench.sqlite")
        server = Postgres()
        server.start()
        try:
            return _measure(folder, connection_url(server.url("postgres"), "postgres"))
        finally:
            server.stop()


def _measure(folder: str, url: str) -> list:
    import analysis  # noqa: F401  (loaded before the clock starts)
    from consult import create_app
    from consult.extensions import db
    from consult.models import Survey
    from consult.services import demo, field, setup, weigh
    from consult.services.tables import make
    from tests.bench.large_wave import grow

    settings = {"INSTANCE": Path(folder), "SQLALCHEMY_DATABASE_URI": url}
    app = create_app({**settings, "TESTING": True, "SECRET_KEY": "bench-" * 8})
    found = []
    with app.app_context():
        db.create_all()
        setup.set_up()
        survey = db.session.scalar(db.select(Survey).where(Survey.slug == "trafford"))
        days = (dt.date(2026, 3, 2), dt.date(2026, 4, 12))
        wave = field.add_wave(survey, field.NewWave("bench", "Bench", "quota", *days))
        demo.simulate(wave, SIMULATED)
        db.session.commit()
        grow(wave, PEOPLE)
        weigh.weigh(wave, [weigh.margin_of(one) for one in weigh.stored_margins(wave)], "bench")
        make(wave, "safe_area", "sex")
        for name, item, by, where in TABLES:
            seconds = [_timed(lambda i=item, b=by, w=where: make(wave, i, b, w)) for _repeat in range(REPEATS)]
            found.append((name, *map(list, zip(*seconds, strict=True))))
        db.session.remove()
        db.engine.dispose()
    return found


def _timed(work) -> tuple[float, float]:
    clock, process = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - clock, time.process_time() - process


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1])))
