"""Names of schools: the words with capitals before "School", "Academy", "College", or any words after "I go to"."""

import re
from collections.abc import Iterator

_KIND = r"(?:(?:primary|secondary|high|grammar|junior|infant|special|community) )?(?:school|academy|college|sixth form)"
_WORD = r"(?:St\.|[^\W\d_][\w'’&-]{0,30})"
_NAMED = re.compile(rf"\b((?:{_WORD} ){{1,5}}){_KIND}\b", re.I)
_GOES_TO = re.compile(rf"\b(?:go|goes|going|went) to ((?:{_WORD} ){{1,4}}){_KIND}\b|\battends? ((?:{_WORD} ){{1,4}}){_KIND}\b",
                      re.I)  # fmt: skip
# Words that stand before "school" without naming one, and so end the search for its name.
_PLAIN = frozenset(
    "a after all and any are as at attend attends back because before big by every for from get go goes going good "
    "high home i in into is it junior kids last leave leaving local make my near nearest new no nursery off old on or "
    "other our outside own past primary same secondary some that the their this to walk walking was we went when while "
    "with your".split()
)


def schools(text: str) -> Iterator[tuple[int, int]]:
    """Where a text names a school: (start, end). Places may overlap."""
    for match in _NAMED.finditer(text):
        start = _begins(match[1]) + match.start()
        if any(word[0].isupper() for word in text[start : match.end(1)].split()):
            yield start, match.end()
    for match in _GOES_TO.finditer(text):
        group = 1 if match[1] else 2
        if match[group].split()[0].lower() not in _PLAIN:
            yield match.start(group), match.end()


def _begins(words: str) -> int:
    """Where the name begins among the words before "school": after the last that is no part of one."""
    begin = 0
    for word in re.finditer(r"\S+", words):
        if word[0].lower() in _PLAIN:
            begin = min(word.end() + 1, len(words))
    return begin
