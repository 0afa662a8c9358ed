"""A number, or one of the choices that stand for none."""

from flask_babel import format_decimal
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from consult.blueprints.respond.fields.asking import Asking
from consult.blueprints.respond.fields.base import ItemField, Option
from consult.questionnaire import AnswerError, Item, Text
from consult.web.locale import numerals

# The widths that the style sheet has for a box, in characters.
WIDTHS = (2, 3, 4, 5, 10, 20)


class NumberField(ItemField):
    """A box as wide as its numbers, with what is counted beside it."""

    template = "number"
    required_words = _l("Enter a number.")

    @property
    def choice_name(self) -> str:
        """The name of the boxes that stand beside the number."""
        return f"{self.item.name}.choice"

    def as_sent(self, name: str, answers: dict) -> list[str]:
        """As ItemField.as_sent; the box holds a number, in the numerals of the page, or nothing."""
        value = answers.get(self.item.name)
        if value is None or isinstance(value, str) is not (name == self.choice_name):
            return []
        return [value if isinstance(value, str) else numerals(value)]

    @property
    def width(self) -> int:
        """Characters that the longest number taken needs, as one of WIDTHS."""
        ends = [len(str(end)) for end in (self.item.at_least, self.item.at_most) if end is not None]
        longest = max(ends) if self.item.at_most is not None else 10
        return next((width for width in WIDTHS if width > longest), WIDTHS[-1])

    @property
    def unit(self) -> Markup | None:
        """What is counted."""
        return self.asking.html(self.item.unit) if self.item.unit else None

    def alone_options(self) -> list[Option]:
        """The choices that stand for no number."""
        return self.options(self.choice_name) if self.item.choices else []

    def descriptions(self) -> list[str]:
        """As ItemField.descriptions, and what is counted."""
        return [*super().descriptions(), *([f"{self.item.name}-unit"] if self.item.unit else [])]

    def refusal(self, error: AnswerError) -> str:
        """As ItemField.refusal, with the limits in words."""
        if error.code == "not_a_number":
            return _("Enter a whole number in digits, like %(example)s.", example=numerals(3))
        if error.code == "too_small":
            return _("Enter %(number)s or more.", number=format_decimal(error.params["at_least"]))
        if error.code == "too_large":
            return _("Enter %(number)s or less.", number=format_decimal(error.params["at_most"]))
        return super().refusal(error)

    @classmethod
    def summary(cls, item: Item, answers: dict, asking: Asking) -> list[Text]:
        """The number as the page's language writes it, with what is counted; or the words of the choice."""
        value = answers.get(item.name)
        if value is None or isinstance(value, str):
            return super().summary(item, answers, asking)
        words = format_decimal(value)
        return [Text(f"{words} {asking.say(item.unit).value}" if item.unit else words, asking.language)]
