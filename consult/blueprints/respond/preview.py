"""A draft as people would see it: the same fields and pages, for those who make it. Nothing is kept of what is pressed.

Any language that the document lists is shown, complete or not; where a text is missing stand the original's words, as
respondents would see them.
"""

from flask import Blueprint, abort, g, render_template, request, url_for

from consult.blueprints.respond import views
from consult.blueprints.respond.forms import PageForm
from consult.extensions import csrf
from consult.questionnaire import Page, Questionnaire, QuestionnaireError, authoring
from consult.services import authoring as service
from consult.services import field
from consult.web.headers import may_be_framed
from consult.web.locale import LANGUAGES, offer

preview = Blueprint("preview", __name__,
                    url_prefix="/officer/<partnership_slug>/questionnaires/<survey_slug>/preview")  # fmt: skip
# It changes nothing, so nothing can be forged.
csrf.exempt(preview)


class NobodysDevice:
    """Stands in for a respondent's device: it holds nothing and is given nothing."""

    def secret(self) -> str:
        """The same for everybody: no draft is kept under it."""
        return "preview"

    def seed(self) -> str:
        """The order of shuffled choices stays the same from page to page."""
        return "preview"


@preview.get("/first")
def first(partnership_slug: str, survey_slug: str):
    """The page that people begin with."""
    questionnaire, _refusal = _enter(survey_slug)
    return render_template("respond/preview_first.html", words=views.words(questionnaire), survey_exit=_exit(),
                           onward=_address(questionnaire.pages[0].id))  # fmt: skip


@preview.route("/pages/<page_id>", methods=["GET", "POST"])
def question(partnership_slug: str, survey_slug: str, page_id: str):
    """One page of questions, whoever it is asked of. With `?typed=`, an item's name, its words as they are typed."""
    questionnaire, refusal = _enter(survey_slug)
    page = next((one for one in questionnaire.pages if one.id == page_id), None) or abort(404)
    asked = page.narrowed(tuple(item for item in page.items if item.askable))
    if not asked.items:
        return render_template("respond/preview_unasked.html")
    asking = views.asking(questionnaire, {})
    onward, back = _around(questionnaire, page)
    return render_template(
        "respond/preview_question.html", view=views.page(page, questionnaire.pages, asking),
        form=PageForm(asked, {}, asking), back=back, onward=onward, refusal=refusal, survey_exit=_exit(),
    )  # fmt: skip


@preview.route("/last", methods=["GET", "POST"])
def last(partnership_slug: str, survey_slug: str):
    """The page that people end with."""
    questionnaire, _refusal = _enter(survey_slug)
    return render_template("respond/preview_last.html", words=views.words(questionnaire),
                           support=views.support(questionnaire.support), survey_exit=_exit())  # fmt: skip


def _enter(survey_slug: str) -> tuple[Questionnaire, str | None]:
    """The latest questionnaire of the survey, with words that are typed in its place, and what is wrong with those."""
    g.survey = service.survey(g.partnership, survey_slug) or abort(404)
    g.device, g.easy = NobodysDevice(), False
    may_be_framed()
    version = field.latest_version(g.survey)
    document = version.document
    wanted = request.args.get("language")
    offer([wanted if wanted in document["languages"] and wanted in LANGUAGES else authoring.master(document)])
    name = request.args.get("typed")
    if request.method == "POST" and name:
        typed = {key: request.form[key].strip() for key in ("text", "hint") if key in request.form}
        try:
            return field.read(g.partnership.id, authoring.change_item(document, name, typed)), None
        except authoring.CannotAuthor:
            pass
        except QuestionnaireError as refused:
            return field.questionnaire(version), refused.problems[0].message
    return field.questionnaire(version), None


def _around(questionnaire: Questionnaire, page: Page) -> tuple[str, str]:
    """The pages after and before one, in the order of the questionnaire."""
    ids = [one.id for one in questionnaire.pages]
    number = ids.index(page.id)
    onward = _address(ids[number + 1]) if number + 1 < len(ids) else _address(None, "preview.last")
    return onward, _address(ids[number - 1]) if number else _address(None, "preview.first")


def _address(page_id: str | None, endpoint: str = "preview.question") -> str:
    """A page of the preview, in the language that this one is shown in."""
    values = {"page_id": page_id} if page_id else {}
    return url_for(endpoint, partnership_slug=g.partnership.slug, survey_slug=g.survey.slug,
                   language=request.args.get("language"), **values)  # fmt: skip


def _exit() -> str | None:
    return g.survey.exit_address
