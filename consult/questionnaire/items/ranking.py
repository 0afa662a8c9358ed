"""Choices put in order, place by place."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from ..errors import AnswerError
from ..structure import Choice
from ..texts import Text
from .base import Raw, register, strings
from .choosing import Choosing

if TYPE_CHECKING:
    from ..notes import Notes

MOST_PLACES = 10


@register
@dataclass(frozen=True)
class Ranking(Choosing):
    """Some or all of the choices in order. The answer is the list of values, the first place first.

    "Don't know" or "prefer not to say" stands alone, as a list of one. A required ranking asks for every place.
    """

    most: int | None = None

    type_name: ClassVar[str] = "ranking"
    own_keys: ClassVar[frozenset[str]] = frozenset({"most"})
    takes_net: ClassVar[bool] = False
    takes_shuffle: ClassVar[bool] = True
    choice_kinds: ClassVar[frozenset[str]] = frozenset({"dont_know", "prefer_not"})

    @classmethod
    def read_own(cls, entry: Mapping[str, Any], place: str, notes: Notes) -> dict[str, Any]:
        """How many places there are."""
        most = entry.get("most")
        if most is not None and (type(most) is not int or not 1 <= most <= MOST_PLACES):
            notes.add(place, "\"most\" cannot be used so.", f"Give a whole number from 1 to {MOST_PLACES}.")
            most = None
        return {"most": most}

    def flaws(self) -> Iterator[tuple[str, str]]:
        """Nothing to put in order, or more places than choices."""
        if len(self.ranked) < 2:
            yield "There is nothing to put in order.", "Give at least two choices without a kind."
        elif self.most and self.most > len(self.ranked):
            yield (f"There are {self.most} places for {len(self.ranked)} choices.",
                   "Give \"most\" as many as there are choices without a kind, or fewer.")

    @property
    def ranked(self) -> tuple[Choice, ...]:
        """The choices that are put in order."""
        return tuple(choice for choice in self.choices if choice.kind is None)

    @property
    def alternatives(self) -> tuple[Choice, ...]:
        """The choices that stand for no order."""
        return tuple(choice for choice in self.choices if choice.kind is not None)

    @property
    def places(self) -> int:
        """How many places there are to fill."""
        return self.most or min(len(self.ranked), MOST_PLACES)

    def field(self, place: int) -> str:
        """The form field of one place, from 1."""
        return f"{self.name}.{place}"

    def fields(self) -> tuple[str, ...]:
        """One a place, then the item's name for what stands alone, where there is any."""
        places = tuple(self.field(place) for place in range(1, self.places + 1))
        return (*places, self.name) if self.alternatives else places

    def read(self, form: Mapping[str, Sequence[str]]) -> dict[str, Any]:
        """As Item.read, from one field a place ("concerns.1") and the item's name."""
        raw = {str(place): form.get(self.field(place), ()) for place in range(1, self.places + 1)}
        value = self.parse(raw | {"": form.get(self.name, ())})
        return {} if value is None else {self.name: value}

    def _read(self, raw: Raw) -> list[str] | None:
        """`raw`: {"1": list, "2": list, ..., "": what stands alone}, or all in order in one list."""
        if not isinstance(raw, Mapping):
            return strings(raw) or None
        if set(raw) - {"", *(str(place) for place in range(1, self.places + 1))}:
            raise AnswerError("not_offered")
        filled = [self._one(raw, str(place)) for place in range(1, self.places + 1)]
        values = [*filter(None, filled), *strings(raw.get("", ()))]
        self._check_values(values)
        last = max((place for place, value in enumerate(filled, 1) if value), default=0)
        if None in filled[:last] and not self._alone(values):
            raise AnswerError("gap", place=filled.index(None) + 1)
        return values or None

    def _one(self, raw: Mapping[str, Sequence[str]], key: str) -> str | None:
        values = strings(raw.get(key, ()))
        if len(values) > 1:
            raise AnswerError("unreadable")
        return values[0] if values else None

    def _check(self, value: Any) -> None:
        if not isinstance(value, list) or len(value) > self.places:
            raise AnswerError("unreadable")
        self._check_values(value)
        if self.required and len(value) < self.places and not self._alone(value):
            raise AnswerError("required", place=len(value) + 1)

    def _check_values(self, values: list[Any]) -> None:
        for value in values:
            self._check_offered(value)
        if alone := self._alone(values):
            if len(values) > 1:
                raise AnswerError("exclusive", choice=alone)
        for place, value in enumerate(values, 1):
            if value in values[:place - 1]:
                raise AnswerError("twice", choice=value, place=place)

    def _alone(self, values: Sequence[str]) -> str | None:
        return next((choice.value for choice in self.alternatives if choice.value in values), None)

    def chosen(self, value: Any) -> tuple[str, ...]:
        """The values in any place."""
        return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()

    def examples(self, alike: Sequence[str], thresholds: Sequence[Any]) -> Iterator[list[str]]:
        """Every mix of the groups; of all choices where every place must be filled. Rules do not see the order."""
        plain = [choice.value for choice in self.ranked if self.required or choice.value in alike]
        sizes = [self.places] if self.required else range(1, min(self.places, len(plain)) + 1)
        for size in sizes:
            yield from map(list, itertools.combinations(plain, size))
        yield from ([choice.value] for choice in self.alternatives if choice.value in alike)

    def quoted(self, value: Any, lang: str, other: str | None = None) -> str | None:
        """As Item.quoted; what was put first."""
        return super().quoted(value[:1], lang) if isinstance(value, list) else None

    def summary(self, value: Any, lang: str, other: str | None = None) -> list[Text]:
        """A numbered line for each place; what stands alone without a number."""
        chosen = self.chosen(value)
        words = [self.label(one, lang) for one in chosen]
        if self._alone(chosen):
            return words
        return [Text(f"{place}. {said.value}", said.lang) for place, said in enumerate(words, 1)]

    def columns(self) -> tuple[str, ...]:
        """A column a choice, "name=value"."""
        return tuple(f"{self.name}={choice.value}" for choice in self.choices)

    def flat(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """The place of each choice, from 1, None where it has none; 1 or 0 for each that stands alone."""
        chosen = self.chosen(answers.get(self.name))
        flat: dict[str, Any] = {}
        for choice in self.choices:
            if choice.kind is None:
                place = chosen.index(choice.value) + 1 if choice.value in chosen else None
            else:
                place = int(choice.value in chosen) if chosen else None
            flat[f"{self.name}={choice.value}"] = place
        return flat
