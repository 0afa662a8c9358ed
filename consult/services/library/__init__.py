"""The library of benchmarks: published figures, the shipped ones and each partnership's own, and what compares."""

from consult.services.library.areas import AREAS
from consult.services.library.boroughs import NoComparison, by_area, comparisons
from consult.services.library.checking import FIELDS, LONGEST, measures, typed_of
from consult.services.library.files import Brought, bring_in, taken_out
from consult.services.library.judging import Asked, beside, judgements, of_bank, questions
from consult.services.library.keeping import (
    CannotKeep,
    add,
    change,
    is_own,
    make_stricter,
    may_become,
    remove,
    take_back_verdict,
)
from consult.services.library.records import age, by_name, is_old, offered, one_of, record, superseded_by, years
from consult.services.library.shipping import ship

__all__ = [
    "AREAS", "Asked", "Brought", "CannotKeep", "FIELDS", "LONGEST", "NoComparison", "add", "age", "beside",
    "bring_in", "by_area", "by_name", "change", "comparisons", "is_old", "is_own", "judgements", "make_stricter",
    "may_become", "measures", "of_bank", "offered", "one_of", "questions", "record", "remove", "ship", "superseded_by",
    "take_back_verdict", "taken_out", "typed_of", "years",
]  # fmt: skip
