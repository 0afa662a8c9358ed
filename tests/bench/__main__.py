"""`python -m tests.bench` measures and writes tests/bench/REPORT.md; `python -m tests.bench raking` only that
part.

Each bench_*.py module here has `run() -> str`: its section of the report, in Markdown, beginning with a
heading. Parts that are not run keep the section that the report has of them.
"""

from __future__ import annotations

import importlib
import os
import platform
import re
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

HERE = Path(__file__).parent
REPORT = HERE / "REPORT.md"
HEAD = """# What was measured

`make bench` writes this file. Ratios are to a reference run in the same process; seconds are medians of this
machine and stand with their spread (least to most).
"""


def machine() -> str:
    """The processor, its number of cores and the versions that matter."""
    processor = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        found = re.search(r"model name\s*:\s*(.+)", info.read_text())
        processor = found[1] if found else processor
    return f"{processor}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"


def commit() -> str:
    """The commit that is checked out, and whether files differ from it."""

    def git(*words: str) -> str:
        return subprocess.run(
            ["git", *words], cwd=HERE, capture_output=True, text=True, check=True
        ).stdout.strip()

    try:
        return git("rev-parse", "--short", "HEAD") + (
            " with changes" if git("status", "--porcelain", "-uno") else ""
        )
    except (OSError, subprocess.CalledProcessError):
        return "not under version control"


def sections(text: str) -> dict[str, str]:
    """The report's parts by name, from the marks that stand before each."""
    parts = re.split(r"^<!-- part: (\w+) -->\n", text, flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


def main(chosen: list[str]) -> None:
    names = sorted(path.stem.removeprefix("bench_") for path in HERE.glob("bench_*.py"))
    unknown = [name for name in chosen if name not in names]
    if unknown:
        raise SystemExit(f"There is no part “{unknown[0]}”: choose from {', '.join(names)}.")
    written = sections(REPORT.read_text()) if REPORT.exists() else {}
    for name in chosen or names:
        started = time.perf_counter()
        body = importlib.import_module(f"tests.bench.bench_{name}").run().strip()
        when = datetime.now(UTC).strftime("%d %B %Y, %H:%M UTC")
        written[name] = f"{body}\n\nMeasured {when}, commit {commit()}, {machine()}.\n\n"
        print(f"{name}: {time.perf_counter() - started:.0f} s", flush=True)
        # After each part, so that a part that fails loses nothing of those before it.
        parts = [f"<!-- part: {part} -->\n{written[part]}" for part in sorted(written) if part in names]
        REPORT.write_text(HEAD + "\n" + "".join(parts).rstrip() + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
