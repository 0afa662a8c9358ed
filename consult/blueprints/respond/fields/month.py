"""A month of a year."""

import datetime as dt

from babel.dates import get_month_names
from flask_babel import format_date, get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from consult.blueprints.respond.fields.asking import Asking
from consult.blueprints.respond.fields.base import ItemField, Option
from consult.questionnaire import AnswerError, Item, Text
from consult.web.locale import numerals


class MonthField(ItemField):
    """The months by their names in the reader's language, and a year to type."""

    template = "month"
    required_words = _l("Choose a month and enter a year.")

    def __init__(self, item: Item, answers: dict, asking: Asking, *arguments, **keywords):
        super().__init__(item.as_of(f"{asking.today:%Y-%m}"), answers, asking, *arguments, **keywords)
        self.month_name, self.year_name = item.field("month"), item.field("year")

    def as_sent(self, name: str, answers: dict) -> list[str]:
        """As ItemField.as_sent; kept is "2026-03"."""
        value = answers.get(self.item.name)
        if value is None:
            return []
        year, month = value.split("-")
        return [numerals(year)] if name == self.item.field("year") else [str(int(month))]

    def months(self) -> list[Option]:
        """January to December."""
        chosen = (self.shown[self.month_name] or [""])[0]
        names = get_month_names("wide", "stand-alone", get_locale())
        return [
            Option(f"{self.month_name}-{number}", str(number), names[number], Markup(), str(number) == chosen, None)
            for number in range(1, 13)
        ]

    @property
    def year_typed(self) -> str:
        """What stands in the box for the year."""
        return (self.shown[self.year_name] or [""])[0]

    def is_wrong(self, name: str) -> bool:
        """Whether the error is about this control: the one left empty, the year that is none, else both."""
        if self.error_code == "incomplete_month":
            return name == self.item.field(self.error_params["missing"])
        if self.error_code == "not_a_month":
            return name == self.year_name
        return bool(self.errors)

    @property
    def first_id(self) -> str:
        """The control that the error is about."""
        return self.month_name if self.is_wrong(self.month_name) else self.year_name

    def refusal(self, error: AnswerError) -> str:
        """As ItemField.refusal, with the limits in words."""
        if error.code == "incomplete_month":
            return _("Enter the year too.") if error.params["missing"] == "year" else _("Choose the month too.")
        if error.code == "not_a_month":
            return _("Enter the year in four digits, like %(example)s.", example=numerals(self.asking.today.year))
        if error.code == "too_early":
            return _("Choose %(month)s or later.", month=_written(error.params["earliest"]))
        if error.code == "too_late":
            return _("Choose %(month)s or earlier.", month=_written(error.params["latest"]))
        return super().refusal(error)

    @classmethod
    def written(cls, item: Item, value) -> str | None:
        """As ItemField.written."""
        return _written(value)

    @classmethod
    def summary(cls, item: Item, answers: dict, asking: Asking) -> list[Text]:
        """The month and the year in words."""
        value = answers.get(item.name)
        return [Text(_written(value), asking.language)] if value else []


def _written(month: str) -> str:
    """A month such as "2026-03" in words, in the page's language."""
    year, number = (int(part) for part in month.split("-"))
    return numerals(format_date(dt.date(year, number, 1), "LLLL y"))
