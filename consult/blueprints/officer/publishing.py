"""Findings: what the waves tell, after disclosure control, before a section is made of it."""

from flask import g, render_template, request
from flask_babel import gettext as _

from consult.blueprints.officer import blueprint, views
from consult.services import field, publish, weigh
from consult.web.locale import offer
from consult.web.sections import section_page

AUDIENCES = ("adults", "young")


@blueprint.get("/<partnership_slug>/findings")
def findings(partnership_slug: str):
    """The findings of chosen waves as they would be published now, after disclosure control."""
    asked = any(name in request.args for name in AUDIENCES)
    chosen = chosen_waves(request.args) if asked else suggested_waves()
    page, errors = None, []
    if not asked and not chosen:
        return _findings_page(chosen, page, errors)
    try:
        draft = publish.draft(g.partnership, waves_of(chosen))
        # A page half in one language and half in another would be read to nobody rightly.
        offer(draft["languages"])
        page = section_page(draft)
    except publish.CannotPublish as refusal:
        errors = [{"text": refusal.words, "href": "#choose"}]
    return _findings_page(chosen, page, errors, asked=True)


def _findings_page(chosen: dict[str, str], page, errors: list[dict], asked: bool = False):
    return render_template(
        "officer/findings.html", asked=asked, page=page, errors=errors, choices=wave_choices(chosen), chosen=chosen,
        wave=None, steps=views.steps(None, "officer.findings"), simulated=None, may_publish=g.membership.may("work"),
    )  # fmt: skip


def chosen_waves(values) -> dict[str, str]:
    """Audience -> slug of the chosen wave; an audience left out is not told of."""
    return {name: values.get(name) for name in AUDIENCES if values.get(name)}


def suggested_waves() -> dict[str, str]:
    """The same for the waves that one would begin with."""
    return {wave.survey.audience: wave.slug for wave in publish.suggested(g.partnership)}


def waves_of(chosen: dict[str, str]) -> list:
    """The chosen waves. Raises publish.CannotPublish where one is not there."""
    found = [field.wave(g.partnership, slug) for slug in chosen.values()]
    if None in found:
        raise publish.CannotPublish(_("One of the waves is not there any more. Choose again."))
    return found


def wave_choices(chosen: dict[str, str]) -> list[dict]:
    """For each audience its waves to choose from, those without weights marked."""
    labels = {"adults": _("Wave of residents"), "young": _("Wave of young people")}
    groups = []
    for audience, waves in publish.candidates(g.partnership).items():
        options = [{"value": "", "text": _("None"), "selected": audience not in chosen}]
        for wave in waves:
            options.append({"value": wave.slug, "text": _named(wave), "selected": chosen.get(audience) == wave.slug})
        groups.append({"name": audience, "label": labels[audience], "options": options})
    return groups


def _named(wave) -> str:
    """A wave with the weights that its figures rest on."""
    name, run = f"{wave.survey.title}: {wave.title}", weigh.current(wave)
    if run is None:
        return _("%(wave)s (no weights yet)", wave=name)
    if wave.chosen_run_id is not None:
        return _("%(wave)s, by weighting %(id)s, the wave’s", wave=name, id=run.id)
    return _("%(wave)s, by weighting %(id)s, the newest", wave=name, id=run.id)
