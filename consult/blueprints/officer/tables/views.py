"""Shapes a table into what its page shows."""

from flask_babel import get_locale
from flask_babel import gettext as _

from consult.services.tables import CannotTabulate, dimensions, files, questions, words

FIELDS = ("item", "by", "where")
# Between a dimension and its category in the address; neither can hold it.
OF = "~"
TONES = 4


def chosen(values) -> dict[str, str]:
    """What the address or the form says, "" for what it does not."""
    return {name: (values.get(name) or "").strip()[:200] for name in FIELDS}


def filter_of(where: str) -> dict[str, str]:
    """{dimension: category} of the filter in an address; what cannot be read is no dimension of any wave."""
    if not where:
        return {}
    name, _mark, value = where.partition(OF)
    return {name: value}


def place(refusal: CannotTabulate) -> str:
    """The id of the field that a refusal is about."""
    return refusal.place if refusal.place in FIELDS else "item"


def file_name(chosen: dict[str, str]) -> str:
    """The table's choice as part of the name of a file."""
    letters = "-".join(filter(None, chosen.values()))
    return "".join(one if one.isascii() and (one.isalnum() or one in "-_") else "-" for one in letters)


def choices(wave, chosen: dict[str, str]) -> dict[str, list[dict]]:
    """The options of each select, in groups: {label, options: [{value, said, selected}]}."""
    asked, groups = questions(wave), dimensions(wave)
    return {
        "item": _sections((one, words.question(one)) for one in asked.values()),
        "by": _sections((one, words.dimension(one)) for one in groups.values()),
        "where": [
            {"label": words.dimension(one),
             "options": [{"value": f"{one.name}{OF}{value}", "said": words.category(one, value)}
                         for value in one.categories]}
            for one in groups.values()
        ],
    }  # fmt: skip


def _sections(rows) -> list[dict]:
    found: dict[str, dict] = {}
    for one, label in rows:
        heading = words.Said(_("How people answered"))
        if one.section:
            heading = words.said(one.section.title, one.item.master, one.area)
        group = found.setdefault(heading.text, {"label": heading, "options": []})
        group["options"].append({"value": one.name, "said": label})
    return list(found.values())


def shown(table: dict, wave) -> dict:
    """The table with its words, its picture and what is known of it."""
    named = words.labels(table, wave)
    columns = [column["id"] for column in table["table"]["columns"][1:]]
    rows = table["table"]["rows"]
    return {
        "title": files.title(table, wave), "withheld": table["state"] != "shown", "least": _least(table),
        "whom": words.of_whom(table, wave),
        "columns": [{"said": named[column], **_base(table["table"]["bases"][column])} for column in columns],
        "rows": [_row(row, columns, named) for row in rows], "verdict": words.verdict(table),
        "tested": any(row["test"] for row in rows), "test": words.test(table["test"]),
        "notes": words.notes(table, wave), "chart": _chart(table, columns, named),
        "rtl": get_locale().text_direction == "rtl", "simulated": table["simulated"],
    }  # fmt: skip


def _least(table: dict) -> int:
    return max(table["rule"]["fewest"], table["rule"]["least_base"])


def _base(base: dict) -> dict:
    return {"base": words.people(base), "effective": words.people(base, "effective_base")}


def _row(row: dict, columns: list[str], named: dict) -> dict:
    cells = [
        {"text": words.cell(one), "limits": words.limits(one), "withheld": one["state"] != "shown",
         "mark": words.MARKS.get(one["differs"]), "differs": words.differs(one["differs"])}
        for one in (row["cells"][column] for column in columns)
    ]  # fmt: skip
    return {"said": named[row["id"]], "strong": row["strong"], "cells": cells, "test": words.test_of_line(row["test"])}


def _chart(table: dict, columns: list[str], named: dict) -> dict | None:
    """The picture that fits: bars side by side for a scale, the net of each group with its interval, ranked answers."""
    if table["state"] != "shown":
        return None
    rows = table["table"]["rows"]
    net = next((row for row in rows if row["strong"]), None)
    if table["kind"] in ("scale", "grid"):
        kind, data, title = "stacks", stacks(rows, columns, table["better"]), _("Answers of each group")
    elif net is not None and table["by"]:
        told = [{"id": column, "ours": True, **_figure(net["cells"][column])} for column in columns]
        kind, data, title = "dots", {"rows": told}, named[net["id"]].text
    else:
        kind, data, title = "bars", {"rows": _ranked(rows, columns[0])}, named[columns[0]].text
    labels = {id: one.document() for id, one in named.items()}
    return {"chart": {"id": "picture", "kind": kind, "data": data}, "title": title,
            "words": {"title": title, "desc": None, "labels": labels}}  # fmt: skip


def _figure(cell: dict) -> dict:
    return {name: cell[name] for name in ("value", "lower", "upper", "state")}


def stacks(rows: list[dict], columns: list[str], better: str | None) -> dict:
    """The answers in their order; where the net is better down, the first of them has the worst tone."""
    parts = [row for row in rows if not row["strong"]]
    scale = [row["id"] for row in parts if not row["apart"]]
    ranked = scale[::-1] if better == "down" else scale
    tones = {id: str(1 + round(place * (TONES - 1) / max(len(scale) - 1, 1))) for place, id in enumerate(ranked)}

    def part(row: dict, column: str) -> dict:
        return {"id": row["id"], "tone": tones.get(row["id"], "apart"), **_figure(row["cells"][column])}

    return {"rows": [{"id": column, "parts": [part(row, column) for row in parts]} for column in columns]}


def _ranked(rows: list[dict], column: str) -> list[dict]:
    """The answers on the subject, the most frequent first, then those withheld."""
    subject = [row for row in rows if not row["apart"] and not row["strong"]]
    told = [{"id": row["id"], **_figure(row["cells"][column])} for row in subject]
    return sorted(told, key=lambda row: (row["value"] is None, -(row["value"] or 0)))
