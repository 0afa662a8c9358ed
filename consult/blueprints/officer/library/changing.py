"""Adding a benchmark, correcting it, taking it out."""

from flask import abort, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_security import current_user

from consult.blueprints.officer import blueprint, views
from consult.blueprints.officer.library import words
from consult.blueprints.officer.library.forms import BenchmarkForm, PressForm
from consult.blueprints.officer.library.routes import LIBRARY, ONE, benchmark_or_404
from consult.services import library
from consult.services.library.words import mode_names


@blueprint.get(LIBRARY + "new")
def new_benchmark(partnership_slug: str):
    """The form for another."""
    return _page(_form(formdata=None))


@blueprint.post(LIBRARY + "new")
def add_benchmark(partnership_slug: str):
    """Keep it, and show with what it compares."""
    form = _form()
    if not form.validate_on_submit():
        return _page(form), 422
    try:
        kept = library.add(g.partnership, _typed(form), current_user.email)
    except library.CannotKeep as error:
        form.refuse(error.problems)
        return _page(form), 422
    flash(_("The figure is in the library. Below you see with which of your questions it compares."))
    return _to(kept.id)


@blueprint.get(ONE + "/change")
def edit_benchmark(partnership_slug: str, benchmark_id: int):
    """The form with what is known of one that the partnership added."""
    found = _own_or_404(benchmark_id)
    return _page(_form(formdata=None, data=library.typed_of(found)), found)


@blueprint.post(ONE + "/change")
def change_benchmark(partnership_slug: str, benchmark_id: int):
    """Correct it."""
    found, form = _own_or_404(benchmark_id), _form()
    if not form.validate_on_submit():
        return _page(form, found), 422
    try:
        library.change(g.partnership, found, _typed(form), current_user.email)
    except library.CannotKeep as error:
        form.refuse(error.problems)
        return _page(form, found), 422
    flash(_("The figure is corrected. Editions already published keep what they were published with."))
    return _to(found.id)


@blueprint.post(ONE + "/remove")
def remove_benchmark(partnership_slug: str, benchmark_id: int):
    """Take it out of the library."""
    found = _own_or_404(benchmark_id)
    if PressForm().validate_on_submit():
        library.remove(g.partnership, found, current_user.email)
        flash(_("The figure is taken out of the library."))
    return redirect(url_for("officer.benchmarks", partnership_slug=partnership_slug), code=303)


def _own_or_404(benchmark_id: int):
    found = benchmark_or_404(benchmark_id)
    return found if library.is_own(g.partnership, found) else abort(404)


def _form(**given) -> BenchmarkForm:
    form = BenchmarkForm(**given)
    asked = library.measures(g.partnership)
    form.measure.choices = [("", _("Choose a question")), *((key, words.question(one)) for key, one in asked.items())]
    form.mode.choices = [("", _("Choose")), *mode_names().items()]
    return form


def _typed(form: BenchmarkForm) -> dict[str, str]:
    return {name: form[name].data or "" for name in library.FIELDS}


def _to(benchmark_id: int):
    place = {"partnership_slug": g.partnership.slug, "benchmark_id": benchmark_id}
    return redirect(url_for("officer.benchmark", **place), code=303)


def _page(form: BenchmarkForm, found=None):
    return render_template("officer/library/form.html", form=form, benchmark=found, areas=list(library.AREAS),
                           errors=views.form_errors(form), wave=None, steps=views.steps())  # fmt: skip
