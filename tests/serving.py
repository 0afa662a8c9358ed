"""The site as it runs in production: a real gunicorn with its own settings, and people who answer on it."""

import os
import re
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests

from tests.postgres import free_port

ROOT = Path(__file__).resolve().parent.parent
SECRETS = {name: "0123456789" * 4 for name in ("SECRET_KEY", "SECURITY_PASSWORD_SALT", "DRAFT_KEY")}
TOKEN = "a-token-for-those-who-watch-the-site"


@dataclass
class Site:
    """A server that runs: its process, its address, the file that its stderr goes to, what it was started with."""

    process: subprocess.Popen
    address: str
    log: Path
    environment: dict

    def get(self, path, **more):
        """A page, as a person behind the server in front would get it."""
        return requests.get(self.address + path, timeout=30, **more)

    def figures(self):
        """The samples at /metrics: name and labels -> value."""
        page = self.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
        assert page.status_code == 200
        lines = [line for line in page.text.splitlines() if not line.startswith("#")]
        return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}

    def stop(self):
        """Told to end as service managers do it; the status it ended with."""
        self.process.terminate()
        return self.process.wait(timeout=60)


@contextmanager
def site(folder, url, workers=2, **settings):
    """A server in production on a database."""
    environment = os.environ | SECRETS | {
        "CONSULT_ENV": "production", "CONSULT_INSTANCE": str(folder), "DATABASE_URL": url, "METRICS_TOKEN": TOKEN,
        "PUBLIC_ADDRESS": "https://survey.example.gov.uk",
    } | settings  # fmt: skip
    port, log = free_port(), folder / "stderr"
    # Its own program, as in use: only that can start itself anew.
    program = Path(sys.executable).with_name("gunicorn")
    command = [program, "--bind", f"127.0.0.1:{port}", "--workers", str(workers), "wsgi:app"]
    with log.open("w") as stderr:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=stderr, stdout=stderr)
    found = Site(process, f"http://127.0.0.1:{port}", log, environment)
    try:
        _wait(found)
        yield found
    finally:
        if process.poll() is None:
            found.stop()


def _wait(found):
    for _try in range(1200):
        try:
            found.get("/health/live")
            return
        except requests.ConnectionError:
            assert found.process.poll() is None, found.log.read_text()
            time.sleep(0.1)
    raise RuntimeError(found.log.read_text())


class Person:
    """Somebody who answers a survey of one question, page by page."""

    def __init__(self, site, survey="tiny", question="safe"):
        self._session, self._start = requests.Session(), f"{site.address}/s/{survey}"
        # In production cookies are for HTTPS alone, which the server in front speaks.
        self._session.headers["X-Forwarded-Proto"] = "https"
        self._question = f"{self._start}/q/{question}"
        self._name = question

    def answer(self, value="yes"):
        """Answer and send; the page that says thank you."""
        self._post(self._question, **{self._name: value})
        return self.send()

    def prepare(self, value="yes"):
        """Answer and stay before the last button."""
        self._post(self._question, **{self._name: value})

    def send(self):
        """Press the last button."""
        return self._post(f"{self._start}/check")

    def _post(self, address, **data):
        page = self._get(address)
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)[1]
        answer = self._session.post(address, data={"csrf_token": token, **data}, timeout=60, allow_redirects=False,
                                    headers=self._cookies(address))  # fmt: skip
        assert answer.status_code in (302, 303), (address, answer.status_code)
        return answer

    def _get(self, address):
        answer = self._session.get(address, timeout=60, headers=self._cookies(address))
        assert answer.status_code == 200, (address, answer.status_code)
        return answer

    def _cookies(self, _address):
        # As a browser keeps them: `requests` would hold back those that are marked for HTTPS.
        return {"Cookie": "; ".join(f"{one.name}={one.value}" for one in self._session.cookies)}
