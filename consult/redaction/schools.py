"""Names of schools: the words with capitals before "School", "Academy", "College", or any words after "I go to"."""

import re
from collections.abc import Iterator

_KIND = r"(?:school|academy|college|sixth form)\b"
_WORD = r"(?:St\.|[^\W\d_][\w'’&-]{0,30})"
_WORDS = rf"((?:{_WORD} ){{1,6}})"
_NAMED = re.compile(rf"\b{_WORDS}{_KIND}", re.I)
_GOES_TO = re.compile(rf"\b(?:(?:go|goes|going|went) to|attends?) {_WORDS}{_KIND}", re.I)
# Words that stand before "school" without naming one, and so end the search for its name.
_PLAIN = frozenset(
    "a after all and any are as at attend attends back because before big by every for from get go goes going good "
    "home i in into is it kids last leave leaving local make my near nearest new no of off old on or other our outside "
    "own past same some that the their this to walk walking was we went when while with your".split()
)
_GENERIC = frozenset("primary secondary high grammar junior infant nursery special community".split())


def schools(text: str) -> Iterator[tuple[int, int]]:
    """Where a text names a school: (start, end). Places may overlap."""
    for match in _NAMED.finditer(text):
        start = _begins(match[1]) + match.start()
        named = [word for word in text[start : match.end(1)].split() if word.lower() not in _GENERIC]
        if any(word[0].isupper() for word in named):
            yield start, match.end()
    for match in _GOES_TO.finditer(text):
        first, *_rest = [word for word in match[1].lower().split() if word not in _GENERIC] or ["a"]
        if first not in _PLAIN:
            yield match.start(1), match.end()


def _begins(words: str) -> int:
    """Where the name begins among the words before "school": after the last that is no part of one."""
    begin = 0
    for word in re.finditer(r"\S+", words):
        if word[0].lower() in _PLAIN:
            begin = min(word.end() + 1, len(words))
    return begin
