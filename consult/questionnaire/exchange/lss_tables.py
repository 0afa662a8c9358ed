"""The tables of a LimeSurvey structure file, old (texts in the row) and new (texts in tables of their own) as one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .neutral import Words
from .remarks import CHANGED, Place, Remarks
from .wording import from_html

Row = Mapping[str, str]

# Table -> (its table of texts, the column that joins the two).
_TEXTS = {"groups": ("group_l10ns", "gid"), "questions": ("question_l10ns", "qid"),
          "subquestions": ("question_l10ns", "qid"), "answers": ("answer_l10ns", "aid")}


class Tables:
    """Entries of a table, each once, with its texts by language as plain words."""

    def __init__(self, tables: Mapping[str, list[Row]], languages: list[str], remarks: Remarks):
        self.tables, self.remarks = tables, remarks
        spoken = [row["language"] for name in ("questions", "question_l10ns", "surveys_languagesettings")
                  for row in tables.get(name, ()) if row.get("language")]
        base = next((row["language"] for row in tables.get("surveys", ()) if row.get("language")), "")
        found = dict.fromkeys(filter(None, [base, *languages, *spoken]))
        self.codes = {name: _code(name) for name in found}
        self.languages = list(dict.fromkeys(self.codes.values())) or ["en"]
        self.localised = {name: self._by(*_TEXTS[name]) for name in _TEXTS}
        self.attributes: dict[str, dict[str, str]] = {}
        for row in tables.get("question_attributes", ()):
            self.attributes.setdefault(row.get("qid", ""), {})[row.get("attribute", "")] = row.get("value", "")

    def _by(self, table: str, key: str) -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = {}
        for row in self.tables.get(table, ()):
            found.setdefault(row.get(key, ""), []).append(row)
        return found

    def entries(self, table: str, identity: tuple[str, ...]) -> list[list[Row]]:
        """Each entry of a table as its rows in all languages; `identity`: the columns that tell entries apart."""
        found: dict[tuple[str, ...], list[Row]] = {}
        for row in self.tables.get(table, ()):
            found.setdefault(tuple(row.get(column, "") for column in identity), []).append(row)
        return list(found.values())

    def words(self, table: str, rows: list[Row], column: str, place: Place, name: str) -> Words:
        """One text of an entry by language, as plain words."""
        localised = self.localised[table].get(rows[0].get(_TEXTS[table][1], ""), [])
        return self.plain(localised or rows, column, place, name)

    def plain(self, rows: Iterable[Row], column: str, place: Place, name: str) -> Words:
        """The texts under a column of rows that name their language; what plain words cannot say is said."""
        words: Words = {}
        for row in rows:
            code = self.codes.get(row.get("language", ""), self.languages[0])
            said, lost = from_html(row.get(column, ""))
            for tag in sorted(lost):
                self.remarks.add(CHANGED, "html", place, name=name, tag=tag)
            if said:
                words[code] = said
        return words


def _code(name: str) -> str:
    """A language of LimeSurvey as a document writes it: "de-informal" and "zh-Hans" alike are taken as they are."""
    first, dash, rest = name.partition("-")
    return first.lower() + dash + rest


def ordered(entries: list[list[Row]], column: str) -> list[list[Row]]:
    """Entries by a column of numbers; what is no number comes last, in the order of the file."""

    def position(rows: list[Row]) -> tuple[bool, int]:
        value: Any = rows[0].get(column, "")
        return (False, int(value)) if value.isascii() and value.isdigit() and len(value) < 10 else (True, 0)

    return sorted(entries, key=position)
