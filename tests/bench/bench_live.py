"""The live page of a wave of a hundred thousand responses, on both databases."""

from __future__ import annotations

import datetime as dt
import re
import statistics
import tempfile
import time
from pathlib import Path

from tests.postgres import Postgres, connection_url

PEOPLE, SIMULATED = 100_000, 20_000
REPEATS = 7
PASSWORD = "a-password-for-the-bench"
PAGE = "/officer/trafford/waves/bench/"


def run() -> str:
    """Each page asked for again and again; the first time, which looks for alerts, is told apart."""
    with tempfile.TemporaryDirectory() as folder:
        found = {"SQLite": measure(Path(folder), f"sqlite:///{folder}/bench.sqlite")}
        server = Postgres()
        server.start()
        try:
            found["PostgreSQL"] = measure(Path(folder), _database(server))
        finally:
            server.stop()
    rows = []
    for name, one in found.items():
        values, ratio = sorted(one["again"]), statistics.median(one["again"]) / statistics.median(one["pass"])
        rows.append(f"| {name} | {one['first']:.2f} s | {statistics.median(values):.2f} s | {values[0]:.2f} to "
                    f"{values[-1]:.2f} s | {statistics.median(one['pass']):.2f} s | {ratio:.2f} |")  # fmt: skip
    return "\n".join([
        "## The live page of a wave",
        "",
        f"{PEOPLE:,} simulated residents over sixty days, one in eight too fast, three Census margins, 21 wards: the",
        "whole page through the application, signed in. The bar is 1 s. The ratio is to one pass of the database over",
        "all answers, grouped by five of them, which no page can do without.",
        "",
        "| database | first view, with the alerts found | again, median | least to most | one pass | ratio |",
        "|---|---|---|---|---|---|",
        *rows,
    ])  # fmt: skip


def _database(server: Postgres) -> str:
    import psycopg

    url = server.url("postgres")
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("CREATE DATABASE bench")
    return connection_url(url, "bench")


def measure(folder: Path, url: str) -> dict:
    """Seconds of the page and of the one pass it cannot do without."""
    from consult import create_app
    from consult.extensions import db
    from consult.services import field
    from consult.services.coming_in.counts import Crossed

    app = create_app({"INSTANCE": folder, "SQLALCHEMY_DATABASE_URI": url, "TESTING": True, "SECRET_KEY": "bench-" * 8})
    with app.app_context():
        _fill()
        db.session.remove()
    client = app.test_client()
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/account/sign-in").text)[1]
    who = {"email": "officer@bench.example", "password": PASSWORD, "csrf_token": token}
    client.post("/account/sign-in", data=who)
    first, *again = (_timed(lambda: client.get(PAGE)) for _ in range(REPEATS + 1))
    with app.app_context():
        wave = field.wave_by_slug("bench")
        passes = [_timed(lambda: Crossed(wave, ["sex", "age_band", "ethnic_group", "tenure", "ward"]))
                  for _ in range(REPEATS)]  # fmt: skip
        db.session.remove()
        db.engine.dispose()
    return {"first": first, "again": again, "pass": passes}


def _timed(work) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _fill() -> None:
    """Twenty thousand simulated people, copied until there are a hundred thousand, each with a time of their own."""
    from consult.extensions import db
    from consult.models import Response, Survey
    from consult.services import accounts, demo, field, setup

    db.create_all()
    setup.set_up()
    survey = db.session.scalar(db.select(Survey).where(Survey.slug == "trafford"))
    days = (dt.date.today() - dt.timedelta(days=60), dt.date.today() + dt.timedelta(days=20))
    wave = field.add_wave(survey, field.NewWave("bench", "Bench", "open", *days))
    demo.simulate(wave, SIMULATED)
    accounts.add("officer@bench.example", "Officer", PASSWORD, [(survey.partnership, "officer")], "bench")
    db.session.commit()
    own = ("id", "receipt_digest", "external_id")
    columns = [one.name for one in Response.__table__.columns if one.name not in own]
    postgresql = db.engine.dialect.name == "postgresql"
    new = "gen_random_uuid()" if postgresql else "lower(hex(randomblob(16)))"
    spread = "abs(hashtext(id::text))" if postgresql else "abs(random())"
    listed = ", ".join(columns)
    copy = f"INSERT INTO response (id, {listed}) SELECT {new}, {listed} FROM response LIMIT {SIMULATED}"
    for _ in range(PEOPLE // SIMULATED - 1):
        db.session.execute(db.text(copy))
    db.session.execute(db.text(f"UPDATE response SET seconds = ({spread} % 60) * 10 + 30"))
    db.session.execute(db.text("UPDATE wave SET state = 'open', target = 120000 WHERE slug = 'bench'"))
    db.session.commit()
    # As a database does by itself within minutes.
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE response" if postgresql else "ANALYZE")
