"""Reading what a tablet sends, which may be anything that JSON can hold."""

import uuid
from typing import Any


def read_uuid(value: Any) -> uuid.UUID | None:
    """A UUID as it is written in full, in either case; None for anything else."""
    if not isinstance(value, str):
        return None
    try:
        found = uuid.UUID(value)
    except ValueError:
        return None
    return found if str(found) == value.lower() else None


def read_name(value: Any) -> str | None:
    """A name that may be looked for in the database, such as a wave's address; None for anything else."""
    return value if isinstance(value, str) and value.isascii() and value.isprintable() else None
