"""An item answered in the person's own words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from ..errors import AnswerError
from ..texts import Text, clean
from .base import Item, Raw, check_length, cleaned, register

SHORT_LENGTH = 200
QUOTED_LENGTH = 80


@register
@dataclass(frozen=True)
class FreeText(Item):
    """Words. `max_length` characters at most; more than SHORT_LENGTH asks for a box of several lines."""

    type_name: ClassVar[str] = "text"
    takes_length: ClassVar[bool] = True

    @property
    def limit(self) -> int:
        """The most characters taken."""
        return self.max_length or SHORT_LENGTH

    @property
    def long(self) -> bool:
        """Whether a box of several lines is wanted."""
        return self.limit > SHORT_LENGTH

    def _read(self, raw: Raw) -> str | None:
        return cleaned(raw, self.limit)

    def _check(self, value: Any) -> None:
        if not isinstance(value, str) or clean(value) != value:
            raise AnswerError("unreadable")
        if not value and self.required:
            raise AnswerError("required")
        check_length(value, self.limit)

    def chosen(self, value: Any) -> tuple[str, ...]:
        """Nothing: words are no choice, and a rule that looks for some is refused with the document."""
        return ()

    def summary(self, value: Any, lang: str, other: str | None = None) -> list[Text]:
        """The words as written. Their language is the one being answered in, as far as anyone knows."""
        return [Text(value, lang)] if isinstance(value, str) and value else []

    def quoted(self, value: Any, lang: str, other: str | None = None) -> str | None:
        """As Item.quoted; long words are cut."""
        if not isinstance(value, str) or len(value) <= QUOTED_LENGTH:
            return value if isinstance(value, str) else None
        return value[:QUOTED_LENGTH].rstrip() + "…"
