"""The documents that come with the product: questionnaires and the bank of items."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent.parent / "questionnaires"
BANK = "bank"


def shipped_names() -> tuple[str, ...]:
    """The names of the shipped questionnaires."""
    return tuple(sorted(file.stem for file in FOLDER.glob("*.json") if file.stem != BANK))


def shipped_document(name: str) -> dict[str, Any]:
    """A shipped questionnaire's document, freshly read. Raises KeyError for any other name."""
    if name not in shipped_names():
        raise KeyError(name)
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def item_bank() -> dict[str, dict[str, Any]]:
    """The bank: item id -> wording, source, scale, net, benchmarks and what it may be compared with."""
    return json.loads((FOLDER / f"{BANK}.json").read_text(encoding="utf-8"))["items"]
