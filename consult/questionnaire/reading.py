"""From a document (decoded JSON, of any shape an upload can have) to a Questionnaire, or to every problem."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from .checks import check_rules
from .errors import Problem, QuestionnaireError
from .item_reading import ItemReader
from .notes import LIMITS, MASTER, Notes, either, is_words
from .structure import Page, Questionnaire, Section

AUDIENCES = ("adults", "young")
STATES = (MASTER, "machine", "reviewed")

# What is not asked of anybody below 16: ids in the bank, and names of items that are not from it.
FROM_16 = frozenset({"gender_identity", "orientation"})

_ID = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(_[A-Z]{2}|_[0-9]{3}|-[A-Za-z0-9]+)*")

_DOCUMENT_KEYS = {"id", "version", "title", "audience", "languages", "intro", "thanks", "support", "sections",
                  "easy_intro"}


def read(document: Any, areas: Mapping[str, list[Any]] | None = None) -> Questionnaire:
    """As Questionnaire.from_document."""
    notes = Notes()
    if not isinstance(document, dict):
        raise QuestionnaireError([Problem("document", "This is not a questionnaire document.",
                                          "Give one JSON object; docs/questionnaire-format.md says how.")])
    reader = _Reader(notes, areas)
    questionnaire = reader.document(document)
    check_rules(questionnaire, notes, areas is not None)
    if notes.problems:
        raise QuestionnaireError(notes.problems)
    return questionnaire


class _Reader:
    """Walks one document. Whatever is wrong goes to `notes`, and the walk goes on."""

    def __init__(self, notes: Notes, areas: Mapping[str, list[Any]] | None):
        self.notes = notes
        self.items = ItemReader(notes, areas)
        self.reviewers: dict[str, str] = {}
        self.page_ids: set[str] = set()

    def document(self, document: dict[str, Any]) -> Questionnaire:
        notes = self.notes
        notes.known_keys("document", document, _DOCUMENT_KEYS)
        states = self.languages(document.get("languages"))
        version = document.get("version")
        if not isinstance(version, int) or isinstance(version, bool) or version < 1:
            notes.add("document", "The version is not a whole number from 1.", "Give \"version\": 1, 2, 3...")
        if document.get("audience") not in AUDIENCES:
            notes.add("document", f"The audience is not one of {either(AUDIENCES)}.", "Choose one of them.")
        fields = {
            "id": notes.identifier("document", document.get("id"), _ID),
            "title": notes.words("document title", document.get("title"), LIMITS["title"]),
            "intro": notes.words("document intro", document.get("intro"), LIMITS["intro"]),
            "thanks": notes.words("document thanks", document.get("thanks"), LIMITS["thanks"]),
            "support": self.items.support("document", document.get("support", [])),
            "easy_intro": notes.easy_words("document easy_intro", document.get("easy_intro"), LIMITS["intro"],
                                           quoting=False),
        }
        pages = tuple(page for section in notes.objects("document", document, "sections", at_least_one=True)
                      for page in self.section(section))
        if document.get("audience") == "young":
            self.check_ages()
        withheld = notes.withheld()
        offered = tuple(lang for lang in notes.languages if lang not in withheld)
        return Questionnaire(version=version, audience=document.get("audience"), pages=pages,
                             items=MappingProxyType(self.items.items), languages=offered,
                             states=MappingProxyType(states), reviewers=MappingProxyType(self.reviewers),
                             withheld=MappingProxyType(withheld), **fields)

    def languages(self, listed: Any) -> dict[str, str]:
        """Language -> state, the master first; also tells `notes` which languages texts may be in."""
        states = {}
        for lang, entry in (listed.items() if isinstance(listed, dict) else ()):
            place = f"language \"{lang}\""
            state = entry.get("state") if isinstance(entry, dict) else None
            if not _LANGUAGE.fullmatch(lang):
                self.notes.add(place, "This is not a language code.", "Use codes such as en, ur or pl.")
            if state not in STATES:
                self.notes.add(place, f"The state is not one of {either(STATES)}.",
                               "Use \"machine\" until a named person has reviewed the translation.")
            if state == "reviewed" and not is_words(entry.get("reviewer")):
                self.notes.add(place, "It is marked as reviewed, but nobody is named.",
                               "Give \"reviewer\": the name of the person who signed the translation.")
            elif state == "reviewed":
                self.reviewers[lang] = entry["reviewer"].strip()
            states[lang] = state
        masters = [lang for lang, state in states.items() if state == MASTER]
        if len(masters) != 1:
            self.notes.add("languages", f"{len(masters)} languages are the master.",
                           "Mark the one language the document was written in as \"master\".")
        ordered = dict(sorted(states.items(), key=lambda entry: entry[1] != MASTER))
        self.notes.languages = tuple(ordered) or ("en",)
        return ordered

    def section(self, section: dict[str, Any]) -> list[Page]:
        place = f"section \"{section.get('id')}\""
        self.notes.known_keys(place, section, {"id", "title", "when", "pages"})
        made = Section(id=self.notes.identifier(place, section.get("id"), _ID),
                       title=self.notes.words(f"{place} title", section.get("title"), LIMITS["title"], quoting=True),
                       when=section.get("when"))
        return [self.page(page, made)
                for page in self.notes.objects(place, section, "pages", at_least_one=True)]

    def page(self, page: dict[str, Any], section: Section) -> Page:
        place = f"page \"{page.get('id')}\""
        self.notes.known_keys(place, page, {"id", "when", "items"})
        page_id = self.notes.identifier(place, page.get("id"), _ID)
        if page_id in self.page_ids:
            self.notes.add(place, "Two pages have this id.", "Give each page an id of its own.")
        self.page_ids.add(page_id)
        found = [self.items.item(item) for item in self.notes.objects(place, page, "items", at_least_one=True)]
        return Page(id=page_id, section=section, items=tuple(item for item in found if item is not None),
                    when=page.get("when"))

    def check_ages(self) -> None:
        for item in self.items.items.values():
            if {item.bank, item.name} & FROM_16 and (item.from_age or 0) < 16:
                self.notes.add(f"item \"{item.name}\"", "A child below 16 is not asked this.",
                               "Give \"from_age\": 16, or take it out.")
