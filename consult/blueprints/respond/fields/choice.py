"""One choice of a list: single, scale."""

from consult.blueprints.respond.fields.base import ItemField


class ChoiceField(ItemField):
    """Radio buttons, and a text beside "other"."""

    template = "choice"
