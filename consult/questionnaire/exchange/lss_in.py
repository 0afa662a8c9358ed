"""From the tables of a LimeSurvey structure file to a form as found."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from .lss_tables import Row, Tables, ordered
from .neutral import Block, Condition, Form, Option, Part, Question
from .remarks import CHANGED, LEFT_OUT, LOOK, TOLD, Place, Remarks
from .wording import english, kind_of

# Type of LimeSurvey -> type of ours, where there is one.
TYPES = {"L": "single", "!": "single", "O": "single", "G": "single", "Y": "yes_no", "5": "scale",
         "M": "several", "P": "several", "F": "grid", "H": "grid", "A": "grid", "B": "grid", "C": "grid", "E": "grid",
         "N": "number", "S": "text", "T": "text", "U": "text", "R": "ranking", "X": "info", "D": "month"}
# What is lost of those that are not quite the same.
NOT_QUITE = {"O": "comment", "P": "comment", "H": "by_column", "D": "date", "G": "gender"}
LONG_ANSWER = 5000

_FIXED = {
    "Y": (("yes", "Yes"), ("no", "No")), "G": (("F", "Female"), ("M", "Male")),
    "C": (("Y", "Yes"), ("U", "Uncertain"), ("N", "No")),
    "E": (("I", "Increase"), ("S", "Same"), ("D", "Decrease")),
    "5": tuple((str(n), str(n)) for n in range(1, 6)), "A": tuple((str(n), str(n)) for n in range(1, 6)),
    "B": tuple((str(n), str(n)) for n in range(1, 11)),
}
_EVER = ("", "1")


def form_of(tables: Mapping[str, list[Row]], languages: list[str], filename: str, remarks: Remarks) -> Form:
    """The form in the tables of a structure file; `filename` without its ending."""
    return _Reader(Tables(tables, languages, remarks), filename, remarks).form()


class _Reader:
    def __init__(self, tables: Tables, filename: str, remarks: Remarks):
        self.tables, self.remarks = tables, remarks
        self.made = Form(filename or "form", {}, tables.languages)
        self.children: dict[str, list[list[Row]]] = {}
        for rows in ordered(tables.entries("subquestions", ("qid",)), "question_order"):
            self.children.setdefault(rows[0].get("parent_qid", ""), []).append(rows)
        self.answers: dict[str, list[list[Row]]] = {}
        for rows in ordered(tables.entries("answers", ("qid", "code", "scale_id")), "sortorder"):
            self.answers.setdefault(rows[0].get("qid", ""), []).append(rows)

    def form(self) -> Form:
        settings = self.tables.tables.get("surveys_languagesettings", [])
        place = Place("surveys_languagesettings")
        for key, column in (("title", "surveyls_title"), ("intro", "surveyls_welcometext"),
                            ("thanks", "surveyls_endtext")):
            rows = [{**row, "language": row.get("surveyls_language", "")} for row in settings]
            setattr(self.made, key, self.tables.plain(rows, column, place, key))
        questions: dict[str, list[list[Row]]] = {}
        for rows in ordered(self.tables.entries("questions", ("qid",)), "question_order"):
            if rows[0].get("parent_qid", "0") in ("", "0"):
                questions.setdefault(rows[0].get("gid", ""), []).append(rows)
        for rows in ordered(self.tables.entries("groups", ("gid",)), "group_order"):
            self.group(rows, questions.pop(rows[0].get("gid", ""), []))
        for left in questions.values():
            self.group([{}], left)
        self.other_tables()
        return self.made

    def other_tables(self) -> None:
        for name in ("quota", "assessments", "conditions", "defaultvalues"):
            if rows := self.tables.tables.get(name):
                self.remarks.add(TOLD, "table_unread", Place(name), name=name, number=len(rows))

    def group(self, rows: list[Row], questions: list[list[Row]]) -> None:
        place = Place("groups", _number(rows[0].get("gid")))
        name = f"group_{rows[0].get('gid', '')}"
        part = Part(name, self.tables.words("groups", rows, "group_name", place, name), place)
        conditions = self.conditions(rows[0].get("grelevance", ""), place)
        if about := self.tables.words("groups", rows, "description", place, name):
            part.blocks.append(Block([Question(f"{name}_about", "info", about, place)], conditions))
        for one in questions:
            if question := self.question(one):
                part.blocks.append(Block([question], conditions))
        if part.blocks:
            self.made.parts.append(part)

    @staticmethod
    def conditions(source: str, place: Place) -> tuple[Condition, ...]:
        return () if source.strip() in _EVER else (Condition(source.strip().strip("{}"), place, bare=True),)

    def question(self, rows: list[Row]) -> Question | None:
        row = rows[0]
        place, name, found = Place("questions", _number(row.get("qid"))), row.get("title", ""), row.get("type", "")
        ours = TYPES.get(found)
        if not ours:
            self.made.left_out[name] = "no_equal_lss"
            self.remarks.add(LEFT_OUT, "no_equal_lss", place, name=name, type=found)
            return None
        question = Question(name, ours, self.tables.words("questions", rows, "question", place, name), place,
                            self.tables.words("questions", rows, "help", place, name))
        question.required = row.get("mandatory") in ("Y", "S")
        question.when = next(iter(self.conditions(row.get("relevance", ""), place)), None)
        self.fill(question, row, found)
        if found in NOT_QUITE:
            self.remarks.add(LOOK, f"lss_{NOT_QUITE[found]}", place, name=name)
        if row.get("preg"):
            self.remarks.add(LOOK, "constraint", place, name=name, source=row["preg"])
        if len(question.choices) < _least(ours) or (ours == "grid" and not question.rows):
            self.made.left_out[name] = "choices_missing"
            self.remarks.add(LEFT_OUT, "choices_missing", place, name=name, type=found)
            return None
        return question

    def fill(self, question: Question, row: Row, found: str) -> None:
        """The choices, rows and limits that a type has."""
        qid, attributes = row.get("qid", ""), self.tables.attributes.get(row.get("qid", ""), {})
        if found in _FIXED:
            question.choices = [Option(value, english(words, self.tables.languages)) for value, words in _FIXED[found]]
            if self.tables.languages != ["en"]:
                self.remarks.add(LOOK, "lss_words", question.place, name=question.name)
        elif found in "L!OFHR":
            question.choices = [self.option("answers", one, "code", "answer") for one in self.answers.get(qid, ())]
        children = [(one, self.option("subquestions", one, "title", "question"))
                    for one in self.children.get(qid, ())]
        parts = {f"{question.name}_{option.value}": option.value for _, option in children}
        if found in "MP":
            question.choices, question.parts = [option for _, option in children], parts
            for option in question.choices:
                if option.value in attributes.get("exclude_all_others", "").split(";"):
                    option.kind = kind_of(option.text) or "none"
        elif question.type == "grid":
            question.rows, question.parts = [option for _, option in children], parts
        if row.get("other") == "Y" and found in "L!MP":
            question.choices.append(Option("-oth-", english("Other", self.tables.languages), "other"))
        self.limits(question, attributes, found)

    def limits(self, question: Question, attributes: Mapping[str, str], found: str) -> None:
        more: dict[str, Any] = question.more
        if found == "N":
            more["decimals"] = 0 if attributes.get("num_value_int_only") == "1" else 2
            for key, attribute in (("min", "min_num_value_n"), ("max", "max_num_value_n")):
                if re.fullmatch(r"-?\d{1,15}", attributes.get(attribute, "")):
                    more[key] = int(attributes[attribute])
        elif found in "STU":
            most = _number(attributes.get("maximum_chars"))
            more["max_length"] = min(most, LONG_ANSWER) if most else (200 if found == "S" else LONG_ANSWER)
        if attributes.get("random_order") == "1" and found in "L!MPR":
            more["shuffle"] = True
        if attributes.get("hidden") == "1":
            self.remarks.add(LOOK, "lss_hidden", question.place, name=question.name)
        for key in ("array_filter", "array_filter_exclude", "min_answers", "max_answers", "em_validation_q",
                    "other_replace_text"):
            if attributes.get(key):
                self.remarks.add(LOOK if key.startswith("array") else CHANGED, "lss_attribute",
                                 question.place, name=question.name, attribute=key, text=attributes[key])

    def option(self, table: str, rows: list[Row], code: str, column: str) -> Option:
        value = rows[0].get(code, "")
        return Option(value, self.tables.words(table, rows, column, Place(table, _number(rows[0].get("qid"))), value))


def _least(ours: str) -> int:
    """How many choices a type needs to be asked at all."""
    return {"single": 1, "several": 1, "ranking": 2, "grid": 1}.get(ours, 0)


def _number(value: str | None) -> int | None:
    return int(value) if value and re.fullmatch(r"[0-9]{1,9}", value) else None
