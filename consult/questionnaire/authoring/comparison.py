"""Whether a question of the bank is still asked as the bank has it, so that its answers may stand beside others'."""

from __future__ import annotations

from typing import Any

from .finding import Document

# What does not say anything about the subject may be offered or not: scales are described without it.
_BESIDE = ("dont_know", "prefer_not")


def departures(before: Document, after: Document, lang: str) -> tuple[str, ...]:
    """How a question that carries a bank id would be asked in another way, in the language `lang`.

    Returns any of "wording", "answers" (other ones, or other words for them), "order", "rows", "net", "type". Empty
    where the question is not the bank's. "Don't know" and "prefer not to say" may come and go.
    """
    if not before.get("bank"):
        return ()
    answers = [_answers(item, lang) for item in (before, after)]
    reordered = answers[0] != answers[1] and sorted(answers[0]) == sorted(answers[1])
    found = {
        "wording": _words(before, lang) != _words(after, lang),
        "answers": sorted(answers[0]) != sorted(answers[1]),
        "order": reordered or bool(before.get("shuffle")) != bool(after.get("shuffle")),
        "rows": _parts(before.get("rows", []), lang) != _parts(after.get("rows", []), lang),
        "net": sorted(before.get("net", [])) != sorted(after.get("net", [])),
        "type": before["type"] != after["type"],
    }
    return tuple(name for name, differs in found.items() if differs)


def leave_bank(item: Document) -> None:
    """Take away what says that a question is the bank's, and what it could be compared with."""
    for key in ("bank", "benchmark"):
        item.pop(key, None)


def _words(item: Document, lang: str) -> Any:
    return item["text"].get(lang)


def _answers(item: Document, lang: str) -> list[tuple[str, str]]:
    return _parts([one for one in item.get("choices", []) if one.get("kind") not in _BESIDE], lang)


def _parts(parts: list[Document], lang: str) -> list[tuple[str, str]]:
    return [(one["value"], one["text"].get(lang, "")) for one in parts]
