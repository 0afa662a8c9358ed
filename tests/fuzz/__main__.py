"""`python -m tests.fuzz NAME --seconds 60` looks for input that breaks a reader; `--list` names them, `all` is each.

What is found is written below --keep and printed; the program then ends with an error. With --runs it tries so many.
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path

import atheris

os.environ.setdefault("CONSULT_INSTANCE", tempfile.mkdtemp(prefix="fuzz-"))


def main() -> int:
    """The program."""
    asked = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    asked.add_argument("name", nargs="?", default="all")
    asked.add_argument("--seconds", type=int, default=60)
    asked.add_argument("--runs", type=int, default=-1)
    asked.add_argument("--seed", type=int, default=0, help="0 for another one each time")
    asked.add_argument("--keep", type=Path, default=Path(tempfile.gettempdir()))
    asked.add_argument("--list", action="store_true")
    options = asked.parse_args()
    with atheris.instrument_imports(include=["consult.questionnaire", "consult.services", "consult.population"],
                                    enable_loader_override=False):  # fmt: skip
        import consult.population
        import consult.questionnaire
        import consult.services.exchange.reading
        import consult.services.outreach.judging
        import consult.services.places.outline_files
        import consult.services.translating.workbook
        import consult.services.translating.xliff  # noqa: F401
        from tests.fuzz.harnesses import harnesses
    from consult import create_app

    # Nothing is asked of the database.
    app = create_app({"TESTING": True, "SQLALCHEMY_DATABASE_URI": f"sqlite:///{tempfile.gettempdir()}/no.sqlite"})
    found = harnesses()
    if options.list:
        print("\n".join(found))
        return 0
    wanted = found if options.name == "all" else {options.name: found[options.name]}
    broken = [name for name, harness in wanted.items() if not _survives(name, harness, options, app)]
    print("broken: " + ", ".join(broken) if broken else f"nothing found: {', '.join(wanted)}")
    return bool(broken)


def _survives(name: str, harness, options, app) -> bool:
    """Try one harness in a process of its own, which the library ends."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    corpus = Path(tempfile.mkdtemp(prefix=f"fuzz-{name}-"))
    for number, seed in enumerate(harness.seeds):
        (corpus / f"seed-{number}").write_bytes(seed)

    # Refusals are said in the language of a request.
    app.test_request_context().push()
    # First what is known to be good, and nothing at all.
    for seed in (*harness.seeds, b""):
        harness.try_one(seed)
    limits = [f"-max_total_time={options.seconds}", f"-runs={options.runs}", "-max_len=16384", "-timeout=25",
              "-rss_limit_mb=3000", "-print_final_stats=1", "-verbosity=0"]  # fmt: skip
    if options.seed:
        limits.append(f"-seed={options.seed}")
    atheris.Setup([f"fuzz {name}", str(corpus), *limits, f"-artifact_prefix={options.keep}/{name}-"],
                  harness.try_one)  # fmt: skip
    atheris.Fuzz()
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main())
