"""Figures from elsewhere: typed in, and taken out."""

from flask import abort, flash, redirect, url_for
from flask_babel import gettext as _
from flask_security import current_user

from consult.blueprints.officer import blueprint
from consult.blueprints.officer.success.forms import FigureForm, PressForm
from consult.blueprints.officer.success.routes import MEASURE, measure_or_404, one_page
from consult.services import success


@blueprint.post(MEASURE + "/figures")
def type_figure(partnership_slug: str, measure_id: int):
    """Add a figure that was published elsewhere."""
    measure = measure_or_404(measure_id)
    form = FigureForm()
    if not form.validate_on_submit():
        return one_page(measure, form, 422)
    typed = success.Typed(
        form.value.share, form.period.data, form.measured_on.data, form.source.data, form.asked.data,
        form.base.data, form.design.data or None,
    )  # fmt: skip
    try:
        success.type_figure(measure, typed, current_user.email)
    except success.CannotKeep as refused:
        form.refuse(refused.problems)
        return one_page(measure, form, 422)
    flash(_("The figure is added."))
    return _back(partnership_slug, measure_id)


@blueprint.post(MEASURE + "/figures/<id(figure):figure_id>/remove")
def remove_figure(partnership_slug: str, measure_id: int, figure_id: int):
    """Take a typed figure out."""
    measure = measure_or_404(measure_id)
    if not PressForm().validate_on_submit():
        abort(400)
    if not success.remove_figure(measure, figure_id, current_user.email):
        abort(404)
    flash(_("The figure is taken out."))
    return _back(partnership_slug, measure_id)


def _back(partnership_slug: str, measure_id: int):
    address = url_for("officer.measure", partnership_slug=partnership_slug, measure_id=measure_id)
    return redirect(address, code=303)
