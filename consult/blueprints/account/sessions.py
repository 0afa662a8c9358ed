"""Where somebody is signed in."""

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from consult.blueprints.account.common import blueprint, me
from consult.services.signing_in import sessions as service
from consult.web.accounts import fresh, this_session
from consult.web.locale import moment, numerals


@blueprint.get("/sessions")
def sessions():
    """Each browser: since when, when last, and which is this one."""
    this = this_session()
    rows = [{"id": one.id, "browser": one.browser, "begun": moment(one.begun_at), "seen": moment(one.seen_at),
             "is_this": one.id == this.id} for one in service.of(me())]  # fmt: skip
    return render_template("account/sessions.html", sessions=rows)


@blueprint.post("/sessions/<id(session):session_id>/end")
@fresh("account.sessions")
def end_session(session_id: int):
    """Sign out one browser, wherever it is."""
    if session_id == this_session().id or not service.end(me(), session_id):
        abort(404)
    flash(_("That browser is signed out."))
    return redirect(url_for("account.sessions"), code=303)


@blueprint.post("/sessions/end-others")
@fresh("account.sessions")
def end_other_sessions():
    """Sign out every browser but this."""
    number = service.end_others(me(), this_session())
    flash(numerals(ngettext("%(num)s other browser is signed out.", "%(num)s other browsers are signed out.", number)))
    return redirect(url_for("account.sessions"), code=303)
