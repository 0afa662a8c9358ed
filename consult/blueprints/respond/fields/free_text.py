"""An answer in the person's own words."""

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from consult.blueprints.respond.fields.asking import Asking
from consult.blueprints.respond.fields.base import ItemField
from consult.questionnaire import Item, Text
from consult.web.locale import numerals


class FreeTextField(ItemField):
    """A box of one line or several. Under a long one it says how much may be written; a script counts it down."""

    template = "free_text"
    required_words = _l("Write an answer.")

    @property
    def most(self) -> str:
        """How much may be written."""
        most = self.item.limit
        return numerals(ngettext("You can write %(num)d character.", "You can write %(num)d characters.", most))

    def descriptions(self) -> list[str]:
        """As ItemField.descriptions, and how much may be written."""
        return [*super().descriptions(), *([f"{self.item.name}-count"] if self.item.long else [])]

    @classmethod
    def summary(cls, item: Item, answers: dict, asking: Asking) -> list[Text]:
        """The words as they were written, numbers too."""
        return item.summary(answers.get(item.name), asking.language)
