"""A number, or one of the choices that stand for none."""

from flask_babel import format_decimal, ngettext
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

    def as_sent(self, name: str, answers: dict) -> list[str]:
        """As ItemField.as_sent; the box holds a number, in the numerals of the page, or nothing."""
        value = answers.get(self.item.name)
        if value is None or isinstance(value, str) is not (name == self.item.choice_key):
            return []
        return [value if isinstance(value, str) else numerals(value)]

    @property
    def width(self) -> int:
        """Characters that the longest number taken needs, as one of WIDTHS."""
        if self.item.at_most is None:
            return 10
        longest = len(str(self.item.at_most)) + (self.item.decimals and self.item.decimals + 1)
        return next((width for width in WIDTHS if width > longest), WIDTHS[-1])

    @property
    def keys(self) -> str:
        """The keys that a phone shows: not every one has a minus or a decimal mark among its figures."""
        if self.item.at_least is not None and self.item.at_least < 0:
            return "text"
        return "decimal" if self.item.decimals else "numeric"

    @property
    def unit(self) -> Markup | None:
        """What is counted."""
        return self.asking.html(self.item.unit) if self.item.unit else None

    @property
    def alone_options(self) -> list[Option]:
        """The choices that stand for no number."""
        return self.options(self.item.choice_key) if self.item.choices else []

    def descriptions(self) -> list[str]:
        """As ItemField.descriptions, and what is counted."""
        return [*super().descriptions(), *([f"{self.item.name}-unit"] if self.item.unit else [])]

    def refusal(self, error: AnswerError) -> str:
        """As ItemField.refusal, with the limits in words."""
        if error.code == "not_a_number":
            return _no_number(**error.params)
        if error.code == "too_small":
            return _("Enter %(number)s or more.", number=_written(error.params["at_least"]))
        if error.code == "too_large":
            return _("Enter %(number)s or less.", number=_written(error.params["at_most"]))
        return super().refusal(error)

    @classmethod
    def written(cls, item: Item, value) -> str | None:
        """As ItemField.written."""
        return None if isinstance(value, str) else _written(value)

    @classmethod
    def summary(cls, item: Item, answers: dict, asking: Asking) -> list[Text]:
        """The number as the page's language writes it, with what is counted; or the words of the choice."""
        value = answers.get(item.name)
        if value is None or isinstance(value, str):
            return super().summary(item, answers, asking)
        words = _written(value)
        return [Text(f"{words} {asking.say(item.unit).value}" if item.unit else words, asking.language)]


def _written(value) -> str:
    """A number as the page's language writes it."""
    return numerals(format_decimal(value))


def _no_number(decimals: int, mark: bool) -> str:
    if mark and not decimals:
        return _("Enter a whole number, without a point or a comma.")
    if mark:
        words = ngettext(
            "Enter a number with %(num)d digit after the point, or none.",
            "Enter a number with %(num)d digits after the point, or fewer.",
            decimals,
        )
        return numerals(words)
    return _("Enter a number in digits, like %(example)s.", example=numerals(3))
