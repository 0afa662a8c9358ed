"""Items answered with one choice: single, yes or no, consent, scale (ordered), place (the partnership's own areas)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from ..errors import AnswerError
from ..texts import Text
from .base import Raw, register, strings
from .choosing import Choosing, ticked_values


@register
@dataclass(frozen=True)
class Single(Choosing):
    """One of the choices. The answer is its value."""

    type_name: ClassVar[str] = "single"
    takes_shuffle: ClassVar[bool] = True

    def _read(self, raw: Raw) -> str | None:
        values = strings(ticked_values(raw))
        if len(values) > 1:
            raise AnswerError("unreadable")
        return values[0] if values else None

    def _check(self, value: Any) -> None:
        self._check_offered(value)

    def summary(self, value: Any, lang: str, other: str | None = None) -> list[Text]:
        """The words of the choice."""
        return [self.label(value, lang, other)] if isinstance(value, str) and value else []


@register
@dataclass(frozen=True)
class YesNo(Single):
    """Yes or no, in the document's words; "don't know" and "prefer not to say" may come after."""

    type_name: ClassVar[str] = "yes_no"
    takes_shuffle: ClassVar[bool] = False
    choice_kinds: ClassVar[frozenset[str]] = frozenset({"dont_know", "prefer_not"})

    def flaws(self) -> Iterator[tuple[str, str]]:
        """Anything but one plain yes and one plain no."""
        if sorted(choice.value for choice in self.choices if choice.kind is None) != ["no", "yes"]:
            yield (f"An item of type \"{self.type_name}\" has the choices \"yes\" and \"no\", and no others.",
                   "Give just these two values, with the words of your own, or make the type \"single\".")


@register
@dataclass(frozen=True)
class Consent(YesNo):
    """A yes and a no that weigh the same. Required means that either is given, never that it is yes."""

    type_name: ClassVar[str] = "consent"
    takes_net: ClassVar[bool] = False
    choice_kinds: ClassVar[frozenset[str]] = frozenset()


@register
@dataclass(frozen=True)
class Scale(Single):
    """A single whose choices are in order, end to end; "don't know" and the like come after."""

    type_name: ClassVar[str] = "scale"
    takes_shuffle: ClassVar[bool] = False
    choice_kinds: ClassVar[frozenset[str]] = frozenset({"dont_know", "prefer_not"})

    @property
    def points(self) -> tuple[str, ...]:
        """The values on the scale itself, in order."""
        return tuple(choice.value for choice in self.choices if choice.kind is None)


@register
@dataclass(frozen=True)
class Place(Single):
    """One of the partnership's areas, then any choices of the document's own ("somewhere else")."""

    type_name: ClassVar[str] = "place"
    takes_areas: ClassVar[bool] = True
    takes_shuffle: ClassVar[bool] = False
    needs_choices: ClassVar[bool] = False
    takes_net: ClassVar[bool] = False

    @property
    def askable(self) -> bool:
        """Only where the partnership has loaded areas: "somewhere else" alone is no question."""
        return any(choice.is_area for choice in self.choices)


@register
@dataclass(frozen=True)
class Postcode(Place):
    """A ward, which may be given by typing a postcode.

    The postcode itself never comes here: whoever reads the form turns what stands in `input_key` into a ward first,
    and it is part of no answer and no column.
    """

    type_name: ClassVar[str] = "postcode"

    @property
    def input_key(self) -> str:
        """The form field for the postcode."""
        return f"{self.name}.postcode"

    def flaws(self) -> Iterator[tuple[str, str]]:
        """Areas that a postcode does not lie in."""
        if self.areas != "wards":
            yield "A postcode lies in a ward.", "Give \"areas\": \"wards\"."

    def fields(self) -> tuple[str, ...]:
        """As Item.fields, and the one for the postcode."""
        return (*super().fields(), self.input_key)

    def columns(self) -> tuple[str, ...]:
        """As Item.columns, without the postcode."""
        return super().fields()
