"""Reference figures that ship with Consult: partnerships, Census margins and published benchmarks.

Small tables of published figures, each with its source, date and cautions (docs/reference-figures.md). Pure:
no Flask, no database, standard library only. Every call returns a fresh copy that the
caller may change.
"""

from consult.reference.tables import (
    LANGUAGES,
    VERDICTS,
    UnknownReference,
    benchmarks,
    boroughs,
    margins,
    partnerships,
    wards,
)

__all__ = [
    "LANGUAGES",
    "VERDICTS",
    "UnknownReference",
    "benchmarks",
    "boroughs",
    "margins",
    "partnerships",
    "wards",
]
