"""Any number of choices."""

from consult.blueprints.respond.fields.base import ItemField


class SeveralField(ItemField):
    """Check boxes, and a text beside "other"."""

    template = "several"
