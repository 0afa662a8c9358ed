"""Deeds in words."""

from flask_babel import gettext as _


def deeds() -> dict[str, str]:
    """What was done, by the name it is recorded under."""
    return {
        "add account": _("Added an account"),
        "add survey": _("Made a survey"),
        "add wave": _("Planned a wave"),
        "begin version": _("Began a version"),
        "bring in form": _("Brought in a form"),
        "call back invitations": _("Called back invitations"),
        "call back permission": _("Called back a permission"),
        "change paper share": _("Changed how many sheets are keyed twice"),
        "change questionnaire": _("Changed a questionnaire"),
        "change wave": _("Changed a wave"),
        "close": _("Closed a wave"),
        "delete record": _("Deleted a record that was kept aside"),
        "enter paper sheet": _("Keyed a sheet of paper"),
        "enter paper sheet again": _("Keyed a sheet of paper again"),
        "explain warning": _("Gave a reason for a warning"),
        "export": _("Took out answers"),
        "export translation": _("Took out a translation"),
        "hold back language": _("Held back a language"),
        "import": _("Brought in answers"),
        "import translation": _("Brought in a translation"),
        "leave out items": _("Left out questions"),
        "load outlines": _("Loaded ward outlines"),
        "load postcodes": _("Loaded postcodes"),
        "make invitations": _("Made invitations"),
        "make link": _("Made a short link"),
        "note version": _("Wrote a note on a version"),
        "offer language": _("Offered a language again"),
        "open": _("Opened a wave"),
        "pair tablet": _("Paired a tablet"),
        "publish": _("Published an edition"),
        "record permission": _("Recorded a permission"),
        "review texts": _("Marked translations as reviewed"),
        "revoke tablet": _("Revoked a tablet"),
        "set exit address": _("Changed the exit button"),
        "settle paper sheet": _("Settled a sheet of paper"),
        "sign language": _("Signed a language"),
        "take out form": _("Took out a questionnaire"),
        "take in record": _("Took in a record that was kept aside"),
        "undo change": _("Took a change back"),
        "weigh": _("Weighted a wave"),
    }
