"""From an item's entry in a document to an Item, or to every problem with it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from .items import ITEM_TYPES, Item
from .notes import LIMITS, Notes, either, is_words
from .structure import Choice, Row

AREA_KINDS = ("wards", "neighbourhoods")
SUPPORT = frozenset({"childline", "fearless", "999", "crimestoppers", "victim_support"})
MOST_CHARACTERS_TYPED = 5000
OLDEST = 99

_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
# No "=" and no ".": these join names and values into data columns.
_VALUE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_:+-]{0,39}")
_ICON = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")

_KEYS = {"name", "type", "text", "hint", "required", "choices", "rows", "bank", "net", "benchmark", "support", "when",
         "max_length", "why", "areas", "shuffle", "easy", "icon", "from_age"}


class ItemReader:
    """Reads the items of one document. Whatever is wrong goes to `notes`; `items` holds those that could be read."""

    def __init__(self, notes: Notes, areas: Mapping[str, list[Any]] | None):
        self.notes = notes
        self.areas = areas
        self.items: dict[str, Item] = {}

    def item(self, item: dict[str, Any]) -> Item | None:
        """The item of one entry; None where its type is not known."""
        place = f"item \"{item.get('name')}\""
        type_name = item.get("type")
        kind = ITEM_TYPES.get(type_name) if isinstance(type_name, str) else None
        self.notes.known_keys(place, item, _KEYS | (kind.own_keys if kind else ALL_OWN_KEYS))
        name = self.notes.identifier(place, item.get("name"), _NAME)
        if kind is None:
            self.notes.add(place, f"The type \"{type_name}\" is not known.",
                           f"Use one of {either(sorted(ITEM_TYPES))}.")
            return None
        if name in self.items:
            self.notes.add(place, "Two items have this name.",
                           "Give each item a name of its own: it is the name of its column in the data.")
        made = kind(name=name, master=self.notes.languages[0], when=item.get("when"), areas=item.get("areas"),
                    **self.texts(place, kind, item), **self.offered(place, kind, item),
                    **self.settings(place, kind, item), **kind.read_own(item, place, self.notes))
        for message, remedy in made.flaws():
            self.notes.add(place, message, remedy)
        self.items[name] = made
        return made

    def texts(self, place: str, kind: type[Item], item: dict[str, Any]) -> dict[str, Any]:
        limit = LIMITS[kind.text_limit]
        easy = item.get("easy", {})
        if not isinstance(easy, dict) or (easy and "text" not in easy):
            self.notes.add(place, "\"easy\" holds no text.", "Write {\"text\": {...}}, and \"hint\" if there is one.")
            easy = {}
        self.notes.known_keys(f"{place} easy", easy, {"text", "hint"})
        words, easy_words = self.notes.words, self.notes.easy_words
        return {
            "text": words(f"{place} text", item.get("text"), limit, quoting=True),
            "hint": words(f"{place} hint", item.get("hint"), LIMITS["hint"], optional=True, quoting=True),
            "why": words(f"{place} why", item.get("why"), LIMITS["why"], optional=True, quoting=True),
            "easy_text": easy_words(f"{place} easy text", easy.get("text"), limit),
            "easy_hint": easy_words(f"{place} easy hint", easy.get("hint"), LIMITS["hint"]),
        }

    def offered(self, place: str, kind: type[Item], item: dict[str, Any]) -> dict[str, Any]:
        choices = self.choices(place, kind, item)
        shuffle = self.notes.truth(place, item, "shuffle")
        if shuffle and not kind.takes_shuffle:
            self.notes.add(place, f"The choices of type \"{kind.type_name}\" keep their order.",
                           "Take \"shuffle\" out.")
        return {"choices": choices, "rows": self.rows(place, kind, item), "shuffle": shuffle,
                "net": self.net(place, kind, item, choices)}

    def settings(self, place: str, kind: type[Item], item: dict[str, Any]) -> dict[str, Any]:
        return {"required": self.notes.truth(place, item, "required"),
                "bank": self.label(place, item, "bank"), "benchmark": self.label(place, item, "benchmark"),
                "support": self.support(place, item.get("support", [])),
                "max_length": self.max_length(place, kind, item),
                "icon": self.icon(place, item), "from_age": self.from_age(place, item)}

    def icon(self, place: str, item: dict[str, Any]) -> str | None:
        icon = item.get("icon")
        if icon is not None and not (isinstance(icon, str) and _ICON.fullmatch(icon)):
            self.notes.add(place, "\"icon\" is not the name of a sign.", "Use small letters, digits and - only.")
            return None
        return icon

    def from_age(self, place: str, item: dict[str, Any]) -> int | None:
        age = item.get("from_age")
        if age is not None and (type(age) is not int or not 1 <= age <= OLDEST):
            self.notes.add(place, "\"from_age\" is not an age.", f"Give a whole number from 1 to {OLDEST}.")
            return None
        return age

    def choices(self, place: str, kind: type[Item], item: dict[str, Any]) -> tuple[Choice, ...]:
        own = tuple(self.choice(place, kind, choice)
                    for choice in self.notes.objects(place, item, "choices", at_least_one=kind.needs_choices))
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
        self.notes.known_keys(here, choice, {"value", "text", "kind"} | ({"fixed"} if kind.takes_shuffle else set()))
        sort = choice.get("kind")
        if sort is not None and sort not in tuple(kind.choice_kinds):
            self.notes.add(here, f"The kind \"{sort}\" does not go with type \"{kind.type_name}\".",
                           f"Use one of {either(sorted(kind.choice_kinds))}, or none.")
        return Choice(value=self.notes.identifier(here, choice.get("value"), _VALUE),
                      text=self.notes.words(here, choice.get("text"), LIMITS["choice"], filled=False),
                      kind=sort, fixed=self.notes.truth(here, choice, "fixed"))

    def rows(self, place: str, kind: type[Item], item: dict[str, Any]) -> tuple[Row, ...]:
        rows = []
        for row in self.notes.objects(place, item, "rows", at_least_one=kind.takes_rows):
            here = f"{place}, row \"{row.get('value')}\""
            self.notes.known_keys(here, row, {"value", "text", "fixed"})
            rows.append(Row(value=self.notes.identifier(here, row.get("value"), _VALUE),
                            text=self.notes.words(here, row.get("text"), LIMITS["row"], filled=False),
                            fixed=self.notes.truth(here, row, "fixed")))
        if rows and not kind.takes_rows:
            self.notes.add(place, f"An item of type \"{kind.type_name}\" has no rows.",
                           "Take \"rows\" out or make the type \"grid\".")
        self.notes.no_twins(place, "rows", [row.value for row in rows])
        return tuple(rows)

    def places(self, place: str, kind: type[Item], item: dict[str, Any]) -> tuple[Choice, ...]:
        """The partnership's areas as choices. A place's name needs no translation: plain words will do."""
        wanted = item.get("areas")
        if (wanted in AREA_KINDS) != kind.takes_areas or (wanted is not None and not kind.takes_areas):
            self.notes.add(place, "\"areas\" goes with type \"place\" or \"postcode\", and only with these.",
                           f"Give a place item \"areas\": {either(AREA_KINDS)}.")
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
                               f"Use any of {either(sorted(SUPPORT))}.")
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
        if label is not None and not is_words(label):
            self.notes.add(place, f"\"{key}\" is not a name.",
                           f"Give the id of a {key} entry, or leave it out.")
            return None
        return label


def _part(area: Any, key: str) -> Any:
    """Areas come as mappings or as objects with attributes."""
    return area[key] if isinstance(area, Mapping) else getattr(area, key)


ALL_OWN_KEYS = frozenset(key for kind in ITEM_TYPES.values() for key in kind.own_keys)
