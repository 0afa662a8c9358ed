"""The product under gunicorn as in production, on a database of its own, with a survey of twelve pages open."""

import json
import os
import resource
import secrets
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import Counter
from contextlib import closing, suppress
from datetime import date
from pathlib import Path

import psutil
import psycopg

from consult import create_app
from consult.extensions import db
from consult.services import accounts, field, setup
from tests.load.document import document
from tests.load.servers import SURVEY, family
from tests.postgres import free_port

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "a-password-for-tests"
OFFICER = "officer@faults.example"
PARTNERSHIP, WAVE = "trafford", "load"


class Site:
    """A database that is set up, and the settings that every host over it shares."""

    def __init__(self, folder: Path, url: str):
        self.folder, self.url = folder, url
        names = ("SECRET_KEY", "SECURITY_PASSWORD_SALT", "DRAFT_KEY")
        keys = {name: secrets.token_hex(32) for name in names}
        self.environment = {
            "CONSULT_ENV": "production", "CONSULT_INSTANCE": str(folder), "DATABASE_URL": url, **keys,
            # All people come from one address, and the officer has a password alone.
            "PUBLIC_ADDRESS": "https://load.example", "RATE_LIMIT_PER_ADDRESS": "100", "SECOND_FACTOR_FOR": "nobody",
        }  # fmt: skip
        self.app = create_app({"INSTANCE": folder, "SQLALCHEMY_DATABASE_URI": url, "TESTING": True, **keys})
        with self.app.app_context():
            self._fill()

    def _fill(self) -> None:
        from flask_migrate import upgrade

        upgrade()
        setup.set_up()
        partnership = db.session.scalar(db.select(setup.Partnership).where(setup.Partnership.slug == PARTNERSHIP))
        accounts.add(OFFICER, "Officer", PASSWORD, [(partnership, "officer")], "tests")
        new = field.NewWave(WAVE, "Load", "open", date(2020, 1, 1), date(2099, 1, 1))
        wave = field.add_survey_with_wave(partnership, document(), SURVEY, new, "tests")
        wave.survey.exit_address = setup.NEUTRAL_SITE
        field.open_(wave, "tests")
        self.let_go()

    def let_go(self) -> None:
        """Close the connections that this process has."""
        db.session.remove()
        db.engine.dispose()

    @property
    def on_postgres(self) -> bool:
        return self.url.startswith("postgresql")

    @property
    def database(self) -> str:
        """PostgreSQL's address as its own library takes it, or SQLite's file."""
        return self.url.replace("+psycopg", "").removeprefix("sqlite:///")

    def rows(self, sql: str, *values) -> list[tuple]:
        """What the database has, asked over a connection of one's own; ? stands for a value."""
        if self.on_postgres:
            with psycopg.connect(self.database) as connection:
                found = connection.execute(sql.replace("?", "%s"), values)
                return found.fetchall() if found.description else []
        with closing(sqlite3.connect(self.database, timeout=30)) as connection, connection:
            return connection.execute(sql, values).fetchall()

    def insert(self, sql: str, rows: list[tuple]) -> None:
        """Put many rows in."""
        if self.on_postgres:
            with psycopg.connect(self.database) as connection:
                connection.cursor().executemany(sql.replace("?", "%s"), rows)
            return
        with closing(sqlite3.connect(self.database, timeout=30)) as connection, connection:
            connection.executemany(sql, rows)

    def names(self) -> list[str]:
        """What each stored response has as its last answer, where a respondent wrote its name."""
        rows = self.rows("SELECT answers FROM response JOIN wave ON wave.id = wave_id WHERE wave.slug = ?", WAVE)
        return [(json.loads(one) if isinstance(one, str) else one).get("item_12") for (one,) in rows]

    def missing_and_twice(self, names: list[str]) -> tuple[int, int]:
        """Of responses that were acknowledged: how many are not stored, how many are stored more than once."""
        stored = Counter(self.names())
        return sum(not stored[name] for name in names), sum(max(stored[name] - 1, 0) for name in names)


class Host:
    """One gunicorn over a site. `more` goes into its environment."""

    def __init__(self, site: Site, workers: int = 2, **more: str):
        self.site, self.workers, self.more = site, workers, more
        self.port, self.start_page = free_port(), f"/s/{SURVEY}"
        self.log = site.folder / f"log-{self.port}"
        self.process: subprocess.Popen | None = None

    # As tests.load.tablets has a server.
    @property
    def database(self) -> str:
        return self.site.database

    def start(self) -> "Host":
        """Start it and wait until it answers."""
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                [str(Path(sys.executable).parent / "gunicorn"), "--bind", f"127.0.0.1:{self.port}",
                 "--workers", str(self.workers), "wsgi:app"],
                cwd=ROOT, env=os.environ | self.site.environment | self.more, stdout=log, stderr=log,
            )  # fmt: skip
        try:
            self.wait_for("/health/live", 200, 120)
        except TimeoutError:
            self.kill()
            raise
        return self

    def wait_for(self, address: str, status: int, seconds: float = 60) -> float:
        """Ask until that is the answer; after how many seconds it was."""
        began = time.monotonic()
        while time.monotonic() < began + seconds:
            with suppress(OSError):
                if self.ask(address)[0] == status:
                    return time.monotonic() - began
            time.sleep(0.05)
        raise TimeoutError(f"{address} is not {status} after {seconds} s: {self.log.read_text()[-3000:]}")

    def wait_for_page(self, address: str, holds: str) -> None:
        """Until each worker shows a page with that in it: a change is seen by the others within two seconds."""
        until, good = time.monotonic() + 20, 0
        while good < 12:
            assert time.monotonic() < until, f"{address} does not show {holds}"
            good = good + 1 if holds in self.ask(address)[2] else 0
            time.sleep(0.2 if not good else 0)

    def ask(self, address: str, timeout: float = 30) -> tuple[int, dict, str]:
        """(status, headers, text) of one page."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{address}", timeout=timeout) as answer:
                return answer.status, dict(answer.headers), answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, dict(error.headers), error.read().decode()

    def troubles(self) -> str:
        """The end of what it wrote down beside what was expected."""
        lines = [line for line in self.log.read_text().splitlines() if "database is away" not in line]
        return "\n".join(lines[-60:])

    def worker_pids(self) -> list[int]:
        return [one.pid for one in family(self.process.pid)[1:]]

    def kill_a_worker(self) -> None:
        """End the first worker where it stands."""
        os.kill(self.worker_pids()[0], signal.SIGKILL)

    def kill(self) -> None:
        """End all of it where it stands."""
        everybody = family(self.process.pid)
        for one in everybody:
            with suppress(psutil.NoSuchProcess):
                one.kill()
        psutil.wait_procs(everybody, timeout=10)
        self.process.wait(timeout=10)

    def stop(self) -> None:
        """End it as a rolling restart does."""
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=40)
            except subprocess.TimeoutExpired:
                self.kill()

    def limit_files(self, size: int | None) -> None:
        """Let its workers write no file beyond so many bytes: what a full disk does to a file that has to grow."""
        for pid in self.worker_pids():
            limit_files(pid, size)


def limit_files(pid: int, size: int | None) -> None:
    """The same for any process; None takes the limit away. Done as its own user, who needs no right for it."""
    user, group = psutil.Process(pid).uids().real, psutil.Process(pid).gids().real
    if (child := os.fork()) == 0:
        # One that has ended meanwhile writes nothing any more.
        with suppress(Exception):
            os.setresgid(group, group, group)
            os.setresuid(user, user, user)
            _soft, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (hard if size is None else size, hard))
            os._exit(0)
        os._exit(int(psutil.pid_exists(pid)))
    assert os.waitpid(child, 0)[1] == 0, f"the limit of process {pid} was not set"
