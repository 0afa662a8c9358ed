"""What is found while a document is read: problems, and the texts each language has or lacks."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from re import Pattern
from typing import Any

from .errors import Problem
from .texts import PLACEHOLDERS, clean, half_quotes, quotes, stray_placeholders, without_quotes

MASTER = "master"

# The most characters that fit a 360 x 640 screen together with what belongs around them.
LIMITS = {"title": 80, "intro": 900, "thanks": 600, "question": 180, "info": 600, "hint": 300, "why": 300,
          "choice": 90, "row": 70, "unit": 30}


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

    def words(self, place: str, words: Any, limit: int, optional: bool = False, filled: bool = True,
              quoting: bool = False) -> dict[str, str] | None:
        """A text by language. Missing in the master is a problem; in another, that language is withheld.

        `filled`: whether placeholders in it are filled. Choices and rows stand bare in summaries and data.
        `quoting`: whether it may quote earlier answers; a language that quotes others than the master is withheld.
        """
        good = self._checked_words(place, words, limit, optional, filled, quoting)
        for lang in self.languages if good is not None else ():
            if lang not in good:
                self._lacks(place, lang)
            elif self._quotes_differ(good, lang):
                self._withhold(place, lang, f"The text in {lang} does not quote the same answers as the master's.",
                               "Quote the same items, and the language is offered.")
        return good

    def easy_words(self, place: str, words: Any, limit: int, quoting: bool = True) -> dict[str, str] | None:
        """An Easy Read text, as `words`. A language that lacks it, or quotes others than the master, does without."""
        good = self._checked_words(place, words, limit, True, True, quoting)
        if good is not None and self.languages[0] not in good:
            self._lacks(place, self.languages[0])
        return good and {lang: value for lang, value in good.items() if not self._quotes_differ(good, lang)}

    def _quotes_differ(self, words: dict[str, str], lang: str) -> bool:
        return sorted(quotes(words.get(self.languages[0], ""))) != sorted(quotes(words[lang]))

    def _checked_words(self, place: str, words: Any, limit: int, optional: bool, filled: bool,
                       quoting: bool) -> dict[str, str] | None:
        if words is None and optional:
            return None
        if not isinstance(words, dict):
            self.add(place, "There is no text.",
                     f"Give the words by language: {{\"{self.languages[0]}\": ...}}.")
            return {}
        good = {lang: value for lang, value in words.items() if isinstance(value, str) and value.strip()}
        for lang in self.languages:
            if lang in good:
                self._check_words(place, lang, good[lang], limit)
                self._check_braces(place, lang, good[lang], filled, quoting)
        return good

    def _lacks(self, place: str, lang: str) -> None:
        if lang == self.languages[0]:
            self.add(place, f"The text is missing in {lang}, the master language.", "Write it.")
        else:
            self._withhold(place, lang, f"The text is missing in {lang}.", "Write it, and the language is offered.")

    def _withhold(self, place: str, lang: str, message: str, remedy: str) -> None:
        self._lacking.setdefault(lang, []).append(Problem(place, message, remedy))

    def _check_words(self, place: str, lang: str, value: str, limit: int) -> None:
        if len(value) > limit:
            self.add(place, f"The text in {lang} has {len(value)} characters: too long for a phone.",
                     f"Say it in {limit} or fewer.")
        if clean(value) != value:
            self.add(place, f"The text in {lang} holds control characters, a text direction override or "
                     "blanks at its ends.", "Type it again as plain text.")

    def _check_braces(self, place: str, lang: str, value: str, filled: bool, quoting: bool) -> None:
        remedy = ("Use {area} for the partnership's area, and no other braces." if filled
                  else "Take it out: choices and rows hold plain words.")
        if quoting:
            for half in half_quotes(value):
                self.add(place, f"The text in {lang} holds \"{half}\", which says nothing where there is no answer.",
                         "Write {answer.name|what is said then}.")
            value = without_quotes(value)
        elif quotes(value) or half_quotes(value):
            self.add(place, f"The text in {lang} quotes an answer, which only questions, their hints and reasons, "
                     "and the titles of sections can.", "Take it out.")
            value = without_quotes(value)
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

    def truth(self, place: str, entry: Mapping[str, Any], key: str) -> bool:
        """The `true` or `false` under `key`; false where there is none."""
        value = entry.get(key, False)
        if not isinstance(value, bool):
            self.add(place, f"\"{key}\" is neither true nor false.", "Write true or false.")
        return value is True

    def no_twins(self, place: str, what: str, values: list[str]) -> None:
        """Notes each value that stands twice."""
        for value in dict.fromkeys(value for value in values if values.count(value) > 1):
            self.add(place, f"The {what} hold \"{value}\" twice.",
                     "Keep one, or give the second another value.")


def is_words(value: Any) -> bool:
    """Whether this is a string with anything in it."""
    return isinstance(value, str) and bool(value.strip())


def either(words: Collection[str]) -> str:
    """Words in quotes, for a remedy that lists what may be used."""
    return ", ".join(f"\"{word}\"" for word in words)
