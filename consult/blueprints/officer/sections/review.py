"""What was submitted, read by a second person, who publishes it or sends it back."""

from flask import flash, g, redirect, render_template, request
from flask_babel import gettext as _
from flask_security import current_user

from consult.blueprints.officer import blueprint
from consult.blueprints.officer.sections import views
from consult.blueprints.officer.sections.common import SECTION, at, draft_or_overview, frame
from consult.blueprints.officer.sections.forms import DecideForm, box, token_errors
from consult.blueprints.officer.sections.overview import overview_address
from consult.blueprints.officer.views import second_people
from consult.extensions import csrf
from consult.services import jobs, second_person
from consult.services import sections as service
from consult.services.files import edition as files
from consult.web import addresses
from consult.web.locale import offer
from consult.web.sections import section_page


@blueprint.route(SECTION + "/review", methods=["GET", "POST"])
@csrf.exempt
def review_section(partnership_slug: str, section: str):
    """Read what was submitted, and decide."""
    template, draft = draft_or_overview(section)
    form, errors = DecideForm(), []
    if request.method == "POST":
        words = box(request.form.get("words"))
        errors, onward = token_errors(form), None
        if not errors:
            errors, onward = _decide(draft, form, words, template)
        if onward:
            return redirect(onward, code=303)
        template, draft = draft_or_overview(section)
        return _page(template, draft, form, errors, words), 409
    return _page(template, draft, form, errors, "")


def _decide(draft, form: DecideForm, words: str, template):
    """(what is wrong, None), or ([], where to go on)."""
    who = current_user.email
    try:
        if form.do.data == "approve":
            edition = service.approve(draft, form.sha256.data or "", form.revision, who)
            address = addresses.public("insights.edition", partnership_slug=g.partnership.slug, section=edition.section,
                                       number=edition.number)  # fmt: skip
            if jobs.attended():
                jobs.ask("files", g.partnership, {"edition": edition.id, "address": address}, who)
            else:
                files.make_all(edition, address)
            flash(_("Edition %(number)s of “%(section)s” is published.", number=edition.number, section=template.title))
            return [], overview_address()
        service.send_back(draft, words, form.revision, who)
        flash(_("The section is sent back with your words."))
        return [], at("officer.section_draft", template)
    except service.Stale:
        return [{"text": _("Somebody changed or decided this section meanwhile. What you typed is still here; this is "
                           "how the section is now."), "href": "#main"}], None  # fmt: skip
    except (service.CannotApprove, service.CannotChange) as refusal:
        return [{"text": refusal.words, "href": f"#{refusal.place or 'decide'}"}], None


def _page(template, draft, form: DecideForm, errors: list, words: str):
    if draft.state != "submitted" and not errors:
        return redirect(at("officer.section_draft", template), code=303)
    page, weighed = None, []
    if draft.document is not None:
        offer(draft.document["languages"])
        page, weighed = section_page(draft.document), service.weighed_since(draft)
    return render_template(
        "officer/sections/review.html", form=form, page=page, weighed=weighed, errors=errors,
        own=second_person.is_same(draft.submitted_by or "", current_user.email), values={"words": words},
        who=second_people([draft.submitted_by or ""]), failed=views.failed(errors),
        **frame(template, draft),
    )  # fmt: skip
