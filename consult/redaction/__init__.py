"""Finds what may identify somebody in a text, and takes out what a person decides. Pure: no web, no database.

Everything found is a suggestion. Rules miss things and find too much; a person reads every text and decides.
"""

from consult.redaction.names import looks_for_names
from consult.redaction.rules import KINDS, Found, suggestions
from consult.redaction.taking_out import BY_HAND, NotInText, Segment, parts, take_out, without_marks

__all__ = [
    "BY_HAND", "KINDS", "Found", "NotInText", "Segment", "looks_for_names", "parts", "suggestions", "take_out",
    "without_marks",
]  # fmt: skip
