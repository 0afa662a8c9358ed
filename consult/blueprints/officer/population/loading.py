"""Loading a published file: what it is, what was checked, and what shall become of it."""

from flask import abort, flash, g, redirect, url_for
from flask_babel import gettext as _
from flask_security import current_user

from consult.blueprints.officer import blueprint
from consult.blueprints.officer.population import views
from consult.blueprints.officer.population.forms import DecideForm, LoadForm
from consult.blueprints.officer.population.overview import POPULATION, page
from consult.blueprints.officer.views import form_errors
from consult.services import population as service

FILE = POPULATION + "/files/<id(file):file_id>"


def file_or_404(file_id: int):
    """The waiting file of the partnership in the address."""
    return service.one_of(g.partnership, file_id) or abort(404)


@blueprint.route(POPULATION + "/load", methods=["GET", "POST"])
def load_population(partnership_slug: str):
    """Choose a file, or read why it cannot be used."""
    form, errors = LoadForm(), []
    if form.validate_on_submit():
        file = form.file.data
        try:
            received = service.receive(g.partnership, file.read(), file.filename, current_user.email)
        except service.CannotLoad as refusal:
            errors = [{"text": reason, "href": "#file"} for reason in refusal.reasons]
            form.file.errors = [refusal.reasons[0]]
        else:
            return _to("population_file", file_id=received.id)
    errors = errors or form_errors(form)
    return page("population_load", errors, form=form, waiting=service.waiting(g.partnership)), 422 if errors else 200


@blueprint.get(FILE)
def population_file(partnership_slug: str, file_id: int):
    """What a file was recognised as, what was checked and reconciled, and what can be done with it."""
    return file_page(file_or_404(file_id))


def file_page(file, errors=()):
    """The page of a waiting file."""
    return page("population_file", errors, form=DecideForm(), **views.file(g.partnership, file))


@blueprint.post(FILE + "/keep")
def keep_population_file(partnership_slug: str, file_id: int):
    """Keep it, in the place of what was kept of the same before."""
    file = file_or_404(file_id)
    try:
        service.keep(g.partnership, file, current_user.email)
    except ValueError:
        refusal = {"text": _("A table of this kind is not kept as it is. Make a margin of it."), "href": "#margin"}
        return file_page(file, [refusal]), 422
    flash(_("The file is loaded."))
    return _to("population")


@blueprint.post(FILE + "/discard")
def discard_population_file(partnership_slug: str, file_id: int):
    """Forget it."""
    service.discard(file_or_404(file_id))
    flash(_("The file is forgotten. Nothing was changed."))
    return _to("population")


def _to(endpoint: str, **values):
    return redirect(url_for(f"officer.{endpoint}", partnership_slug=g.partnership.slug, **values), code=303)
