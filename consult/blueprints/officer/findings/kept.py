"""The findings that are kept: their list, one of them, its words in each language, and taking it out."""

from flask import abort, flash, g, redirect, render_template, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_security import current_user

from consult import reference
from consult.blueprints.officer import blueprint
from consult.blueprints.officer.findings import views
from consult.blueprints.officer.findings.forms import PressForm, WordsForm
from consult.services import findings as service
from consult.web.access import may_open

LIST = "/<partnership_slug>/findings/kept"
ONE = LIST + "/<id(finding):finding_id>"


@blueprint.get(LIST)
def finding_list(partnership_slug: str):
    """Every finding that was kept, the newest first."""
    return render_template(
        "officer/findings/list.html", rows=views.listed(service.listed(g.partnership)), errors=[],
        may_make=may_open("officer.finding_wave"), **views.frame(),
    )  # fmt: skip


@blueprint.get(ONE)
def finding(partnership_slug: str, finding_id: int):
    """A finding as it would be told now."""
    return _page(_finding_or_404(finding_id))


@blueprint.post(ONE + "/words")
def finding_reword(partnership_slug: str, finding_id: int):
    """Keep an officer's words for it, or bring the platform's back."""
    kept, form = _finding_or_404(finding_id), WordsForm()
    if not form.validate_on_submit():
        abort(400)
    lang, text, reason = (one.data or "" for one in (form.language, form.text, form.reason))
    try:
        service.reword(kept, lang, text, reason, current_user.email)
    except service.CannotTell:
        return _page(kept), 422
    except service.CannotReword as refusal:
        failed = {"lang": lang, "text": text, "reason": reason, "message": refusal.words, "field": refusal.field,
                  "flags": refusal.flags}  # fmt: skip
        return _page(kept, failed), 422
    flash(_("The words are kept.") if text.strip() else _("The finding is in the platform’s words again."))
    return redirect(url_for("officer.finding", partnership_slug=partnership_slug, finding_id=finding_id), code=303)


@blueprint.post(ONE + "/remove")
def finding_remove(partnership_slug: str, finding_id: int):
    """Take a finding out of the list."""
    kept = _finding_or_404(finding_id)
    if not PressForm().validate_on_submit():
        abort(400)
    service.remove(kept, current_user.email)
    flash(_("The finding is taken out. Editions that it stands in keep it."))
    return redirect(url_for("officer.finding_list", partnership_slug=partnership_slug), code=303)


def _finding_or_404(finding_id: int):
    return service.find(g.partnership, finding_id) or abort(404)


def _page(kept, failed: dict | None = None):
    errors = [{"text": failed["message"], "href": f"#{failed['field']}-{failed['lang']}"}] if failed else []
    told, rows = None, []
    try:
        block = service.block(kept, list(reference.LANGUAGES))
    except service.CannotTell as refusal:
        errors = [{"text": refusal.words, "href": "#remove"}]
    else:
        told = views.shown(block, kept.wave, str(get_locale()))
        rows = views.languages(kept, block, failed)
    return render_template(
        "officer/findings/kept.html", one=views.row(kept), told=told, rows=rows, errors=errors, finding_id=kept.id,
        form=PressForm(formdata=None), may_change=may_open("officer.finding_reword"),
        **views.frame(wave=kept.wave),
    )  # fmt: skip
