"""What the pages on which questionnaires are made have in common: the draft, its frame, and trying a change."""

from collections.abc import Callable

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_security import current_user

from consult.blueprints.officer.authoring.forms import ActionForm
from consult.blueprints.officer.views import steps
from consult.extensions import csrf
from consult.questionnaire import QuestionnaireError, authoring, text
from consult.services import authoring as service
from consult.services import versions
from consult.services.authoring import words

QUESTIONNAIRE = "/<partnership_slug>/questionnaires/<survey_slug>/"

Page = Callable[..., str]


def keeps_typing(view):
    """A view whose form checks its own token: what was typed is shown again where it is stale."""
    return csrf.exempt(view)


def survey_or_404(slug: str):
    """The survey of the partnership in the address."""
    return service.survey(g.partnership, slug) or abort(404)


def draft_of(slug: str):
    """(survey, its draft). Where the latest version is frozen the outline says so, and there is nothing to change."""
    survey = survey_or_404(slug)
    version = service.draft(survey)
    if version is None:
        abort(redirect(at("officer.draft", survey), code=303))
    return survey, version


def place_or_404(version, name: str):
    """Where a question of a draft stands."""
    try:
        return authoring.find(version.document, name)
    except authoring.CannotAuthor:
        abort(404)


def at(endpoint: str, survey, **values) -> str:
    """The address of a page of this survey's questionnaire."""
    return url_for(endpoint, partnership_slug=survey.partnership.slug, survey_slug=survey.slug, **values)


def frame(survey, document: dict, page_id: str | None = None) -> dict:
    """What every page of a draft shows around its own."""
    return {
        "making": True, "steps": steps(), "wave": None, "document_lang": authoring.master(document),
        "survey": {"slug": survey.slug, "title": survey.title, "partnership": survey.partnership.slug},
        "preview": page_id and preview(survey, document, page_id),
    }  # fmt: skip


def preview(survey, document: dict, page_id: str) -> dict:
    """Where a page is shown as people see it, and in which languages."""
    here, offered = str(get_locale()), list(document["languages"])
    return {"address": at("preview.question", survey, page_id=page_id), "page_id": page_id,
            "languages": [(code, own_name(code)) for code in offered],
            "language": here if here in offered else authoring.master(document)}  # fmt: skip


def own_name(code: str) -> str:
    """A language in the reader's own."""
    return get_locale().languages.get(code.split("-")[0].split("_")[0], code)


def words_of(document: dict, mapping: dict):
    """A text of the document for whoever reads the page."""
    return text(mapping, str(get_locale()), authoring.master(document))


def stated(benchmarks: list[dict]) -> list[dict]:
    """Published figures in words for whoever reads the page."""
    return [{**one, "said": text(one["statement"], str(get_locale()))} for one in benchmarks]


def errors_of(form) -> list[dict]:
    """What is wrong with a form, each leading to its field; a stale token said in words of ours."""
    found = []
    for name, messages in form.errors.items():
        if name == "csrf_token":
            found.append({"text": _("This page was open for a long time. Nothing you typed is lost: press the button "
                                    "again."), "href": "#save"})  # fmt: skip
        elif name is not None:
            found += [{"text": message, "href": f"#{name}"} for message in messages]
    return found


class Attempt:
    """A change of a draft, tried: on a refusal the same page again with everything that was typed.

    survey, version   whose draft
    form              what was posted
    page              makes the page again, given a list of errors
    """

    def __init__(self, survey, version, form: ActionForm, page: Page):
        self.survey, self.version, self.form, self.page = survey, version, form, page

    def make(self, change: Callable[[dict], dict], done: str, subject: str, onward: str, href: str = "#save"):
        """Change the draft and go on, or say why not. `href` is the control that a refusal leads to."""
        if not self.form.validate_on_submit():
            return self.page(errors_of(self.form)), 422
        try:
            service.apply(
                self.version, change, done, subject, current_user.email, self.form.based_on.data,
                self.form.confirmed.data == "yes",
            )  # fmt: skip
        except service.NothingChanged:
            return redirect(onward, code=303)
        except service.WouldLose as change_lost:
            return self._would_lose(change_lost.losses), 409
        except authoring.CannotAuthor as refused:
            return self.page([{"text": words.refusal(refused, self.version.document), "href": href}]), 422
        except QuestionnaireError as refused:
            return self.page([{"text": f"{one.message} {one.remedy}", "href": href, "lang": "en"}
                              for one in refused.problems]), 422  # fmt: skip
        except versions.Frozen as refused:
            return self.page([{"text": refused.words, "href": href}]), 409
        except versions.Stale:
            return self._stale(href), 409
        flash(_("Saved: %(step)s.", step=words.step(done)))
        return redirect(onward, code=303)

    def _stale(self, href: str):
        latest = service.draft(self.survey)
        if latest is None:
            return self.page([{"text": versions.Frozen.words, "href": href}])
        # Pressed again it is made to the questionnaire as it is now; nobody else's change is overwritten but to the
        # same words.
        self.form.based_on.data = latest.sha256
        last = versions.steps(latest)[-1:]
        said = _("Somebody else changed the questionnaire meanwhile. What you typed is still here. "
                 "Look at the questionnaire in another window, then press the button again.")  # fmt: skip
        if last:
            said += " " + _("The last change: %(step)s (%(subject)s), by %(who)s.", step=words.step(last[0].done),
                            subject=last[0].subject, who=last[0].actor)  # fmt: skip
        return self.page([{"text": said, "href": href}])

    def _would_lose(self, losses):
        document = self.version.document
        shown = [{"text": words_of(document, loss.text), "source": loss.source, "benchmarks": stated(loss.benchmarks),
                  "asked_before": loss.asked_before, "how": [words.departure(code) for code in loss.departures]}
                 for loss in losses]  # fmt: skip
        posted = [(name, value) for name, value in request.form.items(multi=True)
                  if name not in ("csrf_token", "confirmed")]  # fmt: skip
        return render_template("officer/authoring/would_lose.html", losses=shown, posted=posted, form=self.form,
                               back=request.full_path.rstrip("?"), **frame(self.survey, document))  # fmt: skip
