"""Addresses of rows in tests, as the application under test makes them."""

import re
from pathlib import Path

from flask import current_app

from consult.web.ids import seal


def sealed(kind: str, number: int) -> str:
    """What stands for a row of a kind in an address: `sealed("run", 7)`. Inside the application's context."""
    return seal(kind, number, current_app.secret_key)


def in_folder(folder: Path, address: str) -> str:
    """An address for a server that keeps its key in `folder`: `/measures/<measure 5>` names a row by its number."""
    key = (folder / "secret_key").read_text().strip()
    return re.sub(r"<(\w+) (\d+)>", lambda row: seal(row[1], int(row[2]), key), address)
