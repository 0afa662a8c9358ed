"""What people get while the database cannot do its work: words, what they typed, and a way to send it again.

This page needs no database itself.
"""

from collections import namedtuple
from urllib.parse import urlencode

from flask import current_app, g, jsonify, render_template, request
from flask_babel import gettext as _

from consult.web.accounts import is_respondents

# Seconds after which it makes sense to try again: the database is looked for anew at each try.
RETRY_AFTER = 10
# What is typed on these pages are passwords and codes, which no page may show.
SECRETS = {"security", "account"}
# More than any form here has: a file that came in the place of a field is not sent back and forth.
MOST_LETTERS = 300_000

_Bar = namedtuple("_Bar", "slug title colour name")


def page(error: Exception):
    """The answer to a request that the database failed, 503. Tablets and other programs get the words as JSON."""
    # What the error says may hold what somebody answered.
    current_app.logger.warning("the database is away: %s", type(getattr(error, "orig", error)).__name__)
    # To look for an account would ask the database.
    g._login_user = current_app.login_manager.anonymous_user()
    headers = {"Retry-After": str(RETRY_AFTER)}
    if request.is_json or "Authorization" in request.headers:
        said = _("The site cannot take anything in just now. It stays on the tablet; send it again in a minute.")
        return jsonify(words=said), 503, headers
    html = render_template(
        "errors/away.html", partnership=_partnership(), held=_typed(), posted=request.method == "POST",
        files=bool(request.files), address=_address(), asked="survey" in g,
        respondent=is_respondents(request.path),
    )  # fmt: skip
    return html, 503, headers


def _typed() -> list[tuple[str, str]] | None:
    """What was sent, its token too, to be sent again with a click; None where there is nothing, or nothing to show."""
    if request.method != "POST" or request.blueprint in SECRETS:
        return None
    pairs = [pair for pair in request.form.items(multi=True) if pair[0] != "switch-language"]
    if sum(len(value) for _name, value in pairs) > MOST_LETTERS or any("password" in name for name, _value in pairs):
        return None
    return pairs


def _address() -> str:
    """This page's, without a language: that is chosen anew."""
    asked = [pair for pair in request.args.items(multi=True) if pair[0] != "lang"]
    return request.path + ("?" + urlencode(asked) if asked else "")


def _partnership() -> _Bar | None:
    """What the bar shows of a partnership, if it is known without asking the database for it again."""
    known = vars(g.partnership) if g.get("partnership") else {}
    return _Bar(*(known[name] for name in _Bar._fields)) if known.keys() >= set(_Bar._fields) else None
