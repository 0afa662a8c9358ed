"""The programs that look for input which breaks a reader run, and find nothing in a few tries."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_each_reader_withstands_a_few_hundred_tries(tmp_path):
    command = [sys.executable, "-m", "tests.fuzz", "all", "--runs", "12", "--seed", "7", "--keep", tmp_path]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0 and "nothing found" in done.stdout, done.stdout[-500:] + done.stderr[-3000:]
    assert done.stdout.count(",") >= 9, "every one of them"


def test_one_that_breaks_is_found(tmp_path):
    """The program itself is not blind: it finds what a reader that fails on one letter fails on."""
    code = ("import os, sys; from tests.fuzz import harnesses, __main__ as program; "
            "harnesses.harnesses = lambda: {'broken': harnesses.Harness(lambda data: 1 / (b'!' not in data), [b'a'])}; "
            f"sys.argv = ['fuzz', 'broken', '--runs', '20000', '--seed', '7', '--keep', {str(tmp_path)!r}]; "
            "sys.exit(program.main())")  # fmt: skip
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert done.returncode == 1 and "broken: broken" in done.stdout, done.stderr[-2000:]
    assert "ZeroDivisionError" in done.stderr + done.stdout
    (kept,) = [one for one in tmp_path.iterdir() if one.name.startswith("broken-")]
    assert b"!" in kept.read_bytes()
