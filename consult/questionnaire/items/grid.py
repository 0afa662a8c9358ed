"""Several rows answered on the same choices."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from ..errors import AnswerError
from ..structure import Row
from ..texts import Text, text
from .base import Raw, register, strings
from .choosing import Choosing
from .shuffling import shuffle

if TYPE_CHECKING:
    from ..notes import Notes


@register
@dataclass(frozen=True)
class Grid(Choosing):
    """Rows by choices. The answer is {row: choice} for the rows answered, in the document's order.

    A required grid asks for every row, and says which are missing. Its rows may be shuffled, its choices never.
    """

    shuffle_rows: bool = False

    type_name: ClassVar[str] = "grid"
    takes_rows: ClassVar[bool] = True
    quotable: ClassVar[bool] = False
    own_keys: ClassVar[frozenset[str]] = frozenset({"shuffle_rows"})
    choice_kinds: ClassVar[frozenset[str]] = frozenset({"dont_know", "prefer_not"})

    @classmethod
    def read_own(cls, entry: Mapping[str, Any], place: str, notes: Notes) -> dict[str, Any]:
        """Whether the rows are shuffled."""
        return {"shuffle_rows": notes.truth(place, entry, "shuffle_rows")}

    def shuffled_rows(self, seed: str) -> tuple[Row, ...]:
        """The rows in the order shown to whoever has this seed, as Item.shuffled."""
        return shuffle(self.rows, seed, self.name) if self.shuffle_rows else self.rows

    def field(self, row: str) -> str:
        """The form field, and the data column, of one row."""
        return f"{self.name}.{row}"

    def fields(self) -> tuple[str, ...]:
        """One a row."""
        return tuple(self.field(row.value) for row in self.rows)

    def read(self, form: Mapping[str, Sequence[str]]) -> dict[str, Any]:
        """As Item.read, from one field a row ("asb.litter")."""
        value = self.parse({row.value: form.get(self.field(row.value), ()) for row in self.rows})
        return {} if value is None else {self.name: value}

    def _read(self, raw: Raw) -> dict[str, str] | None:
        if not isinstance(raw, Mapping):
            if strings(raw):
                raise AnswerError("unreadable")
            raw = {}
        if set(raw) - {row.value for row in self.rows}:
            raise AnswerError("not_offered")
        answer = {}
        for row in self.rows:
            values = strings(raw.get(row.value, ()))
            if len(values) > 1:
                raise AnswerError("unreadable", row=row.value)
            if values:
                answer[row.value] = values[0]
        return answer or None

    def check(self, value: Any) -> None:
        """As Item.check; "required" names the rows without an answer."""
        if value is None and self.required:
            raise AnswerError("required", rows=[row.value for row in self.rows])
        super().check(value)

    def _check(self, value: Any) -> None:
        if not isinstance(value, dict):
            raise AnswerError("unreadable")
        if set(value) - {row.value for row in self.rows}:
            raise AnswerError("not_offered")
        for chosen in value.values():
            self._check_offered(chosen)
        missing = [row.value for row in self.rows if row.value not in value]
        if missing and self.required:
            raise AnswerError("required", rows=missing)

    def chosen(self, value: Any) -> tuple[str, ...]:
        """The choices given to any row."""
        return tuple(one for one in value.values() if isinstance(one, str)) if isinstance(value, dict) else ()

    def examples(self, alike: Sequence[str], thresholds: Sequence[float]) -> Iterator[dict[str, str]]:
        """Every mix of the groups over the rows; which row has which makes no difference to a rule."""
        rows = [row.value for row in self.rows]
        for mix in itertools.combinations_with_replacement(alike, len(rows)):
            yield dict(zip(rows, mix, strict=True))

    def summary(self, value: Any, lang: str, other: str | None = None) -> list[Text]:
        """A line a row answered: "row: choice". Marked with the row's language where the two differ."""
        if not isinstance(value, dict):
            return []
        lines = []
        for row in self.rows:
            if row.value in value:
                words = text(row.text, lang, self.master)
                lines.append(Text(f"{words.value}: {self.label(value[row.value], lang).value}", words.lang))
        return lines

    def flat(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """The choice of each row, None where it has none."""
        value = answers.get(self.name)
        value = value if isinstance(value, dict) else {}
        return {self.field(row.value): value.get(row.value) for row in self.rows}
