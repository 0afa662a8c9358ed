"""What printed things say, each in its own language whatever the officer reads."""

from flask import g
from flask_babel import force_locale, get_locale
from flask_babel import gettext as _

from consult.questionnaire import fill, text
from consult.services import field, languages, permissions
from consult.web import locale
from consult.web.addresses import public, typed
from consult.web.locale import long_date, numerals


def printable(wave) -> dict[str, str]:
    """Language code -> own name, of the languages that this wave's printed things can be in."""
    return {code: locale.LANGUAGES[code] for code in _offered(wave) if code in locale.LANGUAGES}


def _offered(wave) -> list[str]:
    return languages.offered(wave.version, field.questionnaire(wave.version))


def poster(wave, link, language: str) -> dict:
    """The data of a poster for a short link."""
    # A link that leaves the language to the browser opens in that of the poster when it is scanned.
    scanned = {} if link.language else {"lang": language}
    with force_locale(language):
        return {
            **head(wave, language),
            "intro": _said(wave, "intro"),
            "leads_to": public("short.link", token=link.token, **scanned),
            "how": _("Scan the square with your phone’s camera, or type this address:"),
            "address": typed(public("short.link", token=link.token)),
            "languages": [{**_language(code), "name": name} for code, name in printable(wave).items()],
        }


def letters(wave, codes: list[str], language: str) -> dict:
    """The data of a letter for each invitation code."""
    young = wave.survey.audience == "young"
    with force_locale(language):
        return {
            **head(wave, language),
            "before": [
                _("Hello,") if young else _("Dear resident,"),
                _said(wave, "intro"),
                _("You choose whether you take part."),
            ],
            "how": _("Scan the square with your phone’s camera. Or type this address:"),
            "address": typed(public("respond.invitation", survey_slug=wave.survey.slug)),
            "your_code": _("There, enter your code:"),
            "after": [
                numerals(_("Please answer by %(date)s.", date=long_date(wave.closes_on))),
                _("The code works once. It is not kept with your answers, so nobody can see from it what you said."),
            ],
            "others": [_invited_in(code) for code in printable(wave) if code != language],
            "letters": [
                {"code": code, "leads_to": public("respond.invited", survey_slug=wave.survey.slug,
                                                  code=code.replace("-", ""))}
                for code in codes
            ],
        }  # fmt: skip


def permission_sheet(wave, permission) -> dict:
    """The data of the sheet for whoever brings a group of young people along, in the officer's language."""
    return {
        **head(wave, str(get_locale())),
        "heading": _("For the adult with the group"),
        "facts": [
            (_("Survey"), _said(wave, "title")),
            (_("Group"), permission.group_name),
            (_("Agreed by"), f"{permission.adult} ({routes()[permission.route]})"),
            (_("Agreed on"), long_date(permission.agreed_on)),
            (_("Young people expected"), numerals(permission.expected)),
            (_("Open until"), long_date(wave.closes_on)),
        ],
        "leads_to": public("respond.permitted", survey_slug=wave.survey.slug, code=permission.code),
        "how": _("The young people scan the square. Or they type this address:"),
        "address": typed(public("respond.permission", survey_slug=wave.survey.slug)),
        "your_code": _("There, they enter this code:"),
        "code": permissions.shown(permission.code),
        "parts": [
            {"heading": _("What to say to them"), "points": [
                _("You choose. If you do not want to, that is fine, and nobody will ask why."),
                _("You can stop at any time. Nothing is sent until you say so at the end."),
                _("Some questions are about knives and about feeling unsafe. You can say “Prefer not to say”."),
                _("We do not ask who you are. Nobody here, at home or at school sees your answers."),
                _("If you want to talk to somebody afterwards: Childline, 0800 1111, free at any time."),
            ]},
            {"heading": _("What to do"), "points": [
                _("Let everybody sit so that nobody sees another’s screen, and do not look yourself."),
                _("Have something else ready for those who do not take part."),
                _("The code is for this group only. Do not pass it on."),
                _("If somebody tells you of harm, follow your own safeguarding procedure. In danger, call 999."),
            ]},
        ],
    }  # fmt: skip


def routes() -> dict[str, str]:
    """Who agrees for young people under 16, in words."""
    return {"school": _("School"), "centre": _("Youth centre or club"), "parent": _("Parent or carer")}


def head(wave, language: str) -> dict:
    """What every printed thing has: its language, its title and whose it is."""
    heading = _said(wave, "title")
    return {
        **_language(language),
        "title": heading,
        "heading": heading,
        "partnership": g.partnership.title,
        "colour": g.partnership.colour,
        "alt": _("QR code: opens the survey on a phone"),
    }


def _language(code: str) -> dict:
    return {"lang": code.replace("_", "-").split("-")[0], "dir": locale.direction(code)}


def _said(wave, name: str) -> str:
    """The questionnaire's title or intro in the language of the moment."""
    questionnaire = field.questionnaire(wave.version)
    words = text(getattr(questionnaire, name), str(get_locale()), questionnaire.master).value
    return numerals(fill(words, {"area": g.partnership.name}))


def _invited_in(code: str) -> dict:
    with force_locale(code):
        words = _("You can answer in this language. Scan the square with your phone, or type the address beside it.")
        return {**_language(code), "words": words}
