"""What the tests share: applications on real databases, a client that looks at every page, a real browser."""

import fcntl
import os
import shutil
import sqlite3
import subprocess
import sys
import time
import urllib.request
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from flask_migrate import upgrade

from consult import create_app
from consult.extensions import db
from consult.services import accounts, setup
from consult.web import limits
from tests import folders, letters, serving, setup_tools
from tests.pages import CheckedClient
from tests.postgres import Postgres, connection_url

os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(folders.quick()))

ROOT = Path(__file__).resolve().parent.parent
PASSWORD = "a-password-for-tests"


@pytest.fixture(scope="session")
def postgres():
    """A real PostgreSQL: TEST_DATABASE_URL's, else one started for these tests."""
    if url := os.environ.get("TEST_DATABASE_URL"):
        yield url
        return
    server = Postgres()
    server.start()
    yield server.url("postgres")
    server.stop()


def _application(folder, url, **settings):
    settings = {
        "SQLALCHEMY_DATABASE_URI": url, "TESTING": True, "SECRET_KEY": "test-" * 8,
        # argon2 with little work: almost every test signs somebody in. tests/integration/test_accounts.py looks at the
        # work that people's passwords get.
        "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": {
            "argon2__time_cost": 1, "argon2__memory_cost": 64, "argon2__parallelism": 1},
    } | settings  # fmt: skip
    app = create_app({"INSTANCE": folder, **settings})
    app.test_client_class = CheckedClient
    return app


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory):
    """An SQLite file that is migrated and set up, to be copied: migrating each time would be most of the time."""
    folder = tmp_path_factory.mktemp("template")
    app = _application(folder, f"sqlite:///{folder / 'template.sqlite'}")
    with app.app_context():
        upgrade()
        setup.set_up()
        db.session.execute(db.text("PRAGMA wal_checkpoint(TRUNCATE)"))
        db.engine.dispose()
    return folder / "template.sqlite"


@pytest.fixture(scope="session")
def postgres_template(postgres, tmp_path_factory):
    """The name of a PostgreSQL database that is migrated and set up, to be copied."""
    name = f"template_{os.getpid()}"
    _run_sql(postgres, f"CREATE DATABASE {name}")
    app = _application(tmp_path_factory.mktemp("pg"), connection_url(postgres, name))
    with app.app_context():
        upgrade()
        setup.set_up()
        db.session.remove()
        db.engine.dispose()
    yield name
    _run_sql(postgres, f"DROP DATABASE {name}")


def _run_sql(url, statement):
    import psycopg

    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(statement)


@pytest.fixture(scope="session")
def sqlite_app(tmp_path_factory):
    """One application on SQLite for a process of tests: making one costs more than most of them take."""
    folder = tmp_path_factory.mktemp("sqlite")
    return _application(folder, f"sqlite:///{folder / 'consult.sqlite'}")


@pytest.fixture(scope="session")
def postgres_app(postgres, tmp_path_factory):
    """The same on PostgreSQL."""
    return _application(tmp_path_factory.mktemp("postgres"), connection_url(postgres, f"test_{os.getpid()}"))


@contextmanager
def _for_a_test(app, folder):
    """The application as it was made, inside its context, with a folder of the test's own."""
    made = dict(app.config)
    app.config["INSTANCE"] = folder
    # Its tables lie in the database of the test before.
    app.extensions.pop("jobs", None)
    limits.reset(app)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()
    app.config.clear()
    app.config.update(made)


def lay(app, template):
    """Put a copy of an SQLite file in the place of the application's, which nobody has open."""
    file = Path(app.config["SQLALCHEMY_DATABASE_URI"].removeprefix("sqlite:///"))
    for left in file.parent.glob(f"{file.name}-*"):
        left.unlink()
    shutil.copy(template, file)


@contextmanager
def on_sqlite(app, template, folder):
    """The application on a copy of an SQLite file."""
    lay(app, template)
    with _for_a_test(app, folder):
        yield app


def filled_sqlite(app, template, folder, fill):
    """An SQLite file as `fill` leaves it, to be copied for many tests: what they begin with is made once."""
    with on_sqlite(app, template, folder):
        fill()
        address = db.engine.url.database
    with closing(sqlite3.connect(address)) as connection:
        connection.execute("VACUUM INTO ?", (str(folder / "filled.sqlite"),))
    return folder / "filled.sqlite"


@pytest.fixture
def app(tmp_path, sqlite_app, sqlite_template):
    """The application on an SQLite of its own, with the partnerships set up, inside its context."""
    with on_sqlite(sqlite_app, sqlite_template, tmp_path) as app:
        yield app


@pytest.fixture
def pg_app(tmp_path, postgres, postgres_app, postgres_template):
    """The same on a PostgreSQL database of its own."""
    name = f"test_{os.getpid()}"
    _run_sql(postgres, f"CREATE DATABASE {name} TEMPLATE {postgres_template}")
    try:
        with _for_a_test(postgres_app, tmp_path) as app:
            yield app
    finally:
        _run_sql(postgres, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def served(tmp_path_factory, postgres, postgres_template):
    """A real server in production on a PostgreSQL of its own, with a survey open at /s/tiny, for many tests."""
    folder = tmp_path_factory.mktemp("served")
    with new_served(folder, postgres, postgres_template, "served") as url, serving.site(folder, url) as site:
        yield site


@contextmanager
def new_served(folder, postgres, template, name):
    """The address of a PostgreSQL database with a survey open at /s/tiny, for a server of its own."""
    from tests.integration.surveys import document, open_survey, yes_no

    name = f"{name}_{os.getpid()}"
    _run_sql(postgres, f"CREATE DATABASE {name} TEMPLATE {template}")
    try:
        app = _application(folder, connection_url(postgres, name), DRAFT_KEY=serving.SECRETS["DRAFT_KEY"])
        with app.app_context():
            open_survey(document(yes_no("safe", "Safe?")))
            db.session.remove()
            db.engine.dispose()
        yield connection_url(postgres, name)
    finally:
        _run_sql(postgres, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def any_app(request):
    """The application on each database in turn."""
    return request.getfixturevalue("app" if request.param == "sqlite" else "pg_app")


@pytest.fixture
def client(app):
    """A client that looks at every page it gets."""
    return app.test_client()


@pytest.fixture
def sign_in(app):
    """sign_in("officer", "trafford") -> a client signed in as that role there."""

    def sign_in(role, *slugs):
        partnerships = [
            db.session.scalar(db.select(setup.Partnership).where(setup.Partnership.slug == slug)) for slug in slugs
        ]
        email = f"{role}-{'-'.join(slugs)}@test.example"
        if accounts.find(email) is None:
            accounts.add(email, role.title(), PASSWORD, [(one, role) for one in partnerships], "tests")
        client = app.test_client()
        client.sign_in(email, PASSWORD)
        return client

    return sign_in


@pytest.fixture
def letterbox(app):
    """A real mail server that the application's letters go to."""
    with letters.letterbox() as (box, settings):
        app.config.update(settings)
        yield box


@pytest.fixture(scope="session")
def whole_browser(browser_type_launch_args, playwright):
    """How Chromium is started with all that a person's has: for what is installed as an app and outlives its end."""
    own = playwright.chromium.executable_path
    found = own if Path(own).exists() else setup_tools.system_browser()
    if not found:
        pytest.fail("No Chromium: run make test, which installs it.")
    return {**browser_type_launch_args, "executable_path": found}


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Chromium as root in a container, the system's where the test library has none of its own."""
    arguments = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-quic", "--disable-background-networking"]
    found = setup_tools.windowless() or (None if setup_tools.own_browser() else setup_tools.system_browser())
    return {**browser_type_launch_args, "executable_path": found, "args": arguments}


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory):
    """A folder with the demonstration in live.sqlite, to be copied: it is made once for all processes of tests."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    with (folder / "demonstration.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (made := folder / "demonstration").exists():
            half = folder / "demonstration-half"
            half.mkdir()
            environment = _environment(half)
            command = [sys.executable, "-m", "flask", "--app", "wsgi", "setup", "--demo"]
            subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
            half.rename(made)
    return made


def _environment(folder):
    return {**os.environ, "DATABASE_URL": f"sqlite:///{folder / 'live.sqlite'}", "CONSULT_INSTANCE": str(folder)}


@pytest.fixture(scope="session")
def live_folder(tmp_path_factory, demonstration):
    """Where the real server keeps its database, live.sqlite."""
    return shutil.copytree(demonstration, tmp_path_factory.mktemp("live"), dirs_exist_ok=True)


@pytest.fixture(scope="session")
def live(live_folder):
    """The address of a real server with the demonstration in it, and the password of its accounts."""
    folder, environment = live_folder, _environment(live_folder)
    password = (folder / "demo_password").read_text().strip()
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "--bind", "127.0.0.1:0", "--threads", "8", "--worker-class", "gthread",
         "--error-logfile", str(folder / "log"), "wsgi:app"],
        cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )
    yield _address(folder / "log"), password
    server.terminate()
    server.wait(timeout=30)


def _address(log):
    """Where the server listens, once it does."""
    for _ in range(600):
        lines = log.read_text().splitlines() if log.exists() else []
        for line in lines:
            if "Listening at: " in line:
                address = line.split("Listening at: ")[1].split(" ")[0]
                urllib.request.urlopen(f"{address}/health/live", timeout=30).close()
                return address
        time.sleep(0.1)
    raise RuntimeError(f"the server did not start: {log.read_text() if log.exists() else 'no log'}")
