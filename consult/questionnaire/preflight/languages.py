"""Texts that a language lacks, that were never translated, and translations that nobody has read."""

from __future__ import annotations

from collections.abc import Iterator

from ..structure import Questionnaire, Words
from .findings import WHOLE, Context, Hit

# Shorter texts can be the same in two languages: "Gypsy, Roma", "ID 1".
FEWEST_WORDS = 4


def lacking(asked: Questionnaire, context: Context) -> Iterator[Hit]:
    """Languages that are listed and not complete, and so not offered."""
    for language, problems in asked.withheld.items():
        if language not in context.settled:
            places = sorted(problem.place for problem in problems)
            yield Hit(WHOLE, f"{language}: {places}", {"language": language, "number": len(problems)})


def untranslated(asked: Questionnaire, context: Context) -> Iterator[Hit]:
    """Languages that are offered with texts that are still the master's, word for word."""
    for language in asked.languages[1:]:
        same = [place for place, text in _texts(asked) if _is_copy(text, language, asked.master)]
        if same:
            yield Hit(WHOLE, f"{language}: {same}", {"language": language, "number": len(same), "places": same})


def unread(asked: Questionnaire, context: Context) -> Iterator[Hit]:
    """Translations by a computer that are offered and that nobody has signed."""
    machine = [one for one in asked.languages if asked.states[one] == "machine" and one not in context.settled]
    if machine:
        yield Hit(WHOLE, " ".join(sorted(machine)), {"languages": machine})


def not_english(asked: Questionnaire, context: Context) -> Iterator[Hit]:
    """A questionnaire written in another language: its wording is not judged here, and that is said."""
    if asked.master != "en":
        yield Hit(WHOLE, asked.master, {"language": asked.master})


def _texts(asked: Questionnaire) -> Iterator[tuple[str, Words]]:
    """(item or "", text) of everything that respondents read."""
    yield from ((WHOLE, text) for text in (asked.title, asked.intro, asked.thanks))
    yield from ((WHOLE, section.title) for section in asked.sections)
    for item in asked.items.values():
        for text in (item.text, item.hint, item.why):
            if text:
                yield item.name, text
        yield from ((item.name, one.text) for one in (*item.choices, *item.rows) if not getattr(one, "is_area", False))


def _is_copy(text: Words, language: str, master: str) -> bool:
    mine, theirs = text.get(language), text.get(master)
    return bool(mine) and mine == theirs and len(mine.split()) >= FEWEST_WORDS
