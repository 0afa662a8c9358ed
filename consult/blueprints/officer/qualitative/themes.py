"""The code frame of an open question: its themes, and those that the texts themselves suggest."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_security import current_user

from consult.blueprints.officer import blueprint
from consult.blueprints.officer.qualitative import views
from consult.blueprints.officer.qualitative.forms import ThemeForm
from consult.blueprints.officer.qualitative.overview import ITEM, question_or_404
from consult.blueprints.officer.views import form_errors
from consult.services.qualitative import frames, suggesting, texts

THEMES = ITEM + "/themes"
THEME = THEMES + "/<id(theme):theme_id>"


@blueprint.get(THEMES)
def themes(partnership_slug: str, wave_slug: str, item: str):
    """The themes so far, and the form for another; its name may come from a suggestion."""
    wave = question_or_404(wave_slug, item)
    return _list(wave, item, ThemeForm(formdata=None, name=request.args.get("name", "")[:80]))


@blueprint.post(THEMES)
def add_theme(partnership_slug: str, wave_slug: str, item: str):
    """Another theme."""
    wave = question_or_404(wave_slug, item)
    form = ThemeForm()
    if not form.validate_on_submit():
        return _list(wave, item, form), 422
    try:
        frames.add_theme(wave.survey, item, form.name.data, form.description.data, current_user.email)
    except frames.CannotChange as error:
        return _list(wave, item, form, [{"text": str(error.words), "href": "#name"}]), 422
    flash(_("The theme is added."))
    if texts.progress_of(wave, item).coded:
        flash(_("Texts that were coded before it was there say nothing about it. Its base begins with those coded "
                "from now on."))  # fmt: skip
    return _back(wave, item)


@blueprint.get(THEME)
def theme(partnership_slug: str, wave_slug: str, item: str, theme_id: int):
    """One theme, to change."""
    wave, found = _theme_or_404(wave_slug, item, theme_id)
    return _one(wave, item, found, ThemeForm(formdata=None, obj=found))


@blueprint.post(THEME)
def change_theme(partnership_slug: str, wave_slug: str, item: str, theme_id: int):
    """Give it other words, move it, retire it or bring it back."""
    wave, found = _theme_or_404(wave_slug, item, theme_id)
    form, actor = ThemeForm(), current_user.email
    try:
        if form.action.data in ("up", "down"):
            frames.move_theme(wave.survey, found, form.action.data == "up", actor)
        elif form.action.data in ("retire", "bring_back"):
            frames.retire_theme(wave.survey, found, form.action.data == "retire", actor)
        elif not form.validate_on_submit():
            return _one(wave, item, found, form), 422
        else:
            frames.change_theme(wave.survey, found, form.name.data, form.description.data, actor)
            flash(_("The theme is changed."))
    except frames.CannotChange as error:
        return _one(wave, item, found, form, [{"text": str(error.words), "href": "#name"}]), 422
    return _back(wave, item)


@blueprint.get(ITEM + "/suggestions")
def suggested_themes(partnership_slug: str, wave_slug: str, item: str):
    """Words that many use together, to think about."""
    wave = question_or_404(wave_slug, item)
    found = [{"tongue": views.tongue(language), "texts": n, "themes": listed}
             for language, (n, listed) in suggesting.suggest(wave, item).items()]  # fmt: skip
    return render_template("officer/qualitative_suggestions.html", languages=found, fewest=suggesting.FEWEST,
                           **views.frame(wave, item))  # fmt: skip


def _theme_or_404(wave_slug: str, item: str, theme_id: int):
    wave = question_or_404(wave_slug, item)
    return wave, frames.theme_of(wave.survey, item, theme_id) or abort(404)


def _back(wave, item: str):
    return redirect(url_for("officer.themes", partnership_slug=wave.survey.partnership.slug, wave_slug=wave.slug,
                            item=item), code=303)  # fmt: skip


def _list(wave, item: str, form: ThemeForm, errors=()):
    return render_template(
        "officer/qualitative_themes.html", form=form, themes=frames.themes_of(wave.survey, item, retired=True),
        errors=[*form_errors(form), *errors], **views.frame(wave, item),
    )  # fmt: skip


def _one(wave, item: str, found, form: ThemeForm, errors=()):
    return render_template("officer/qualitative_theme.html", form=form, theme=found,
                           errors=[*form_errors(form), *errors], **views.frame(wave, item))  # fmt: skip
