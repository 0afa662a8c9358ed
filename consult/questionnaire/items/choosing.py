"""What items with choices share: telling an offered choice from any other, and the text beside "other"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from ..errors import AnswerError
from ..texts import clean
from .base import Item, Raw, check_length, cleaned

OTHER_LENGTH = 200


@dataclass(frozen=True)
class Choosing(Item):
    """An item answered by choosing from a list."""

    takes_choices: ClassVar[bool] = True
    needs_choices: ClassVar[bool] = True
    takes_net: ClassVar[bool] = True
    choice_kinds: ClassVar[frozenset[str]] = frozenset({"dont_know", "prefer_not", "other"})

    def parse_other(self, raw: Any) -> str | None:
        """The text beside "other", cleaned, or None. `raw` as for `parse`, or the text's own list.

        Raises AnswerError.
        """
        return cleaned(raw.get("other", ()) if isinstance(raw, Mapping) else raw, OTHER_LENGTH)

    def read(self, form: Mapping[str, Sequence[str]]) -> dict[str, Any]:
        """As Item.read. Words typed beside "other" without ticking it count as ticking it."""
        typed = self.parse_other(form.get(self.other_key, ())) if self.other else None
        ticked = list(form.get(self.name, ()))
        if typed and self._typing_ticks(ticked):
            ticked.append(self.other.value)
        value = self.parse(ticked)
        if value is None:
            return {}
        entries = {self.name: value}
        if typed and self.other.value in self.chosen(value):
            entries[self.other_key] = typed
        return entries

    def _typing_ticks(self, ticked: list[str]) -> bool:
        """Whether words typed beside "other" tick it, given what is ticked already."""
        return not ticked

    def entries(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """As Item.entries; the text of "other" is kept only while "other" is chosen."""
        kept = super().entries(answers)
        if kept and self.other and self.other.value in self.chosen(kept[self.name]):
            if answers.get(self.other_key):
                kept[self.other_key] = answers[self.other_key]
        return kept

    def check_other(self, typed: Any) -> None:
        """Raises AnswerError unless `typed`, as kept, is a text `parse_other` could have given."""
        if typed is None:
            return
        if not isinstance(typed, str) or clean(typed) != typed:
            raise AnswerError("unreadable")
        check_length(typed, OTHER_LENGTH)

    def _check_offered(self, value: Any) -> None:
        if not isinstance(value, str):
            raise AnswerError("unreadable")
        if self.choice(value) is None:
            raise AnswerError("not_offered")


def ticked_values(raw: Raw) -> Any:
    """The choices in `raw`, where it may be {"": choices, "other": text}."""
    return raw.get("", ()) if isinstance(raw, Mapping) else raw
