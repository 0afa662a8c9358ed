"""What the pages on sections have in common: the section, its draft, and the frame around them."""

from flask import abort, g, redirect, url_for

from consult.blueprints.officer import views
from consult.services import sections as service
from consult.web.locale import moment

PUBLISH = "/<partnership_slug>/publish"
SECTION = PUBLISH + "/<section>"


def template_or_404(slug: str) -> service.Template:
    """The kind of section in the address."""
    return service.by_slug(slug) or abort(404)


def draft_or_overview(slug: str):
    """(template, its open draft). Where there is none, the overview, which leads to a new one."""
    template = template_or_404(slug)
    draft = service.open_draft(g.partnership, template)
    if draft is None:
        abort(redirect(url_for("officer.publish", partnership_slug=g.partnership.slug), code=303))
    return template, draft


def at(endpoint: str, template: service.Template, **values) -> str:
    """The address of a page of this section."""
    return url_for(endpoint, partnership_slug=g.partnership.slug, section=template.slug, **values)


def frame(template: service.Template | None = None, draft=None) -> dict:
    """What every page on sections shows around its own."""
    return {
        "wave": None, "steps": views.steps(None, "officer.publish"), "simulated": None,
        "section": {"slug": template.slug, "title": template.title, "about": template.about} if template else None,
        "draft": _draft(draft) if draft is not None else None,
    }  # fmt: skip


def _draft(draft) -> dict:
    return {
        "state": draft.state, "revision": draft.revision, "changed_by": draft.changed_by,
        "changed_at": moment(draft.changed_at), "submitted_by": draft.submitted_by,
        "submitted_at": draft.submitted_at and moment(draft.submitted_at), "sha256": draft.sha256,
        "sent_back_by": draft.sent_back_by, "sent_back_words": draft.sent_back_words,
        "corrects": draft.corrects, "correction": draft.correction,
    }  # fmt: skip
