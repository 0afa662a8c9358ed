"""The list of success measures, and the page of one."""

from flask import abort, flash, g, redirect, render_template, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_security import current_user

from consult.blueprints.officer import blueprint
from consult.blueprints.officer.success import views
from consult.blueprints.officer.success.forms import FigureForm, PressForm
from consult.blueprints.officer.views import form_errors, steps
from consult.services import disclosure, success
from consult.services.success import suggested

MEASURES = "/<partnership_slug>/measures"
MEASURE = MEASURES + "/<id(measure):measure_id>"


def page(template: str, errors=(), status: int = 200, **values):
    """A page of this part, with what all of them show."""
    return render_template(
        f"officer/success/{template}.html", steps=steps(), wave=None, at_measures=True, errors=list(errors),
        may_change=g.membership.may("work"), **values,
    ), status  # fmt: skip


def measure_or_404(measure_id: int):
    """The measure of the partnership in the address."""
    return success.find(g.partnership, measure_id) or abort(404)


@blueprint.get(MEASURES)
def measures(partnership_slug: str):
    """Every measure with its verdict, and those that strategies name and that are not set yet."""
    # They stand on one page, so none of them may give another away.
    with disclosure.release():
        found = [success.series(one) for one in success.listed(g.partnership)]
    lang = str(get_locale())
    return page(
        "list", measures=[views.row(one, lang) for one in found], simulated=views.simulated(found),
        offers=[views.offer(one, lang) for one in suggested.offers(g.partnership) if not one.is_set],
    )  # fmt: skip


@blueprint.get(MEASURE)
def measure(partnership_slug: str, measure_id: int):
    """One measure: where it stands, its trend, its figures by area, and how all of this is known."""
    return one_page(measure_or_404(measure_id))


def one_page(measure, form: FigureForm | None = None, status: int = 200):
    """The page of a measure; `form` is one of a figure that was refused."""
    lang = str(get_locale())
    with disclosure.release():
        block = success.block(measure, [lang], areas=True)
    filled = form or FigureForm(formdata=None)
    filled.design.choices = views.figure_choices()["design"]
    return page(
        "measure", form_errors(filled), status, block=block, told=block["words"][lang], measure=views.about(measure),
        simulated=views.simulated([success.series(measure)]), form=filled, press=PressForm(formdata=None),
        choices=views.figure_choices(), figures=views.figures(measure),
        tables=views.tables(block, lang),
    )  # fmt: skip


@blueprint.post(MEASURE + "/remove")
def remove_measure(partnership_slug: str, measure_id: int):
    """Remove a measure."""
    measure = measure_or_404(measure_id)
    if not PressForm().validate_on_submit():
        abort(400)
    success.remove(measure, current_user.email)
    flash(_("The measure is removed. What was published with it stays as it is."))
    return redirect(url_for("officer.measures", partnership_slug=partnership_slug), code=303)
