"""The kinds of item, one module each. A new kind is a module that registers a class, imported here."""

from .base import ITEM_TYPES, Item, register
from .choice import Place, Scale, Single
from .free_text import FreeText
from .grid import Grid
from .several import Several

__all__ = ["ITEM_TYPES", "FreeText", "Grid", "Item", "Place", "Scale", "Several", "Single", "register"]
