"""Raking: against plain numpy in the same process, and against other programs where they are at hand.

Others run with another interpreter, so that they are no part of this project: set BENCH_PEERS_PYTHON to one
Python or more (with the system's path separator between) that have some of ipfn, svy, balance, weightipy and
samplics. R survey runs too where Rscript is on the path.
"""

from __future__ import annotations

import gc
import json
import os
import statistics
import subprocess
import tempfile
import time
import tracemalloc
from pathlib import Path

import numpy as np
import pandas as pd

from analysis import rake
from tests.bench.raking_data import LEVELS, make_codes, make_margins

PEERS = Path(__file__).with_name("raking_peers.py")


def plain_numpy(codes: list[np.ndarray], targets: list[np.ndarray], tolerance: float = 1e-9) -> np.ndarray:
    """The yardstick: the dense table of all combinations, fitted axis by axis, given back to the rows."""
    key = codes[0].astype(np.intp)
    for column, levels in zip(codes[1:], LEVELS[1:], strict=True):
        key *= levels
        key += column
    table = np.bincount(key, minlength=int(np.prod(LEVELS))).astype(float).reshape(LEVELS)
    start = table.copy()
    axes = [tuple(a for a in range(len(LEVELS)) if a != axis) for axis in range(len(LEVELS))]
    for _ in range(500):
        moved = 0.0
        for axis, (others, target) in enumerate(zip(axes, targets, strict=True)):
            factor = target / table.sum(axis=others)
            moved = max(moved, np.abs(factor - 1).max())
            table *= factor.reshape([-1 if a == axis else 1 for a in range(len(LEVELS))])
        if moved <= tolerance:
            break
    ratio = np.divide(table, start, out=np.zeros_like(table), where=start > 0)
    return ratio.ravel()[key]


def measure(work, repeats: int = 7) -> tuple[float, float, float]:
    """Median, least and most processor seconds (all threads)."""
    seconds = []
    work()
    for _ in range(repeats):
        gc.collect()
        started = time.process_time()
        work()
        seconds.append(time.process_time() - started)
    return statistics.median(seconds), min(seconds), max(seconds)


def frames(codes: list[np.ndarray]) -> dict[str, tuple[pd.DataFrame, dict]]:
    """The same people as categories, whole numbers and text, with margins to suit."""
    labels = [[f"{name} {i}" for i in range(k)] for name, k in enumerate(LEVELS)]
    targets = make_margins()
    columns = [f"m{j}" for j in range(len(LEVELS))]
    category, number, text = {}, {}, {}
    for column, code, label in zip(columns, codes, labels, strict=True):
        category[column] = pd.Categorical.from_codes(code, label)
        number[column] = code.astype(np.int64)
        text[column] = pd.Series(np.array(label, dtype=object)[code], dtype="str")
    named = {
        c: dict(zip(label, t, strict=True)) for c, label, t in zip(columns, labels, targets, strict=True)
    }
    numbered = {c: dict(enumerate(t)) for c, t in zip(columns, targets, strict=True)}
    return {
        "categories": (pd.DataFrame(category), named),
        "whole numbers": (pd.DataFrame(number), numbered),
        "text": (pd.DataFrame(text), named),
    }


def _row(what: str, timed: tuple[float, float, float], yardstick: float) -> str:
    median, least, most = timed
    spread = f"{1000 * least:,.1f} to {1000 * most:,.1f}"
    return f"| {what} | {1000 * median:,.1f} ({spread}) | {median / yardstick:,.2f} |"


def _against_numpy(people: int) -> list[str]:
    codes, targets = make_codes(people), make_margins()
    reference = plain_numpy(codes, targets)
    yardstick = measure(lambda: plain_numpy(codes, targets))
    rows = [_row("plain numpy on dense cells, from codes", yardstick, yardstick[0])]
    for kind, (frame, margins) in frames(codes).items():
        weights = rake(frame, margins).weights.to_numpy()
        apart = np.abs(weights / reference - 1).max()
        assert apart < 1e-7, f"{kind}: {apart}"
        rows.append(_row(f"`rake` from {kind}", measure(lambda f=frame, m=margins: rake(f, m)), yardstick[0]))
        if kind == "categories":
            base = np.random.default_rng(8).uniform(0.5, 2, people)
            timed = measure(lambda f=frame, m=margins, b=base: rake(f, m, base_weight=b))
            rows.append(_row("`rake` from categories, with base weights", timed, yardstick[0]))
            cells = frame.groupby(list(frame), observed=True).size().reset_index(name="n")
            timed = measure(lambda c=cells, m=margins: rake(c, m, count="n"))
            rows.append(_row(f"`rake` from {len(cells):,} cells with counts", timed, yardstick[0]))
    return [
        f"**{people:,} people**",
        "",
        "| | processor ms, median (spread) | ratio |",
        "|---|---|---|",
        *rows,
        "",
    ]


def _memory(people: int) -> str:
    frame, margins = frames(make_codes(people))["categories"]
    rake(frame, margins)
    tracemalloc.start()
    rake(frame, margins)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return f"Most memory above the data at {people:,} people, the weights among it: {peak / 1e6:.0f} MB."


def _small() -> list[str]:
    frame, margins = frames(make_codes(1_200))["categories"]
    median, least, most = measure(lambda: rake(frame, margins), 25)
    weighting = rake(frame, margins)
    rng = np.random.default_rng(4)
    base = rng.multinomial(1_200, np.full(1_200, 1 / 1_200), size=500).T.astype(float)
    met = weighting.rerake(base)[1].all()
    again = measure(lambda: weighting.rerake(base), 5)
    return [
        f"1,200 people: raked in {1000 * median:.1f} ms ({1000 * least:.1f} to {1000 * most:.1f}); 500 "
        f"bootstrap replicates of them, each raked again to 1e-9, in {again[0]:.3f} s ({again[1]:.3f} to "
        f"{again[2]:.3f}), {'every' if met else 'not every'} margin of every replicate met.",
        "",
    ]


def _peers(people: int, ours: float) -> list[str]:
    interpreters = [path for path in os.environ.get("BENCH_PEERS_PYTHON", "").split(os.pathsep) if path]
    if not interpreters:
        return ["Other programs were not run: BENCH_PEERS_PYTHON is not set.", ""]
    results: dict[str, dict] = {}
    with tempfile.TemporaryDirectory() as folder:
        np.savez(Path(folder) / "people.npz", *make_codes(people))
        np.save(Path(folder) / "weights.npy", plain_numpy(make_codes(people), make_margins()))
        for i, interpreter in enumerate(interpreters):
            with_r = ["--r"] if i == 0 else []
            done = subprocess.run([interpreter, str(PEERS), folder, *with_r], capture_output=True, text=True)
            if done.returncode:
                return [f"Other programs could not be run: {done.stderr.strip().splitlines()[-1]}", ""]
            for peer in json.loads(done.stdout.splitlines()[-1]):
                key = peer["name"].split()[0]
                if key not in results or "absent" in results[key]:
                    results[key] = peer
    lines = [
        f"**Others, {people:,} people from categories, run beside it**",
        "",
        "| | processor s | times `rake` | furthest weight |",
        "|---|---|---|---|",
    ]
    for peer in results.values():
        if "absent" in peer:
            lines.append(f"| {peer['name']} | not run: {peer['absent']} | | |")
        else:
            lines.append(
                f"| {peer['name']} | {peer['seconds']:.3g} | {peer['seconds'] / ours:,.0f} | "
                f"{peer['off']:.1e} |"
            )
    return [
        *lines,
        "",
        "Furthest weight: largest relative distance of a weight from that of plain numpy.",
        "",
    ]


def run() -> str:
    """The section on raking."""
    lines = [
        "## Raking",
        "",
        f"Six margins of {' x '.join(map(str, LEVELS))} categories, every target met to 1e-9; processor "
        "seconds of all threads.",
        "",
    ]
    lines += _small()
    for people in (1_000_000, 3_000_000):
        lines += _against_numpy(people)
    lines += [_memory(3_000_000), ""]
    frame, margins = frames(make_codes(1_000_000))["categories"]
    ours = measure(lambda: rake(frame, margins))[0]
    return "\n".join(lines + _peers(1_000_000, ours))
