"""A wave of a hundred thousand responses: a weighting proposed, done, and four compared, on SQLite and PostgreSQL."""

from __future__ import annotations

import datetime as dt
import importlib
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from dataclasses import replace
from pathlib import Path

PEOPLE, SIMULATED = 100_000, 5_000
REPEATS = 5
ROOT = Path(__file__).resolve().parent.parent.parent
CHANGED = {
    "safe_dark": ("very_safe", "fairly_safe", "bit_unsafe", "very_unsafe"),
    "safe_area": ("very_safe", "fairly_safe", "fairly_unsafe", "very_unsafe"),
    "tenure": ("owns_outright", "mortgage", "social_rent", "private_rent", "other"),
}


def run() -> str:
    """Each database in an interpreter of its own."""
    rows = []
    for database in ("sqlite", "postgresql"):
        done = subprocess.run(
            [sys.executable, "-m", "tests.bench.bench_schemes", database],
            cwd=ROOT, capture_output=True, text=True, check=True,
        )  # fmt: skip
        for name, values in json.loads(done.stdout.splitlines()[-1]).items():
            spread = f"{min(values):.2f} to {max(values):.2f} s"
            rows.append(f"| {database} | {name} | {statistics.median(values):.2f} s | {spread} |")
    return "\n".join([
        "## Weightings of a large wave",
        "",
        f"{PEOPLE:,} responses to the residents' questionnaire ({SIMULATED:,} simulated, repeated with half of three",
        "answers drawn anew), three Census margins. Four weightings compared: cost, spread, margins, and three main",
        f"figures with their intervals. {REPEATS} times each, the libraries loaded. The bar for the comparison is 5 s.",
        "",
        "| database | step | median | least to most |",
        "|---|---|---|---|",
        *rows,
    ])  # fmt: skip


def measure(database: str) -> dict[str, list[float]]:
    """Seconds of each step on one database."""
    from tests.postgres import Postgres

    with tempfile.TemporaryDirectory() as folder:
        if database == "sqlite":
            return _measured(Path(folder), f"sqlite:///{folder}/bench.sqlite")
        server = Postgres()
        server.start()
        try:
            return _measured(Path(folder), server.url("postgres"))
        finally:
            server.stop()


def _measured(folder: Path, url: str) -> dict[str, list[float]]:
    from consult import create_app
    from consult.extensions import db
    from consult.services import schemes, schemes_compared

    app = create_app({"INSTANCE": folder, "SQLALCHEMY_DATABASE_URI": url, "TESTING": True, "SECRET_KEY": "bench-" * 8})
    with app.app_context():
        wave = _wave(db)
        importlib.import_module("analysis.proposing")
        proposed, seconds = _timed(lambda: schemes.propose(wave).scheme)
        found = {"propose": seconds}
        sides = ("sex_age_16plus:sex", "sex_age_16plus:age_band", *proposed.margins[1:])
        asked = [
            proposed, replace(proposed, bounds=None), replace(proposed, margins=proposed.margins[:1], bounds=None),
            replace(proposed, margins=sides, bounds=None, merged={"age_band": [["16-24", "25-34"]]}),
        ]  # fmt: skip
        weighed = [_timed(lambda scheme=scheme: schemes.weigh_by(wave, scheme, "bench"), 1) for scheme in asked]
        found["weigh"] = [seconds[0] for _run, seconds in weighed]
        runs = [run for run, _seconds in weighed]
        compared, found["compare four"] = _timed(lambda: schemes_compared.compare(wave, runs))
        assert all(figure.base > 0.9 * PEOPLE for column in compared.columns for figure in column.figures.values())
        db.session.remove()
        db.engine.dispose()
    return found


def _timed(step, times: int = REPEATS) -> tuple:
    seconds = []
    for _ in range(times):
        started = time.perf_counter()
        result = step()
        seconds.append(time.perf_counter() - started)
    return result, seconds


def _wave(db):
    """A wave with so many responses, far fewer of them alike than repeating alone would leave."""
    from consult.models import Response, Survey
    from consult.services import demo, field, setup

    db.create_all()
    setup.set_up()
    survey = db.session.scalar(db.select(Survey).where(Survey.slug == "trafford"))
    wave = field.add_wave(survey, field.NewWave("bench", "Bench", "quota", dt.date(2026, 3, 2), dt.date(2026, 4, 12)))
    demo.simulate(wave, SIMULATED)
    db.session.commit()
    table, draw = Response.__table__, random.Random(1)
    rows = [dict(row) for row in db.session.execute(db.select(table)).mappings()]
    for _ in range(PEOPLE // SIMULATED - 1):
        db.session.execute(db.insert(table), [
            {**row, "id": uuid.uuid4(), "answers": {**row["answers"], **{
                name: draw.choice(values) for name, values in CHANGED.items() if draw.random() < 0.5}}}
            for row in rows
        ])  # fmt: skip
    db.session.commit()
    return wave


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1])))
