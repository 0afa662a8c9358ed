"""Themes suggested by the texts themselves, once what identifies has been taken out of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from consult.extensions import db
from consult.models import Response, TextReading, Wave
from consult.redaction import without_marks
from consult.services import cells

if TYPE_CHECKING:
    from analysis.theme_words import Suggestion

# A phrase of fewer texts may be about one person.
FEWEST = 3


def suggest(wave: Wave, item: str) -> dict[str, tuple[int, list[Suggestion]]]:
    """By language, the number of texts read and the themes they suggest; the language with most texts first.

    No suggestions for a language whose words cannot be told apart by blanks.
    """
    from analysis.theme_words import suggest_themes

    query = db.select(Response.language, TextReading.redacted).join(Response).where(
        cells.in_figures(wave), TextReading.item == item, TextReading.redacted != "")  # fmt: skip
    by_language: dict[str, list[str]] = {}
    for language, words in db.session.execute(query):
        by_language.setdefault(language, []).append(without_marks(words))
    ordered = sorted(by_language.items(), key=lambda one: (-len(one[1]), one[0]))
    return {language: (len(words), suggest_themes(words, language, FEWEST)) for language, words in ordered}
