"""The disk is full: nothing is stored by half, people get words, and it goes on once there is room.

A limit on the size of files, which every user may set for processes of their own, makes a write fail as a full disk
does. Where this user may mount one, a small disk is really full too.
"""

import shutil
import signal
import sqlite3
import subprocess
import time
from contextlib import closing, contextmanager, suppress

import psutil
import psycopg
import pytest

from consult.patience import is_away
from tests.faults.people import load
from tests.faults.site import limit_files

SMALL = 16 * 1024


def test_sqlite_without_room_loses_and_doubles_nothing(sqlite_host):
    with load(sqlite_host, "no room") as (crowd, _tablet):
        sqlite_host.limit_files(SMALL)
        time.sleep(1.5)
        assert crowd.tales.words
        sqlite_host.limit_files(None)
    whole(sqlite_host.site)


def whole(site) -> None:
    """Nothing is stored by half: the file is sound, and every draft and response is whole."""
    assert site.rows("PRAGMA integrity_check") == [("ok",)]
    assert all(site.names())


def test_what_sqlite_says_when_it_is_full_is_known_for_what_it_is(tmp_path):
    with closing(sqlite3.connect(tmp_path / "full.sqlite")) as connection:
        connection.execute("CREATE TABLE note (words TEXT)")
        connection.execute("PRAGMA max_page_count = 4")
        with pytest.raises(sqlite3.OperationalError, match="full") as full:
            connection.execute("INSERT INTO note VALUES (?)", ("x" * 100_000,))
        with pytest.raises(sqlite3.OperationalError) as mistaken:
            connection.execute("SELECT * FROM nothing")
    assert is_away(full.value)
    # A mistake of ours is none of the database's: it must not look like trouble that passes.
    assert not is_away(mistaken.value)


def test_postgresql_without_room_for_its_log_goes_down_and_loses_nothing(cluster, postgres_host):
    with load(postgres_host, "no room") as (crowd, _tablet):
        # All of it, so that it cannot help itself: its own way is to stop.
        limit_files(cluster.pid, SMALL)
        for one in psutil.Process(cluster.pid).children():
            with suppress(psutil.NoSuchProcess):
                limit_files(one.pid, SMALL)
        time.sleep(1.5)
        assert crowd.tales.words
        with suppress(ProcessLookupError):
            cluster.halt(signal.SIGQUIT)
        cluster.resume()
        postgres_host.wait_for("/health/ready", 200)


@contextmanager
def small_disk(folder, megabytes: int):
    """A disk of that size, where this user may mount one."""
    folder.mkdir()
    mounted = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)]
    if not shutil.which("mount") or subprocess.run(mounted, capture_output=True).returncode:
        pytest.skip("This user may mount no disk: the tests above fill one by a limit.")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@pytest.fixture
def responses_on_a_small_disk(cluster, postgres_site):
    """Answers are kept on a disk of a few megabytes."""
    with small_disk(cluster.folder / "small", 6) as folder:
        shutil.chown(folder, "nobody")
        with psycopg.connect(postgres_site.database, autocommit=True) as connection:
            connection.execute(f"CREATE TABLESPACE small LOCATION '{folder}'")
            for table in ("response", "draft"):
                connection.execute(f"ALTER TABLE {table} SET TABLESPACE small")
            yield folder
            for table in ("response", "draft"):
                connection.execute(f"ALTER TABLE {table} SET TABLESPACE pg_default")
            connection.execute("DROP TABLESPACE small")


def test_postgresql_on_a_full_disk_loses_nothing_and_goes_on_once_there_is_room(
    postgres_host, responses_on_a_small_disk
):
    with load(postgres_host, "full disk", held=600) as (crowd, tablet):
        ballast = responses_on_a_small_disk / "ballast"
        with ballast.open("wb", buffering=0) as file, suppress(OSError):
            while file.write(bytes(4096)):
                pass
        until = time.monotonic() + 20
        while not crowd.tales.words and time.monotonic() < until:
            time.sleep(0.1)
        assert crowd.tales.words
        ballast.unlink()
