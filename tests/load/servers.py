"""The servers of a load run, each as it would be installed, and what they use: processor time and memory."""

import json
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import psycopg

from tests import commands
from tests.load.document import KINDS, document
from tests.postgres import Postgres, connection_url

ROOT = Path(__file__).resolve().parent.parent.parent
SURVEY = "load-survey"


@dataclass
class Server:
    """A web server that runs, its first page, and the question that gives the names of all responses stored.

    `environment` is that of its commands.
    """

    process: subprocess.Popen
    port: int
    start: str
    database: str
    stored: str
    environment: dict = field(default_factory=dict)

    def flask(self, *run: list) -> None:
        """Some of the product's commands, on this server's database."""
        commands.run(os.environ | self.environment, *run)

    def names(self) -> list[str]:
        """What each stored response has as its last answer, where a respondent wrote its name."""
        with psycopg.connect(self.database) as connection:
            return [row[0] for row in connection.execute(self.stored)]

    def memory(self) -> float:
        """Of all its processes, in MB, memory they share counted once (PSS)."""
        return sum(one.memory_full_info().pss for one in family(self.process.pid)) / 1e6


def family(pid: int) -> list[psutil.Process]:
    """A process and all that came from it."""
    parent = psutil.Process(pid)
    return [parent, *parent.children(recursive=True)]


def processor_time(pid: int) -> float:
    """Seconds of processor, user and system, that a process and its children have used, the ended ones too."""
    ended = psutil.Process(pid).cpu_times()
    total = ended.children_user + ended.children_system
    for one in family(pid):
        # A child that ended meanwhile is among the ended next time.
        with suppress(psutil.NoSuchProcess):
            times = one.cpu_times()
            total += times.user + times.system
    return total


def busy() -> float:
    """Seconds of processor that the whole machine has used."""
    times = psutil.cpu_times()
    return times.user + times.nice + times.system + times.irq + times.softirq


@contextmanager
def database():
    """A PostgreSQL that writes to the disk before it answers, as one in use does: (its process id, its address)."""
    server = Postgres(durable=True)
    server.start()
    try:
        yield server.pid, server.url("postgres")
    finally:
        server.stop()


@contextmanager
def floor(postgres: str, log: Path):
    """The floor application."""
    url = _new_database(postgres, "floor")
    with psycopg.connect(url, autocommit=True) as connection:
        from tests.load.floor import TABLES

        connection.execute(TABLES)
    stored = "SELECT answers->'item_12'->>0 FROM floor_response"
    with _gunicorn("tests.load.floor:app", {"FLOOR_DATABASE": url}, log) as (process, port):
        yield Server(process, port, "/", url, stored)


@contextmanager
def product(postgres: str, log: Path, folder: Path, questions: int = len(KINDS)):
    """The product as in production, with a survey of so many questions open."""
    url = _new_database(postgres, "product")
    environment = {
        "CONSULT_ENV": "production",
        "CONSULT_INSTANCE": str(folder),
        "DATABASE_URL": url,
        "PUBLIC_ADDRESS": "http://load.example",
        # All the walkers come from one address.
        "RATE_LIMIT_PER_ADDRESS": "100",
        **{name: secrets.token_hex(32) for name in ("SECRET_KEY", "SECURITY_PASSWORD_SALT", "DRAFT_KEY")},
    }
    file = folder / "load.json"
    file.write_text(json.dumps(document(questions)), encoding="utf-8")
    commands.run(os.environ | environment, ["setup"], *commands.open_survey(file, SURVEY, "Load", "load"))
    stored = (
        "SELECT response.answers->>'item_12' FROM response JOIN wave ON wave.id = wave_id WHERE wave.slug = 'load'"
    )
    with _gunicorn("wsgi:app", environment, log) as (process, port):
        yield Server(process, port, f"/s/{SURVEY}", url, stored, environment)


def _new_database(postgres: str, name: str) -> str:
    address = postgres.replace("+psycopg", "")
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return connection_url(postgres, name).replace("+psycopg", "")


@contextmanager
def _gunicorn(app: str, environment: dict, log: Path):
    """Both run under the same server as docs/operations.md has it; gunicorn.conf.py is read by itself."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", "2"]
    with log.open("ab") as events:
        process = subprocess.Popen([*command, app], cwd=ROOT, env=os.environ | environment, stderr=events)
    try:
        _wait(port, log)
        yield process, port
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait(port: int, log: Path) -> None:
    for _try in range(300):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=30).close()
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"the server did not start: {log.read_text() if log.exists() else 'no log'}")
