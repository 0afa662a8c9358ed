"""The forms of the pages on which questionnaires are made. Each checks its own token, so that a stale one costs a click
and nothing that was typed."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from consult.questionnaire import clean
from consult.questionnaire.notes import LIMITS

TOO_LONG = _("Use %(max)d characters or fewer")
MOST_ANSWERS = 60


def one_line(typed: str | None) -> str:
    """One line of plain text; blank where there is none."""
    return " ".join((clean(typed) or "").split()) if typed else ""


def lines(typed: str | None) -> list[str]:
    """The lines of a box in which one thing stands on each."""
    return [line for line in (one_line(each) for each in (typed or "").splitlines()) if line]


def line(label, most: int, missing=None, box: bool = False):
    """A field of one line, or a box of several whose text is one line all the same."""
    needed = [DataRequired(missing)] if missing else [Optional()]
    kind = TextAreaField if box else StringField
    return kind(label, filters=[one_line], validators=[*needed, Length(max=most, message=TOO_LONG)])


def box(label, most: int, missing=None):
    """A text of several lines."""
    needed = [DataRequired(missing)] if missing else [Optional()]
    return TextAreaField(label, filters=[lambda typed: clean(typed) or "" if typed else ""],
                         validators=[*needed, Length(max=most, message=TOO_LONG)])  # fmt: skip


class WholeNumber(IntegerField):
    """A number without a fraction, whose page shows again what was typed."""

    def process_formdata(self, valuelist):
        """As Field.process_formdata; a blank is none."""
        if not valuelist or not valuelist[0].strip():
            self.data = None
            return
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_("Enter a whole number")) from None

    @property
    def shown(self) -> str:
        """What stands in the field."""
        return self.raw_data[0] if self.raw_data else "" if self.data is None else str(self.data)


class Picked(RadioField):
    """One of some choices, with the same words where there is none and where it is not one of them.

    With a default there is always one.
    """

    def __init__(self, missing, default=None, **settings):
        super().__init__(default=default, validators=[] if default else [InputRequired(missing)], **settings)
        self.missing = missing

    def pre_validate(self, form):
        """As Field.pre_validate."""
        if self.data not in (self.choices or ()):
            raise ValidationError(self.missing)


class ActionForm(FlaskForm):
    """A change of a draft. `based_on` is the version of the text that the page showed; `confirmed` that what it ends
    may end; `do` which button was pressed."""

    based_on = HiddenField()
    confirmed = HiddenField()
    do = HiddenField()

    def body(self) -> list:
        """The fields that hold something of the officer's."""
        return [field for field in self if field.name not in ("csrf_token", "based_on", "confirmed", "do")]


class MakeForm(FlaskForm):
    """A new survey."""

    start = Picked(_("Choose what to begin from"))
    title = line(_("Name of the survey"), 160, _("Give the survey a name"))
    address = StringField(_("Address"), filters=[lambda typed: (typed or "").strip().lower()])
    audience = Picked(_("Choose who answers it"), choices=["adults", "young"], default="adults")


class QuestionForm(ActionForm):
    """The words and settings of one question; what its type has no use for is taken out."""

    text = line(_("Question"), LIMITS["question"], _("Write the question"), box=True)
    hint = line(_("Hint"), LIMITS["hint"], box=True)
    why = line(_("Why it is asked"), LIMITS["why"], box=True)
    required = BooleanField(_("It must be answered"))
    shuffle = BooleanField(_("Show the answers to each person in an order of their own"))
    shuffle_rows = BooleanField(_("Show the lines to each person in an order of their own"))
    max_length = WholeNumber(_("The most characters somebody may write"), validators=[
        Optional(), NumberRange(1, 5000, _("Enter a number from 1 to 5,000"))])  # fmt: skip
    most = WholeNumber(_("How many places there are to fill"), validators=[
        Optional(), NumberRange(1, 10, _("Enter a number from 1 to 10"))])  # fmt: skip
    min = WholeNumber(_("The smallest number"), validators=[Optional()])
    max = WholeNumber(_("The largest number"), validators=[Optional()])
    unit = line(_("What is counted, such as “years”"), LIMITS["unit"])
    earliest = StringField(_("The earliest month, such as 2026-03"), filters=[one_line])
    latest = StringField(_("The latest month, such as 2026-03"), filters=[one_line])
    past = BooleanField(_("Not after the month in which it is asked"))
    areas = SelectField(_("Which areas"), choices=["neighbourhoods", "wards"])
    from_16 = BooleanField(_("Ask only people of 16 or over"))
    support = SelectMultipleField(choices=["childline", "fearless", "victim_support", "crimestoppers", "999"])


class InformationForm(ActionForm):
    """The words of a page to read."""

    text = box(_("What people read"), LIMITS["info"], _("Write what people are to read"))
    support = SelectMultipleField(choices=["childline", "fearless", "victim_support", "crimestoppers", "999"])


class NewQuestionForm(ActionForm):
    """A question that is not in the bank."""

    type = Picked(_("Choose how it is answered"))
    text = box(_("Question"), LIMITS["info"], _("Write the question"))
    answers = TextAreaField(_("Answers, one on each line"), validators=[Optional(), Length(max=6000)])
    rows = TextAreaField(_("Lines of the grid, one on each line"), validators=[Optional(), Length(max=6000)])
    kinds = SelectMultipleField(choices=["dont_know", "prefer_not"], default=["dont_know", "prefer_not"])


class AnswerForm(ActionForm):
    """One answer or line, new or changed. `kind` is "plain" or a kind of choice."""

    words = line(_("Words"), LIMITS["choice"])
    kind = Picked(_("Choose what it is"), default="plain")
    net = BooleanField(_("It counts in the headline figure"))
    fixed = BooleanField(_("It keeps its place where the others are shuffled"))


class LeafForm(ActionForm):
    """One condition of a rule, about an earlier question."""

    item = HiddenField()
    operator = Picked(_("Choose when it holds"))
    values = SelectMultipleField()
    amount = StringField(_("Number"), filters=[one_line])
    joined = Picked(_("Choose whether all must hold or one is enough"), choices=["all", "any"], default="all")


class SectionForm(ActionForm):
    """The title of a section."""

    title = line(_("Title"), LIMITS["title"], _("Give the section a title"))


class SettingsForm(ActionForm):
    """What stands around the questions."""

    title = line(_("Title"), LIMITS["title"], _("Write a title"))
    intro = box(_("First page"), LIMITS["intro"], _("Write what people read first"))
    thanks = box(_("Last page"), LIMITS["thanks"], _("Write what people read at the end"))
    support = SelectMultipleField(choices=["childline", "fearless", "victim_support", "crimestoppers", "999"])
    languages = SelectMultipleField()
