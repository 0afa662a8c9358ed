"""What an officer writes or picks in a block: paragraphs, quotes, asks of groups, rows of actions."""

from flask import abort, flash, redirect, render_template, request
from flask_babel import gettext as _
from flask_security import current_user

from consult.blueprints.officer import blueprint
from consult.blueprints.officer.sections import views
from consult.blueprints.officer.sections.common import SECTION, at, draft_or_overview, frame
from consult.blueprints.officer.sections.editors import EDITORS
from consult.blueprints.officer.sections.forms import ActionForm, token_errors
from consult.extensions import csrf
from consult.reference import LANGUAGES
from consult.services import sections as service


@blueprint.route(SECTION + "/blocks/<block>", methods=["GET", "POST"])
@csrf.exempt
def section_block(partnership_slug: str, section: str, block: str):
    """One block that is written by hand: its words, its picks or its rows."""
    template, draft = draft_or_overview(section)
    item = service.item_of(draft, block)
    if item is None or item["kind"] not in EDITORS:
        abort(404)
    editor = EDITORS[item["kind"]](draft.partnership, item, request.args.get("row", ""))
    form, errors, revision = ActionForm(), [], draft.revision
    if request.method == "POST":
        editor.read(request.form)
        revision = form.revision
        try:
            errors = token_errors(form) or _keep(draft, item, editor, form)
        except service.Stale as stale:
            errors = [{"text": stale.words, "href": "#save"}]
            # Pressed again, the change is made to the section as it is now.
            draft = service.open_draft(draft.partnership, template) or draft
            revision = draft.revision
        if not errors:
            flash(_("Saved."))
            return redirect(_onward(template, item, editor), code=303)
    return render_template(
        f"officer/sections/{item['kind']}.html", form=form, errors=errors, item=item, editor=editor,
        values=editor.values, failed=views.failed(errors), languages=LANGUAGES, revision=revision,
        **frame(template, draft),
    ), 422 if errors else 200  # fmt: skip


def _keep(draft, item: dict, editor, form: ActionForm) -> list[dict]:
    """What is wrong, each with its field. Raises service.Stale."""
    try:
        typed = editor.typed(form.do.data or "save")
        service.write(draft, item["key"], typed, form.revision, current_user.email)
    except service.CannotCompose as refusal:
        return [{"text": refusal.words, "href": f"#{refusal.key or 'save'}"}]
    except service.Stale:
        raise
    except service.CannotChange as refusal:
        return [{"text": refusal.words, "href": "#save"}]
    return []


def _onward(template, item: dict, editor) -> str:
    if editor.stays:
        return at("officer.section_block", template, block=item["key"])
    return at("officer.section_draft", template, _anchor=item["key"])
