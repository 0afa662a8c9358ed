"""Disclosure control in one place: the rules, single shares, and whole tables."""

from analysis.disclosure_rules import (
    CHILDREN,
    COUNCIL,
    MARK,
    MARK_MEANING,
    NHS,
    PRESETS,
    SCHOOLS,
    SMALL_BASE,
    DisclosureError,
    Hidden,
    Rule,
    Shown,
    protect_share,
    strictest,
)
from analysis.disclosure_tables import possible_range, protect

__all__ = [
    "CHILDREN",
    "COUNCIL",
    "MARK",
    "MARK_MEANING",
    "NHS",
    "PRESETS",
    "SCHOOLS",
    "SMALL_BASE",
    "DisclosureError",
    "Hidden",
    "Rule",
    "Shown",
    "possible_range",
    "protect",
    "protect_share",
    "strictest",
]
