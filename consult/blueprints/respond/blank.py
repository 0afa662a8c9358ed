"""Blank pages. Before anything is answered a page is the same for everybody who reads it in the same language, so it is
made once and kept; only the token of its form and the nonce of its styles are each reader's own.

What anybody has answered is never in what is kept. A page with an answer on it, one that quotes an answer, one whose
choices stand in an order of the reader's own, and one whose address asks for anything are made anew each time.
"""

import datetime as dt
import re
import secrets
from collections.abc import Callable
from dataclasses import fields, is_dataclass

from flask import current_app, g, request

from consult.questionnaire import Page, Questionnaire
from consult.web.headers import csp_nonce
from consult.web.locale import language
from consult.web.tokens import token

# Some thirty surveys in ten languages, 5 KB a page.
MOST = 4000
# Where the reader's own are put in. Random, so that no text of a questionnaire can hold them.
_TOKEN, _NONCE = secrets.token_hex(16), secrets.token_hex(16)
_FORM_TOKEN = re.compile(r'name="csrf_token"[^>]* value="([^"]+)"')


def first(questionnaire: Questionnaire, make: Callable[[], str]) -> str:
    """The HTML of a survey's first page: what is kept for a device that has nothing of this survey, else what `make`
    makes."""
    if request.args or not g.device.is_new:
        return make()
    return _kept(questionnaire, (), make, lambda: True)


def shown(questionnaire: Questionnaire, page: Page, answers: dict, place: tuple, make: Callable[[], str]) -> str:
    """The HTML of a question's page, from what is kept where it may be, else from `make`.

    `place` holds what the page says of where it stands. With the questionnaire, the page, the language, the day, and
    what is known of the survey it decides everything on a blank page.
    """
    if request.args or any(item.entries(answers) for item in page.items):
        return make()
    asked = tuple(item.name for item in page.items)
    return _kept(questionnaire, (page.id, asked, place), make, lambda: not _is_ones_own(page))


def _kept(questionnaire: Questionnaire, what: tuple, make: Callable[[], str], may_be: Callable[[], bool]) -> str:
    kept = current_app.extensions.setdefault("blank_pages", {})
    key = (g.asked.stamp, id(questionnaire), what, language(), g.easy, dt.datetime.now(dt.UTC).date())
    # The questionnaire stands with its page: kept, its id can be no other's.
    html, _questionnaire = kept.get(key) or (None, None)
    if html is None:
        made = make()
        if may_be():
            if len(kept) >= MOST:
                kept.clear()
            kept[key] = _without_reader(made), questionnaire
        return made
    if _TOKEN in html:
        html = html.replace(_TOKEN, token(g.device.secret()))
    return html.replace(_NONCE, csp_nonce())


def _without_reader(html: str) -> str:
    if shown_token := _FORM_TOKEN.search(html):
        html = html.replace(shown_token[1], _TOKEN)
    return html.replace(csp_nonce(), _NONCE)


def _is_ones_own(page: Page) -> bool:
    """Whether a page differs from reader to reader even before it is answered."""
    shuffled = (item.shuffle or getattr(item, "shuffle_rows", False) for item in page.items)
    return any(shuffled) or any(item.areas for item in page.items) or _quotes([*page.items, page.section])


def _quotes(part) -> bool:
    """Whether any text in a part of a questionnaire quotes something; what it is does not matter here."""
    if isinstance(part, str):
        return "{" in part.replace("{area}", "")
    if isinstance(part, dict) or hasattr(part, "values"):
        return any(_quotes(value) for value in part.values())
    if isinstance(part, list | tuple):
        return any(_quotes(value) for value in part)
    return is_dataclass(part) and any(_quotes(getattr(part, one.name)) for one in fields(part))
