"""What stands around the questions: title, first and last page, support lines, languages."""

from functools import partial

from flask import render_template

from consult.blueprints.officer import blueprint
from consult.blueprints.officer.authoring import views
from consult.blueprints.officer.authoring.common import QUESTIONNAIRE, Attempt, at, draft_of, frame, keeps_typing
from consult.blueprints.officer.authoring.forms import SettingsForm
from consult.questionnaire import authoring
from consult.web.locale import LANGUAGES


@blueprint.route(QUESTIONNAIRE + "settings", methods=["GET", "POST"])
@keeps_typing
def draft_settings(partnership_slug: str, survey_slug: str):
    """Change them."""
    survey, version = draft_of(survey_slug)
    document = version.document
    lang, listed = authoring.master(document), document["languages"]
    form = SettingsForm(support=document.get("support", []), languages=[one for one in listed if one != lang],
                        **{key: document[key].get(lang, "") for key in ("title", "intro", "thanks")})  # fmt: skip
    form.languages.choices = [one for one in {**LANGUAGES, **listed} if one != lang]
    if not form.is_submitted():
        form.based_on.data = version.sha256
    page = partial(_page, survey, version, form)
    if not form.is_submitted():
        return page()
    return Attempt(survey, version, form, page).make(
        lambda old: authoring.change_settings(old, form.title.data, form.intro.data, form.thanks.data,
                                              form.support.data, form.languages.data),
        "change settings", form.title.data or "", at("officer.draft", survey), "#title",
    )  # fmt: skip


def _page(survey, version, form, errors=()):
    document = version.document
    return render_template(
        "officer/authoring/settings.html", form=form, errors=list(errors),
        support=views.support_of(document["audience"]),
        languages=[(code, LANGUAGES.get(code, code)) for code in form.languages.choices],
        **frame(survey, document),
    )  # fmt: skip
