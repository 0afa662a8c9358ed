"""Focus groups, session notes and interviews: the list, and keeping another."""

import datetime as dt

from flask import flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_security import current_user

from consult.blueprints.officer import blueprint, views
from consult.blueprints.officer.qualitative import words
from consult.blueprints.officer.qualitative.forms import SourceForm
from consult.services.qualitative import sources as service
from consult.web.locale import LANGUAGES, long_date

SOURCES = "/<partnership_slug>/sources/"


@blueprint.get(SOURCES)
def sources(partnership_slug: str):
    """Every source of the partnership."""
    return render_template("officer/qualitative_sources.html", sources=[row(one) for one in service.of(g.partnership)],
                           wave=None, steps=views.steps())  # fmt: skip


def row(one) -> dict:
    """A source at a glance."""
    return {
        "id": one.id, "kind": words.source_kinds()[one.kind], "who": one.who, "place": one.place,
        "date": long_date(one.held_on), "people": one.people, "ready": one.state == "ready",
        "consent": words.consents()[one.consent], "themes": len(one.marks),
        "survey": one.survey.title if one.survey else None, "recorded_by": one.recorded_by,
    }  # fmt: skip


@blueprint.get(SOURCES + "new")
def new_source(partnership_slug: str):
    """The form for another."""
    form = _form(formdata=None)
    form.language.data = "en"
    return _page(form)


@blueprint.post(SOURCES + "new")
def add_source(partnership_slug: str):
    """Keep it, and go on to reading its notes."""
    form = _form()
    if not form.validate_on_submit():
        return _page(form), 422
    new = service.NewSource(form.kind.data, form.who.data, form.place.data, form.held_on.data, form.people.data,
                            form.consent.data, form.language.data)  # fmt: skip
    survey = next((one for one in g.partnership.surveys if str(one.id) == form.survey.data), None)
    try:
        kept = service.add(g.partnership, survey, new, form.notes.data, current_user.email)
    except service.CannotKeep as error:
        getattr(form, error.place).errors = [str(error.words)]
        return _page(form), 422
    flash(_("The source is kept. Now read the notes and take out what identifies."))
    place = {"partnership_slug": partnership_slug, "source_id": kept.id}
    return redirect(url_for("officer.source", **place), code=303)


def _form(**given) -> SourceForm:
    form = SourceForm(**given)
    form.survey.choices = [("", _("No survey")), *((str(one.id), one.title) for one in g.partnership.surveys)]
    form.language.choices = list(LANGUAGES.items())
    return form


def _page(form: SourceForm):
    return render_template(
        "officer/qualitative_source_new.html", form=form, kinds=words.source_kinds(), consents=words.consents(),
        errors=views.form_errors(form), today=dt.date.today().isoformat(), wave=None, steps=views.steps(),
    )  # fmt: skip
