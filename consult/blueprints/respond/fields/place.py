"""One of the partnership's areas."""

from consult.blueprints.respond.fields.base import ItemField

# A short list is quicker to read than to open.
MOST_BUTTONS = 8


class PlaceField(ItemField):
    """A list to open where the areas are many, else radio buttons."""

    @property
    def template(self) -> str:
        """The template for as many areas as there are."""
        return "place" if len(self.item.choices) > MOST_BUTTONS else "choice"
