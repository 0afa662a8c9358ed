"""The form of what to take out, and what it stands for."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField, TextAreaField
from wtforms.validators import InputRequired

from consult.services.microdata import FORMATS, Wanted
from consult.services.microdata.choosing import EXTERNAL, HOW, KEEP, LEAVE, MERGE, Offered

NO_WEIGHTS = "none"
# Before the name of a column: what is done with it.
HOW_FIELD = "how-"


class ExportForm(FlaskForm):
    """What to take out and why. `run` is the number of a weighting, or "none"."""

    format = RadioField(choices=list(FORMATS), validators=[InputRequired(_("Choose a kind of file"))])
    lang = SelectField(validators=[InputRequired(_("Choose a language"))])
    run = RadioField(validators=[InputRequired(_("Choose the weights"))])
    sections = SelectMultipleField(validators=[InputRequired(_("Choose at least one section of questions"))])
    identifying = SelectMultipleField()
    extras = SelectMultipleField(choices=[HOW, EXTERNAL])
    texts = BooleanField()
    reason = TextAreaField()
    risk_reason = TextAreaField()

    def offer(self, found: Offered, runs: list, lang: str) -> None:
        """What may be chosen, and on a form that was not sent what is chosen to begin with."""
        self.lang.choices = list(found.languages)
        self.run.choices = [*(str(run.id) for run in runs), NO_WEIGHTS]
        self.sections.choices = [section.id for section in found.sections]
        self.identifying.choices = [item.name for item in found.identifying]
        if not self.is_submitted():
            self.format.data, self.run.data = "sav", self.run.choices[0]
            self.lang.data = lang if lang in found.languages else found.questionnaire.master
            self.sections.data, self.identifying.data = self.sections.choices, list(found.usual)

    def treatment(self, found: Offered, sent) -> dict[str, str]:
        """Column -> what is done with it. The second page says so of each; the first only ticks those to take."""
        ticked = set(self.identifying.data or [])
        return {
            item.name: sent.get(HOW_FIELD + item.name, KEEP if item.name in ticked else LEAVE)
            for item in found.identifying
        }

    def wanted(self, found: Offered, sent) -> Wanted:
        """What the form stands for."""
        return Wanted(
            format=self.format.data, reason=(self.reason.data or "").strip(), lang=self.lang.data,
            run_id=None if self.run.data == NO_WEIGHTS else int(self.run.data), sections=tuple(self.sections.data),
            identifying=self.treatment(found, sent), extras=tuple(self.extras.data or ()), texts=self.texts.data,
            risk_reason=(self.risk_reason.data or "").strip(),
        )  # fmt: skip

    def hidden(self) -> list[tuple[str, str]]:
        """What the second page carries along: (name, value)."""
        single = [("format", self.format.data), ("lang", self.lang.data), ("run", self.run.data),
                  ("reason", self.reason.data or "")]  # fmt: skip
        several = [(name, value) for name in ("sections", "extras") for value in self[name].data or []]
        return [*single, *several, *([("texts", "y")] if self.texts.data else [])]


TREATMENTS = (KEEP, MERGE, LEAVE)
