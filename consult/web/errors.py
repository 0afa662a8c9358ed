"""Error pages in the reader's language, with what to do next."""

from flask import Flask, Response, current_app, jsonify, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, SecurityError, TooManyRequests

from consult.patience import is_away
from consult.web import away
from consult.web.limits import too_many


def init_errors(app: Flask) -> None:
    """Turn every HTTP error and every crash into a page."""
    app.register_error_handler(CSRFError, _stale)
    app.register_error_handler(SecurityError, _other_name)
    app.register_error_handler(TooManyRequests, too_many)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _crash)


def _stale(_error):
    return _page(
        400,
        _("This page was open for too long"),
        _("Nothing was changed. Go back, reload the page and send it again."),
    )


def _other_name(_error):
    # Without a name that is this site's own no address can be made, so there is no page to show.
    words = _("This site is not reached by that name. Check the address.")
    return Response(words, 400, mimetype="text/plain")


def _http(error: HTTPException):
    words = {
        400: (_("We could not read that request"), _("Go back and try again.")),
        403: (_("You may not open this page"), _("Ask an administrator of your partnership if you need it.")),
        404: (_("Page not found"), _("Check the address. If you typed it, look for a missing letter.")),
        405: (_("That page cannot be used that way"), _("Go back and use the buttons on the page.")),
        413: (_("That is too much to send at once"), _("Shorten the text or send a smaller file, then try again.")),
    }
    code = error.code or 500
    if code < 400:
        return error
    if code == 413 and request.blueprint == "outreach":
        return jsonify(words=" ".join(words[code])), code
    title, advice = words.get(code, (_("Something went wrong"), _("Go back and try again.")))
    return _page(code, title, advice)


def _crash(error: Exception):
    if is_away(error):
        return away.page(error)
    if current_app.testing:
        raise error
    current_app.logger.exception("unhandled error")
    return _page(500, _("Something went wrong"), _("It is our fault. Try again in a few minutes."))


def _page(code: int, title: str, advice: str):
    return render_template("errors/error.html", title=title, advice=advice), code
