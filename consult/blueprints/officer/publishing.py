"""Findings: the section as it would be published, for chosen waves. Publish: a numbered edition of it."""

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_security import current_user
from flask_wtf import FlaskForm
from wtforms import StringField

from consult.blueprints.officer import blueprint, views
from consult.services import editions, field, publish, weigh
from consult.services.files import edition as files
from consult.web import addresses
from consult.web.locale import long_date, offer
from consult.web.sections import section_page

AUDIENCES = ("adults", "young")


class PublishForm(FlaskForm):
    """The waves that were previewed: what is published is what was seen, or nothing."""

    adults = StringField()
    young = StringField()


@blueprint.get("/<partnership_slug>/findings")
def findings(partnership_slug: str):
    """The section as it would be published now, after disclosure control."""
    chosen = _chosen(request.args) if any(name in request.args for name in AUDIENCES) else _suggested()
    page, errors = None, []
    try:
        draft = publish.draft(g.partnership, _waves(chosen))
        # A page half in one language and half in another would be read to nobody rightly.
        offer(draft["languages"])
        page = section_page(draft)
    except publish.CannotPublish as refusal:
        errors = [{"text": refusal.words, "href": "#choose"}]
    return render_template(
        "officer/findings.html", page=page, errors=errors, choices=_choices(chosen), chosen=chosen, wave=None,
        steps=views.steps(None, "officer.findings"), simulated=None, may_publish=g.membership.may("work"),
    )  # fmt: skip


@blueprint.route("/<partnership_slug>/publish", methods=["GET", "POST"], endpoint="publish")
def publish_section(partnership_slug: str):
    """Publish an edition of the section, after its preview."""
    form, errors = PublishForm(request.args if request.method == "GET" else None), []
    if form.validate_on_submit():
        before = editions.latest(g.partnership)
        try:
            edition = publish.publish(g.partnership, _waves(_chosen(request.form)), current_user.email)
        except publish.CannotPublish as refusal:
            errors = [{"text": refusal.words, "href": "#choose"}]
        else:
            if before is not None and edition.id == before.id:
                flash(_("Nothing has changed since edition %(number)s, so no new one was made.", number=edition.number))
            else:
                files.make_all(edition, _address(edition))
                flash(_("Edition %(number)s is published.", number=edition.number))
            return redirect(url_for("officer.publish", partnership_slug=partnership_slug))
    chosen = _chosen(form.data) if form.adults.data or form.young.data else _suggested()
    return render_template(
        "officer/publish.html", form=form, errors=errors, chosen=chosen, waves=_named(chosen), wave=None,
        steps=views.steps(None, "officer.publish"), simulated=None, editions=_published(),
    ), 400 if errors else 200  # fmt: skip


def _address(edition) -> str:
    return addresses.public("insights.edition", partnership_slug=g.partnership.slug, number=edition.number)


def _chosen(values) -> dict[str, str]:
    """Audience -> slug of the chosen wave; an audience left out is not told of."""
    return {name: values.get(name) for name in AUDIENCES if values.get(name)}


def _suggested() -> dict[str, str]:
    return {wave.survey.audience: wave.slug for wave in publish.suggested(g.partnership)}


def _waves(chosen: dict[str, str]) -> list:
    found = [field.wave(g.partnership, slug) for slug in chosen.values()]
    if None in found:
        raise publish.CannotPublish(_("One of the waves is not there any more. Choose again."))
    return found


def _named(chosen: dict[str, str]) -> list[dict]:
    waves = [field.wave(g.partnership, slug) for slug in chosen.values()]
    return [{"name": f"{wave.survey.title}: {wave.title}", "weighting": _weighting(wave)} for wave in waves if wave]


def _weighting(wave) -> str | None:
    """Which weights the wave's figures rest on."""
    run = weigh.current(wave)
    if run is None:
        return None
    if wave.chosen_run_id is not None:
        return _("by weighting %(id)s, the wave's", id=run.id)
    return _("by weighting %(id)s, the newest", id=run.id)


def _choices(chosen: dict[str, str]) -> list[dict]:
    """For each audience its waves to choose from, those without weights marked."""
    labels = {"adults": _("Wave of residents"), "young": _("Wave of young people")}
    groups = []
    for audience, waves in publish.candidates(g.partnership).items():
        options = [{"value": "", "text": _("None"), "selected": audience not in chosen}]
        for wave in waves:
            name = f"{wave.survey.title}: {wave.title}"
            options.append({
                "value": wave.slug,
                "text": name if weigh.current(wave) else _("%(wave)s (no weights yet)", wave=name),
                "selected": chosen.get(audience) == wave.slug,
            })  # fmt: skip
        groups.append({"name": audience, "label": labels[audience], "options": options})
    return groups


def _published() -> list[dict]:
    return [
        {"number": edition.number, "date": long_date(edition.published_at),
         "simulated": edition.simulated}
        for edition in editions.published(g.partnership)
    ]  # fmt: skip
