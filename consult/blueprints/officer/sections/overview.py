"""Publish: every section, what is published of it and how far its next edition is; beginning and correcting one."""

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_security import current_user

from consult.blueprints.officer import blueprint
from consult.blueprints.officer.publishing import AUDIENCES, chosen_waves, suggested_waves, wave_choices, waves_of
from consult.blueprints.officer.sections import views
from consult.blueprints.officer.sections.common import PUBLISH, SECTION, at, frame, template_or_404
from consult.blueprints.officer.sections.forms import ActionForm, BeginForm, box, token_errors
from consult.extensions import csrf
from consult.reference import LANGUAGES
from consult.services import editions, publish
from consult.services import sections as service


@blueprint.get(PUBLISH, endpoint="publish")
def publish_sections(partnership_slug: str):
    """Every section of the partnership."""
    return render_template("officer/sections/overview.html", sections=views.overview(g.partnership), **frame())


@blueprint.route(SECTION + "/begin", methods=["GET", "POST"])
def begin_section(partnership_slug: str, section: str):
    """Begin the draft of a section, from waves where it is about them."""
    template = template_or_404(section)
    if service.open_draft(g.partnership, template) is not None:
        return redirect(at("officer.section_draft", template), code=303)
    form, errors = BeginForm(), []
    if form.validate_on_submit():
        try:
            waves = waves_of(chosen_waves(request.form)) if template.waves else []
            service.begin(g.partnership, template, waves, current_user.email)
        except (service.CannotCompose, publish.CannotPublish) as refusal:
            errors = [{"text": refusal.words, "href": "#choose"}]
        else:
            flash(_("The draft is begun. Nothing is published yet."))
            return redirect(at("officer.section_draft", template), code=303)
    values = request.form if request.method == "POST" else request.args
    asked = any(name in values for name in AUDIENCES)
    chosen = chosen_waves(values) if asked else suggested_waves()
    return render_template(
        "officer/sections/begin.html", form=form, errors=errors, choices=wave_choices(chosen) if template.waves else [],
        **frame(template),
    ), 422 if errors else 200  # fmt: skip


@blueprint.route(SECTION + "/editions/<int(max=2147483647):number>/correct", methods=["GET", "POST"])
@csrf.exempt
def correct_section(partnership_slug: str, section: str, number: int):
    """Begin a correction of an edition: say what was wrong with it, and go on to its draft."""
    template = template_or_404(section)
    edition = editions.numbered(g.partnership, number, template.slug) or abort(404)
    form, errors, words = ActionForm(), [], dict.fromkeys(LANGUAGES, "")
    if request.method == "POST":
        words = {lang: box(request.form.get(f"words-{lang}")) for lang in LANGUAGES}
        errors = token_errors(form) or _begin_correction(edition, words)
        if not errors:
            flash(_("The correction is begun. Change what was wrong, then submit it."))
            return redirect(at("officer.section_draft", template), code=303)
    return render_template(
        "officer/sections/correct.html", form=form, errors=errors, number=number, languages=LANGUAGES,
        values={f"words-{lang}": said for lang, said in words.items()}, failed=views.failed(errors), **frame(template),
    ), 422 if errors else 200  # fmt: skip


def _begin_correction(edition, words: dict[str, str]) -> list[dict]:
    try:
        service.begin_correction(edition, words, current_user.email)
    except service.CannotChange as refusal:
        return [{"text": refusal.words, "href": f"#{refusal.place or 'save'}"}]
    except service.CannotCompose as refusal:
        return [{"text": refusal.words, "href": "#save"}]
    return []


def overview_address() -> str:
    """Where every section is listed."""
    return url_for("officer.publish", partnership_slug=g.partnership.slug)
