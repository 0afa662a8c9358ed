"""Making a margin of a table: which part is which question, what the margin would be, and storing it."""

from flask import abort, flash, g, redirect, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_security import current_user

from consult.blueprints.officer import blueprint
from consult.blueprints.officer.population import views
from consult.blueprints.officer.population.choosing import Choosing
from consult.blueprints.officer.population.forms import MarginForm
from consult.blueprints.officer.population.loading import FILE, file_or_404, file_page
from consult.blueprints.officer.population.overview import page
from consult.blueprints.officer.views import form_errors
from consult.population import Unreadable
from consult.services import population as service
from consult.services.digest import digest

AUDIENCES = ("adults", "young")


@blueprint.route(FILE + "/margin", methods=["GET", "POST"])
def make_margin(partnership_slug: str, file_id: int):
    """Suggest, work out again, or store."""
    file, audience = file_or_404(file_id), request.args.get("audience", "adults")
    number = request.args.get("table", 0, type=int)
    if audience not in AUDIENCES or not 0 <= number < 100:
        abort(404)
    try:
        table = service.source_table(g.partnership, file, number)
    except (IndexError, KeyError):
        abort(404)
    except Unreadable as error:
        return _refused(file, [service.words(error.note)])
    choosing = Choosing(table, service.questions(g.partnership, audience, str(get_locale())), request.form)
    return _answer(file, table, audience, choosing)


def _answer(file, table, audience: str, choosing: Choosing):
    proposal, reason = None, None
    try:
        proposal = service.propose(g.partnership, table, choosing.uses, audience)
    except Unreadable as error:
        reason = service.words(error.note)
    form = _form(proposal)
    if request.method == "GET":
        return _page(file, audience, choosing, form, proposal, reason)
    if reason:
        return _page(file, audience, choosing, form, proposal, reason, [{"text": reason, "href": "#parts"}]), 422
    if request.form.get("action") != "store":
        return _page(file, audience, choosing, form, proposal, reason)
    if request.form.get("seen") != _seen(proposal):
        changed = _("Something was chosen since the margin was worked out. Look at it below, then store it.")
        return _page(file, audience, choosing, form, proposal, reason, [{"text": changed, "href": "#proposal"}]), 422
    if not form.validate_on_submit():
        return _page(file, audience, choosing, form, proposal, reason, form_errors(form)), 422
    stored = service.store(
        g.partnership, file, proposal, form.title.data.strip(), form.source.data.strip(),
        (form.address.data or "").strip(), current_user.email,
    )  # fmt: skip
    flash(_("The margin is stored."))
    return redirect(url_for("officer.population_margin", partnership_slug=g.partnership.slug, key=stored.key), code=303)


def _form(proposal) -> MarginForm:
    """The form as sent; what nobody typed over is suggested anew."""
    form = MarginForm()
    if proposal and form.title.data in (None, request.form.get("suggested")):
        form.title.data = service.suggested_title(proposal)
    if proposal and form.source.data is None:
        form.source.data = service.suggested_source(proposal)
    return form


def _seen(proposal) -> str:
    """Stands for the figures that a page shows, so that nothing is stored that nobody has seen."""
    return digest([[*key, people] for key, people in proposal.candidate.targets.items()]) if proposal else ""


def _page(file, audience: str, choosing: Choosing, form: MarginForm, proposal, reason, errors=()):
    return page(
        "population_make", errors, file=file, audience=audience, parts=views.parts(choosing), form=form, reason=reason,
        seen=_seen(proposal), suggested=proposal and service.suggested_title(proposal),
        proposal=proposal and views.proposal(g.partnership, proposal, choosing),
    )  # fmt: skip


def _refused(file, reasons: list[str]):
    return file_page(file, [{"text": reason, "href": "#margin"} for reason in reasons]), 422
