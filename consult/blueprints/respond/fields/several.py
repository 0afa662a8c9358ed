"""Any number of choices."""

from flask_babel import lazy_gettext as _l

from consult.blueprints.respond.fields.base import ItemField, Option


class SeveralField(ItemField):
    """Check boxes, and a text beside "other". Those that stand alone come last, set apart."""

    template = "several"
    required_words = _l("Choose one or more answers.")

    def groups(self) -> tuple[list[Option], list[Option]]:
        """The options that may go together, and those that stand alone."""
        options = self.options()
        alone = [option for option in options if option.kind in self.item.alone]
        return [option for option in options if option not in alone], alone
