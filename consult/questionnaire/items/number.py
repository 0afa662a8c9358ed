"""An item answered with a number, typed in the digits of any script."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from ..errors import AnswerError
from ..notes import LIMITS
from ..structure import Words
from ..texts import Text, ascii_digits
from .base import LARGEST, Item, Raw, register, strings

if TYPE_CHECKING:
    from ..notes import Notes

MOST_DECIMALS = 2

# Marks of direction that keyboards put around digits.
_MARKS = re.compile("[\u200e\u200f\u061c]")
# Blanks may stand at the ends and between groups of three, as many write thousands.
_DIGITS = re.compile(r"([-\u2212]?)(\d+|\d{1,3}(?:[\s\u00a0\u202f\u2009]\d{3})+)(?:[.,\u066b](\d+))?")
_SEPARATORS = re.compile("[.,\u066b\u066c'\u2019]")


@register
@dataclass(frozen=True)
class Number(Item):
    """A number from `at_least` to `at_most`, kept as a number; or a choice that stands for none, kept as its value."""

    at_least: int | float | None = None
    at_most: int | float | None = None
    decimals: int = 0
    unit: Words | None = None

    type_name: ClassVar[str] = "number"
    own_keys: ClassVar[frozenset[str]] = frozenset({"min", "max", "decimals", "unit"})
    takes_choices: ClassVar[bool] = True
    choice_kinds: ClassVar[frozenset[str]] = frozenset({"dont_know", "prefer_not"})
    measurable: ClassVar[bool] = True
    is_figure: ClassVar[bool] = True

    @classmethod
    def read_own(cls, entry: Mapping[str, Any], place: str, notes: Notes) -> dict[str, Any]:
        """The limits, the decimals and the unit."""
        limits = [entry.get("min"), entry.get("max")]
        for key, limit in zip(("min", "max"), limits, strict=True):
            if limit is not None and _amount(limit) is None:
                notes.add(place, f"\"{key}\" is not a number.", f"Give a number, {LARGEST} at most.")
        low, high = (_amount(limit) for limit in limits)
        if low is not None and high is not None and low > high:
            notes.add(place, f"\"min\" is {low} and \"max\" is {high}: no number fits.", "Exchange them.")
        decimals = entry.get("decimals", 0)
        if type(decimals) is not int or not 0 <= decimals <= MOST_DECIMALS:
            notes.add(place, "\"decimals\" cannot be used so.", f"Give a whole number from 0 to {MOST_DECIMALS}.")
            decimals = 0
        unit = notes.words(f"{place} unit", entry.get("unit"), LIMITS["unit"], optional=True, filled=False)
        return {"at_least": low, "at_most": high, "decimals": decimals, "unit": unit}

    def flaws(self) -> Iterator[tuple[str, str]]:
        """A plain choice beside the number."""
        if any(choice.kind is None for choice in self.choices):
            yield ("The choices of a number are for those who give none.",
                   "Give each the kind \"dont_know\" or \"prefer_not\".")

    @property
    def choice_key(self) -> str:
        """The form field, and the data column, of the choice made instead of a number."""
        return f"{self.name}.choice"

    def fields(self) -> tuple[str, ...]:
        """The number's, and the choices' where there are any."""
        return (self.name, self.choice_key) if self.choices else (self.name,)

    def read(self, form: Mapping[str, Sequence[str]]) -> dict[str, Any]:
        """As Item.read, from the fields of the number and of the choice."""
        value = self.parse({"": form.get(self.name, ()), "choice": form.get(self.choice_key, ())})
        return {} if value is None else {self.name: value}

    def _read(self, raw: Raw) -> int | float | str | None:
        """`raw`: {"": the number, "choice": what was chosen instead}, or the number's list."""
        typed, ticked = (raw.get("", ()), raw.get("choice", ())) if isinstance(raw, Mapping) else (raw, ())
        values, chosen = strings(typed), strings(ticked)
        if len(values) > 1 or len(chosen) > 1:
            raise AnswerError("unreadable")
        if values and chosen:
            raise AnswerError("exclusive", choice=self._offered(chosen[0]))
        return self._number(values[0]) if values else self._offered(chosen[0]) if chosen else None

    def _offered(self, value: str) -> str:
        if self.choice(value) is None:
            raise AnswerError("not_offered")
        return value

    def _number(self, typed: str) -> int | float:
        found = _DIGITS.fullmatch(_MARKS.sub("", typed).strip())
        if not found or (found[3] and len(found[3]) > self.decimals):
            raise self._no_number(typed)
        digits = ascii_digits("".join(found[2].split())).lstrip("0") or "0"
        # As many digits as anybody likes to type: never read as a number before their count is known.
        too_long = len(digits) > len(str(LARGEST))
        number = Decimal(LARGEST + 1) if too_long else Decimal(f"{digits}.{ascii_digits(found[3] or '0')}")
        number = -number if found[1] else number
        return int(number) if number == int(number) else float(number)

    def _no_number(self, typed: str) -> AnswerError:
        """`mark`: whether a comma or a point is in it that is no decimal mark here, and is not guessed at."""
        return AnswerError("not_a_number", decimals=self.decimals, mark=bool(_SEPARATORS.search(typed)))

    def _check(self, value: Any) -> None:
        if isinstance(value, str):
            self._offered(value)
            return
        low = -LARGEST if self.at_least is None else self.at_least
        high = LARGEST if self.at_most is None else self.at_most
        if isinstance(value, bool) or not isinstance(value, (int, float)) or value != value or abs(value) == math.inf:
            raise AnswerError("unreadable")
        if value < low:
            raise AnswerError("too_small", at_least=low)
        if value > high:
            raise AnswerError("too_large", at_most=high)
        if round(value, self.decimals) != value:
            raise AnswerError("not_a_number", decimals=self.decimals, mark=True)

    def amount(self, value: Any) -> int | float | None:
        """The number itself."""
        return _amount(value)

    def examples(self, alike: Sequence[str], thresholds: Sequence[Any]) -> Iterator[Any]:
        """On, just below and just above each threshold, the ends, and the choices."""
        step = 10 ** -self.decimals
        near = [round(math.floor(limit / step) * step + shift * step, self.decimals)
                for limit in thresholds for shift in (-1, 0, 1, 2)]
        ends = [end for end in (self.at_least, self.at_most) if end is not None] or [0]
        for value in dict.fromkeys([*ends, *near]):
            try:
                self._check(value)
            except AnswerError:
                continue
            yield value
        yield from alike

    def quoted(self, value: Any, lang: str, other: str | None = None) -> str | None:
        """The number, without its unit."""
        return None if _amount(value) is None else str(value)

    def summary(self, value: Any, lang: str, other: str | None = None) -> list[Text]:
        """The number in plain digits, or the words of the choice."""
        if isinstance(value, str):
            return [self.label(value, lang)] if value else []
        return [] if _amount(value) is None else [Text(str(value), lang)]

    def flat(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """The number in its column, the choice in its own."""
        value = answers.get(self.name)
        flat: dict[str, Any] = {self.name: _amount(value)}
        if self.choices:
            flat[self.choice_key] = value if isinstance(value, str) else None
        return flat


def _amount(value: Any) -> int | float | None:
    fits = isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) <= LARGEST
    return value if fits else None
