"""The library as a file: taken out, and several benchmarks brought in."""

from flask import Response, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_security import current_user

from consult.blueprints.officer import blueprint
from consult.blueprints.officer.library.forms import FileForm
from consult.blueprints.officer.library.routes import LIBRARY
from consult.blueprints.officer.views import form_errors, steps
from consult.services import library
from consult.services.bringing.table import FileRefused

MOST_BYTES = 4 << 20


@blueprint.get(LIBRARY + "library.csv")
def take_out_benchmarks(partnership_slug: str):
    """Every benchmark that the partnership may use, a row each."""
    response = Response(library.taken_out(g.partnership), mimetype="text/csv")
    name = f"benchmarks-{g.partnership.slug}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@blueprint.get(LIBRARY + "in")
def bring_benchmarks(partnership_slug: str):
    """Choose the file."""
    return _page(FileForm())


@blueprint.post(LIBRARY + "in")
def read_benchmarks(partnership_slug: str):
    """Add what can be added, and say of each other row why not."""
    form = FileForm()
    if not form.validate_on_submit():
        return _page(form), 422
    try:
        content = form.file.data.stream.read(MOST_BYTES + 1)
        done = library.bring_in(g.partnership, content, form.file.data.filename, current_user.email)
    except FileRefused as error:
        form.file.errors = [f"{error.refusal.why} {error.refusal.remedy}"]
        return _page(form), 422
    if not done.refused:
        flash(ngettext("%(num)s figure was added.", "%(num)s figures were added.", done.added))
        return redirect(url_for("officer.benchmarks", partnership_slug=partnership_slug), code=303)
    form.file.errors = [_("Not every row could be added. See below which, and why.")]
    return _page(form, done), 422


def _page(form: FileForm, done=None):
    return render_template("officer/library/bring.html", form=form, done=done, errors=form_errors(form),
                           columns=library.FIELDS, wave=None, steps=steps())  # fmt: skip
