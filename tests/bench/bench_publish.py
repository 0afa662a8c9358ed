"""Ten thousand simulated responses weighed and published through the services, on SQLite."""

from __future__ import annotations

import datetime as dt
import importlib
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PEOPLE = 10_000
REPEATS = 5
ROOT = Path(__file__).resolve().parent.parent.parent


def run() -> str:
    """Each time in a fresh interpreter; loading pandas and scipy, which the first officer waits for, is told apart."""
    seconds = [measure_apart() for _ in range(REPEATS)]
    rows = []
    for name in ("load the libraries", "weigh", "publish", "weigh and publish", "every file in every language"):
        values = sorted(one[name] for one in seconds)
        rows.append(f"| {name} | {statistics.median(values):.2f} s | {values[0]:.2f} to {values[-1]:.2f} s |")
    size = seconds[0]["document"]
    return "\n".join([
        "## From answers to an edition",
        "",
        f"{PEOPLE:,} simulated residents, three Census margins (sex by age, ethnic group, tenure), six measures, three",
        f"languages, SQLite. The document of the edition has {size:,} letters. {REPEATS} fresh interpreters. The bar",
        "is 5 s to weigh and publish. The files are Word, PDF, workbook, CSV with metadata and JSON.",
        "",
        "| step | median | least to most |",
        "|---|---|---|",
        *rows,
    ])  # fmt: skip


def measure_apart() -> dict:
    """One measurement in an interpreter of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.bench_publish"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout.splitlines()[-1])


def measure() -> dict:
    """Seconds to weigh and to publish, with the answers there already."""
    from consult import create_app
    from consult.extensions import db
    from consult.models import Survey
    from consult.services import demo, editions, field, sections, setup, weigh
    from consult.services.digest import canonical
    from consult.services.files import edition as edition_files

    with tempfile.TemporaryDirectory() as folder:
        settings = {"INSTANCE": Path(folder), "SQLALCHEMY_DATABASE_URI": f"sqlite:///{folder}/bench.sqlite"}
        app = create_app({**settings, "TESTING": True, "SECRET_KEY": "bench-" * 8})
        with app.app_context():
            db.create_all()
            setup.set_up()
            survey = db.session.scalar(db.select(Survey).where(Survey.slug == "trafford"))
            days = (dt.date(2026, 3, 2), dt.date(2026, 4, 12))
            wave = field.add_wave(survey, field.NewWave("bench", "Bench", "quota", *days))
            demo.simulate(wave, PEOPLE)
            db.session.commit()
            started = time.perf_counter()
            importlib.import_module("analysis")
            began = time.perf_counter()
            weigh.weigh(wave, [weigh.margin_of(one) for one in weigh.stored_margins(wave)], "bench")
            weighed = time.perf_counter()
            draft = sections.begin(editions.partnership("trafford"), sections.by_id("communities"), [wave], "one")
            sections.submit(draft, draft.revision, "one")
            edition = sections.approve(draft, draft.sha256, draft.revision, "another")
            published = time.perf_counter()
            with app.test_request_context():
                edition_files.make_all(edition, "http://localhost/edition-1")
            filed = time.perf_counter()
            assert edition.document["waves"]["bench"]["people"] == PEOPLE
            size = len(canonical(edition.document))
            db.session.remove()
            db.engine.dispose()
    return {
        "load the libraries": began - started,
        "weigh": weighed - began,
        "publish": published - weighed,
        "weigh and publish": published - began,
        "every file in every language": filed - published,
        "document": size,
    }


if __name__ == "__main__":
    print(json.dumps(measure()))
