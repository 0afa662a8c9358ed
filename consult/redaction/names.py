"""Names of people: a listed first name, a word after a title such as "Mrs", a word after "my name is".

There is no list of all names and no rule that knows one. Where a text is not in Latin letters nothing is found,
and whoever reads it is told so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

_WORD = r"[^\W\d_]+(?:['’-][^\W\d_]+)*"
_TITLED = re.compile(
    r"\b(?:mr|mrs|ms|miss|mx|dr|prof|professor|sir|pc|pcso|sgt|sergeant|inspector|cllr|councillor|rev|reverend|imam|"
    rf"auntie|aunty|uncle)\b\.? ((?:{_WORD})(?: {_WORD})?)",
    re.I,
)
_CALLED = re.compile(rf"\b(?:name is|name's|name’s|is called|called|named) ({_WORD}(?: {_WORD})?)", re.I)
_TOKEN = re.compile(_WORD)
# First names that are also words: taken for a name only where a capital stands in the middle of a sentence.
_ALSO_WORDS = frozenset(
    "amber april art august bill carol chase daisy dawn dean drew eve faith frank grace grant guy hope ivy jack june "
    "joy lily mark max may mercy miles nick pat penny poppy ray rob robin rose ruby sandy sky summer sue violet will "
    "young sunny noor iman amal".split()
)
# Languages of the surveys that are not written in Latin letters.
_OTHER_SCRIPTS = frozenset({"ur", "ar", "fa", "bn", "pa", "zh", "hi", "gu", "ta", "ps", "ku", "uk", "ru", "bg", "el"})


def looks_for_names(language: str) -> bool:
    """Whether names can be found in a text in this language."""
    return language.replace("_", "-").split("-")[0] not in _OTHER_SCRIPTS


@lru_cache(maxsize=1)
def _first_names() -> frozenset[str]:
    lines = Path(__file__).with_name("first_names.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(name for line in lines if not line.startswith("#") for name in line.split())


def names(text: str) -> Iterator[tuple[int, int]]:
    """Where a text may name a person: (start, end). Places may overlap."""
    for match in _TITLED.finditer(text):
        if end := _capitals(match[1]):
            yield match.start(), match.start(1) + end
    for match in _CALLED.finditer(text):
        if end := _capitals(match[1]):
            yield match.start(1), match.start(1) + end
    yield from _listed(text)


def _capitals(words: str) -> int:
    """How far the words go on with capitals: where a name ends; 0 where it does not begin."""
    end = 0
    for match in _TOKEN.finditer(words):
        if not match[0][0].isupper():
            break
        end = match.end()
    return end


def _listed(text: str) -> Iterator[tuple[int, int]]:
    tokens = list(_TOKEN.finditer(text))
    for place, token in enumerate(tokens):
        if not _is_name(text, token):
            continue
        end = token.end()
        following = tokens[place + 1] if place + 1 < len(tokens) else None
        if following and token[0][0].isupper() and following[0][0].isupper() and text[end : following.start()] == " ":
            end = following.end()
        yield token.start(), end


def _is_name(text: str, token: re.Match) -> bool:
    word = token[0].lower()
    bare = re.sub(r"['’]s$", "", word)
    if bare not in _first_names():
        return False
    if bare not in _ALSO_WORDS:
        return True
    before = text[: token.start()].rstrip()
    return token[0][0].isupper() and not token[0].isupper() and bool(before) and before[-1] not in ".!?\n:"
