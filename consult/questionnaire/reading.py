"""From a document (decoded JSON, of any shape an upload can have) to a Questionnaire, or to every problem."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from .checks import check_rules
from .errors import Problem, QuestionnaireError
from .items import ITEM_TYPES, Item
from .notes import MASTER, Notes
from .structure import Choice, Page, Questionnaire, Row, Section

AUDIENCES = ("adults", "young")
AREA_KINDS = ("wards", "neighbourhoods")
SUPPORT = frozenset({"childline", "fearless", "999", "crimestoppers", "victim_support"})
STATES = (MASTER, "machine", "reviewed")

# The most characters that fit a 360 x 640 screen together with what belongs around them.
LIMITS = {"title": 80, "intro": 900, "thanks": 600, "question": 180, "hint": 300, "why": 300, "choice": 90,
          "row": 70}
MOST_CHARACTERS_TYPED = 5000

_ID = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
# No "=" and no ".": these join names and values into data columns.
_VALUE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_:+-]{0,39}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(_[A-Z]{2}|-[A-Za-z0-9]+)*")

_DOCUMENT_KEYS = {"id", "version", "title", "audience", "languages", "intro", "thanks", "support", "sections"}
_ITEM_KEYS = {"name", "type", "text", "hint", "required", "choices", "rows", "bank", "net", "benchmark",
              "support", "when", "max_length", "why", "areas"}


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
        self.areas = areas
        self.items: dict[str, Item] = {}
        self.page_ids: set[str] = set()

    def document(self, document: dict[str, Any]) -> Questionnaire:
        notes = self.notes
        notes.known_keys("document", document, _DOCUMENT_KEYS)
        states = self.languages(document.get("languages"))
        version = document.get("version")
        if not isinstance(version, int) or isinstance(version, bool) or version < 1:
            notes.add("document", "The version is not a whole number from 1.", "Give \"version\": 1, 2, 3...")
        if document.get("audience") not in AUDIENCES:
            notes.add("document", f"The audience is not one of {_either(AUDIENCES)}.", "Choose one of them.")
        fields = {
            "id": notes.identifier("document", document.get("id"), _ID),
            "title": notes.words("document title", document.get("title"), LIMITS["title"]),
            "intro": notes.words("document intro", document.get("intro"), LIMITS["intro"]),
            "thanks": notes.words("document thanks", document.get("thanks"), LIMITS["thanks"]),
            "support": self.support("document", document.get("support", [])),
        }
        pages = tuple(page for section in notes.objects("document", document, "sections", at_least_one=True)
                      for page in self.section(section))
        withheld = notes.withheld()
        offered = tuple(lang for lang in notes.languages if lang not in withheld)
        return Questionnaire(version=version, audience=document.get("audience"), pages=pages,
                             items=MappingProxyType(self.items), languages=offered,
                             states=MappingProxyType(states), withheld=MappingProxyType(withheld), **fields)

    def languages(self, listed: Any) -> dict[str, str]:
        """Language -> state, the master first; also tells `notes` which languages texts may be in."""
        states = {}
        for lang, entry in (listed.items() if isinstance(listed, dict) else ()):
            place = f"language \"{lang}\""
            state = entry.get("state") if isinstance(entry, dict) else None
            if not _LANGUAGE.fullmatch(lang):
                self.notes.add(place, "This is not a language code.", "Use codes such as en, ur or pl.")
            if state not in STATES:
                self.notes.add(place, f"The state is not one of {_either(STATES)}.",
                               "Use \"machine\" until a named person has reviewed the translation.")
            if state == "reviewed" and not _is_words(entry.get("reviewer")):
                self.notes.add(place, "It is marked as reviewed, but nobody is named.",
                               "Give \"reviewer\": the name of the person who signed the translation.")
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
                       title=self.notes.words(f"{place} title", section.get("title"), LIMITS["title"]),
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
        found = [self.item(item) for item in self.notes.objects(place, page, "items", at_least_one=True)]
        return Page(id=page_id, section=section, items=tuple(item for item in found if item is not None),
                    when=page.get("when"))

    def item(self, item: dict[str, Any]) -> Item | None:
        place = f"item \"{item.get('name')}\""
        self.notes.known_keys(place, item, _ITEM_KEYS)
        name = self.notes.identifier(place, item.get("name"), _NAME)
        type_name = item.get("type")
        kind = ITEM_TYPES.get(type_name) if isinstance(type_name, str) else None
        if kind is None:
            self.notes.add(place, f"The type \"{type_name}\" is not known.",
                           f"Use one of {_either(sorted(ITEM_TYPES))}.")
            return None
        if name in self.items:
            self.notes.add(place, "Two items have this name.",
                           "Give each item a name of its own: it is the name of its column in the data.")
        if not isinstance(item.get("required", False), bool):
            self.notes.add(place, "\"required\" is neither true nor false.", "Write true or false.")
        choices = self.choices(place, kind, item)
        made = kind(
            name=name, text=self.notes.words(f"{place} text", item.get("text"), LIMITS["question"]),
            hint=self.notes.words(f"{place} hint", item.get("hint"), LIMITS["hint"], optional=True),
            why=self.notes.words(f"{place} why", item.get("why"), LIMITS["why"], optional=True),
            required=item.get("required") is True, choices=choices, rows=self.rows(place, kind, item),
            bank=self.label(place, item, "bank"), benchmark=self.label(place, item, "benchmark"),
            net=self.net(place, kind, item, choices), support=self.support(place, item.get("support", [])),
            when=item.get("when"), max_length=self.max_length(place, kind, item), areas=item.get("areas"),
            master=self.notes.languages[0])
        self.items[name] = made
        return made

    def choices(self, place: str, kind: type[Item], item: dict[str, Any]) -> tuple[Choice, ...]:
        needed = kind.takes_choices and not kind.takes_areas
        own = tuple(self.choice(place, kind, choice)
                    for choice in self.notes.objects(place, item, "choices", at_least_one=needed))
        if not kind.takes_choices and own:
            self.notes.add(place, f"An item of type \"{kind.type_name}\" has no choices.",
                           "Take \"choices\" out or change the type.")
        places = self.places(place, kind, item)
        self.notes.no_twins(place, "choices", [choice.value for choice in places + own])
        if sum(choice.kind == "other" for choice in own) > 1:
            self.notes.add(place, "Two choices are of kind \"other\".", "Keep one.")
        return places + own

    def choice(self, place: str, kind: type[Item], choice: dict[str, Any]) -> Choice:
        here = f"{place}, choice \"{choice.get('value')}\""
        self.notes.known_keys(here, choice, {"value", "text", "kind"})
        sort = choice.get("kind")
        if sort is not None and sort not in tuple(kind.choice_kinds):
            self.notes.add(here, f"The kind \"{sort}\" does not go with type \"{kind.type_name}\".",
                           f"Use one of {_either(sorted(kind.choice_kinds))}, or none.")
        return Choice(value=self.notes.identifier(here, choice.get("value"), _VALUE),
                      text=self.notes.words(here, choice.get("text"), LIMITS["choice"], filled=False),
                      kind=sort)

    def rows(self, place: str, kind: type[Item], item: dict[str, Any]) -> tuple[Row, ...]:
        rows = []
        for row in self.notes.objects(place, item, "rows", at_least_one=kind.takes_rows):
            here = f"{place}, row \"{row.get('value')}\""
            self.notes.known_keys(here, row, {"value", "text"})
            rows.append(Row(value=self.notes.identifier(here, row.get("value"), _VALUE),
                            text=self.notes.words(here, row.get("text"), LIMITS["row"], filled=False)))
        if rows and not kind.takes_rows:
            self.notes.add(place, f"An item of type \"{kind.type_name}\" has no rows.",
                           "Take \"rows\" out or make the type \"grid\".")
        self.notes.no_twins(place, "rows", [row.value for row in rows])
        return tuple(rows)

    def places(self, place: str, kind: type[Item], item: dict[str, Any]) -> tuple[Choice, ...]:
        """The partnership's areas as choices. A place's name needs no translation: plain words will do."""
        wanted = item.get("areas")
        if (wanted in AREA_KINDS) != kind.takes_areas or (wanted is not None and not kind.takes_areas):
            self.notes.add(place, "\"areas\" goes with type \"place\", and only with it.",
                           f"Give a place item \"areas\": {_either(AREA_KINDS)}.")
            return ()
        found = []
        for area in (self.areas or {}).get(wanted, ()) if kind.takes_areas else ():
            value, words = _part(area, "value"), _part(area, "text")
            words = {self.notes.languages[0]: words} if isinstance(words, str) else dict(words)
            found.append(Choice(value=self.notes.identifier(f"{place}, area \"{value}\"", value, _VALUE),
                                text=words, is_area=True))
        return tuple(found)

    def net(self, place: str, kind: type[Item], item: dict[str, Any],
            choices: tuple[Choice, ...]) -> tuple[str, ...]:
        net = self.notes.strings(place, item, "net")
        if net and not kind.takes_net:
            self.notes.add(place, f"An item of type \"{kind.type_name}\" has no net.", "Take \"net\" out.")
            return ()
        for value in net:
            if value not in {choice.value for choice in choices}:
                self.notes.add(place, f"The net names \"{value}\", which is not one of the choices.",
                               "Name only choices of this item.")
        return net

    def support(self, place: str, keys: Any) -> tuple[str, ...]:
        keys = self.notes.strings(place, {"support": keys}, "support")
        for key in keys:
            if key not in SUPPORT:
                self.notes.add(place, f"The support \"{key}\" is not known.",
                               f"Use any of {_either(sorted(SUPPORT))}.")
        return keys

    def max_length(self, place: str, kind: type[Item], item: dict[str, Any]) -> int | None:
        length = item.get("max_length")
        if length is None:
            return None
        if not kind.takes_length or type(length) is not int or not 1 <= length <= MOST_CHARACTERS_TYPED:
            self.notes.add(place, "\"max_length\" cannot be used so.",
                           f"Give a text item a whole number from 1 to {MOST_CHARACTERS_TYPED}.")
            return None
        return length

    def label(self, place: str, item: dict[str, Any], key: str) -> str | None:
        label = item.get(key)
        if label is not None and not _is_words(label):
            self.notes.add(place, f"\"{key}\" is not a name.",
                           f"Give the id of a {key} entry, or leave it out.")
            return None
        return label


def _is_words(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _part(area: Any, key: str) -> Any:
    """Areas come as mappings or as objects with attributes."""
    return area[key] if isinstance(area, Mapping) else getattr(area, key)


def _either(words: Any) -> str:
    return ", ".join(f"\"{word}\"" for word in words)
