"""What a variable is, whatever format it ends in, and the codes that stand for having no answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from consult.questionnaire import text
from consult.services.in_files import one_line

# Four ways to have no answer, and they are not the same. The habit of the UK Data Archive: negative codes.
NOT_ASKED, NO_ANSWER, NOT_PLACED, NOT_KNOWN, DONT_KNOW, PREFER_NOT = -1, -2, -3, -6, -8, -9
OF_KIND = {"dont_know": DONT_KNOW, "prefer_not": PREFER_NOT}
# A second "don't know" of the same question is another code of its own.
NEXT_OF_KIND = -10
# Below what any number can be, where a number may be negative. Exact as a floating-point number.
BELOW_NUMBERS = -9 * 10**15

CODED, NUMBER, MONTH, TEXT = "coded", "number", "month", "text"
NOMINAL, ORDINAL, SCALE = "nominal", "ordinal", "scale"

Words = Mapping[str, str]


@dataclass(frozen=True)
class Value:
    """A code and what it stands for. `key` is the answer as the questionnaire names it, where it is one."""

    code: int
    words: Words
    key: str | None = None
    is_missing: bool = False


@dataclass(frozen=True)
class Variable:
    """One column of a file.

    name         in every format
    column       as the questionnaire, or the response, names it
    kind         CODED (whole numbers with labels), NUMBER, MONTH ("2026-03") or TEXT
    words        its label by language; `question` what was asked, in full
    values       every code with its label; of numbers and months only those that stand for no answer
    measure      NOMINAL, ORDINAL or SCALE
    universe     the rule that decides who is asked, None where everybody is
    base         what codes for no answer are counted from (0, or BELOW_NUMBERS)
    """

    name: str
    column: str
    kind: str
    words: Words
    values: tuple[Value, ...] = ()
    measure: str = NOMINAL
    question: Words | None = None
    universe: str | None = None
    item: str | None = None
    identifies: bool = False
    base: int = 0
    master: str = "en"

    @property
    def missing(self) -> list[Value]:
        """The values that are declared missing."""
        return [value for value in self.values if value.is_missing]

    def label(self, lang: str) -> str:
        """The label in a language, marked where it is in another."""
        return said(self.words, lang, self.master)

    def value_label(self, value: Value, lang: str) -> str:
        """The label of a value in a language, marked where it is in another."""
        return said(value.words, lang, self.master)


def said(words: Words, lang: str, master: str = "en") -> str:
    """The words in a language on one line; where there are none, those of the original after its code: "[en] Yes"."""
    found = text(words, lang, master)
    line = one_line(found.value)
    return line if found.lang == lang else f"[{found.lang}] {line}"
