"""What every kind of item has in common, and the table of kinds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

from ..errors import AnswerError
from ..structure import Choice, Condition, Row, Words
from ..texts import Text, clean, text
from .shuffling import shuffle

if TYPE_CHECKING:
    from ..notes import Notes

Raw = Sequence[str] | Mapping[str, Sequence[str]]

ITEM_TYPES: dict[str, type[Item]] = {}

# Whole numbers up to here survive every file format and every program that reads one.
LARGEST = 10 ** 15 - 1

# How a list is written where the comma is another sign.
COMMAS = {"ar": "، ", "fa": "، ", "ur": "، ", "zh": "、"}


def register(kind: type[Item]) -> type[Item]:
    """Class decorator: documents may use `kind.type_name` as an item's type from now on."""
    ITEM_TYPES[kind.type_name] = kind
    return kind


@dataclass(frozen=True)
class Item:
    """One question. A kind overrides `_read`, `_check`, `summary`, and where it needs to, the rest.

    The class variables tell the reader of documents which keys the kind takes; `own_keys` are its alone, read by
    `read_own`.
    """

    name: str
    text: Words
    hint: Words | None = None
    required: bool = False
    choices: tuple[Choice, ...] = ()
    rows: tuple[Row, ...] = ()
    bank: str | None = None
    net: tuple[str, ...] = ()
    benchmark: str | None = None
    support: tuple[str, ...] = ()
    when: Condition | None = None
    max_length: int | None = None
    why: Words | None = None
    areas: str | None = None
    shuffle: bool = False
    easy_text: Words | None = None
    easy_hint: Words | None = None
    icon: str | None = None
    from_age: int | None = None
    master: str = "en"

    type_name: ClassVar[str] = ""
    own_keys: ClassVar[frozenset[str]] = frozenset()
    # Whether there is anything to answer.
    asks: ClassVar[bool] = True
    takes_choices: ClassVar[bool] = False
    needs_choices: ClassVar[bool] = False
    takes_shuffle: ClassVar[bool] = False
    takes_rows: ClassVar[bool] = False
    takes_areas: ClassVar[bool] = False
    takes_length: ClassVar[bool] = False
    takes_net: ClassVar[bool] = False
    choice_kinds: ClassVar[frozenset[str]] = frozenset()
    measurable: ClassVar[bool] = False
    # What a rule compares its amount with, for the writer of a document.
    amount_words: ClassVar[str] = "a number"
    # Whether a later text may quote the answer, and whether it is a figure that each language writes in its own way.
    quotable: ClassVar[bool] = True
    is_figure: ClassVar[bool] = False
    # The most characters of its text, by name in notes.LIMITS.
    text_limit: ClassVar[str] = "question"

    # From a document

    @classmethod
    def read_own(cls, entry: Mapping[str, Any], place: str, notes: Notes) -> dict[str, Any]:
        """The fields of this kind alone, from its `own_keys` in a document's entry; slips go to `notes`."""
        return {}

    def flaws(self) -> Iterator[tuple[str, str]]:
        """What is wrong with an item as read, by its kind's own rules: (what, what to do)."""
        yield from ()

    @property
    def type(self) -> str:
        """The name of the kind, as documents write it."""
        return self.type_name

    @property
    def askable(self) -> bool:
        """Whether there is anything to ask. A place item without the partnership's areas is not asked."""
        return True

    @property
    def other(self) -> Choice | None:
        """The choice that comes with a text of its own, if there is one."""
        return next((choice for choice in self.choices if choice.kind == "other"), None)

    @property
    def other_key(self) -> str:
        """The key of that text, in answers, in forms and in exports."""
        return f"{self.name}.other"

    def choice(self, value: str) -> Choice | None:
        """The choice of that value, or None."""
        return next((choice for choice in self.choices if choice.value == value), None)

    def texts(self) -> tuple[Words, ...]:
        """Every text in which an earlier answer may be quoted."""
        return tuple(words for words in (self.text, self.hint, self.why, self.easy_text, self.easy_hint) if words)

    # For somebody

    def shuffled(self, seed: str) -> tuple[Choice, ...]:
        """The choices in the order shown to whoever has this seed: the document's, unless the item shuffles.

        Summaries and data keep the document's order.
        """
        return shuffle(self.choices, seed, self.name) if self.shuffle else self.choices

    def easy(self) -> Item:
        """The same in Easy Read. A language without easy words keeps the plain ones."""
        if not self.easy_text:
            return self
        hint = {**(self.hint or {}), **self.easy_hint} if self.easy_hint else None
        return replace(self, text={**self.text, **self.easy_text}, hint=hint)

    def as_of(self, month: str) -> Item:
        """The same, asked in that month ("2026-03"). Only months marked as past change."""
        return self

    # From a form to an answer

    def fields(self) -> tuple[str, ...]:
        """The names of the form fields this item reads."""
        return (self.name, self.other_key) if self.other else (self.name,)

    def read(self, form: Mapping[str, Sequence[str]]) -> dict[str, Any]:
        """The answer entries in a whole posted form (field name -> list of strings).

        Returns {} for a skipped item, else {name: value} and, where there is one, {name.other: text}.
        Raises AnswerError.
        """
        value = self.parse(form.get(self.name, ()))
        return {} if value is None else {self.name: value}

    def parse(self, raw: Raw) -> Any:
        """The answer in what a form sent, or None for a skipped item. Raises AnswerError.

        `raw` is a list of strings; for a grid {row: list of strings}. Choice kinds also take
        {"": list, "other": list}; the text of "other" is had with `parse_other` or `read`.
        """
        value = self._read(raw)
        self.check(value)
        return value

    def check(self, value: Any) -> None:
        """Raises AnswerError unless `value`, as kept (None if absent), is an answer this item can have."""
        if value is None:
            if self.required:
                raise AnswerError("required")
            return
        self._check(value)

    def _read(self, raw: Raw) -> Any:
        raise NotImplementedError

    def _check(self, value: Any) -> None:
        raise NotImplementedError

    # What an answer means

    def chosen(self, value: Any) -> tuple[str, ...]:
        """The choice values in an answer, for `in` and `not_in`. Never raises."""
        return (value,) if isinstance(value, str) else ()

    def amount(self, value: Any) -> int | float | str | None:
        """What `at_least`, `equals` and the like compare: a number, of a month its own form; None without one."""
        return None

    def compares(self, operand: Any) -> bool:
        """Whether a rule may compare this item's amount with `operand`."""
        return isinstance(operand, (int, float)) and not isinstance(operand, bool) and abs(operand) <= LARGEST

    def examples(self, alike: Sequence[str], thresholds: Sequence[Any]) -> Iterator[Any]:
        """Answers that between them stand for every answer a rule could tell apart.

        `alike` holds one choice of each group that the rules treat alike, `thresholds` what amounts are compared
        with. Used to find items that nobody can reach.
        """
        yield from alike or ["x"]

    def quoted(self, value: Any, lang: str, other: str | None = None) -> str | None:
        """The answer as a later text quotes it; None where it is none of substance, such as "don't know"."""
        words = [self._quoted_choice(one, lang, other) for one in self.chosen(value)]
        return COMMAS.get(lang, ", ").join(word for word in words if word) or None

    def _quoted_choice(self, value: str, lang: str, other: str | None) -> str | None:
        choice = self.choice(value)
        if choice is not None and choice.kind == "other":
            return other
        return self.label(value, lang).value if choice is not None and choice.kind is None else None

    def entries(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """The part of `answers` that is this item's."""
        value = answers.get(self.name)
        return {} if value in (None, "", [], {}) else {self.name: value}

    def summary(self, value: Any, lang: str, other: str | None = None) -> list[Text]:
        """The answer in words, a line each, for the page where answers are checked; [] when skipped."""
        raise NotImplementedError

    def label(self, value: str, lang: str, other: str | None = None) -> Text:
        """The words of one choice, with what the person wrote beside "other"."""
        choice = self.choice(value)
        if choice is None:
            return Text(value, self.master)
        words = text(choice.text, lang, self.master)
        return Text(f"{words.value}: {other}", words.lang) if choice.kind == "other" and other else words

    # Into data

    def columns(self) -> tuple[str, ...]:
        """The names of the flat data columns this item makes."""
        return self.fields()

    def flat(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """A value for each of `columns`, None where nothing was answered."""
        return {column: answers.get(column) for column in self.columns()}


def strings(raw: Any) -> list[str]:
    """The strings a form field sent, blanks left out. Raises AnswerError when they are not strings."""
    if isinstance(raw, str) or not isinstance(raw, Sequence):
        raise AnswerError("unreadable")
    if not all(isinstance(one, str) for one in raw):
        raise AnswerError("unreadable")
    return [one for one in raw if one.strip()]


def cleaned(raw: Any, max_length: int) -> str | None:
    """One typed text, cleaned; None when blank. Raises AnswerError "unreadable" or "too_long"."""
    typed = strings(raw)
    if not typed:
        return None
    words = clean(typed[0]) if len(typed) == 1 else None
    if words is None:
        raise AnswerError("unreadable")
    check_length(words, max_length)
    return words or None


def check_length(words: str, max_length: int) -> None:
    """Raises AnswerError "too_long", with the length and the most allowed, in characters."""
    if len(words) > max_length:
        raise AnswerError("too_long", length=len(words), max_length=max_length)
