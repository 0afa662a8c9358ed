"""Risks to the people who answer, and for each the measure that is really on in a wave, or that it is not on."""

from dataclasses import dataclass

from flask_babel import format_date
from flask_babel import gettext as _

from consult.services import disclosure, privacy
from consult.services.phrases_method import rule_sentence


@dataclass(frozen=True)
class Risk:
    """A row of the table, in words. Likelihood and severity are what the settings suggest; people decide."""

    what: str
    likely: str
    severe: str
    measure: str


def risks(facts: privacy.Facts) -> list[Risk]:
    """The risks of this wave, those that its settings leave out of it left out."""
    return [risk for risk in (make(facts) for make in _EACH) if risk is not None]


def _risk(what: str, severe: str, on: str | None, off: str) -> Risk:
    """`on` says what is done, None where it is not on; then `off` says what could be."""
    if on:
        return Risk(what, _("Remote"), severe, on)
    return Risk(what, _("Possible"), severe, " ".join([_("Not on."), off]))


def _words(facts: privacy.Facts) -> Risk | None:
    if not facts.has_words:
        return None
    until = facts.words_until and format_date(facts.words_until, "d MMMM y")
    on = _("Each text is read, and what identifies is taken out, before it is coded or quoted. The words are deleted "
           "after %(date)s.", date=until) if until else None  # fmt: skip
    return _risk(_("What somebody wrote tells who they are, or names somebody else."), _("Severe"), on,
                 _("Texts are read and redacted before use, but nobody has said when the words are deleted: say it "
                   "in the plan of the wave."))  # fmt: skip


def _figures(facts: privacy.Facts) -> Risk:
    rule = disclosure.rule_entry(disclosure.rule_of(facts.wave))
    told = rule_sentence({"audience": facts.wave.survey.audience, "rule": rule})
    on = " ".join([_("What is never shown in a publication: %(rule)s", rule=told),
                   _("A second person approves each section.")])  # fmt: skip
    return _risk(_("A published figure tells about one person."), _("Significant"), on, "")


def _kept(facts: privacy.Facts) -> Risk:
    until = facts.answers_until and format_date(facts.answers_until, "d MMMM y")
    on = _("Responses are deleted whole after %(date)s, by the program, and each deletion is written down.",
           date=until) if until else None  # fmt: skip
    return _risk(_("Answers are kept for longer than they are needed."), _("Significant"), on,
                 _("Nobody has said when the responses are deleted: say it in the plan of the wave."))  # fmt: skip


def _copy(_facts: privacy.Facts) -> Risk:
    return Risk(
        _("A copy of the database falls into wrong hands."), _("Possible"), _("Severe"),
        _("On: no name or address is in it, unfinished answers are sealed, days only, rows are mixed once their day is "
          "over. Not on: answers that were sent are not encrypted by the program; encrypt the disk and the backups."),
    )  # fmt: skip


def _tablet(facts: privacy.Facts) -> Risk | None:
    if "outreach" not in facts.ways:
        return None
    on = _("Answers are sealed on the tablet the moment they are given, to a key that it does not have; a lost tablet "
           "is revoked and wipes itself at its next contact.")  # fmt: skip
    return _risk(_("A tablet is lost or stolen."), _("Minimal"), on, "")


def _letter(facts: privacy.Facts) -> Risk | None:
    if "invitation" not in facts.ways:
        return None
    on = _("That a code was used is kept apart from the answers, without a date, and mixed once a day.")
    return _risk(_("A letter’s code shows what a household answered."), _("Severe"), on, "")


def _home(facts: privacy.Facts) -> Risk:
    on = _("An “Exit this page” button leaves at once and deletes what was typed.") if facts.exit_button else None
    return _risk(_("Somebody at home sees what a person answers."), _("Severe"), on,
                 _("Set an exit button on the page of channels."))  # fmt: skip


def _children(facts: privacy.Facts) -> Risk | None:
    if not facts.young:
        return None
    on = _("Below 16 nobody can begin without the code of a recorded permission, and each young person is asked too. "
           "Figures are under the strictest rule.")  # fmt: skip
    return _risk(_("A child is asked who should not be, or does not understand what for."), _("Severe"), on, "")


def _upset(_facts: privacy.Facts) -> Risk:
    on = _("Questions that can hurt offer help, and preflight does not let a wave open without.")
    return _risk(_("A question brings back what happened to somebody."), _("Significant"), on, "")


def _translations(facts: privacy.Facts) -> Risk:
    on = None if facts.unread else _("A person has read every language that is offered.")
    return _risk(_("Somebody misunderstands what they agree to, in another language."), _("Significant"), on,
                 _("%(number)s languages were translated by a computer and read by nobody yet; people see a note.",
                   number=len(facts.unread)))  # fmt: skip


def _insiders(_facts: privacy.Facts) -> Risk:
    on = _("Roles; files person by person need a role of their own and a reason; who opened which text and took out "
           "what is written down where nobody can change it.")  # fmt: skip
    return _risk(_("Somebody who works here looks at or takes out more than they need."), _("Significant"), on, "")


_EACH = (_words, _figures, _kept, _copy, _tablet, _letter, _home, _children, _upset, _translations, _insiders)
