"""The kinds of item, one module each. A new kind is a module that registers a class, imported here."""

from .base import ITEM_TYPES, Item, register
from .choice import Consent, Place, Postcode, Scale, Single, YesNo
from .free_text import FreeText
from .grid import Grid
from .info import Info
from .month import Month
from .number import Number
from .ranking import Ranking
from .several import Several

__all__ = ["ITEM_TYPES", "Consent", "FreeText", "Grid", "Info", "Item", "Month", "Number", "Place", "Postcode",
           "Ranking", "Scale", "Several", "Single", "YesNo", "register"]
