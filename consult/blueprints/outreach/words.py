"""The words that respondents read on a tablet, in the language they choose there."""

from flask_babel import gettext as _


def interface() -> dict[str, str]:
    """Key -> words in the language of this moment. Words in braces are filled in by the tablet."""
    return {
        "choose_language": _("Choose your language"),
        "start": _("Start"),
        "back": _("Back"),
        "continue": _("Continue"),
        "check": _("Check your answers"),
        "change": _("Change"),
        "not_answered": _("Not answered"),
        "send": _("Send my answers"),
        "thanks": _("Thank you"),
        "receipt": _("Your receipt"),
        "receipt_why": _("Take a photo of this code. With it you can take your answers back on this survey’s website."),
        "done": _("Done: pass the tablet back"),
        "still_there": _("Are you still there?"),
        "go_on": _("Go on"),
        "wiping": _("If nobody touches the screen, what you answered is wiped in a moment."),
        "stop": _("Stop and wipe my answers"),
        "problem": _("There is a problem"),
        "error": _("Error: "),
        "too_long": _("Your answer is too long. Shorten it."),
        "support": _("If you want to talk to somebody"),
        "machine": _("This translation was made by a machine and has not been checked yet."),
        "age": _("How old are you?"),
        "age_11_15": _("11 to 15"),
        "age_16_17": _("16 or 17"),
        "assent": _("Do you want to answer the questions?"),
        "assent_yes": _("Yes, I want to answer"),
        "assent_no": _("No, I do not want to"),
        "declined": _("That is fine. Pass the tablet back."),
        "question_of": _("Question %(number)s of %(total)s", number="{number}", total="{total}"),
        "kept": _("Your answers are kept safe on this tablet. Nobody can read them there."),
    }
