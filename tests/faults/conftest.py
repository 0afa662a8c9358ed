"""Sites for the fault tests: each takes seconds to make, so they are shared; a test leaves its site as it found it."""

import shutil

import pytest

from tests.faults.site import Host, Site
from tests.postgres import Postgres, connection_url


@pytest.fixture(scope="session")
def cluster():
    """A PostgreSQL of one's own that writes to the disk before it answers, to be stopped, starved and held up."""
    server = Postgres(durable=True)
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def postgres_site(cluster, tmp_path_factory):
    """The product set up on it."""
    import psycopg

    with psycopg.connect(cluster.url("postgres").replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("CREATE DATABASE site")
    return Site(tmp_path_factory.mktemp("site"), connection_url(cluster.url("postgres"), "site"))


@pytest.fixture(scope="session")
def postgres_host(postgres_site):
    """Two workers over it."""
    host = Host(postgres_site).start()
    yield host
    host.stop()


@pytest.fixture(scope="session")
def sqlite_site(sqlite_template, tmp_path_factory):
    """The product set up on SQLite, on a disk and not in memory."""
    folder = tmp_path_factory.mktemp("site")
    shutil.copy(sqlite_template, folder / "site.sqlite")
    return Site(folder, f"sqlite:///{folder / 'site.sqlite'}")


@pytest.fixture(scope="session")
def sqlite_host(sqlite_site):
    """Two workers over it."""
    host = Host(sqlite_site).start()
    yield host
    host.stop()


@pytest.fixture(params=["postgresql", "sqlite"])
def host(request):
    """Two workers over each database in turn."""
    return request.getfixturevalue("postgres_host" if request.param == "postgresql" else "sqlite_host")
