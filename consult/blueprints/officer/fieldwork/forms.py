"""The forms of the fieldwork pages."""

from uuid import UUID

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectMultipleField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from consult.blueprints.officer.channels.forms import Day, WholeNumber, line, one_line
from consult.services.coming_in.alerts import LONGEST_REASON
from consult.services.wave_plans import LONGEST_TITLE, MOST_ANSWERS

WAYS = ("open_link", "invitation", "outreach", "import")
ROUTES = ("school", "centre", "parent")
DESIGNS = ("probability", "quota", "open")


class PlanForm(FlaskForm):
    """The plan of a wave. What the service refuses beside is put beside its field with `refuse`."""

    title = line(_("Give the wave a title, such as “Autumn 2026”"), LONGEST_TITLE)
    design = RadioField(choices=DESIGNS, validators=[InputRequired(_("Choose how people are chosen"))])
    opens_on = Day(validators=[InputRequired(_("Say on which day it opens"))])
    closes_on = Day(validators=[InputRequired(_("Say which is its last day"))])
    ways = SelectMultipleField(choices=WAYS)
    target = WholeNumber(validators=[Optional()])
    consent_routes = SelectMultipleField(choices=ROUTES)
    retention_days = WholeNumber(validators=[Optional()])
    answers_days = WholeNumber(validators=[Optional()])

    def refuse(self, problems) -> None:
        """Show what the service found, (field of a plan, words), each beside its field."""
        for name, words in problems:
            field = self["ways" if name in ("channels", "open_link") else name]
            field.errors = [*field.errors, words]


class ExtendForm(FlaskForm):
    """A later last day."""

    closes_on = Day(validators=[InputRequired(_("Say which is to be its last day"))])


class PauseForm(FlaskForm):
    """Pause a wave, or take it up again."""

    action = RadioField(choices=["pause", "resume"], validators=[InputRequired()])


class PressForm(FlaskForm):
    """A button alone."""


class DecisionForm(FlaskForm):
    """What becomes of responses of an alert: those that are ticked, or all that wait."""

    which = RadioField(choices=["ticked", "waiting"], default="ticked",
                       validators=[InputRequired(_("Choose which responses you decide about"))])  # fmt: skip
    responses = SelectMultipleField(coerce=UUID, validate_choice=False)
    decision = RadioField(choices=["keep", "leave_out"],
                          validators=[InputRequired(_("Choose to keep or to leave out"))])  # fmt: skip
    reason = StringField(filters=[one_line], validators=[
        DataRequired(_("Give your reason. It is kept with the decision")),
        Length(max=LONGEST_REASON, message=_("Use %(max)d characters or fewer"))])  # fmt: skip

    def validate(self, extra_validators=None) -> bool:
        """As Form.validate; something must be ticked where the ticked ones are meant."""
        good = super().validate(extra_validators)
        if self.which.data == "ticked" and not self.responses.data:
            self.responses.errors = [*self.responses.errors, _("Tick at least one response")]
            return False
        return good


def quota_form(numbers: list[int]) -> FlaskForm:
    """A form with one number of wanted answers a group, number_0 and so on, showing `numbers` at first."""
    most = NumberRange(0, MOST_ANSWERS, _("Enter a number from %(min)s to %(max)s"))
    asked = {
        f"number_{place}": WholeNumber(validators=[InputRequired(_("Enter a number, 0 for none")), most])
        for place in range(len(numbers))
    }
    form = type("QuotaForm", (FlaskForm,), asked)
    return form(data={f"number_{place}": number for place, number in enumerate(numbers)})
