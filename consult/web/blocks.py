"""Shapes the blocks of a document of format 2 into what its page and its preview show."""

from collections.abc import Callable
from itertools import groupby

from flask_babel import format_decimal, get_locale
from flask_babel import gettext as _

from consult.web.shares import limits, lines, points, tenth, whole

# A longer table is folded: on a phone it would be all that there is.
LONGEST_OPEN = 14
NUMBERS = ("share", "points", "count")


def groups(document: dict, lang: str, finding: Callable[[dict, str], dict]) -> list[dict]:
    """The blocks in their order, neighbours of the same wave under one heading.

    finding   shapes an automatic finding or a profile, in the language `lang`
    """
    found, titles = [], document["words"][lang]["groups"]
    for place, (wave, together) in enumerate(groupby(document["blocks"], key=lambda one: one["wave"]), start=1):
        shaped = [
            {**finding(one, lang), "type": one["type"]} if one["type"] in ("finding", "profile") and "kind" in one
            else _block(one, lang) for one in together
        ]  # fmt: skip
        found.append({"id": str(place), "title": titles.get(wave), "findings": shaped})
    return found


def contents(groups: list[dict]) -> list[dict]:
    """What the page leads to at its top: its groups, and the blocks that stand in none."""
    found = []
    for group in groups:
        if group["title"]:
            found.append({"id": f"group-{group['id']}", "title": group["title"], "lang": None})
            continue
        found += [{"id": one["id"], "title": one["words"]["heading"],
                   "lang": one["words"].get("lang") if one["type"] == "text" else None}
                  for one in group["findings"]]  # fmt: skip
    return found


def _block(block: dict, lang: str) -> dict:
    words = block["words"][lang]
    bars = [_bars(one, words) for one in block["charts"] if one["kind"] == "bars"]
    return {**block, "words": words, "bars": [one for one in bars if one["rows"]],
            "grids": [_grid(table, words, bool(bars)) for table in block["tables"]]}  # fmt: skip


def _bars(chart: dict, words: dict) -> dict:
    """Ranked bars, the longest drawn to the full length."""
    shown = [row for row in chart["data"]["rows"] if row["value"]]
    longest = max((row["upper"] or row["value"] for row in shown), default=0) or 1

    def long(value: float | None) -> float | None:
        return None if value is None else value / longest

    rows = [
        {"lines": lines(words["labels"][row["id"]]["text"]), "lang": words["labels"][row["id"]]["lang"],
         "value": long(row["value"]), "lower": long(row["lower"]), "upper": long(row["upper"]),
         "text": whole(row["value"])}
        for row in shown
    ]  # fmt: skip
    return {"id": chart["id"], "rows": rows, **words["charts"][chart["id"]]}


def _grid(table: dict, words: dict, pictured: bool) -> dict:
    """A table, folded where a picture shows it already or it is long; `wordy` where its cells hold sentences."""
    said = words["tables"][table["id"]]
    kinds = {column["id"]: column["kind"] for column in table["columns"]}
    rows = [
        {"strong": row["strong"], "cells": [_cell(row["cells"].get(id), kind, words) for id, kind in kinds.items()]}
        for row in table["rows"]
    ]
    return {
        "caption": said["caption"], "notes": said["notes"], "rows": rows,
        "columns": [{"title": said["columns"][id], "number": kind in NUMBERS} for id, kind in kinds.items()],
        "folded": pictured or len(rows) > LONGEST_OPEN,
        "wordy": sum(kind == "text" for kind in kinds.values()) > 2,
    }  # fmt: skip


def _cell(value, kind: str, words: dict) -> dict:
    if kind in ("label", "text"):
        label = words["labels"].get(value, {"text": "" if value is None else str(value), "lang": None})
        return {"text": label["text"], "lang": _other(label["lang"]), "heads": kind == "label", "number": False}
    figure = value if isinstance(value, dict) else {"value": value}
    told = {"share": tenth, "points": points}.get(kind, _count)
    text = _("withheld") if figure.get("state") == "withheld" else told(figure["value"])
    return {"text": text, "lang": None, "heads": False, "number": True,
            "limits": limits(figure.get("lower"), figure.get("upper"), told)}  # fmt: skip


def _count(number) -> str:
    return "" if number is None else format_decimal(number)


def _other(lang: str | None) -> str | None:
    return None if lang == str(get_locale()) else lang
