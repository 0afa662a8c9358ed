"""An item answered with any number of choices."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from ..errors import AnswerError
from ..texts import Text
from .base import Raw, register, strings
from .choosing import Choosing, ticked_values


@register
@dataclass(frozen=True)
class Several(Choosing):
    """Any of the choices. The answer is the list of values, in the document's order, each once.

    A choice of kind "none", "dont_know" or "prefer_not" stands alone.
    """

    type_name: ClassVar[str] = "several"
    choice_kinds: ClassVar[frozenset[str]] = Choosing.choice_kinds | {"none"}
    measurable: ClassVar[bool] = True
    takes_shuffle: ClassVar[bool] = True
    alone: ClassVar[frozenset[str]] = frozenset({"none", "dont_know", "prefer_not"})

    def _typing_ticks(self, ticked: list[str]) -> bool:
        return self.other.value not in ticked and not self._alone(ticked)

    def _alone(self, values: Any) -> list[str]:
        return [one.value for one in self.choices if one.kind in self.alone and one.value in values]

    def _read(self, raw: Raw) -> list[str] | None:
        ticked = strings(ticked_values(raw))
        if any(self.choice(value) is None for value in ticked):
            raise AnswerError("not_offered")
        return [choice.value for choice in self.choices if choice.value in ticked] or None

    def _check(self, value: Any) -> None:
        if not isinstance(value, list):
            raise AnswerError("unreadable")
        for one in value:
            self._check_offered(one)
        if value != [choice.value for choice in self.choices if choice.value in value]:
            raise AnswerError("unreadable")
        if not value and self.required:
            raise AnswerError("required")
        if len(value) > 1 and self._alone(value):
            raise AnswerError("exclusive", choice=self._alone(value)[0])

    def chosen(self, value: Any) -> tuple[str, ...]:
        """The values ticked."""
        return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()

    def amount(self, value: Any) -> int:
        """How many choices were ticked, those that stand alone not counted."""
        chosen = self.chosen(value)
        return len(chosen) - len(self._alone(chosen))

    def examples(self, alike: Sequence[str], thresholds: Sequence[float]) -> Iterator[list[str]]:
        """Every mix of the groups; of all choices where their number is compared."""
        values = [one.value for one in self.choices if thresholds or one.value in alike]
        for size in range(1, len(values) + 1):
            for mix in itertools.combinations(values, size):
                if size == 1 or not self._alone(mix):
                    yield list(mix)

    def summary(self, value: Any, lang: str, other: str | None = None) -> list[Text]:
        """A line for each choice ticked."""
        return [self.label(one, lang, other) for one in self.chosen(value)]

    def columns(self) -> tuple[str, ...]:
        """A column a choice, "name=value", and one for the text of "other"."""
        ticks = tuple(f"{self.name}={choice.value}" for choice in self.choices)
        return ticks + ((self.other_key,) if self.other else ())

    def flat(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """1 for each choice ticked and 0 for each not; None throughout when nothing was answered."""
        chosen = self.chosen(answers.get(self.name))
        flat = {f"{self.name}={choice.value}": int(choice.value in chosen) if chosen else None
                for choice in self.choices}
        if self.other:
            flat[self.other_key] = answers.get(self.other_key)
        return flat
