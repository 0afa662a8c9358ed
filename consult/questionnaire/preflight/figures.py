"""Whether what is asked is what its benchmark measures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ..items import Item
from ..structure import Questionnaire
from .common import in_bank_words, plain, questions, words
from .findings import Context, Hit

# A weapon is more than a knife: 0.5% carried a knife (ONS, 10 to 15, year to March 2024), 5% a weapon (Youth Endowment
# Fund, 13 to 17, 2024). So a text that names both is about weapons.
OBJECTS = {"weapon": r"\bweapons?\b", "gun": r"\bguns?\b|\bfirearms?\b", "knife": r"\bkni(?:fe|ves)\b|\bknife-"}
# Buying is not carrying, and knowing somebody who carries is neither.
DEEDS = {
    "know": r"\bknow (?:a|any|some)|\bknows? someone|\bfriends?\b",
    "bought": r"\bbought\b|\bbuy\b|\bpurchase",
    "carried": r"\bcarr(?:y|ies|ied)\b",
    "worry": r"\bworr(?:y|ied)\b|\bconcern(?:ed)?\b|\bafraid\b",
}


def unknown(asked: Questionnaire, context: Context) -> Iterator[Hit]:
    """Benchmarks that are not among the published figures."""
    for item in questions(asked):
        if item.benchmark and context.benchmarks and item.benchmark not in context.benchmarks:
            yield Hit(item.name, item.benchmark, {"benchmark": item.benchmark})


def other_definition(asked: Questionnaire, context: Context) -> Iterator[Hit]:
    """Questions on a knife set beside a figure on weapons, on buying beside one on carrying, and the like."""
    for item, record in _beside(asked, context):
        ours, theirs = words(item.text, asked), _measured(record)
        for facets in (OBJECTS, DEEDS):
            here, there = _facet(ours, facets), _facet(theirs, facets)
            if here and there and here != there:
                parameters = {"ours": here, "theirs": there, "benchmark": item.benchmark}
                yield Hit(item.name, f"{plain(ours)} | {item.benchmark}", parameters)
                break


def refused(asked: Questionnaire, context: Context) -> Iterator[Hit]:
    """Benchmarks that are known not to compare with this question."""
    for item, record in _beside(asked, context):
        for comparison in record.get("comparisons", ()):
            here = (comparison["questionnaire"], comparison["item"]) == (asked.id, item.name)
            if here and comparison["verdict"] == "not comparable":
                yield Hit(item.name, item.benchmark, {"benchmark": item.benchmark})


def bank_reworded(asked: Questionnaire, context: Context) -> Iterator[Hit]:
    """Items of the bank with a benchmark whose question is no longer the bank's: the comparison is lost."""
    for item, _record in _beside(asked, context):
        entry = context.bank.get(item.bank or "")
        if entry is not None and not in_bank_words(item, asked, context):
            parameters = {"wording": entry["wording"], "benchmark": item.benchmark}
            yield Hit(item.name, plain(words(item.text, asked)), parameters)


def bank_rescaled(asked: Questionnaire, context: Context) -> Iterator[Hit]:
    """Items of the bank with a benchmark that offer other answers than the bank's."""
    for item, _record in _beside(asked, context):
        entry = context.bank.get(item.bank or "")
        # Answers of a kind, such as "something else", are no points of the scale.
        points = [one.value for one in item.choices if one.kind is None]
        if entry is not None and entry["scale"] and points != [one for one in entry["scale"] if _is_point(item, one)]:
            yield Hit(item.name, " ".join(points), {"scale": list(entry["scale"]), "benchmark": item.benchmark})


def _is_point(item: Item, value: str) -> bool:
    choice = item.choice(value)
    return choice is None or choice.kind is None


def _beside(asked: Questionnaire, context: Context) -> Iterator[tuple[Item, Mapping[str, Any]]]:
    for item in questions(asked):
        record = context.benchmarks.get(item.benchmark or "")
        if record is not None:
            yield item, record


def _measured(record: Mapping[str, Any]) -> str:
    """The words that say what a published figure counts. Its note on the wording quotes the page it is from."""
    return " ".join(str(record.get(key) or "") for key in ("wording", "net", "measure")).replace("_", " ")


def _facet(text: str, values: Mapping[str, str]) -> str | None:
    return next((name for name, pattern in values.items() if re.search(pattern, text, re.IGNORECASE)), None)
