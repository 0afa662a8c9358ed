"""Ages as tables and questionnaires write them, and bands made of narrower ones."""

import re

from consult.population.notes import Unreadable

# No upper end: 90 and over.
Span = tuple[int, int | None]

_PATTERNS = (
    (re.compile(r"under (\d+)(?: year)?"), lambda found: (0, int(found[1]) - 1)),
    (re.compile(r"(\d+) (?:years )?and under"), lambda found: (0, int(found[1]))),
    (re.compile(r"(\d+) (?:to|-) (\d+)|(\d+)[-–_](\d+)"),
     lambda found: (int(found[1] or found[3]), int(found[2] or found[4]))),
    (re.compile(r"(\d+)\+|(\d+) (?:and|or) (?:over|older|above)"), lambda found: (int(found[1] or found[2]), None)),
    (re.compile(r"(\d+)"), lambda found: (int(found[1]), int(found[1]))),
)  # fmt: skip


def span(label: str) -> Span | None:
    """The first and last year of an age label, the last None for an open end; None for what is no age.

    "Aged under 1 year" is (0, 0), "Aged 5 to 9 years" (5, 9), "16-24" (16, 24), "75+" (75, None), "42" (42, 42).
    """
    plain = re.sub(r"\b(aged?|years?)\b", " ", label.strip().lower())
    plain = re.sub(r"\s+", " ", plain).strip()
    for pattern, ends in _PATTERNS:
        if found := pattern.fullmatch(plain):
            low, high = ends(found)
            return (low, high) if high is None or (low <= high < 150) else None
    return None


def band_of(one: Span, bands: dict[str, Span]) -> str | None:
    """The name of the band that an age or a range of ages lies in, None where it lies in none.

    Raises Unreadable for a range that lies partly in a band: people cannot be parted by a table that does not.
    """
    for name, band in bands.items():
        if _within(one, band):
            return name
        if _overlaps(one, band):
            raise Unreadable("straddles", ages=words(one), band=words(band))
    return None


def words(one: Span) -> str:
    """ "16-24", "75+" or "42"."""
    low, high = one
    return f"{low}+" if high is None else str(low) if low == high else f"{low}-{high}"


def _within(one: Span, band: Span) -> bool:
    return one[0] >= band[0] and (band[1] is None or (one[1] is not None and one[1] <= band[1]))


def _overlaps(one: Span, band: Span) -> bool:
    return (one[1] is None or one[1] >= band[0]) and (band[1] is None or one[0] <= band[1])
