"""The forms around the questions: age group, agreement, codes, and the buttons."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from consult.blueprints.respond.forms import TokenForm


class SendForm(TokenForm):
    """The button that sends the answers."""


class ClearForm(TokenForm):
    """The button that forgets what this device has answered."""


class CodeForm(TokenForm):
    """A code to type. A child says what it is of and which words refuse it."""

    refused = _l("We do not know that code. Check each letter.")
    code = StringField(_l("Your code"), validators=[InputRequired(_l("Enter your code"))])

    def refuse(self) -> None:
        """Nothing has this code."""
        self.code.errors = [self.refused]


class ReceiptForm(CodeForm):
    """The receipt of a response: to see what is kept, to take it along, or to delete it."""

    # One of the page's buttons. Whatever else is sent shows and deletes nothing.
    action = StringField(default="see")
    refused = _l("We found no answers with that code. Check each letter. They may also have been deleted already.")


class PermissionForm(CodeForm):
    """The code that a school, a centre or a parent gave."""


class InvitationForm(CodeForm):
    """The code of an invitation."""

    states = {
        "used": _l("Answers were sent with this code already. Each code works once."),
        "called_back": _l("This code is no longer in use. Ask whoever sent it for another."),
    }

    def refuse(self, state: str = "unknown") -> None:
        """The code cannot be used; `state` is that of invitations.state."""
        self.code.errors = [self.states.get(state, self.refused)]


class ResumeForm(TokenForm):
    """The four words that carry answers from one device to another."""

    words = StringField(_l("Your four words"), validators=[InputRequired(_l("Enter your four words"))])

    def refuse(self) -> None:
        """No draft has these words."""
        self.words.errors = [_l("We found no answers with these words. Check each one. They work for a day.")]


class AgeForm(TokenForm):
    """The age group of a young person, asked first because it decides who has to agree."""

    age = RadioField(
        _l("How old are you?"),
        choices=[
            SelectChoice("11-15", _l("11 to 15")),
            SelectChoice("16-17", _l("16 or 17")),
            SelectChoice("under_11", _l("10 or younger")),
            SelectChoice("over_17", _l("18 or older")),
        ],
        validators=[InputRequired(_l("Choose how old you are"))],
    )


class AgreeForm(TokenForm):
    """Yes or no, each a button."""

    answer = RadioField(
        choices=[SelectChoice("yes", _l("Yes, I want to take part")), SelectChoice("no", _l("No, I do not want to"))],
        validators=[InputRequired(_l("Choose yes or no"))],
    )
