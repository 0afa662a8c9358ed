"""From the sheets of somebody else's XLSForm to a form as found."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from . import xlsform_types as types
from .columns import Code, Fields, Languages, code_of, fields_of, meaning
from .constraints import constrain
from .neutral import Block, Condition, Form, Option, Part, Question, Words
from .remarks import CHANGED, LEFT_OUT, LOOK, TOLD, Place, Remarks
from .sheets import Sheets
from .wording import english

# A form asks for answers without end; ours say how long they may be.
LONG_ANSWER = 5000
TRUE = ("yes", "true", "true()", "1")
FALSE = ("no", "false", "false()", "0", "")
_EVER = (*TRUE, "")

# Columns with an equal, or that are read with another; any other with something in it is named once.
_READ = {"type", "name", "label", "hint", "guidance_hint", "relevant", "required", "constraint", "appearance",
         "parameters", "list_name", "disabled", "media", "choice_filter", "default", "calculation", "read_only",
         "repeat_count"}
_SETTINGS_READ = {"form_title", "form_id", "default_language", "version"}


def form_of(sheets: Sheets, remarks: Remarks, codes: Code = code_of) -> Form:
    """The form in sheets that were read as plain text.

    codes   the code of a language by its name as a column's head writes it, None for none that is known
    """
    return _Reader(sheets, remarks, codes).form()


@dataclass(eq=False)
class _Group:
    """A group that is open. `words`: its label; `together`: its questions stand on one page."""

    name: str
    words: Words
    place: Place
    condition: Condition | None
    together: bool
    table: list[Question] | None = None
    hint: Words = field(default_factory=dict)


class _Reader:
    def __init__(self, sheets: Sheets, remarks: Remarks, codes: Code):
        self.sheets, self.remarks = sheets, remarks
        self.languages = Languages(sheets, remarks, codes)
        self.lists = dict(self.choice_lists())
        self.groups: list[_Group] = []
        self.made = Form(sheets.filename or "form", {}, self.languages.all)
        self.last: tuple[object, ...] = ()

    def form(self) -> Form:
        self.settings()
        for line in self.sheets.of("survey"):
            self.line(fields_of(line, self.languages))
        if self.groups:
            self.remarks.add(CHANGED, "group_open", self.groups[-1].place, name=self.groups[-1].name)
            while self.groups:
                self.end()
        self.other_columns()
        for name in ("external_choices", "entities", "osm"):
            if self.sheets.of(name):
                self.remarks.add(LEFT_OUT, "sheet_unread", Place(name), name=name)
        for name in self.sheets.unread:
            self.remarks.add(TOLD, "sheet_unread", Place(name), name=name)
        return self.made

    def settings(self) -> None:
        for line in self.sheets.of("settings")[:1]:
            plain = fields_of(line, self.languages).plain
            if plain.get("form_title"):
                self.made.title = {self.languages.master: plain["form_title"]}
            self.made.name = plain.get("form_id") or self.made.name
            for name in sorted(set(plain) - _SETTINGS_READ):
                self.remarks.add(TOLD, "setting_unread", Place("settings", line.number), name=name)

    def choice_lists(self) -> Iterator[tuple[str, list[Option]]]:
        lists: dict[str, list[Option]] = {}
        for line in self.sheets.of("choices"):
            fields, place = fields_of(line, self.languages), Place("choices", line.number)
            name, words = fields.get("list_name"), fields.words("label")
            if not name or not (fields.get("name") or words):
                self.remarks.add(LEFT_OUT, "choice_nameless", place, text=next(iter(words.values()), ""))
                continue
            if fields.get("media"):
                self.remarks.add(LOOK, "media", place, name=fields.get("name"))
            lists.setdefault(name, []).append(Option(fields.get("name") or next(iter(words.values())), words))
        return iter(lists.items())

    def line(self, fields: Fields) -> None:
        place, found = Place("survey", fields.line.number), fields.get("type").strip()
        if fields.get("disabled").lower() in TRUE:
            self.remarks.add(TOLD, "disabled", place, name=fields.get("name"))
        elif not found:
            if any(fields.plain.values()) or fields.texts:
                self.remarks.add(LEFT_OUT, "no_type", place, name=fields.get("name"),
                                 text=next(iter(fields.words("label").values()), ""))
        elif border := types.group(found):
            if border[0] == "begin":
                self.begin(fields, place, border[1])
            elif self.groups:
                self.end()
            else:
                self.remarks.add(CHANGED, "group_unopened", place)
        else:
            self.question(fields, place, found)

    def begin(self, fields: Fields, place: Place, kind: str) -> None:
        name = fields.get("name") or f"group_{place.row}"
        if kind != "group":
            self.remarks.add(LOOK, "repeat", place, name=name)
        look = fields.get("appearance").lower().split()
        words = fields.words("label")
        self.groups.append(_Group(name, words, place, self.condition(fields, place), "field-list" in look,
                                  [] if "table-list" in look else None, fields.words("hint")))
        if fields.get("media"):
            self.remarks.add(LOOK, "media", place, name=name)

    def end(self) -> None:
        if (table := self.groups[-1].table) is not None:
            self.table(self.groups[-1], table)
        else:
            self.groups.pop()

    def table(self, group: _Group, rows: list[Question]) -> None:
        """A table of questions: a grid, where they share their answers and nothing sets one apart."""
        self.groups.pop()
        alike = len(rows) > 1 and group.words and all(
            one.type == "single" and one.choices == rows[0].choices and one.required == rows[0].required
            and not one.when and not one.hint and not one.more and one.text for one in rows)
        if not alike:
            self.groups.append(group)
            group.table = None
            for one in rows:
                self.add(one)
            self.groups.pop()
            return
        options = [Option(one.name, one.text) for one in rows]
        grid = Question(group.name, "grid", group.words, group.place, group.hint, required=rows[0].required,
                        choices=rows[0].choices, rows=options, parts={one.name: one.name for one in rows},
                        when=group.condition)
        self.add(grid)

    def question(self, fields: Fields, place: Place, found: str) -> None:
        name = fields.get("name") or f"question_{place.row}"
        question = Question(name, "", fields.words("label"), place, fields.words("hint"),
                            fields.words("guidance_hint"), when=self.condition(fields, place))
        reason = self.as_select(question, fields, found) if types.select(found) else self.as_plain(
            question, fields, found)
        if reason:
            self.made.left_out[name] = reason
            self.remarks.add(LEFT_OUT, reason, place, name=name, type=found)
            return
        self.required(question, fields)
        if (source := fields.get("constraint")) and not constrain(question, source):
            self.remarks.add(LOOK, "constraint", place, name=name, source=source)
        for key in ("media", "choice_filter", "default", "calculation", "read_only"):
            if fields.get(key) and not (key == "read_only" and fields.get(key).lower() in FALSE):
                self.remarks.add(CHANGED if key == "default" else LOOK, key, place, name=name, text=fields.get(key))
        table = self.groups[-1].table if self.groups else None
        if table is not None:
            table.append(question)
        else:
            self.add(question)

    def as_select(self, question: Question, fields: Fields, found: str) -> str | None:
        """Makes it a question with choices; the reason, as a code, where it is none of ours."""
        ours, list_name, other = types.select(found) or ("", "", False)
        if ours == "outside" or "${" in list_name:
            return "choices_elsewhere"
        if list_name not in self.lists:
            return "choices_missing"
        look = fields.get("appearance").lower().split()
        question.type = "scale" if ours == "single" and "likert" in look and not other else ours
        question.choices = [Option(one.value, one.text, one.kind) for one in self.lists[list_name]]
        if other and ours != "ranking":
            self.remarks.add(CHANGED, "or_other", question.place, name=question.name)
            question.choices.append(Option("other", english("Other", self.languages.all), "other"))
        if re.search(r"randomi[sz]e\s*=\s*true", fields.get("parameters"), re.IGNORECASE) and question.type != "scale":
            question.more["shuffle"] = True
        if ours == "ranking" and len(question.choices) < 2:
            return "choices_missing"
        return None

    def as_plain(self, question: Question, fields: Fields, found: str) -> str | None:
        ours, look = types.plain(found), fields.get("appearance").lower().split()
        if ours.startswith(("no_equal", "type_unknown")):
            return ours
        question.type = ours
        if ours in ("integer", "decimal", "range", "percentage"):
            question.type = "number"
            self.limits(question, fields, ours)
        elif ours == "agreed":
            question.type = "info"
            self.remarks.add(LOOK, "agreed", question.place, name=question.name)
        elif ours == "month" and "year" in look:
            question.type, question.more = "number", {"min": 1900, "max": 2100}
        elif ours == "month" and "month-year" not in look:
            self.remarks.add(LOOK, "date", question.place, name=question.name)
        elif ours == "text":
            question.more = {"max_length": LONG_ANSWER} if "multiline" in look else {}
            if not question.more and "string-length" not in fields.get("constraint"):
                self.remarks.add(TOLD, "text_length", Place("survey"))
        return None

    def limits(self, question: Question, fields: Fields, ours: str) -> None:
        more = question.more
        if ours == "decimal":
            more["decimals"] = 2
        elif ours == "percentage":
            more.update(min=0, max=100)
        elif ours == "range":
            given = dict(re.findall(r"(start|end|step)\s*=\s*(-?\d{1,15}(?:\.\d+)?)(?=[\s,;]|$)",
                                    fields.get("parameters").lower()))
            numbers = {key: float(value) if "." in value else int(value) for key, value in given.items()}
            more.update(min=numbers.get("start", 1), max=numbers.get("end", 10))
            if any(isinstance(one, float) for one in numbers.values()):
                more["decimals"] = 2
            if numbers.get("step", 1) != 1:
                self.remarks.add(CHANGED, "step", question.place, name=question.name, text=given["step"])

    def required(self, question: Question, fields: Fields) -> None:
        cell = fields.get("required").lower()
        question.required = cell in TRUE
        if cell not in TRUE and cell not in FALSE:
            self.remarks.add(LOOK, "required", question.place, name=question.name, source=fields.get("required"))

    @staticmethod
    def condition(fields: Fields, place: Place) -> Condition | None:
        source = fields.get("relevant").strip()
        return None if source.lower() in _EVER else Condition(source, place)

    def add(self, question: Question) -> None:
        """Puts a question where it stands: under the nearest title, on the page of its group."""
        titled = next((group for group in reversed(self.groups) if group.words), None)
        together = next((group for group in self.groups if group.together), None)
        conditions = tuple(group.condition for group in self.groups if group.condition)
        parts = self.made.parts
        if not parts or self.last[:1] != (titled,):
            parts.append(Part(titled.name if titled else "questions", dict(titled.words) if titled else {},
                              titled.place if titled else question.place))
            self.last = (titled,)
        key = (titled, together, conditions)
        if together and parts[-1].blocks and self.last == key:
            parts[-1].blocks[-1].questions.append(question)
        else:
            parts[-1].blocks.append(Block([question], conditions))
        self.last = key

    def other_columns(self) -> None:
        """Columns with something in them that are not read, each named once."""
        for sheet in ("survey", "choices"):
            seen = {meaning(header)[0]: header for line in self.sheets.of(sheet) for header in line.cells}
            for name, header in seen.items():
                if name not in _READ:
                    self.remarks.add(TOLD, "column_unread", Place(sheet, 1), name=header)
