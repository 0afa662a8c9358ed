"""What the pages of an account have in common."""

import re
from urllib.parse import urlsplit

from flask import Blueprint, current_app, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_security import current_user

from consult.web import locale

blueprint = Blueprint("account", __name__, url_prefix="/account")
# Under the name of the accounts library's own pages, to which other pages lead.
signing_in = Blueprint("security", __name__, url_prefix="/account")
for _pages in (blueprint, signing_in):
    _pages.before_request(lambda: locale.offer(locale.OFFICERS))


def me():
    """The account itself, not the library's stand-in for it."""
    return current_user._get_current_object()


def goal() -> str:
    """Where somebody wanted to go before they were asked who they are: a page of this site, else officers' first."""
    wish = request.args.get("next", "")
    # Browsers take a backslash for a slash, and drop what cannot be seen: both would lead to another site.
    is_ours = re.match(r"/(?![/\\])", wish) and wish.isprintable()
    return wish if is_ours else url_for("officer.home")


def typed(name: str) -> str:
    """One line that was typed; no database takes a NUL."""
    return request.form.get(name, "").replace("\0", "")


def wait_words(seconds: int) -> str:
    """How long somebody has to wait before the next try."""
    if seconds < 60:
        words = ngettext("Too many wrong tries. Wait %(num)s second, then try again.",
                         "Too many wrong tries. Wait %(num)s seconds, then try again.", seconds)  # fmt: skip
    else:
        words = ngettext("Too many wrong tries. Wait %(num)s minute, then try again.",
                         "Too many wrong tries. Wait %(num)s minutes, then try again.", -(-seconds // 60))  # fmt: skip
    return locale.numerals(words)


def site() -> tuple[str, list[str]]:
    """(the host that passkeys belong to, the origins that a browser may name): this site's, over HTTPS.

    Browsers let a page without HTTPS use passkeys on the very machine only, where it is tried out.
    """
    schemes = ["https"] if current_app.config["PRODUCTION"] else ["https", "http"]
    return urlsplit(request.host_url).hostname, [f"{scheme}://{request.host}" for scheme in schemes]


def passkey_failed() -> str:
    """What somebody is told whose passkey was not taken."""
    return _("The passkey was not accepted. Try again, or use another way.")
