"""An order of its own for everybody, the same at every visit."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from typing import TypeVar

from ..structure import Choice, Row

Shuffled = TypeVar("Shuffled", Choice, Row)


def shuffle(entries: Sequence[Shuffled], seed: str, name: str) -> tuple[Shuffled, ...]:
    """The entries of the item `name` in the order that belongs to a seed; those that stay keep their positions.

    Sorted by HMAC-SHA256 with the seed as key over name and value: as good as random to whoever lacks the seed, so
    over seeds every order comes up equally often, and the order in one item tells nothing of that in another.
    """
    def rank(entry: Shuffled) -> bytes:
        return hmac.digest(seed.encode(), f"{name}\0{entry.value}".encode(), "sha256")

    moved = iter(sorted((entry for entry in entries if not entry.stays), key=rank))
    return tuple(entry if entry.stays else next(moved) for entry in entries)
