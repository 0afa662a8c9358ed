"""From the sheets that `xlsform_out` made back to the same document, with whatever was changed in them since."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..errors import QuestionnaireError
from ..structure import Questionnaire
from .cells import own_value, restored
from .expressions import NotCarried, parsed
from .remarks import CHANGED, LEFT_OUT, LOOK, Place, Remarks
from .rules import Known, rule_of
from .sheets import Line, Sheets, numbered
from .xlsform_out import COLUMNS, items_of, sheets_of
from .xpath import companion

Document = dict[str, Any]
TRUE, FALSE = ("true", "yes", "true()", "1"), ("", "false", "no", "false()", "0")
# What is worked out from the question itself, so that a change of the cell alone says nothing.
WORKED_OUT = ("type", "name", "constraint", "appearance", "parameters")


def is_ours(sheets: Sheets) -> bool:
    """Whether the form was taken out of Consult."""
    return _head(sheets) is not None


def document_of(sheets: Sheets, remarks: Remarks) -> Document:
    """The document of a form that was taken out of Consult; not checked yet.

    A text, a choice, a "required" or a rule that was changed in the file is taken as it is there now; every other
    change is said in `remarks` and left aside.
    """
    document = _Reader(sheets, remarks).document()
    try:
        Questionnaire.from_document(document)
    except QuestionnaireError:
        # The changes cannot be told from the form until the document is one; its problems are said elsewhere.
        return document
    _Changes(document, sheets, remarks).apply()
    return document


def _head(sheets: Sheets) -> Document | None:
    for line in sheets.of("settings"):
        own = own_value(line.cells)
        head = own.get("document") if isinstance(own, dict) else None
        if isinstance(head, dict) and isinstance(head.get("languages"), dict) and isinstance(head.get("title"), dict):
            return head
    return None


def _marked(lines: list[Line]) -> Iterator[tuple[Line, Document]]:
    """Each line with what stands in our column; {} where nothing does."""
    for line in lines:
        own = own_value(line.cells)
        yield line, own if isinstance(own, dict) else {}


class _Reader:
    def __init__(self, sheets: Sheets, remarks: Remarks):
        self.sheets, self.remarks = sheets, remarks
        self.head: Document = _head(sheets) or {}
        self.sections: list[Document] = []
        self.lists: dict[str, list[tuple[Line, Document]]] = {}
        for line, own in _marked(sheets.of("choices")):
            self.lists.setdefault(line.get("list_name"), []).append((line, own))

    def document(self) -> Document:
        document = {**self.head, "sections": self.sections}
        self.title(document)
        grid: Document | None = None
        for line, own in _marked(self.sheets.of("survey")):
            if line.get("type").replace(" ", "_") == "end_group":
                grid = None
            elif own.get("document") in ("intro", "thanks"):
                document[own["document"]] = self.texts(line, own, "label")
            elif isinstance(own.get("row"), dict) and grid is not None:
                grid["rows"].append({**own["row"], "text": self.texts(line, own, "label")})
            elif isinstance(own.get("item"), dict):
                item = self.item(line, own)
                grid = item if item.get("type") == "grid" else None
                self.place(line, item)
            elif isinstance(own.get("section"), dict):
                self.sections.append({**own["section"], "title": self.texts(line, own, "label"), "pages": []})
            elif isinstance(own.get("page"), dict) and self.sections:
                self.sections[-1]["pages"].append({**own["page"], "items": []})
            elif "beside" not in own:
                self.remarks.add(LEFT_OUT, "row_added", Place("survey", line.number), name=line.get("name"))
        self.drop_empty()
        return document

    def title(self, document: Document) -> None:
        """The form's title, where it was changed in the settings."""
        line = self.sheets.of("settings")[0]
        master = next((lang for lang, one in document["languages"].items()
                       if isinstance(one, dict) and one.get("state") == "master"), "en")
        if line.get("form_title"):
            kept = {master: document["title"].get(master)}
            document["title"] = {**document["title"], **restored({master: line.get("form_title")}, kept)}

    def place(self, line: Line, item: Document) -> None:
        if self.sections and self.sections[-1]["pages"]:
            self.sections[-1]["pages"][-1]["items"].append(item)
        else:
            self.remarks.add(LEFT_OUT, "row_added", Place("survey", line.number), name=line.get("name"))

    def drop_empty(self) -> None:
        """Pages and sections whose questions were taken out of the file."""
        for section in self.sections:
            section["pages"] = [page for page in section["pages"] if page["items"]]
        self.sections[:] = [section for section in self.sections if section["pages"]]

    def item(self, line: Line, own: Document) -> Document:
        item = {**own["item"]}
        for key, column in COLUMNS.items():
            if words := self.texts(line, own, column):
                item[key] = words
        has = own.get("has") if isinstance(own.get("has"), list) else []
        choices = self.choices(item)
        if "choices" in has or choices:
            item["choices"] = choices
        if "rows" in has:
            item["rows"] = []
        return item

    def choices(self, item: Document) -> list[Document]:
        name = str(item.get("name"))
        made = [self.choice(line, own) for line, own in self.lists.get(name, ()) if not own.get("area")]
        for line, own in self.lists.get(companion({"name": name}), ()):
            at = own.get("at")
            made.insert(at if isinstance(at, int) else len(made), self.choice(line, own))
        return made

    def choice(self, line: Line, own: Document) -> Document:
        kept = {key: value for key, value in own.items() if key not in ("exact", "at", "area")}
        return {"value": line.get("name"), "text": self.texts(line, own, "label"), **kept}

    def texts(self, line: Line, own: Document, column: str) -> Document:
        odd = own.get("exact")
        odd = odd.get(column) if isinstance(odd, dict) else None
        odd = odd if isinstance(odd, dict) else {}
        start = f"{column}::"
        cells = {_code(header): cell for header, cell in line.cells.items() if header.startswith(start)}
        return restored(cells, odd)


def _code(header: str) -> str:
    """The language in the head of a column of ours."""
    return header.rpartition("(")[2].rstrip(")").strip()


class _Changes:
    """Finds what was changed in a form by making the form again and laying the two side by side."""

    def __init__(self, document: Document, sheets: Sheets, remarks: Remarks):
        self.document, self.sheets, self.remarks = document, sheets, remarks
        self.items = {item["name"]: item for item in items_of(document)}

    def apply(self) -> None:
        made = numbered(sheets_of(self.document))
        before = {_key(own): line for line, own in _marked(made.of("survey")) if _key(own)}
        # By sections, pages and items: a rule is set where it is found.
        entries = self.entries()
        for line, own in _marked(self.sheets.of("survey")):
            key = _key(own)
            if key in before and key in entries:
                self.compare(line, before[key], entries[key])

    def entries(self) -> dict[tuple[str, str], Document]:
        found: dict[tuple[str, str], Document] = {}
        for section in self.document["sections"]:
            found["section", section["id"]] = section
            for page in section["pages"]:
                found["page", page["id"]] = page
                found.update({("item", item["name"]): item for item in page["items"]})
        return found

    def compare(self, line: Line, before: Line, entry: Document) -> None:
        place, name = Place("survey", line.number), line.get("name")
        if line.get("required") != before.get("required") and "type" in entry:
            self.required(place, name, line.get("required").lower(), entry)
        if line.get("relevant") != before.get("relevant"):
            self.rule(place, name, line.get("relevant"), entry)
        for column in WORKED_OUT:
            # Whether the partnership's own places were offered changes the type and nothing else.
            if line.get(column) != before.get(column) and not (column == "type" and entry.get("areas")):
                self.remarks.add(LOOK, "cell_kept", place, name=name, column=column, cell=line.get(column))

    def required(self, place: Place, name: str, cell: str, entry: Document) -> None:
        if cell in TRUE or cell in FALSE:
            entry["required"] = cell in TRUE
            self.remarks.add(CHANGED, "required_changed", place, name=name)
        else:
            self.remarks.add(LOOK, "cell_kept", place, name=name, column="required", cell=cell)

    def rule(self, place: Place, name: str, cell: str, entry: Document) -> None:
        try:
            rule = rule_of(parsed(cell), self.find) if cell.strip() else True
            if rule is False:
                raise NotCarried("rule_never")
        except NotCarried:
            self.remarks.add(LOOK, "cell_kept", place, name=name, column="relevant", cell=cell)
            return
        entry.pop("when", None)
        if rule is not True:
            entry["when"] = rule
        self.remarks.add(CHANGED, "rule_changed", place, name=name)

    def find(self, name: str) -> Known:
        item = self.items.get(name.removesuffix(".choice"))
        if item is None:
            raise NotCarried("rule_unknown", name)
        choices = item.get("choices", ())
        return Known(item["name"], item["type"], {one["value"]: one["value"] for one in choices},
                     {one["value"]: one["kind"] for one in choices if one.get("kind")})


def _key(own: Document) -> tuple[str, str] | None:
    """What a line is of: a section or a page by its id, an item by its name."""
    for kind, name in (("section", "id"), ("page", "id"), ("item", "name")):
        if isinstance(own.get(kind), dict) and isinstance(own[kind].get(name), str):
            return kind, own[kind][name]
    return None
