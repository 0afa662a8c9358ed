"""What is found while a document is read: problems, and the texts each language has or lacks."""

from __future__ import annotations

from collections.abc import Collection
from re import Pattern
from typing import Any

from .errors import Problem
from .texts import PLACEHOLDERS, clean, stray_placeholders

MASTER = "master"


class Notes:
    """Collects every problem, so that the person who wrote the document is told once, not one at a time."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.languages: tuple[str, ...] = ("en",)
        self._lacking: dict[str, list[Problem]] = {}

    def add(self, place: str, message: str, remedy: str) -> None:
        """Notes one problem."""
        self.problems.append(Problem(place, message, remedy))

    def withheld(self) -> dict[str, tuple[Problem, ...]]:
        """The listed languages that lack texts, each with what it lacks. Such a language is not offered."""
        return {lang: tuple(lacking) for lang, lacking in self._lacking.items()}

    def words(self, place: str, words: Any, limit: int, optional: bool = False,
              filled: bool = True) -> dict[str, str] | None:
        """A text by language. Missing in the master is a problem; in another, that language is withheld.

        `filled`: whether placeholders in it are filled. Choices and rows stand bare in summaries and data.
        """
        if words is None and optional:
            return None
        if not isinstance(words, dict):
            self.add(place, "There is no text.",
                     f"Give the words by language: {{\"{self.languages[0]}\": ...}}.")
            return {}
        good = {lang: value for lang, value in words.items() if isinstance(value, str) and value.strip()}
        for lang in self.languages:
            if lang not in good:
                self._lacks(place, lang)
        for lang in self.languages:
            if lang in good:
                self._check_words(place, lang, good[lang], limit)
                self._check_braces(place, lang, good[lang], filled)
        return good

    def _lacks(self, place: str, lang: str) -> None:
        if lang == self.languages[0]:
            self.add(place, f"The text is missing in {lang}, the master language.", "Write it.")
        else:
            self._lacking.setdefault(lang, []).append(
                Problem(place, f"The text is missing in {lang}.", "Write it, and the language is offered."))

    def _check_words(self, place: str, lang: str, value: str, limit: int) -> None:
        if len(value) > limit:
            self.add(place, f"The text in {lang} has {len(value)} characters: too long for a phone.",
                     f"Say it in {limit} or fewer.")
        if clean(value) != value:
            self.add(place, f"The text in {lang} holds control characters, a text direction override or "
                     "blanks at its ends.", "Type it again as plain text.")

    def _check_braces(self, place: str, lang: str, value: str, filled: bool) -> None:
        remedy = ("Use {area} for the partnership's area, and no other braces." if filled
                  else "Take it out: choices and rows hold plain words.")
        for stray in stray_placeholders(value, PLACEHOLDERS if filled else frozenset()):
            self.add(place, f"The text in {lang} holds \"{stray}\", which nothing fills.", remedy)

    def identifier(self, place: str, value: Any, form: Pattern[str]) -> str:
        """A name that machines use. What is no such name is noted, and given back as words all the same."""
        if not isinstance(value, str) or not form.fullmatch(value):
            self.add(place, f"\"{str(value)[:60]}\" cannot be used as an identifier.",
                     f"Use letters, digits and _ only, 40 at most (exactly: {form.pattern}).")
        return str(value)

    def known_keys(self, place: str, entry: dict[str, Any], known: Collection[str]) -> None:
        """Notes each key that means nothing here: usually a slip that would lose a rule unseen."""
        for key in entry:
            if key not in known:
                self.add(place, f"The key \"{key}\" is not known here.",
                         f"Use only {', '.join(sorted(known))}.")

    def objects(self, place: str, entry: dict[str, Any], key: str, at_least_one: bool = False) -> list[dict]:
        """The JSON objects in the list under `key`."""
        found = entry.get(key, [])
        if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
            self.add(place, f"\"{key}\" is not a list of objects.", "Write it as [{...}, {...}].")
            return []
        if at_least_one and not found:
            self.add(place, f"There are no {key}.", f"Give at least one under \"{key}\".")
        return found

    def strings(self, place: str, entry: dict[str, Any], key: str) -> tuple[str, ...]:
        """The strings in the list under `key`."""
        found = entry.get(key, [])
        if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
            self.add(place, f"\"{key}\" is not a list of words.", "Write it as [\"...\", \"...\"].")
            return ()
        return tuple(found)

    def no_twins(self, place: str, what: str, values: list[str]) -> None:
        """Notes each value that stands twice."""
        for value in dict.fromkeys(value for value in values if values.count(value) > 1):
            self.add(place, f"The {what} hold \"{value}\" twice.",
                     "Keep one, or give the second another value.")
