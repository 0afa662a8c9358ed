"""Rules of the house that no single module can keep alone."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
PRIVATE = ("request", "session", "g", "current_app")


def test_a_worker_that_serves_respondents_loads_no_statistics(tmp_path):
    """A fresh interpreter serves a survey's pages and a published page; pandas, numpy and scipy stay out."""
    script = f"""
import sys
from pathlib import Path
from consult import create_app
folder = Path({str(tmp_path)!r})
app = create_app({{"INSTANCE": folder, "SQLALCHEMY_DATABASE_URI": f"sqlite:///{{folder}}/x.sqlite", "TESTING": True}})
from consult.extensions import db
from consult.services import setup, demo, field
with app.app_context():
    db.create_all()
    setup.set_up()
    for survey in db.session.scalars(db.select(setup.Survey)):
        demo._fill_survey(survey, large=False)
    client = app.test_client()
    for address in ("/", "/s/trafford", "/s/trafford/q/safe_area", "/s/trafford-youth?lang=ur", "/health/live",
                    "/trafford/what-our-communities-tell-us"):
        assert client.get(address).status_code in (200, 404), address
print([name for name in ("pandas", "numpy", "scipy") if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "[]", done.stdout + done.stderr


@pytest.mark.parametrize("file", sorted((ROOT / "consult" / "services").rglob("*.py")), ids=lambda file: file.name)
def test_a_service_knows_no_request(file):
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "flask":
            assert not [name.name for name in node.names if name.name in PRIVATE[:3]]


@pytest.mark.parametrize("folder", ["consult", "analysis"])
def test_nothing_is_left_to_do(folder):
    for file in (ROOT / folder).rglob("*.py"):
        words = file.read_text(encoding="utf-8")
        assert "TODO" not in words and "FIXME" not in words, file


def _distribution(line: str) -> str:
    return re.split(r"[\[<>=~! ;\\]", line.strip(), maxsplit=1)[0].lower().replace("_", "-")


def _names(file: str) -> set[str]:
    lines = (ROOT / file).read_text(encoding="utf-8").splitlines()
    return {_distribution(line) for line in lines if re.match(r"[A-Za-z]", line)}


@pytest.mark.parametrize("file", ["requirements", "requirements-test"])
def test_what_is_asked_for_is_locked(file):
    """A part that was named without `make lock` works on the machine of who named it, and on no other."""
    assert _names(f"{file}.in") <= _names(f"{file}.txt")
