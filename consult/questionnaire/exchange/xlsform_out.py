"""A questionnaire document as the sheets of an XLSForm, with all that XLSForm cannot say in columns of our own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..items import ITEM_TYPES
from .cells import MOST_IN_CELL, exact, in_cell, language_header, languages_of, own_columns
from .xpath import companion, day_after, first_day, row_name, stands_aside, xpath

Row = dict[str, str]
Sheets = dict[str, list[Row]]

# The texts of an item and the columns they stand in.
COLUMNS = {"text": "label", "hint": "hint", "why": "guidance_hint"}
LONG_TEXT = 200

_ALONE = ("none", "dont_know", "prefer_not")


def sheets_of(document: Mapping[str, Any], areas: Mapping[str, Sequence[Any]] | None = None) -> Sheets:
    """The sheets `survey`, `choices` and `settings` of a document that Questionnaire.from_document takes.

    areas   the partnership's own places, as for from_document: offered in the form, no part of the document

    Each sheet is a list of rows {column: cell}; a cell is never blank. `xlsform_own.document_of` gives the same
    document back.
    """
    return _Writer(document, areas or {}).sheets()


class _Writer:
    def __init__(self, document: Mapping[str, Any], areas: Mapping[str, Sequence[Any]]):
        self.document, self.areas = document, areas
        self.master = next(lang for lang, entry in document["languages"].items() if entry["state"] == "master")
        self.items = {item["name"]: item for item in items_of(document)}
        self.survey: list[Row] = []
        self.choices: list[Row] = []

    def sheets(self) -> Sheets:
        document = self.document
        self.note("intro", document["intro"])
        for section in document["sections"]:
            self.section(section)
        self.note("thanks", document["thanks"])
        own = {key: value for key, value in document.items() if key not in ("intro", "thanks", "sections")}
        settings = {"form_title": in_cell(document["title"][self.master]), "form_id": document["id"],
                    "version": str(document["version"]), "default_language": language_header(self.master),
                    **own_columns({"document": own})}
        return {"survey": self.survey, "choices": self.choices, "settings": [settings]}

    def note(self, key: str, words: Mapping[str, Any]) -> None:
        """The first page or the last, which XLSForm has not."""
        self.row("note", f"document-{key}", {"label": words}, {"document": key})

    def section(self, section: Mapping[str, Any]) -> None:
        own = {key: value for key, value in section.items() if key not in ("title", "pages")}
        self.row("begin_group", f"section-{section['id']}", {"label": section["title"]}, {"section": own},
                 relevant=self.rule(section))
        for page in section["pages"]:
            own = {key: value for key, value in page.items() if key != "items"}
            self.row("begin_group", f"page-{page['id']}", {}, {"page": own}, relevant=self.rule(page),
                     appearance="field-list")
            for item in page["items"]:
                self.item(item)
            self.row("end_group", "", {}, None)
        self.row("end_group", "", {}, None)

    def item(self, item: Mapping[str, Any]) -> None:
        texts = {column: item.get(key) for key, column in COLUMNS.items()}
        own = {"item": {key: value for key, value in item.items() if key not in (*COLUMNS, "choices", "rows")},
               "has": [key for key in ("choices", "rows") if key in item]}
        cells = {"required": "true" if item.get("required") else "", "relevant": self.rule(item)}
        offered = self.offered(item)
        if item["type"] == "grid":
            self.grid(item, texts, own, cells)
        else:
            self.row(_type(item, offered), item["name"], texts, own, **cells, **_limits(item))
        self.beside(item)

    def grid(self, item: Mapping[str, Any], texts: Mapping[str, Any], own: Any, cells: Mapping[str, str]) -> None:
        """A table of questions that share their answers."""
        required = cells["required"]
        self.row("begin_group", f"grid-{item['name']}", texts, own, relevant=cells["relevant"],
                 appearance="table-list", required=required)
        for row in item["rows"]:
            kept = {key: value for key, value in row.items() if key != "text"}
            self.row(f"select_one {item['name']}", row_name(item, row), {"label": row["text"]}, {"row": kept},
                     required=required)
        self.row("end_group", "", {}, None)

    def beside(self, item: Mapping[str, Any]) -> None:
        """The questions that XLSForm needs beside this one: what stands for no answer, and the words of "other"."""
        name, rule = item["name"], self.rule(item)
        if any(stands_aside(item, choice) for choice in item.get("choices", ())):
            list_name = companion(item)
            self.row(f"select_one {list_name}", list_name, {"label": item["text"]}, {"beside": name}, relevant=rule)
        other = next((choice for choice in item.get("choices", ()) if choice.get("kind") == "other"), None)
        if other:
            self.row("text", f"{name}.other", {"label": other["text"]}, {"beside": name},
                     relevant=f"selected(${{{name}}}, '{other['value']}')")

    def offered(self, item: Mapping[str, Any]) -> int:
        """Writes the item's choices; how many of them are in its own list."""
        found = 0
        for area in self.areas.get(item.get("areas") or "", ()):
            words = area["text"]
            self.choice(item["name"], area["value"], words if isinstance(words, Mapping) else {self.master: words},
                        {"area": True})
            found += 1
        for at, choice in enumerate(item.get("choices", ())):
            kept = {key: value for key, value in choice.items() if key not in ("value", "text")}
            aside = stands_aside(item, choice)
            if aside:
                kept["at"] = at
            self.choice(companion(item) if aside else item["name"], choice["value"], choice["text"], kept)
            found += not aside
        return found

    def choice(self, list_name: str, value: str, words: Mapping[str, Any], kept: dict[str, Any]) -> None:
        cells, odd = _texts({"label": words})
        own = {**kept, **({"exact": odd} if odd else {})}
        self.choices.append({"list_name": list_name, "name": value, **cells, **(own_columns(own) if own else {})})

    def row(self, type_name: str, name: str, texts: Mapping[str, Any], own: Any, **cells: str) -> None:
        words, odd = _texts(texts)
        if odd:
            own = {**own, "exact": odd}
        row = {"type": type_name, "name": name, **words, **cells, **(own_columns(own) if own else {})}
        self.survey.append({column: cell for column, cell in row.items() if cell})

    def rule(self, entry: Mapping[str, Any]) -> str:
        words = xpath(entry.get("when"), self.items)
        return words if len(words) <= MOST_IN_CELL else ""


def items_of(document: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Every item's entry, in order."""
    for section in document["sections"]:
        for page in section["pages"]:
            yield from page["items"]


def text_header(column: str, lang: str) -> str:
    """The head of the column of one text in one language."""
    return f"{column}::{language_header(lang)}"


def _texts(texts: Mapping[str, Mapping[str, Any] | None]) -> tuple[Row, dict[str, Any]]:
    """The cells of some texts, and what they do not give back."""
    cells, odd = {}, {}
    for column, words in texts.items():
        for lang in languages_of([words]):
            if cell := in_cell(words[lang]):
                cells[text_header(column, lang)] = cell
        if kept := exact(words or {}):
            odd[column] = kept
    return cells, odd


def _type(item: Mapping[str, Any], offered: int) -> str:
    kind = item["type"]
    if kind == "number":
        return "decimal" if item.get("decimals") else "integer"
    plain = {"text": "text", "month": "date", "info": "note"}.get(kind)
    if plain or not offered:
        return plain or "text"
    select = {"several": "select_multiple", "ranking": "rank"}.get(kind, "select_one")
    return f"{select} {item['name']}"


def _limits(item: Mapping[str, Any]) -> Row:
    """Constraint and appearance: what XLSForm can say of how an item is answered."""
    kind, parts, appearance = item["type"], [], ""
    low, high = item.get("min"), item.get("max")
    if kind == "number":
        parts = [f". >= {low}" if low is not None else "", f". <= {high}" if high is not None else ""]
    elif kind == "month":
        appearance = "month-year"
        parts = [f". >= {first_day(low)}" if low else "", f". < {day_after(high)}" if high else "",
                 ". <= today()" if item.get("past") else ""]
    elif kind == "text":
        length = item.get("max_length") or LONG_TEXT
        parts, appearance = [f"string-length(.) <= {length}"], "multiline" if length > LONG_TEXT else ""
    elif kind == "several":
        alone = [choice["value"] for choice in item["choices"] if choice.get("kind") in _ALONE]
        parts = [f"not(selected(., '{value}') and count-selected(.) > 1)" for value in alone]
    elif kind == "scale":
        appearance = "likert"
    shuffled = item.get("shuffle") and ITEM_TYPES[kind].takes_shuffle
    return {"constraint": " and ".join(filter(None, parts)), "appearance": appearance,
            "parameters": "randomize=true" if shuffled else ""}
