"""How old a reader has to be, by the Flesch-Kincaid grade of an English text."""

from __future__ import annotations

import re

from .common import sentences

# A grade of the formula is a school year of the United States, whose first begins at the age of 6.
YEARS_BEFORE_GRADE_1 = 5
# Of fewer words the formula says nothing.
FEWEST_WORDS = 30

_WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)?")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_VOWELS = re.compile(r"[aeiouy]+")
# safe-ty, late-ly, hope-ful: the end that was silent still is.
_SILENT_INSIDE = re.compile(r"(?<=[^aeiouy])e(?=(?:ty|ly|ment|ful|less|thing|times?|where)$)")


def reading_age(text: str) -> float | None:
    """The age in years at which a text is read with ease; None where it is too short to say.

    Grade = 0.39 words/sentences + 11.8 syllables/words - 15.59 (Kincaid, Fishburne, Rogers and Chissom 1975,
    Derivation of new readability formulas for Navy enlisted personnel); age = grade + 5.
    """
    words = _WORD.findall(text)
    numbers = _NUMBER.findall(text)
    counted = len(words) + len(numbers)
    if counted < FEWEST_WORDS:
        return None
    # A number is said in about two syllables: 12, 999.
    spoken = sum(map(syllables, words)) + 2 * len(numbers)
    grade = 0.39 * counted / max(len(sentences(text)), 1) + 11.8 * spoken / counted - 15.59
    return grade + YEARS_BEFORE_GRADE_1


def syllables(word: str) -> int:
    """The syllables of an English word: its groups of vowels, without an end that is not sounded; 1 at least."""
    word = _SILENT_INSIDE.sub("", re.sub(r"[^a-z]", "", word.casefold()))
    count = len(_VOWELS.findall(word))
    if re.search(r"[^aeiouy]e$", word) and not re.search(r"[^aeiouy]le$", word):
        count -= 1
    elif re.search(r"[^aeiouytd]ed$", word) or re.search(r"[^aeiouyscxzgh]es$", word):
        count -= 1
    return max(count, 1)
