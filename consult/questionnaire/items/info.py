"""A page to read: words without a question."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from ..texts import Text
from .base import Item, Raw, register


@register
@dataclass(frozen=True)
class Info(Item):
    """Nothing to answer, nothing kept, no column, and never in the way of sending the answers."""

    type_name: ClassVar[str] = "info"
    asks: ClassVar[bool] = False
    quotable: ClassVar[bool] = False
    text_limit: ClassVar[str] = "info"

    def flaws(self) -> Iterator[tuple[str, str]]:
        """What only a question can have."""
        for key in ("required", "why", "bank", "benchmark"):
            if getattr(self, key):
                yield f"An item of type \"info\" has nothing to answer, so no \"{key}\".", f"Take \"{key}\" out."

    def fields(self) -> tuple[str, ...]:
        """None."""
        return ()

    def read(self, form: Mapping[str, Sequence[str]]) -> dict[str, Any]:
        """Nothing, whatever was sent."""
        return {}

    def check(self, value: Any) -> None:
        """Never raises."""

    def _read(self, raw: Raw) -> None:
        return None

    def chosen(self, value: Any) -> tuple[str, ...]:
        """Nothing."""
        return ()

    def entries(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """Nothing."""
        return {}

    def summary(self, value: Any, lang: str, other: str | None = None) -> list[Text]:
        """Nothing."""
        return []
