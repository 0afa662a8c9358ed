"""One of the partnership's areas."""

import unicodedata

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult.blueprints.respond.fields.base import ItemField

# A short list is quicker to read than to open.
MOST_BUTTONS = 8
# Fewer letters are part of a name by accident.
FEWEST_LETTERS = 3


class PlaceField(ItemField):
    """A list to open where the areas are many, else radio buttons.

    A script makes a box to search in of the list. What was typed there comes along as "<name>.typed", so that a place
    that was typed and not picked is found all the same, or shown again.
    """

    layout = ""
    required_words = _l("Choose a place from the list.")

    def __init__(self, *arguments, **keywords):
        super().__init__(*arguments, **keywords)
        self.searched = ""
        if self.asking.chosen and (choice := self.item.choice(self.asking.chosen)) and choice.is_area:
            self.shown[self.item.name] = [choice.value]

    @property
    def control_names(self) -> tuple[str, ...]:
        """As ItemField.control_names, and the box to search in."""
        return (*super().control_names, f"{self.item.name}.typed")

    @property
    def template(self) -> str:
        """The template for as many areas as there are."""
        return "place" if len(self.item.choices) > MOST_BUTTONS else "choice"

    @property
    def map_address(self) -> str | None:
        """Where the areas can be chosen on a map."""
        return self.asking.map_address if self.item.areas == "wards" else None

    def process(self, formdata, data=None, extra_filters=None):
        """As ItemField.process, and find the place that was typed where none was picked."""
        super().process(formdata, data, extra_filters)
        if formdata:
            self.searched = formdata.get(f"{self.item.name}.typed", "").strip()
            if self.searched and not "".join(self.shown[self.item.name]):
                self.shown[self.item.name] = self._found(self.searched)

    def _found(self, typed: str) -> list[str]:
        """The one choice that these letters can mean: that name, or the only one that they are part of."""
        names = {choice.value: _letters(self.asking.say(choice.text).value) for choice in self.item.choices}
        sought = _letters(typed)
        exact = [value for value, name in names.items() if name == sought]
        found = exact or [value for value, name in names.items() if len(sought) >= FEWEST_LETTERS and sought in name]
        return found if len(found) == 1 else []

    def validate(self, form, extra_validators=()):
        """As ItemField.validate; a place that was typed and is none of those offered is not passed over."""
        if self.searched and not "".join(self.shown[self.item.name]):
            self.errors = []
            self.refuse(self.unknown_words())
            return False
        return super().validate(form, extra_validators)

    def unknown_words(self) -> str:
        """What to say of a typed place that is not on the list."""
        return _("“%(typed)s” is not on the list. Choose the nearest place that is.", typed=self.searched[:60])


def _letters(words: str) -> str:
    """Words as they are compared: without case, marks, and anything between them; "&" is "and"."""
    plain = unicodedata.normalize("NFKD", words.replace("&", " and ")).casefold()
    return "".join(one for one in plain if one.isalnum())
