"""The files that it is installed with: the same settings everywhere, each path there, nothing secret, nothing loose."""

import ast
import os
import re
import shutil
import subprocess
import sys
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.serving import SECRETS

DEPLOY = ROOT / "docs" / "deploy"
UNITS = sorted(file.name for file in DEPLOY.glob("consult-*"))
COMPOSE = (DEPLOY / "compose.yaml").read_text()


def settings():
    """Every name that is read from the environment."""
    found = set()
    files = [(ROOT / "consult" / name).read_text() for name in ("config.py", "config_groups.py", "environment.py")]
    for node in [node for file in files for node in ast.walk(ast.parse(file))]:
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            found.add(node.args[0].value)
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "SECRETS":
            found |= set(ast.literal_eval(node.value))
    return {name for name in found if re.fullmatch(r"[A-Z][A-Z_]+", str(name))}


def named(file):
    return set(re.findall(r"^([A-Z_]+)=", (DEPLOY / file).read_text(), re.MULTILINE))


def test_every_setting_is_in_the_file_of_settings_and_in_the_docs():
    """So that none is found by reading the code."""
    table = "\n".join(line for line in (ROOT / "docs/operations.md").read_text().splitlines() if line.startswith("| `"))
    assert len(settings()) > 10 and settings() == named("consult.env")
    assert settings() <= set(re.findall(r"`([A-Z][A-Z_]+)`", table))


def test_the_file_of_settings_starts_the_site_once_its_secrets_are_filled_in(tmp_path):
    lines = (DEPLOY / "consult.env").read_text().splitlines()
    values = dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    assert {name for name, value in values.items() if name in SECRETS and value} == set(), "no secret is given away"
    environment = os.environ | values | SECRETS
    script = "from consult import config; print(config.settings()['PRODUCTION'])"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=environment, capture_output=True, text=True,
                          check=False)  # fmt: skip
    assert done.stdout == "True\n", done.stderr


def test_units_and_containers_take_their_settings_from_that_file():
    for name in UNITS:
        if name.endswith(".service"):
            assert "EnvironmentFile=/etc/consult/consult.env" in (DEPLOY / name).read_text(), name
    assert "env_file: consult.env" in COMPOSE and COMPOSE.count("<<: *consult") == 4


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd on this machine")
def test_the_units_are_valid_and_shut_in(tmp_path):
    for name in UNITS:
        # Where it is installed: this machine has another folder and no such account.
        unit = (DEPLOY / name).read_text().replace("/opt/consult/.venv/bin", str(Path(sys.executable).parent))
        (tmp_path / name).write_text(re.sub(r"^(User|Group)=consult", r"\1=root", unit, flags=re.MULTILINE))
    done = subprocess.run(["systemd-analyze", "verify", *UNITS], cwd=tmp_path, capture_output=True, text=True,
                          check=False)  # fmt: skip
    assert done.returncode == 0 and done.stderr == "", done.stderr
    for name in (one for one in UNITS if one.endswith(".service")):
        # 10 is wide open. As installed: with its own account.
        shutil.copy(DEPLOY / name, tmp_path)
        command = ["systemd-analyze", "security", "--offline=true", "--threshold=25", tmp_path / name]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


def copies():
    """(sources, target) of each COPY from the build's own folder."""
    lines = re.findall(r"^COPY (?!--from)(.+)$", (DEPLOY / "Containerfile").read_text(), re.MULTILINE)
    return [(line.split()[:-1], line.split()[-1]) for line in lines]


@cache
def _rules():
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    return [line for line in lines if line and line[0] != "#"]


def _ignored(path):
    whole = path.relative_to(ROOT).as_posix()
    return any(fnmatch(whole, rule) or fnmatch(f"/{whole}", rule.replace("**/", "*/")) for rule in _rules())


def test_what_the_container_file_copies_is_all_that_the_site_needs(tmp_path):
    """Its steps in an empty folder, with what is built and fetched taken from here instead of built and fetched."""
    for sources, target in copies():
        for source in (ROOT / one for one in sources):
            assert source.exists() and not _ignored(source), source
            if source.is_dir():
                shutil.copytree(source, tmp_path / target, dirs_exist_ok=True,
                                ignore=lambda folder, names: [one for one in names if _ignored(Path(folder) / one)])
            else:
                place = tmp_path / target / source.name if target.endswith("/") else tmp_path / target
                place.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(source, place)
    assert not (tmp_path / "consult" / "static").exists() and not (tmp_path / "consult/assets/node_modules").exists()
    for built in ("static", "fonts"):
        (tmp_path / "consult" / built).symlink_to(ROOT / "consult" / built)
    shutil.rmtree(tmp_path / "consult" / "assets")
    (command,) = re.findall(r'^CMD (\[".venv.*\])$', (DEPLOY / "Containerfile").read_text(), re.MULTILINE)
    program, *arguments = ast.literal_eval(command)
    environment = os.environ | SECRETS | {
        "CONSULT_ENV": "production", "DATABASE_URL": "postgresql://db.invalid/consult", "CONSULT_INSTANCE": "/nowhere",
        "PUBLIC_ADDRESS": "https://survey.example.gov.uk",
    }  # fmt: skip
    environment.pop("PYTHONPATH", None)
    done = subprocess.run([Path(sys.executable).parent / Path(program).name, "--check-config", *arguments],
                          cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_the_container_runs_as_nobody_in_particular_and_holds_no_secret():
    words = (DEPLOY / "Containerfile").read_text()
    last = words.split("\nFROM ")[-1]
    assert re.search(r"^USER 10001:10001$", last, re.MULTILINE) and "HEALTHCHECK" in last
    assert all(re.search(r":\d+\.\d+\.\d+-", line) for line in re.findall(r"^FROM (\S+)", words, re.MULTILINE))
    for name in SECRETS | {"METRICS_TOKEN": "", "POSTGRES_PASSWORD": ""}:
        assert name not in words
    for image in re.findall(r"image: (docker\S+)", COMPOSE):
        assert re.search(r":\d+\.\d+", image), image
    assert "read_only: true" in COMPOSE and "no-new-privileges:true" in COMPOSE and "cap_drop: [ALL]" in COMPOSE
    assert re.findall(r"PASSWORD[^$\n]*\$\{POSTGRES_PASSWORD:\?", COMPOSE)


def test_the_server_in_front_keeps_no_list_of_who_asked():
    words = "\n".join(line.split("#")[0] for line in (DEPLOY / "Caddyfile").read_text().splitlines())
    assert re.search(r"log \{\s+output discard\s+\}", words) and "encode" not in words
    assert re.search(r"@figures path /metrics\s+respond @figures 404", words)


def test_the_server_in_front_lets_go_of_a_connection_before_the_application_does():
    """Else it sends answers on one that was closed just then."""
    kept = int(re.search(r"^keepalive = (\d+)$", (ROOT / "gunicorn.conf.py").read_text(), re.MULTILINE)[1])
    in_front = int(re.search(r"transport http \{\s+keepalive (\d+)s\s+\}", (DEPLOY / "Caddyfile").read_text())[1])
    assert in_front < kept
