"""What a questionnaire is made of. Read from a document by `reading`; nothing here changes once made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

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


@dataclass(frozen=True)
class Row:
    """One line of a grid."""

    value: str
    text: Words


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

    def item(self, name: str) -> Item:
        """The item of that name. Raises KeyError."""
        return self.items[name]

    def page(self, page_id: str) -> Page:
        """The whole page, whether or not it is on anybody's path. Raises KeyError."""
        for page in self.pages:
            if page.id == page_id:
                return page
        raise KeyError(page_id)
