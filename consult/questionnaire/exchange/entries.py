"""From a question as found to an item's entry in a document, or to the reason why there is none."""

from __future__ import annotations

from typing import Any

from ..items import ITEM_TYPES
from .naming import unique, value_of
from .neutral import Option, Question, Words
from .remarks import CHANGED, LEFT_OUT, LOOK, TOLD, Remarks
from .wording import kind_of, tidy, too_long

Entry = dict[str, Any]

class NoItem(Exception):
    """The question cannot be asked here; it has been said why."""


class ItemMaker:
    """Makes entries. `values` keeps, for each made item, the choices: value in the file -> in the document."""

    def __init__(self, languages: list[str], remarks: Remarks):
        self.languages, self.remarks = languages, remarks
        self.values: dict[str, dict[str, str]] = {}

    def entry(self, question: Question, name: str) -> Entry:
        """The entry under `name`, without its rule. Raises NoItem once the reason is among the remarks."""
        limit = ITEM_TYPES[question.type].text_limit
        entry: Entry = {"name": name, "type": question.type, "text": self.text(question, limit)}
        for key in ("hint", "why"):
            self.aside(question, entry, key)
        if question.required and question.type != "info":
            entry["required"] = True
        if question.choices:
            entry["choices"] = self.offered(question, name)
        if question.rows:
            entry["rows"] = self.options(question, question.rows, "row", {})
        entry.update(question.more)
        self.as_yes_no(entry, name)
        return entry

    def text(self, question: Question, limit: str) -> Words:
        name, place = question.name, question.place
        words = tidy(question.text, place, name, self.remarks, quoting=True)
        if not words and question.hint:
            words, question.hint = tidy(question.hint, place, name, self.remarks, quoting=True), {}
        words = self.in_master(words, question, name)
        if length := too_long(words, limit):
            self.refuse(question, "text_too_long", length=length, text=words[self.languages[0]])
        return words

    def in_master(self, words: Words, question: Question, otherwise: str) -> Words:
        """The words with some in the first language: if need be those of another, or a name."""
        master = self.languages[0]
        if master in words:
            return words
        shown = next(iter(words.values()), otherwise.replace("_", " ").strip() or otherwise)
        code = "words_of_another" if words else "words_missing"
        self.remarks.add(LOOK, code, question.place, name=question.name, lang=master, text=shown)
        return {master: tidy({master: shown}, question.place, question.name, self.remarks).get(master, "?"), **words}

    def aside(self, question: Question, entry: Entry, key: str) -> None:
        """The hint or the reason, where there is one that fits."""
        words = tidy(getattr(question, key), question.place, question.name, self.remarks, quoting=True)
        if not words or (key == "why" and question.type == "info"):
            return
        if length := too_long(words, key):
            self.remarks.add(LOOK, "hint_too_long", question.place, name=question.name, length=length)
            return
        entry[key] = self.in_master(words, question, question.name)

    def offered(self, question: Question, name: str) -> list[Entry]:
        values = self.values.setdefault(name, {})
        made = self.options(question, question.choices, "choice", values)
        kinds = ITEM_TYPES[question.type].choice_kinds
        for option, entry in zip(question.choices, made, strict=True):
            kind = option.kind or kind_of(entry["text"])
            if kind in kinds and not (kind == "other" and any(one.get("kind") == kind for one in made)):
                entry["kind"] = kind
                if not option.kind:
                    self.remarks.add(TOLD, "kind_taken", question.place, name=question.name, kind=kind,
                                     text=next(iter(entry["text"].values())))
        return made

    def options(self, question: Question, options: list[Option], limit: str, values: dict[str, str]) -> list[Entry]:
        """Choices or rows; `values` learns what each value has become."""
        taken: set[str] = set()
        made = []
        for option in options:
            value = unique(value_of(option.value), taken)
            if value != option.value:
                code = "value_twin" if option.value in values else "value_changed"
                self.remarks.add(CHANGED, code, question.place, name=question.name, value=option.value, new=value)
            values.setdefault(option.value, value)
            words = tidy(option.text, question.place, question.name, self.remarks)
            words = self.in_master(words, question, option.value)
            if length := too_long(words, limit):
                self.refuse(question, f"{limit}_too_long", length=length, text=words[self.languages[0]])
            made.append({"value": value, "text": words, **({"fixed": True} if option.fixed else {})})
        return made

    def as_yes_no(self, entry: Entry, name: str) -> None:
        """A choice between just yes and no is one of our own type."""
        if entry["type"] != "single" or entry.get("shuffle"):
            return
        plain = [choice["value"].lower() for choice in entry["choices"] if not choice.get("kind")]
        kinds = {choice["kind"] for choice in entry["choices"] if choice.get("kind")}
        if sorted(plain) == ["no", "yes"] and kinds <= ITEM_TYPES["yes_no"].choice_kinds:
            entry["type"] = "yes_no"
            changed = {}
            for choice in entry["choices"]:
                if not choice.get("kind"):
                    changed[choice["value"]] = choice["value"] = choice["value"].lower()
            self.values[name] = {found: made.lower() if made.lower() in changed.values() else made
                                 for found, made in self.values[name].items()}

    def refuse(self, question: Question, code: str, **params: Any) -> None:
        self.remarks.add(LEFT_OUT, code, question.place, name=question.name, **params)
        raise NoItem
