"""Success measures: what a partnership wants to change, where it stands, and whether it is there."""

from consult.services.success.block import block
from consult.services.success.keeping import (
    CannotKeep,
    Plan,
    Typed,
    change,
    find,
    listed,
    make,
    remove,
    remove_figure,
    type_figure,
)
from consult.services.success.series import series

__all__ = [
    "CannotKeep", "Plan", "Typed", "block", "change", "find", "listed", "make", "remove", "remove_figure", "series",
    "type_figure",
]  # fmt: skip
