"""An item answered with a month of a year."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

from ..errors import AnswerError
from ..texts import Text, ascii_digits
from .base import Item, Raw, register, strings

if TYPE_CHECKING:
    from ..notes import Notes

# Outside these years a month is a slip of the finger, or of another calendar.
EARLIEST, LATEST = "1900-01", "2100-12"

_MONTH = re.compile(r"(?:19|20|21)[0-9]{2}-(?:0[1-9]|1[0-2])")


@register
@dataclass(frozen=True)
class Month(Item):
    """A month, kept as "2026-03", so that the order of the words is the order of time.

    `past`: not after the month it is asked in. This package knows no clock: `as_of` says which month that is.
    """

    earliest: str | None = None
    latest: str | None = None
    past: bool = False

    type_name: ClassVar[str] = "month"
    own_keys: ClassVar[frozenset[str]] = frozenset({"min", "max", "past"})
    measurable: ClassVar[bool] = True
    amount_words: ClassVar[str] = "a month such as \"2026-03\""
    is_figure: ClassVar[bool] = True

    @classmethod
    def read_own(cls, entry: Mapping[str, Any], place: str, notes: Notes) -> dict[str, Any]:
        """The limits, and whether it is in the past."""
        limits = {"earliest": entry.get("min"), "latest": entry.get("max")}
        for limit in limits.values():
            if limit is not None and not _is_month(limit):
                notes.add(place, f"\"{str(limit)[:20]}\" is not a month.",
                          f"Write it as \"2026-03\", from {EARLIEST} to {LATEST}; for the month it is asked in, "
                          "\"past\": true.")
        low, high = limits.values()
        if _is_month(low) and _is_month(high) and low > high:
            notes.add(place, f"\"min\" is {low} and \"max\" is {high}: no month fits.", "Exchange them.")
        return {**limits, "past": notes.truth(place, entry, "past")}

    def as_of(self, month: str) -> Month:
        """As Item.as_of: a past month ends with `month`."""
        if not self.past:
            return self
        return replace(self, latest=min(self.latest or LATEST, month))

    def field(self, part: str) -> str:
        """The form field of "month" or of "year"."""
        return f"{self.name}.{part}"

    def fields(self) -> tuple[str, ...]:
        """One for the month (1 to 12), one for the year (four digits)."""
        return self.field("month"), self.field("year")

    def read(self, form: Mapping[str, Sequence[str]]) -> dict[str, Any]:
        """As Item.read, from the two fields."""
        value = self.parse({part: form.get(self.field(part), ()) for part in ("month", "year")})
        return {} if value is None else {self.name: value}

    def _read(self, raw: Raw) -> str | None:
        """`raw`: {"month": list, "year": list}, or a list with the month as it is kept."""
        if not isinstance(raw, Mapping):
            values = strings(raw)
            if len(values) > 1:
                raise AnswerError("unreadable")
            return values[0].strip() if values else None
        month, year = (self._digits(raw.get(part, ())) for part in ("month", "year"))
        if not month and not year:
            return None
        if not month or not year:
            raise AnswerError("incomplete_month", missing="year" if month else "month")
        made = f"{year}-{month:0>2}"
        if not _is_month(made):
            raise AnswerError("not_a_month")
        return made

    def _digits(self, typed: Any) -> str:
        values = strings(typed)
        if len(values) > 1:
            raise AnswerError("unreadable")
        return ascii_digits(values[0].strip()) if values else ""

    def _check(self, value: Any) -> None:
        if not isinstance(value, str):
            raise AnswerError("unreadable")
        if not _is_month(value):
            raise AnswerError("not_a_month")
        if self.earliest and value < self.earliest:
            raise AnswerError("too_early", earliest=self.earliest)
        if self.latest and value > self.latest:
            raise AnswerError("too_late", latest=self.latest)

    def chosen(self, value: Any) -> tuple[str, ...]:
        """Nothing: a month is no choice."""
        return ()

    def amount(self, value: Any) -> str | None:
        """The month as it is kept: such words compare as the months do."""
        return value if _is_month(value) else None

    def compares(self, operand: Any) -> bool:
        """As Item.compares; a month is compared with a month."""
        return _is_month(operand)

    def examples(self, alike: Sequence[str], thresholds: Sequence[Any]) -> Iterator[str]:
        """On, just before and just after each threshold, and the ends."""
        near = [_shifted(month, by) for month in thresholds for by in (-1, 0, 1)]
        for month in dict.fromkeys([self.earliest or EARLIEST, self.latest or LATEST, *near]):
            if (self.earliest or EARLIEST) <= month <= (self.latest or LATEST):
                yield month

    def quoted(self, value: Any, lang: str, other: str | None = None) -> str | None:
        """The month as it is kept; its name is for whoever knows the language."""
        return self.amount(value)

    def summary(self, value: Any, lang: str, other: str | None = None) -> list[Text]:
        """The month as it is kept."""
        return [Text(value, lang)] if isinstance(value, str) and value else []

    def columns(self) -> tuple[str, ...]:
        """One: "2026-03"."""
        return (self.name,)


def _is_month(value: Any) -> bool:
    return isinstance(value, str) and _MONTH.fullmatch(value) is not None and EARLIEST <= value <= LATEST


def _shifted(month: str, by: int) -> str:
    year, number = divmod(int(month[:4]) * 12 + int(month[5:]) - 1 + by, 12)
    return f"{year:04d}-{number + 1:02d}"
