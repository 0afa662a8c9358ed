"""Setting a success measure in two steps, and changing one. Nothing is kept that was not shown as what it means."""

import hashlib
import json

from flask import abort, flash, g, redirect, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_security import current_user

from consult.blueprints.officer import blueprint
from consult.blueprints.officer.success import choosing
from consult.blueprints.officer.success.forms import MeasureForm
from consult.blueprints.officer.success.routes import MEASURE, MEASURES, measure_or_404, page
from consult.blueprints.officer.views import form_errors
from consult.services import success
from consult.services.success import keeping, preview


@blueprint.get(MEASURES + "/new")
def new_measure(partnership_slug: str):
    """The first step: what is to be measured."""
    return page("new", **choosing.what(g.partnership, str(get_locale())))


@blueprint.route(MEASURES + "/new/target", methods=["GET", "POST"])
def set_measure(partnership_slug: str):
    """The second: where it begins and where it is to go."""
    chosen = choosing.read(g.partnership, request.args) or abort(404)
    form = choosing.form(chosen, MeasureForm(data=choosing.suggested_data(chosen)))

    def keep(plan):
        measure = success.make(g.partnership, plan, current_user.email)
        flash(_("The measure is set."))
        return measure.id

    return _step(chosen, form, keep, "set")


@blueprint.route(MEASURE + "/change", methods=["GET", "POST"])
def change_measure(partnership_slug: str, measure_id: int):
    """Change where a measure begins, where it is to go, what it is called or who answers for it."""
    measure = measure_or_404(measure_id)
    chosen = choosing.of(measure)
    form = choosing.form(chosen, MeasureForm(data=choosing.data_of(measure)))

    def keep(plan):
        success.change(measure, plan, current_user.email)
        flash(_("The measure is changed."))
        return measure.id

    return _step(chosen, form, keep, "change", measure)


def _step(chosen, form: MeasureForm, keep, template: str, measure=None):
    """The form; with what it means, once it holds; kept, where that was seen."""
    means, status = None, 200
    if form.validate_on_submit():
        plan = choosing.plan(chosen, form)
        try:
            keeping.check(g.partnership, plan)
            seen = _digest(form)
            if form.shown.data == seen:
                return redirect(
                    url_for("officer.measure", partnership_slug=g.partnership.slug, measure_id=keep(plan)), code=303)
            form.shown.data = seen
            means = preview.sentences(g.partnership, plan, str(get_locale()))
        except success.CannotKeep as refused:
            form.refuse(refused.problems)
    if form.errors:
        status, form.shown.data = 422, ""
    return page(template, form_errors(form), status, form=form, means=means, measure=measure,
                **choosing.view(chosen, str(get_locale())))  # fmt: skip


def _digest(form: MeasureForm) -> str:
    """Of everything that was typed: another word in it, and it is shown again."""
    typed = sorted((name, str(field.data)) for name, field in form._fields.items()
                   if name not in ("csrf_token", "shown"))  # fmt: skip
    return hashlib.sha256(json.dumps(typed).encode()).hexdigest()
