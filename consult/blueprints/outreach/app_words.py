"""What the tablet's scripts say to the worker, in the language of the page. Words in braces are filled in there."""

from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

# Between them they bring every plural form that a language of this site has.
SAMPLES = (0, 1, 2, 3, 5, 11, 20, 100)


def _plural(singular: str, plural: str) -> dict[str, str]:
    """Plural category -> the words that go with its numbers; the number stands in braces."""
    forms = {str(get_locale().plural_form(n)): ngettext(singular, plural, n, n="{n}") for n in SAMPLES}
    return {"other": ngettext(singular, plural, 100, n="{n}"), **forms}


def worker() -> dict[str, str | dict[str, str]]:
    """Key -> words, or the words of each plural category."""
    return {
        **_pairing(),
        **_keeping(),
        **_session(),
        **_taking_back(),
    }


def _pairing() -> dict:
    return {
        "for_worker": _("For the worker"),
        "paired": _("This tablet is “{name}” of {partnership}."),
        "no_network": _("There is no answer from the site. Go where there is a network and try again."),
        "nothing_open": _("No survey is open at the moment."),
        "refused": _("This tablet is not known here. Sign in and pair it again; what it holds stays on it."),
        "choose_survey": _("Choose a survey to keep on the tablet."),
        "choose_languages": _("Choose at least one language for each survey."),
    }


def _keeping() -> dict:
    return {
        "kept_survey": _plural("“{title}”: kept in %(n)s language, answers are taken until {date}",
                               "“{title}”: kept in %(n)s languages, answers are taken until {date}"),
        "kept_all": _("Everything that is needed is on the tablet. You can start a session without a network."),
        "promised": _("The browser has promised to keep what is on this tablet."),
        "not_promised": _("The browser does not promise to keep what is on this tablet. It may delete it when the "
                          "tablet runs out of space. Install this page as an app, and send the answers on the same "
                          "day."),
        "private": _("No session can start yet: this may be a private window, and a private window loses every answer "
                     "when it is closed. Install this page as an app, or close the whole browser, open it again "
                     "without a private window, and come back to this page."),
        "no_store": _("This browser keeps nothing, so no session can start. It may be a private window. Open this page "
                      "in a usual window."),
        "no_offline": _("This page is not kept for use without a network yet. Stay in the network and open it again."),
        "little_space": _("The tablet is nearly full. Delete photos or films before you start."),
    }  # fmt: skip


def _session() -> dict:
    return {
        "problem": _("There is a problem"),
        "need_place": _("Enter the place."),
        "need_date": _("Enter the date."),
        "need_worker": _("Enter your name."),
        "need_expected": _("Enter how many people you expect, from 1 to 1,000."),
        "need_pin": _("Choose a PIN of 4 to 8 digits."),
        "other_pin": _("The two PINs are not the same."),
        "need_permission": _("Choose who gave permission."),
        "need_adult": _("Enter the name of the adult who gave permission."),
        "full": _("The tablet is full. Nothing was changed. Send what is kept, or delete photos or films."),
        "wrong_pin": _plural("That is not the PIN. Wait %(n)s second, then try again.",
                             "That is not the PIN. Wait %(n)s seconds, then try again."),
        "wait_pin": _plural("Wait %(n)s second, then try again.", "Wait %(n)s seconds, then try again."),
    }  # fmt: skip


def _taking_back() -> dict:
    return {
        "kept": _plural("%(n)s answer sheet kept on this tablet", "%(n)s answer sheets kept on this tablet"),
        "sent": _plural("%(n)s sent", "%(n)s sent"),
        "aside": _plural("%(n)s of them waits for an officer to look at it",
                         "%(n)s of them wait for an officer to look at them"),
        "safe_empty": _("Everything was sent. You can put the tablet away."),
        "safe_none": _("Nothing is kept on this tablet. You can put it away."),
        "safe_kept": _("You can close the tablet: the answers are sealed and nobody can read them. Do not delete this "
                       "browser’s data. Open this page where there is a network, and they are sent."),
        "not_safe": _("Sending. Wait before you put the tablet away."),
        "waiting": _("The site could not be reached. The tablet tries again by itself while this page is open."),
        "unknown": _("The site does not know this tablet. Sign in and pair it again: nothing is lost meanwhile."),
        "session_line": _("{place}, {date}"),
        "session_taken": _plural("%(n)s person answered", "%(n)s people answered"),
        "session_expected": _plural("%(n)s expected", "%(n)s expected"),
        "session_declined": _plural("%(n)s said no", "%(n)s said no"),
        "session_unfinished": _plural("%(n)s stopped", "%(n)s stopped"),
        "session_kept": _plural("%(n)s still on the tablet", "%(n)s still on the tablet"),
        "session_over": _("ended"),
        "permission": _("Permission: {adult}"),
        "again": _("Hand over again"),
        "end": _("End this session"),
        "revoked": _("This tablet is no longer in use. What it held was sent, and it has wiped itself."),
    }  # fmt: skip
