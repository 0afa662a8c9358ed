"""Other programs on the raking bench's people: run by bench_raking.py with an interpreter that has some of
them.

    python raking_peers.py FOLDER      # with people.npz and weights.npy; prints a JSON list

Each starts from a frame of categories (its own kind of frame) and ends with a weight for every person;
reading the frame in is not counted. Tolerances are set as near to 1e-9 of each target as the program lets
one.
"""

from __future__ import annotations

import contextlib
import io
import json
import logging
import shutil
import subprocess
import sys
import time
import warnings
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).parent))
from raking_data import LEVELS, POPULATION, make_margins  # noqa: E402

COLUMNS = [f"m{j}" for j in range(len(LEVELS))]
LABELS = [[f"{j} {i}" for i in range(k)] for j, k in enumerate(LEVELS)]
TARGETS = make_margins()
NAMED = {
    c: dict(zip(label, map(float, t), strict=True))
    for c, label, t in zip(COLUMNS, LABELS, TARGETS, strict=True)
}


def categories(codes) -> pd.DataFrame:
    return pd.DataFrame(
        {
            c: pd.Categorical.from_codes(code, label)
            for c, code, label in zip(COLUMNS, codes, LABELS, strict=True)
        }
    )


def with_ipfn(codes):
    from ipfn import ipfn

    wide = [code.astype(np.intp) for code in codes]

    def work():
        key = np.ravel_multi_index(wide, LEVELS)
        table = np.bincount(key, minlength=int(np.prod(LEVELS))).astype(float).reshape(LEVELS)
        fitted = ipfn.ipfn(
            table.copy(), TARGETS, [[j] for j in range(len(LEVELS))], convergence_rate=1e-10
        ).iteration()
        return np.divide(fitted, table, out=np.zeros_like(table), where=table > 0).ravel()[key]

    return work


def with_weightipy(codes):
    import weightipy

    frame = categories(codes)
    shares = {c: {k: 100 * v / POPULATION for k, v in t.items()} for c, t in NAMED.items()}
    parameters = {"convcrit": 1e-12, "max_iterations": 500}
    scheme = weightipy.scheme_from_dict(shares, rim_params=parameters)
    return lambda: weightipy.weight_dataframe(frame, scheme, "w")["w"].to_numpy()


def with_balance(codes):
    from balance.weighting_methods.rake import rake

    frame = categories(codes).astype(object)
    grid = pd.MultiIndex.from_product(LABELS, names=COLUMNS).to_frame(index=False)
    share = np.ones(1)
    for target in TARGETS:
        share = np.multiply.outer(share, target / POPULATION).ravel()
    ones, weights = pd.Series(np.ones(len(frame))), pd.Series(share * POPULATION)

    def work():
        done = rake(
            frame, ones, grid, weights, variables=COLUMNS, transformations=None, convergence_rate=1e-10
        )
        return np.asarray(done["weight"])

    return work


def with_svy(codes):
    import polars
    import svy

    data = polars.from_pandas(categories(codes).astype(str)).with_columns(polars.lit(1.0).alias("one"))
    sample = svy.Sample(data, svy.Design(wgt="one"))

    def work():
        raked = sample.weighting.rake(controls=NAMED, tol=1e-9, max_iter=500, wgt_name="w")
        return raked.data["w"].to_numpy()

    return work


def with_samplics(codes):
    from samplics import SampleWeight

    frame = categories(codes).astype(str)

    def work():
        margins = {c: frame[c].to_numpy() for c in COLUMNS}
        ones = np.ones(len(frame))
        return SampleWeight().rake(ones, margins, control=NAMED, tol=1e-9, ctrl_tol=1e-9, max_iter=500)

    return work


R_SCRIPT = """
suppressMessages(library(survey))
folder <- commandArgs(TRUE)[1]
people <- read.csv(file.path(folder, "people.csv"), colClasses = "factor")
targets <- read.csv(file.path(folder, "targets.csv"))
margins <- lapply(split(targets, targets$margin), function(t) {
  setNames(data.frame(t$category, t$target), c(t$margin[1], "Freq"))
})
design <- suppressWarnings(svydesign(~1, data = people))
started <- proc.time()
raked <- rake(design, lapply(names(margins), function(m) as.formula(paste0("~", m))), unname(margins),
              control = list(maxit = 500, epsilon = 1e-11))
used <- proc.time() - started
seconds <- used[["user.self"]] + used[["sys.self"]]
writeLines(format(c(seconds, weights(raked)), digits = 17), file.path(folder, "r.txt"))
cat(as.character(packageVersion("survey")))
"""


def run_r(folder: Path, codes) -> dict:
    if not shutil.which("Rscript"):
        return {"name": "R survey `rake`", "absent": "no Rscript"}
    categories(codes).to_csv(folder / "people.csv", index=False)
    rows = [(c, k, v) for c, t in NAMED.items() for k, v in t.items()]
    pd.DataFrame(rows, columns=["margin", "category", "target"]).to_csv(folder / "targets.csv", index=False)
    (folder / "rake.R").write_text(R_SCRIPT)
    done = subprocess.run(["Rscript", str(folder / "rake.R"), str(folder)], capture_output=True, text=True)
    if done.returncode:
        return {"name": "R survey `rake`", "absent": " ".join(done.stderr.split())[-160:]}
    values = np.loadtxt(folder / "r.txt")
    return {
        "name": f"R survey {done.stdout} `rake`",
        "seconds": float(values[0]),
        "off": _off(values[1:], folder),
    }


def _off(weights: np.ndarray, folder: Path) -> float:
    expected = np.load(folder / "weights.npy")
    return float(np.abs(weights / weights.mean() / (expected / expected.mean()) - 1).max())


def run(name: str, prepare, folder: Path, codes) -> dict:
    try:
        label = f"{name} {version(name)}"
    except PackageNotFoundError:
        return {"name": name, "absent": "not installed"}
    try:
        work = prepare(codes)
        started = time.process_time()
        weights = np.asarray(work(), float)
        seconds = time.process_time() - started
    # A program of another may fail in any way; the report then says how.
    except Exception as error:
        return {"name": label, "absent": f"{type(error).__name__}: {error}"[:160].replace("\n", " ")}
    return {"name": label, "seconds": seconds, "off": _off(weights, folder)}


def main(folder: Path, with_r: bool) -> None:
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    with np.load(folder / "people.npz") as stored:
        codes = [stored[f"arr_{j}"] for j in range(len(LEVELS))]
    peers = {
        "ipfn": with_ipfn,
        "weightipy": with_weightipy,
        "balance": with_balance,
        "svy": with_svy,
        "samplics": with_samplics,
    }
    with contextlib.redirect_stdout(io.StringIO()):
        results = [run(name, prepare, folder, codes) for name, prepare in peers.items()]
        if with_r:
            results.append(run_r(folder, codes))
    print(json.dumps(results))


if __name__ == "__main__":
    main(Path(sys.argv[1]), "--r" in sys.argv)
