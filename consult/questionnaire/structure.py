"""What a questionnaire is made of. Read from a document by `reading`; nothing here changes once made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from . import variants
from .errors import Problem

if TYPE_CHECKING:
    from .items.base import Item

Condition = Mapping[str, Any]
Words = Mapping[str, str]


@dataclass(frozen=True)
class Choice:
    """One answer offered. `kind` is None, "dont_know", "prefer_not", "other" or "none"."""

    value: str
    text: Words
    kind: str | None = None
    # One of the partnership's own areas, not the document's.
    is_area: bool = False
    # Keeps its position where the others are shuffled.
    fixed: bool = False

    @property
    def stays(self) -> bool:
        """Whether it keeps its position where the others are shuffled: marked so, or of any kind."""
        return self.fixed or self.kind is not None


@dataclass(frozen=True)
class Row:
    """One line of a grid."""

    value: str
    text: Words
    fixed: bool = False

    @property
    def stays(self) -> bool:
        """Whether it keeps its position where the others are shuffled."""
        return self.fixed


@dataclass(frozen=True)
class Section:
    """A run of pages under one title, skipped as a whole when its rule does not hold."""

    id: str
    title: Words
    when: Condition | None = None


@dataclass(frozen=True)
class Page:
    """What is shown at once: usually one item. `id` stands in addresses and so never changes."""

    id: str
    section: Section
    items: tuple[Item, ...]
    when: Condition | None = None

    @cached_property
    def is_everybodys(self) -> bool:
        """Whether no rule decides about it or anything on it: all of it is on every path."""
        rules = (self.section.when, self.when, *(item.when for item in self.items))
        return all(rule is None for rule in rules) and all(item.askable for item in self.items)

    def narrowed(self, items: tuple[Item, ...]) -> Page:
        """The same page with only the items that are asked on this path."""
        return self if items == self.items else replace(self, items=items)


@dataclass(frozen=True)
class Questionnaire:
    """A checked document. `languages` holds only those complete in it, the master first."""

    id: str
    version: int
    title: Words
    audience: str
    intro: Words
    thanks: Words
    support: tuple[str, ...]
    pages: tuple[Page, ...]
    items: Mapping[str, Item]
    languages: tuple[str, ...]
    states: Mapping[str, str]
    reviewers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    easy_intro: Words | None = None
    withheld: Mapping[str, tuple[Problem, ...]] = field(default_factory=lambda: MappingProxyType({}))

    @classmethod
    def from_document(cls, document: Mapping[str, Any],
                      areas: Mapping[str, list[Any]] | None = None) -> Questionnaire:
        """Reads and checks a document (a decoded JSON object; its form is docs/questionnaire-format.md).

        `areas` gives the partnership's own places: {"wards": [{"value", "text"}], "neighbourhoods": [...]};
        a text may be plain words or a mapping of languages. Without `areas` the document is checked as such
        and place items offer nothing.
        Raises QuestionnaireError with every problem found.
        """
        from .reading import read

        return read(document, areas)

    @property
    def master(self) -> str:
        """The language every other is a translation of."""
        return self.languages[0]

    @property
    def sections(self) -> tuple[Section, ...]:
        """The sections in order, each once."""
        return tuple({page.section.id: page.section for page in self.pages}.values())

    def language_state(self, lang: str) -> str:
        """"master", "machine" or "reviewed". Raises KeyError for a language the document does not list."""
        return self.states[lang]

    def reviewer(self, lang: str) -> str | None:
        """Who signed a translation, as the document says; None where nobody did."""
        return self.reviewers.get(lang)

    def item(self, name: str) -> Item:
        """The item of that name. Raises KeyError."""
        return self.items[name]

    def page(self, page_id: str) -> Page:
        """The whole page, whether or not it is on anybody's path. Raises KeyError."""
        for page in self.pages:
            if page.id == page_id:
                return page
        raise KeyError(page_id)

    # The same questionnaire, for somebody

    @property
    def has_easy(self) -> bool:
        """Whether any of it is written in Easy Read too."""
        return self.easy_intro is not None or any(item.easy_text for item in self.items.values())

    def easy(self) -> Questionnaire:
        """The same in Easy Read. What has no easy text keeps its own. Made once and kept."""
        return self._easy

    @cached_property
    def _easy(self) -> Questionnaire:
        return variants.easy(self)

    def for_age(self, under_16: bool) -> Questionnaire:
        """The same without what is not asked below 16. Rules see what is left out as unanswered."""
        return self._under_16 if under_16 else self

    @cached_property
    def _under_16(self) -> Questionnaire:
        return variants.under_16(self)

    def without(self, names: Iterable[str]) -> Questionnaire:
        """The same without optional items that an officer left out of a wave.

        Raises QuestionnaireError, with every reason, for an item that does not exist, is required, or that
        a rule or a text of what is left looks at, and when no question would be left.
        """
        return variants.without(self, names)

    def as_of(self, month: str) -> Questionnaire:
        """The same, asked in that month ("2026-03"): months marked as past end with it."""
        return variants.as_of(self, month)
