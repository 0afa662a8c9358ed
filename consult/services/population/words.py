"""The words for what a reader found in a file: what it is, and what to do."""

from flask_babel import force_locale, format_decimal, format_percent
from flask_babel import gettext as _

from consult.population import Note
from consult.services.population import words_files, words_tables


def words(note: Note) -> str:
    """A note as sentences in the reader's language, its row first where it has one."""
    known = {**words_files.sentences(), **words_tables.sentences()}
    sentence = known[note.code] % {name: _shown(name, value) for name, value in note.figures.items()}
    return _("Row %(row)s: %(sentence)s", row=note.row, sentence=sentence) if note.row else sentence


def in_english(note: Note) -> str:
    """The same in English, which is what is kept of a margin's cautions."""
    with force_locale("en"):
        return words(note)


def kinds() -> dict[str, str]:
    """Kinds of area in words."""
    return {
        "oa": _("output areas"),
        "lsoa": _("LSOAs"),
        "msoa": _("MSOAs"),
        "ward": _("wards"),
        "borough": _("the borough"),
    }


def _shown(name: str, value) -> str:
    if name == "kind":
        return kinds().get(value, str(value))
    if name == "kinds":
        return ", ".join(kinds().get(one, one) for one in value.split(", "))
    if name in ("ours", "theirs"):
        return format_percent(value, "#,##0.0%")
    return format_decimal(value) if isinstance(value, int | float) else str(value)
