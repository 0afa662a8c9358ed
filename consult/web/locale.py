"""The language of a page: what the address asks, else what was chosen before, else what the browser wishes."""

import datetime as dt
import re
from functools import cache, lru_cache

from babel import Locale
from babel.dates import format_date, format_datetime
from flask import Flask, current_app, g, request
from flask_babel import Babel, get_locale, refresh
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

# In its own script, as it is offered. A language is here once all that whoever answers can meet is complete in it.
LANGUAGES = {
    "en": "English", "ur": "اردو", "ar": "العربية", "pa": "ਪੰਜਾਬੀ", "bn": "বাংলা", "fa": "فارسی", "pl": "Polski",
    "ro": "Română", "so": "Soomaali", "zh": "简体中文",
}  # fmt: skip
# What officers' own pages can be read in: their words are many, and whoever answers never meets them.
OFFICERS = ("en", "ur", "pl")
COOKIE = "lang"


def init_locale(app: Flask, babel: Babel) -> None:
    """Choose the locale of each request and remember a choice made with ?lang=."""
    babel.init_app(app, locale_selector=_select)
    app.after_request(_remember)
    app.context_processor(lambda: {"page_lang": str(get_locale()), "page_dir": get_locale().text_direction})


def offer(languages: list[str]) -> None:
    """Narrow this request to the languages that what it shows is complete in."""
    own = g._get_current_object()
    own.offered = tuple(code for code in languages if code in LANGUAGES)
    # Babel keeps the locale of the request once it was asked; the offer may change it.
    refresh()
    own.pop("language", None)


def language() -> str:
    """The code of the page's language, looked up once a request."""
    found = g.get("language")
    if found is None:
        found = g.language = _select()
    return found


def offered() -> dict[str, str]:
    """Language code -> own name, of the languages this page may be read in."""
    codes = g.get("offered") or list(LANGUAGES)
    return {code: LANGUAGES[code] for code in codes}


def _select() -> str:
    codes = g.get("offered") or tuple(LANGUAGES)
    asked = request._get_current_object()
    for wish in (asked.args.get("lang"), asked.cookies.get(COOKIE)):
        if wish in codes:
            return wish
    return _wished(asked.headers.get("Accept-Language"), codes)


# Browsers send a few of these; whoever sends others only makes it work as hard as without.
@lru_cache(maxsize=256)
def _wished(header: str | None, codes: tuple[str, ...]) -> str:
    return parse_accept_header(header, LanguageAccept).best_match(codes) or codes[0]


def forget() -> None:
    """Take the language that this request asks for as that of this response alone: no cookie keeps it."""
    g.forgotten = True


def _remember(response):
    wish = request.args.get("lang")
    if wish in LANGUAGES and not g.get("forgotten") and request.cookies.get(COOKIE) != wish:
        response.set_cookie(COOKIE, wish, max_age=365 * 86400, samesite="Lax", httponly=True, 
                            secure=current_app.config["SESSION_COOKIE_SECURE"])  # fmt: skip
    return response


def long_date(date: dt.date) -> str:
    """A date in words, in the page's language; English dates are British."""
    locale = get_locale()
    return numerals(format_date(date, "long", locale="en_GB" if locale.language == "en" else locale))


def moment(at: dt.datetime) -> str:
    """A date and a time in short, in the page's language; English ones are British."""
    locale = get_locale()
    return numerals(format_datetime(at, "short", locale="en_GB" if locale.language == "en" else locale))


# The numerals that a language is written in where they are not 0 to 9 (Unicode CLDR, default numbering system).
NUMERALS = {"bn": "০১২৩৪৫৬৭৮৯", "fa": "۰۱۲۳۴۵۶۷۸۹"}
# What is dialled stays as it stands on the keys.
_DIALLED = re.compile(r"(?<!\d)(?:0\d{2,4} ?\d[\d ]*|999|101|111|112)(?!\d)")


def numerals(words) -> str:
    """Words with their numbers in the numerals of the page's language; numbers to dial are left as they are."""
    digits = NUMERALS.get(get_locale().language)
    if digits is None:
        return str(words)
    table, parts, done = str.maketrans("0123456789", digits), [], 0
    for dialled in _DIALLED.finditer(words := str(words)):
        parts += [words[done : dialled.start()].translate(table), dialled[0]]
        done = dialled.end()
    return "".join([*parts, words[done:].translate(table)])


@cache
def direction(language: str) -> str:
    """"rtl" or "ltr"."""
    return Locale.parse(language.replace("-", "_")).text_direction
