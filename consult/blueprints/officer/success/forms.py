"""The forms of success measures."""

from decimal import Decimal, InvalidOperation

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectField, StringField, ValidationError
from wtforms.validators import InputRequired, Length, Optional

from consult.blueprints.officer.channels.forms import Day, WholeNumber, line, one_line
from consult.services.success.keeping import LONGEST_PERIOD, LONGEST_SOURCE, LONGEST_TITLE

MOST = _("Use %(max)d characters or fewer")


def _words(most: int) -> StringField:
    return StringField(filters=[one_line], validators=[Length(max=most, message=MOST)])


class Percentage(StringField):
    """A percentage as people type it: "58.8", "58,8 %"."""

    @property
    def share(self) -> float | None:
        """What was typed as a share of 1; None where nothing was, or no number."""
        try:
            number = Decimal((self.data or "").replace("%", "").replace(",", ".").strip())
        except InvalidOperation:
            return None
        return float(number / 100) if number.is_finite() else None

    def pre_validate(self, form):
        """As Field.pre_validate: what was typed is a number."""
        if (self.data or "").strip() and self.share is None:
            raise ValidationError(_("Enter a number, such as 58.8"))


class MeasureForm(FlaskForm):
    """What a measure is to be. What the service refuses beside is put beside its field with `refuse`."""

    title = line(_("Say what the measure is called"), LONGEST_TITLE)
    title_ur, title_pl = _words(LONGEST_TITLE), _words(LONGEST_TITLE)
    direction = RadioField(choices=["up", "down"], validators=[InputRequired(_("Say which way is better"))])
    group = SelectField(validate_choice=False)
    baseline = RadioField(choices=["first", "wave", "typed"], default="first",
                          validators=[InputRequired(_("Say where the measure begins"))])  # fmt: skip
    baseline_wave = SelectField(validate_choice=False)
    baseline_value = Percentage()
    baseline_base = WholeNumber(validators=[Optional()])
    baseline_period, baseline_source = _words(LONGEST_PERIOD), _words(LONGEST_SOURCE)
    baseline_asked = RadioField(choices=["same", "nearly", "otherwise"], validators=[Optional()])
    target_kind = RadioField(choices=["none", "value", "points", "relative"], default="none",
                             validators=[InputRequired(_("Say how the target is set"))])  # fmt: skip
    target_amount = Percentage()
    due_on = Day(validators=[Optional()])
    owner = _words(LONGEST_TITLE)
    # A digest of what was shown: what is kept is what was seen.
    shown = HiddenField()

    def refuse(self, problems) -> None:
        """Show what the service found, (field of a plan, words), each beside its field."""
        for name, words in problems:
            place = self[name] if name in self._fields else self.title
            place.errors = [*place.errors, words]


class FigureForm(FlaskForm):
    """A figure from elsewhere."""

    value = Percentage(validators=[InputRequired(_("Enter the figure"))])
    base = WholeNumber(validators=[Optional()])
    design = SelectField(choices=["", "probability", "quota", "open"])
    period = line(_("Say which period the figure is of"), LONGEST_PERIOD)
    measured_on = Day(validators=[InputRequired(_("Say on which day the period ended"))])
    source = line(_("Say where the figure was published"), LONGEST_SOURCE)
    asked = RadioField(choices=["same", "nearly", "otherwise"],
                       validators=[InputRequired(_("Say whether it was asked in the same way"))])  # fmt: skip

    def refuse(self, problems) -> None:
        """Show what the service found, each beside its field."""
        for name, words in problems:
            self[name].errors = [*self[name].errors, words]


class PressForm(FlaskForm):
    """A button alone."""
