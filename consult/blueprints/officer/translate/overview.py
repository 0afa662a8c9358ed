"""The languages of a questionnaire, how far each has come, and another one to begin with."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_security import current_user

from consult.blueprints.officer import blueprint
from consult.blueprints.officer.translate import views
from consult.blueprints.officer.translate.forms import LanguageForm
from consult.blueprints.officer.views import form_errors
from consult.services import field, versions
from consult.services.translating import saving

TRANSLATIONS = "/<partnership_slug>/questionnaires/<survey_slug>/translations"


@blueprint.get(TRANSLATIONS)
def translations(partnership_slug: str, survey_slug: str):
    """Every language with its progress."""
    version = field.latest_version(views.survey_or_404(survey_slug))
    return _page(version, _form(version))


@blueprint.post(TRANSLATIONS)
def add_translation(partnership_slug: str, survey_slug: str):
    """List another language in the draft, or in a new version where the page has said that it begins one."""
    survey = views.survey_or_404(survey_slug)
    version = field.latest_version(survey)
    form = _form(version)
    if not form.validate_on_submit():
        return _page(version, form, form_errors(form)), 422
    language = form.language.data
    try:
        if form.begin.data:
            version = versions.begin(survey, current_user.email)
        saving.add_language(version, language, current_user.email)
    except (saving.CannotTranslate, versions.Frozen, versions.Stale) as refusal:
        return _page(version, form, [{"text": refusal.words, "href": "#language"}]), 422
    flash(_("%(language)s is added. It is offered once all its texts are there.", language=views.name_of(language)))
    return redirect(url_for("officer.translation", partnership_slug=partnership_slug, survey_slug=survey_slug,
                            language=language), code=303)  # fmt: skip


def _form(version) -> LanguageForm:
    form = LanguageForm()
    form.language.choices = [code for _title, codes in views.addable(version) for code, _name in codes]
    return form


def _page(version, form, errors=()):
    return render_template(
        "officer/translations.html", form=form, languages=views.of_languages(version), groups=views.addable(version),
        errors=list(errors), **views.frame(version),
    )  # fmt: skip
