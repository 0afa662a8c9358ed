"""A ward by its postcode: typed, turned into the ward at once, and kept nowhere."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult.blueprints.respond.fields.place import PlaceField


class PostcodeField(PlaceField):
    """A box for a postcode, or the list of wards. Where no postcodes are loaded, the list alone."""

    required_words = _l("Enter your postcode, or choose your ward from the list.")

    def __init__(self, *arguments, **keywords):
        super().__init__(*arguments, **keywords)
        self.kept = list(self.shown[self.item.name])

    @property
    def template(self) -> str:
        """The template for what can be looked up."""
        return "postcode" if self.asking.find_ward else super().template

    @property
    def postcode_typed(self) -> str:
        """What stands in the box: what was just sent and nothing older, for it is not kept."""
        return (self.shown[self.item.input_key] or [""])[0]

    @property
    def first_id(self) -> str:
        """The box for the postcode, where there is one."""
        return self.item.input_key if self.asking.find_ward else self.item.name

    def validate(self, form, extra_validators=()):
        """As PlaceField.validate, with the ward that the postcode lies in."""
        typed = self.postcode_typed.strip()
        if not (typed and self.asking.find_ward):
            return super().validate(form, extra_validators)
        self.errors = []
        listed, ward = "".join(self.shown[self.item.name]), self.asking.find_ward(typed)
        # What was on the list before the postcode was typed is no choice made now.
        chosen = listed and [listed] != self.kept
        if ward is None and not chosen:
            self.refuse(
                _("We do not know this postcode in %(area)s. Check it, or choose your ward from the list.",
                  area=self.asking.area)
            )  # fmt: skip
        elif ward and chosen and ward != listed:
            self.refuse(_("Your postcode is not in the ward you chose. Clear the one that is wrong."))
        else:
            return self._take([ward] if ward else [listed])
        return False

    def _take(self, ward: list[str]) -> bool:
        self.entries = self.item.read({**self.shown, self.item.name: ward, self.item.input_key: []})
        return True
