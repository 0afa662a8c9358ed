"""Holding a benchmark to compare less well with a question than was found."""

import datetime as dt

from flask import abort, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_security import current_user

from consult.blueprints.officer import blueprint
from consult.blueprints.officer.library import views
from consult.blueprints.officer.library.forms import StricterForm
from consult.blueprints.officer.library.routes import ONE, benchmark_or_404
from consult.blueprints.officer.views import form_errors, steps
from consult.reference import LANGUAGES
from consult.services import library
from consult.services.phrases_method import verdict_words

VERDICT = ONE + "/verdicts/<key>"


@blueprint.get(VERDICT)
def stricter_verdict(partnership_slug: str, benchmark_id: int, key: str):
    """What was found, and the form for a stricter verdict."""
    found, one = _judgement_or_404(benchmark_id, key)
    own, form = one["stricter"], StricterForm(formdata=None)
    if own:
        form.verdict.data = own.verdict
        for lang in LANGUAGES:
            form[f"reason_{lang}"].data = own.reason.get(lang, "")
    return _page(found, one, form)


@blueprint.post(VERDICT)
def change_verdict(partnership_slug: str, benchmark_id: int, key: str):
    """Keep the stricter verdict with its reason, or take it back."""
    found, one = _judgement_or_404(benchmark_id, key)
    form, place = StricterForm(), one["asked"].key
    if not form.validate_on_submit():
        return _page(found, one, form), 422
    if form.action.data == "take_back":
        library.take_back_verdict(g.partnership, found, place, current_user.email)
        flash(_("The verdict that was found holds again."))
    else:
        reason = {lang: form[f"reason_{lang}"].data for lang in LANGUAGES}
        try:
            library.make_stricter(g.partnership, found, place, form.verdict.data or "", reason, current_user.email)
        except library.CannotKeep as error:
            for name, words in error.problems.items():
                form[name].errors = [str(words)]
            return _page(found, one, form), 422
        flash(_("The stricter verdict is kept. It holds for what is published from now on."))
    address = url_for("officer.benchmark", partnership_slug=partnership_slug, benchmark_id=found.id)
    return redirect(address, code=303)


def _judgement_or_404(benchmark_id: int, key: str):
    found = benchmark_or_404(benchmark_id)
    for one in library.judgements(g.partnership, found):
        if ".".join(one["asked"].key) == key and (library.may_become(one["found"]) or one["stricter"]):
            return found, one
    return abort(404)


def _page(found, one: dict, form: StricterForm):
    row = views.row(found, [found], library.measures(g.partnership), dt.date.today().year)
    return render_template(
        "officer/library/verdict.html", form=form, row=row, one=views.judgement(one, found, g.partnership, True),
        found=verdict_words(one["found"]), own=one["stricter"], errors=form_errors(form), wave=None, steps=steps(),
        choices=[(verdict, verdict_words(verdict)) for verdict in library.may_become(one["found"])],
    )  # fmt: skip
