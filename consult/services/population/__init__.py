"""What is known of a partnership's population: published files read, checked, reconciled, and made margins of."""

from consult.services.population.areas import current_wards, current_year, ward_names
from consult.services.population.files import discard, kept, one_of, tables, waiting
from consult.services.population.keeping import keep
from consult.services.population.margins import (
    Proposal,
    base_of,
    earlier,
    margin,
    margins,
    propose,
    questions,
    source_table,
    store,
    suggested_source,
    suggested_title,
)
from consult.services.population.receiving import receive
from consult.services.population.reconcile import between, into_wards
from consult.services.population.refusal import CannotLoad
from consult.services.population.summary import deprivation_by_ward, summary
from consult.services.population.words import in_english, kinds, words

__all__ = [
    "CannotLoad",
    "Proposal",
    "base_of",
    "between",
    "current_wards",
    "current_year",
    "deprivation_by_ward",
    "discard",
    "earlier",
    "in_english",
    "into_wards",
    "keep",
    "kept",
    "kinds",
    "margin",
    "margins",
    "one_of",
    "propose",
    "questions",
    "receive",
    "source_table",
    "store",
    "suggested_source",
    "suggested_title",
    "summary",
    "tables",
    "waiting",
    "ward_names",
    "words",
]
