"""A new survey: what to begin from, its name, its address."""

from flask import flash, g, redirect, render_template
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _
from flask_security import current_user

from consult.blueprints.officer import blueprint
from consult.blueprints.officer.authoring.common import at, errors_of, keeps_typing
from consult.blueprints.officer.authoring.forms import MakeForm
from consult.blueprints.officer.views import steps
from consult.questionnaire import text
from consult.services import authoring as service


@blueprint.route("/<partnership_slug>/questionnaires/new", methods=["GET", "POST"])
@keeps_typing
def make_survey(partnership_slug: str):
    """Begin a survey."""
    form, starts = MakeForm(), service.starts(g.partnership)
    form.start.choices = [start.key for start in starts]
    if not form.is_submitted():
        return _page(form, starts)
    if not form.validate():
        return _page(form, starts), 422
    new = service.NewSurvey(form.start.data, form.title.data, form.address.data, form.audience.data)
    try:
        survey = service.make(g.partnership, new, current_user.email)
    except service.CannotMake as refused:
        form[refused.field].errors = [refused.words]
        return _page(form, starts), 422
    flash(_("The survey is made. Nobody can answer it until it has a wave and the wave is open."))
    return redirect(at("officer.draft", survey), code=303)


def _page(form, starts) -> str:
    return render_template("officer/authoring/make.html", form=form, starts=[_start(one) for one in starts],
                           errors=errors_of(form), making=True, steps=steps(), wave=None)  # fmt: skip


def _start(start) -> dict:
    audience = {"adults": _("adults"), "young": _("young people of 11 to 17"), None: ""}[start.audience]
    questions = ngettext("%(num)d question", "%(num)d questions", start.questions)
    if start.kind == "blank":
        return {"key": start.key, "words": _("Blank"), "hint": _("One question to begin with, in English.")}
    name = start.title.get("") or text(start.title, str(get_locale())).value
    if start.kind == "template":
        return {"key": start.key, "words": _("Template: %(title)s", title=name),
                "hint": _("%(questions)s, for %(audience)s, in ten languages.", questions=questions,
                          audience=audience)}  # fmt: skip
    return {"key": start.key, "words": _("The questionnaire of “%(title)s”", title=name),
            "hint": _("%(questions)s, for %(audience)s, as it is now.", questions=questions, audience=audience)}
