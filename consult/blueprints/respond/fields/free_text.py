"""An answer in the person's own words."""

from consult.blueprints.respond.fields.base import ItemField


class FreeTextField(ItemField):
    """A box of one line or several."""

    template = "free_text"
