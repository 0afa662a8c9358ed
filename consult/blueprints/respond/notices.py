"""The privacy notice and the accessibility statement of a survey, made from its wave's settings each time.

Short sentences, read with ease at 11: there is one text for everybody, and a few lines more for young people.
"""

from collections.abc import Iterable

from flask import g, render_template
from flask_babel import get_locale
from flask_babel import gettext as _

from consult.blueprints.respond.survey import blueprint
from consult.questionnaire.items.base import COMMAS
from consult.services import field, privacy
from consult.web.locale import LANGUAGES, direction, long_date, numerals


@blueprint.get("/privacy", endpoint="privacy")
def privacy_notice():
    """Who asks, why, what is kept, for how long, who sees it, and what everybody may ask for."""
    facts = _facts()
    sections = [
        (_("Who asks you"), _who(facts.who)), (_("Why"), _why(facts)), (_("What we keep"), _kept(facts)),
        (_("How long"), _how_long(facts)), (_("Who sees it"), _seen(facts)), (_("What you can do"), _rights(facts)),
    ]  # fmt: skip
    return render_template("respond/notice.html", heading_words=_("Your privacy"), sections=sections, see=True)


@blueprint.get("/accessibility")
def accessibility():
    """What standard the survey follows, how that was tested, what is lacking, whom to tell, who enforces it."""
    facts = _facts()
    sections = [
        (_("What we promise"), _promise(facts)), (_("What may not work"), _limits(facts)),
        (_("If something does not work"), _help(facts)),
    ]  # fmt: skip
    return render_template("respond/notice.html", heading_words=_("Accessibility"), sections=sections, see=False)


def _facts() -> privacy.Facts:
    # The wave that the survey's address leads to is kept without its connection to the database.
    return privacy.facts(field.wave(g.partnership, g.wave.slug))


def _listed(words: Iterable[str]) -> str:
    """Words one after the other, with the comma of the page's language."""
    return COMMAS.get(get_locale().language, ", ").join(words)


def _own_name(language: str) -> str:
    """What a language calls itself, set apart where it is read from the other side than the page."""
    own = LANGUAGES[language]
    return own if direction(language) == direction(get_locale().language) else f"\u2068{own}\u2069"


def _who(who: privacy.Who) -> list[str]:
    if who.controller:
        words = [_("%(who)s asks, for %(partnership)s. By law it answers for what is kept.", who=who.controller,
                   partnership=who.name)]  # fmt: skip
    else:
        words = [_("%(partnership)s asks.", partnership=who.name)]
    words.append(_("Write to: %(contact)s", contact=who.contact) if who.contact else
                 _("Your council can tell you who answers for it, and how to write to them."))  # fmt: skip
    if who.dpo_contact:
        words.append(_("Its data protection officer: %(contact)s", contact=who.dpo_contact))
    if who.ico_number:
        words.append(_("Its number at the Information Commissioner’s Office: %(number)s", number=who.ico_number))
    return words


def _why(facts: privacy.Facts) -> list[str]:
    words = [
        _("Your answers help the council, the police and others to make your area safer."),
        _("The law lets them ask because this is work for everybody. It calls that a public task."),
        _("You decide whether to answer. If you do not, nothing happens to you."),
    ]
    if facts.special:
        about = _listed(_special()[one] for one in facts.special)
        words.append(_("Some questions are about what the law protects most: %(about)s. We use these answers for "
                       "numbers only, to see whether everybody is treated fairly. You can leave them out.",
                       about=about))  # fmt: skip
    return words


def _special() -> dict[str, str]:
    return {
        "ethnicity": _("ethnic group"), "religion": _("religion"), "health": _("health"),
        "orientation": _("sexual orientation"), "gender": _("gender identity"), "politics": _("politics"),
        "offences": _("things that are against the law"),
    }  # fmt: skip


def _kept(facts: privacy.Facts) -> list[str]:
    words = [
        _("Your answers, the day, your language, how you came here and how long it took."),
        _("No name and no account. We do not keep your phone’s address."),
    ]
    if facts.asks_postcode:
        words.append(f"{_('Your postcode')}: {_('We turn it into the name of your ward and do not keep it.')}")
    if "open_link" in facts.ways or "invitation" in facts.ways:
        words.append(numerals(_("Your phone or computer keeps small files (cookies): your language, for a day the key "
                                "to your answers, then for 400 days that answers were sent, not which.")))  # fmt: skip
    if "invitation" in facts.ways:
        words.append(_("If you had a letter with a code, we keep that the code was used, apart from your answers."))
    if "outreach" in facts.ways:
        words.append(_("On a worker’s tablet your answers are locked until they reach us. We keep the place and the "
                       "day."))  # fmt: skip
    if "paper" in facts.ways:
        words.append(_("What you write on paper is typed in by a worker."))
    if facts.routes:
        words.append(_("If you are under 16, an adult agrees first for your group. We keep who that was, not which "
                       "answers are yours."))  # fmt: skip
    return words


def _how_long(facts: privacy.Facts) -> list[str]:
    words = [_("Answers that you do not send are deleted after two days.")]
    if facts.answers_deleted_on:
        return [*words, _("All answers were deleted on %(date)s.", date=long_date(facts.answers_deleted_on))]
    if facts.has_words and facts.words_deleted_on:
        words.append(_("What people wrote in their own words was deleted on %(date)s.",
                       date=long_date(facts.words_deleted_on)))  # fmt: skip
    elif facts.has_words and facts.words_until:
        words.append(_("What you write in your own words is kept until %(date)s, then deleted.",
                       date=long_date(facts.words_until)))  # fmt: skip
    if facts.answers_until:
        words.append(_("All answers are kept until %(date)s, then deleted.", date=long_date(facts.answers_until)))
    else:
        words.append(_("Nobody has said yet when the answers are deleted."))
    return words


def _seen(facts: privacy.Facts) -> list[str]:
    words = [
        _("People who work on this survey, and nobody else. We publish numbers about many people, never about one.")
    ]
    if facts.has_words:
        words.append(_("A person reads what you write. Please name nobody."))
    if facts.has_words and facts.asks_to_quote:
        words.append(_("Your words stand in a report only if you say yes."))
    return words


def _rights(facts: privacy.Facts) -> list[str]:
    words = [
        _("The code on the last page shows you what we keep, gives you a copy and deletes it."),
        _("Without the code nobody can find your answers, not even we."),
        _("If an answer is wrong, delete your answers and give them again while the survey is open."),
        _("You can complain to the Information Commissioner’s Office: ico.org.uk, 0303 123 1113."),
    ]
    if facts.young:
        words.append(_("These rights are yours, whatever your age. An adult you trust can help you."))
    return words


def _promise(facts: privacy.Facts) -> list[str]:
    words = [
        _("You can use this survey with a keyboard alone, with a screen reader, with large letters and without "
          "scripts."),
        _("It follows the standard WCAG 2.2, level AA."),
        _("We test every page with a checking program (axe), with the keyboard, on a small phone, and in languages "
          "that are read from right to left."),
    ]  # fmt: skip
    if facts.easy_read:
        words.append(_("There is an Easy Read version, with short words and pictures."))
    return words


def _limits(facts: privacy.Facts) -> list[str]:
    words = [
        _("Nobody from outside has tested it with people who have a disability yet."),
        _("There is no version in sign language."),
    ]
    if not facts.easy_read:
        words.append(_("There is no Easy Read version."))
    if facts.unread:
        names = _listed(_own_name(code) for code in facts.unread)
        words.append(_("A computer translated these languages, and no person has checked them yet: %(languages)s",
                       languages=names))  # fmt: skip
    return words


def _help(facts: privacy.Facts) -> list[str]:
    words = [_("Tell us, or ask for the survey in another form: %(contact)s", contact=facts.who.contact)
             if facts.who.contact else _("Tell your council, or ask it for the survey in another form.")]  # fmt: skip
    return [
        *words,
        _("If that does not help: the Equality Advisory and Support Service, www.equalityadvisoryservice.com"),
        _("The Equality and Human Rights Commission (EHRC) sees to it that public bodies keep the rules of 2018 on "
          "accessible websites."),
    ]  # fmt: skip
