"""One choice of a list: single, scale, yes or no, consent."""

from typing import ClassVar

from consult.blueprints.respond.fields.base import ItemField


class ChoiceField(ItemField):
    """Radio buttons, and a text beside "other"."""

    template = "choice"
    layout: ClassVar[str] = ""


class YesNoField(ChoiceField):
    """Yes and no side by side, the rest below."""

    layout = "respond__pair"


class ConsentField(ChoiceField):
    """A yes and a no that weigh the same: each a button to press, neither before the other in size or colour."""

    layout = "respond__pair respond__pair--words"
