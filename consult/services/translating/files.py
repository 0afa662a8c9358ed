"""What the two kinds of file for translators have in common: what a row holds, and what cannot be read at all."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import lazy_gettext as _

from consult.questionnaire.strings import Flaw, placeholders
from consult.services.bringing.table import FileRefused
from consult.services.translating.states import StringState

# The whole of a questionnaire of 5,000 texts is a tenth of it. A zip may unfold to so much.
LARGEST, LARGEST_UNFOLDED = 5 << 20, 40 << 20
_ROLES = {
    "title": "Title of the questionnaire", "intro": "First page", "easy_intro": "First page in Easy Read",
    "thanks": "Last page", "section": "Title of a section", "question": "Question", "info": "Page to read",
    "hint": "Sentence under a question", "why": "Why a question is asked", "unit": "What a number counts",
    "easy_text": "Question in Easy Read", "easy_hint": "Sentence under it in Easy Read", "choice": "Answer to choose",
    "row": "Line of a table",
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One text as a file brings it back.

    number     its row, or which unit it is, from 1
    was        a mark of the translation that was taken out; None where the file has it no more
    flaw       why it cannot be taken, where the file itself shows it
    """

    number: int
    place: str
    source: str
    words: str
    was: str | None = None
    flaw: Flaw | None = None


def context(one: StringState) -> str:
    """Where a text stands, in English: translators of every language get the same file."""
    where = _ROLES[one.text.role]
    return f"{where}: {one.text.context}" if one.text.context else where


def notes(one: StringState) -> list[str]:
    """What a translator must keep to, in English."""
    found = [f"{one.text.limit} characters at most."]
    if kept := list(dict.fromkeys(placeholders(one.text.source))):
        found.append(f"Keep in braces: {', '.join(kept)}.")
    if "|" in one.text.source:
        found.append("What follows the bar in braces is said where there is no answer: translate it.")
    if one.old_source:
        found.append(f"Translated from an earlier original: {one.old_source}")
    return found


def check_size(content: bytes) -> None:
    """Raises FileRefused for an empty file and for one that no export could have become."""
    if not content:
        raise FileRefused(_("The file is empty."), _("Choose the file that the translator sent back."))
    if len(content) > LARGEST:
        raise FileRefused(_("The file has more than 5 megabytes."), _("Send the file as it was taken out here."))


def check_language(found: Iterable[str], language: str) -> None:
    """Raises FileRefused where a file names other languages than the one that is translated to."""
    if other := sorted({one for one in found if one.replace("-", "_") != language}):
        raise FileRefused(
            _("The file is a translation to “%(other)s”, not to “%(language)s”.",
              other=", ".join(other)[:60], language=language),
            _("Bring it in on the page of its own language."),
        )  # fmt: skip
