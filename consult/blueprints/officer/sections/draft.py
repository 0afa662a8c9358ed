"""The draft of a section: its blocks in order, what may be added, and how it would read."""

from flask import flash, g, redirect, render_template
from flask_babel import gettext as _
from flask_security import current_user

from consult.blueprints.officer import blueprint
from consult.blueprints.officer.jobs import to_job
from consult.blueprints.officer.sections import views
from consult.blueprints.officer.sections.common import SECTION, at, draft_or_overview, frame
from consult.blueprints.officer.sections.forms import ActionForm
from consult.blueprints.officer.sections.overview import overview_address
from consult.services import disclosure, field, jobs
from consult.services import sections as service
from consult.web.locale import offer
from consult.web.sections import section_page


@blueprint.get(SECTION)
def section_draft(partnership_slug: str, section: str):
    """The blocks of the draft in order."""
    template, draft = draft_or_overview(section)
    return _page(template, draft)


@blueprint.post(SECTION)
def change_section(partnership_slug: str, section: str):
    """Move a block, take one out, submit the draft, take it back or throw it away."""
    template, draft = draft_or_overview(section)
    form = ActionForm()
    do, _colon, key = (form.do.data or "").partition(":")
    who = current_user.email
    onward = at("officer.section_draft", template)
    try:
        if do in ("up", "down"):
            service.move(draft, key, do == "up", form.revision, who)
        elif do == "remove":
            service.remove(draft, key, form.revision, who)
            flash(_("The block is taken out."))
        elif do == "submit" and jobs.wanted(*field.waves(g.partnership)):
            asked = {"draft": draft.id, "revision": form.revision}
            return to_job(jobs.ask("submit", g.partnership, asked, who))
        elif do == "submit":
            service.submit(draft, form.revision, who)
            flash(_("The section is submitted. Another officer reads it and publishes it or sends it back."))
            onward = at("officer.review_section", template)
        elif do == "take_back":
            service.take_back(draft, form.revision, who)
            flash(_("The section is yours to change again."))
        elif do == "throw_away":
            service.throw_away(draft, form.revision, who)
            flash(_("The draft is thrown away. What is published stays."))
            onward = overview_address()
    except service.Stale:
        return _page(*draft_or_overview(section), [_stale()]), 409
    except service.CannotChange as refusal:
        return _page(template, draft, [{"text": refusal.words, "href": "#blocks"}]), 409
    except service.CannotCompose as refusal:
        return _page(template, draft, [views.refused(refusal, template)]), 422
    return redirect(onward + (f"#{key}" if do in ("up", "down") else ""), code=303)


def _stale() -> dict:
    return {"text": _("Somebody else changed this section meanwhile, and your change was not made. This is how it is "
                      "now."), "href": "#blocks"}  # fmt: skip


def _page(template, draft, errors=()):
    return render_template(
        "officer/sections/draft.html", form=ActionForm(formdata=None), errors=list(errors),
        blocks=views.blocks(draft), **frame(template, draft),
    )  # fmt: skip


@blueprint.route(SECTION + "/add", methods=["GET", "POST"])
def add_section_block(partnership_slug: str, section: str):
    """Choose a block to add at the end."""
    template, draft = draft_or_overview(section)
    form, errors = ActionForm(), []
    if form.validate_on_submit():
        kind, _colon, ref = (form.do.data or "").partition(":")
        try:
            key = service.add_block(draft, kind, ref, form.revision, current_user.email)
        except service.Stale:
            template, draft = draft_or_overview(section)
            errors = [_stale()]
        except service.CannotChange as refusal:
            errors = [{"text": refusal.words, "href": "#blocks"}]
        else:
            flash(_("The block is added at the end."))
            endpoint = "officer.section_block" if service.PROVIDERS[kind].typed else "officer.section_draft"
            return redirect(at(endpoint, template, **({"block": key} if service.PROVIDERS[kind].typed else {})),
                            code=303)  # fmt: skip
    return render_template(
        "officer/sections/add.html", form=ActionForm(formdata=None), errors=errors,
        groups=views.offers(g.partnership, template, draft), **frame(template, draft),
    ), 409 if errors else 200  # fmt: skip


@blueprint.get(SECTION + "/preview")
def section_preview(partnership_slug: str, section: str):
    """The section as it would be published now, after disclosure control."""
    template, draft = draft_or_overview(section)
    if draft.state == "submitted":
        return redirect(at("officer.review_section", template), code=303)
    page, errors = None, []
    try:
        # As at submission: what one block tells is hidden in the next where the two would give somebody away.
        with disclosure.release():
            document = service.compose(draft)
    except service.CannotCompose as refusal:
        errors = [views.refused(refusal, template)]
    else:
        offer(document["languages"])
        page = section_page(document)
    return render_template(
        "officer/sections/preview.html", form=ActionForm(), page=page, errors=errors,
        unwritten=views.unwritten(draft), **frame(template, draft),
    )  # fmt: skip
