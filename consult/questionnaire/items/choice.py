"""Items answered with one choice: single, scale (ordered) and place (the partnership's own areas)."""

from __future__ import annotations

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
class Scale(Single):
    """A single whose choices are in order, end to end; "don't know" and the like come after."""

    type_name: ClassVar[str] = "scale"
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
    takes_net: ClassVar[bool] = False

    @property
    def askable(self) -> bool:
        """Only where the partnership has loaded areas: "somewhere else" alone is no question."""
        return any(choice.is_area for choice in self.choices)
