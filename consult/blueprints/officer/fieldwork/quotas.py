"""How many answers are wanted of whom: one margin a page."""

from flask import abort, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_security import current_user

from consult.blueprints.officer import blueprint, views
from consult.blueprints.officer.fieldwork import words
from consult.blueprints.officer.fieldwork.forms import PressForm, quota_form
from consult.blueprints.officer.routes import WAVE, wave_or_404
from consult.services import quotas as service
from consult.services import weigh

QUOTAS = WAVE + "quotas"
ONE = QUOTAS + "/<margin_key>"


@blueprint.get(QUOTAS)
def quotas(partnership_slug: str, wave_slug: str):
    """The margins, and which have quotas."""
    wave = wave_or_404(wave_slug)
    margins = [words.quota_line(wave, margin) for margin in weigh.stored_margins(wave)]
    return render_template("officer/fieldwork/quotas.html", margins=margins, target=wave.target, **_frame(wave))


@blueprint.get(ONE)
def quota(partnership_slug: str, wave_slug: str, margin_key: str):
    """The wanted numbers of one margin: those kept, or as the population is."""
    wave, margin = _margin_or_404(wave_slug, margin_key)
    kept = service.of(wave, margin_key) or (service.proposed(margin, wave.target) if wave.target else {})
    return _page(wave, margin, quota_form([kept.get(key, 0) for key in _groups(margin)]))


@blueprint.post(ONE)
def set_quota(partnership_slug: str, wave_slug: str, margin_key: str):
    """Keep them."""
    wave, margin = _margin_or_404(wave_slug, margin_key)
    groups = _groups(margin)
    form = quota_form([0] * len(groups))
    if not form.validate_on_submit():
        return _page(wave, margin, form), 422
    wanted = {key: form[f"number_{place}"].data for place, key in enumerate(groups)}
    try:
        service.set_(wave, margin, wanted, current_user.email)
    except service.QuotasRefused as refused:
        return _page(wave, margin, form, [{"text": refused.words, "href": "#number_0"}]), 422
    flash(_("The quotas are kept."))
    return _back(wave)


@blueprint.post(ONE + "/remove")
def remove_quota(partnership_slug: str, wave_slug: str, margin_key: str):
    """Want no particular number of any of its groups."""
    wave, _margin = _margin_or_404(wave_slug, margin_key)
    if PressForm().validate_on_submit():
        try:
            service.remove(wave, margin_key, current_user.email)
            flash(_("The quotas are taken out."))
        except service.QuotasRefused as refused:
            flash(refused.words)
    return _back(wave)


def _margin_or_404(wave_slug: str, key: str):
    wave = wave_or_404(wave_slug)
    return wave, service.margin(wave, key) or abort(404)


def _groups(margin) -> list[tuple[str, ...]]:
    return [tuple(row["categories"]) for row in margin.targets]


def _page(wave, margin, form, errors=()):
    return render_template(
        "officer/fieldwork/quota.html", form=form, errors=[*views.form_errors(form), *errors], target=wave.target,
        margin=words.quota_margin(wave, margin), has_quota=bool(service.of(wave, margin.key)), **_frame(wave),
    )  # fmt: skip


def _frame(wave) -> dict:
    return {"wave": views.card(wave), "steps": views.steps(wave, "officer.wave"),
            "may_change": g.membership.may("work") and wave.state != "closed"}  # fmt: skip


def _back(wave):
    address = url_for("officer.quotas", partnership_slug=g.partnership.slug, wave_slug=wave.slug)
    return redirect(address, code=303)
