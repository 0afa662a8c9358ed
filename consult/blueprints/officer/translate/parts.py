"""One language: its parts, and each part side by side with the original."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_security import current_user

from consult.blueprints.officer import blueprint
from consult.blueprints.officer.translate import views
from consult.blueprints.officer.translate.forms import ReadForm
from consult.blueprints.officer.translate.overview import TRANSLATIONS
from consult.blueprints.officer.views import form_errors
from consult.questionnaire.strings import master_of
from consult.services import field, versions
from consult.services.translating import saving
from consult.services.translating.words import said

LANGUAGE = TRANSLATIONS + "/<language>"
PART = LANGUAGE + "/texts/<part>"
# A text's box in a form, and what its writer saw of it.
_TEXT, _SEEN = "text-", "seen-"


@blueprint.get(LANGUAGE)
def translation(partnership_slug: str, survey_slug: str, language: str):
    """How far a language has come, part by part."""
    version = field.latest_version(views.survey_or_404(survey_slug))
    found, show = views.strings_or_404(version, language), _show()
    return render_template(
        "officer/translation.html", language=_named(language), bar=views.bar(found), errors=[],
        filters=views.filters(found, show), sections=views.sections(version, views.wanted(found, show)), show=show,
        master=master_of(version.document), **views.frame(version),
    )  # fmt: skip


@blueprint.get(PART)
def translation_part(partnership_slug: str, survey_slug: str, language: str, part: str):
    """The texts of one page of the questionnaire, each beside its original."""
    version = field.latest_version(views.survey_or_404(survey_slug))
    return _page(version, language, part)


@blueprint.post(PART)
def translate(partnership_slug: str, survey_slug: str, language: str, part: str):
    """Save what was typed, as drafts or as read by somebody; what cannot be saved comes back in its box."""
    version = field.latest_version(views.survey_or_404(survey_slug))
    here = {one.text.place for one in views.strings_or_404(version, language) if one.text.part == part}
    typed, seen = ({key.removeprefix(prefix): words for key, words in request.form.items() if key.startswith(prefix)}
                   for prefix in (_TEXT, _SEEN))  # fmt: skip
    typed = {place: words for place, words in typed.items() if place in here}
    form = ReadForm()
    if not form.validate_on_submit():
        told = [{**one, "text": _("%(wrong)s. Nothing was saved.", wrong=one["text"])} for one in form_errors(form)]
        return _page(version, language, part, form, typed, told), 422
    try:
        outcome = saving.save_texts(version, language, typed, form.state.data, current_user.email, form.reviewer.data,
                                    seen, begin=bool(form.begin.data))  # fmt: skip
    except (versions.Frozen, versions.Stale) as refusal:
        version = field.latest_version(version.survey)
        return _page(version, language, part, form, typed, [{"text": refusal.words, "href": "#save"}]), 422
    number = len(outcome.saved) + (len(outcome.unchanged) if form.state.data == "reviewed" else 0)
    if outcome.refused:
        return _page(outcome.version, language, part, form, {place: typed[place] for place in outcome.refused},
                     refused=outcome.refused, done=views.saved(number, form.state.data)), 422  # fmt: skip
    flash(views.saved(number, form.state.data))
    return redirect(url_for("officer.translation_part", partnership_slug=partnership_slug, survey_slug=survey_slug,
                            language=language, part=part, show=_show()), code=303)  # fmt: skip


def _show() -> str:
    show = request.args.get("show")
    return show if show in views.SHOWN else "all"


def _named(code: str) -> dict[str, str]:
    return {"code": code, "name": views.name_of(code)}


def _page(version, language: str, part: str, form=None, typed=None, errors=(), refused=None, done=None):
    """The page of a part; `typed` holds the boxes that show what was typed instead of what is kept."""
    typed, refused, show = typed or {}, refused or {}, _show()
    found = views.strings_or_404(version, language)
    here = [one for one in found if one.text.part == part]
    rows = [views.string(one, typed.get(one.text.place), [said(flaw) for flaw in refused.get(one.text.place, ())])
            for one in here if one.text.place in typed or one in views.wanted(here, show)]  # fmt: skip
    told = [{"text": _("%(text)s: %(wrong)s", text=row["role"], wrong=wrong), "href": f"#{_TEXT}{row['place']}"}
            for row in rows for wrong in row["errors"]]  # fmt: skip
    return render_template(
        "officer/translation_part.html", language=_named(language), part=views.part(version, found, part, show),
        strings=rows, form=form or ReadForm(formdata=None), errors=[*errors, *told], done=done, show=show,
        master=master_of(version.document), filters=views.filters(here, show), **views.frame(version),
    )  # fmt: skip
