"""Short links, their QR codes and posters."""

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_security import current_user

from consult.blueprints.officer import blueprint
from consult.blueprints.officer.channels import views, words
from consult.blueprints.officer.channels.files import attachment, name_of_file
from consult.blueprints.officer.channels.forms import LinkForm
from consult.blueprints.officer.channels.overview import CHANNELS
from consult.blueprints.officer.routes import wave_or_404
from consult.blueprints.officer.views import form_errors
from consult.services import links as service
from consult.services import print as printing
from consult.web.addresses import public

LINKS = CHANNELS + "/links"
ONE = LINKS + "/<id(link):link_id>"
ANY = "any"


@blueprint.get(LINKS)
def links(partnership_slug: str, wave_slug: str):
    """The survey's short links and what each brought."""
    wave = wave_or_404(wave_slug)
    return _page(wave, _form(wave))


@blueprint.post(LINKS)
def add_link(partnership_slug: str, wave_slug: str):
    """Make a short link."""
    wave = wave_or_404(wave_slug)
    form = _form(wave)
    if not form.validate_on_submit():
        return _page(wave, form), 422
    language = None if form.language.data == ANY else form.language.data
    made = service.add(wave.survey, form.title.data, language, current_user.email)
    flash(_("The link is made. Print its posters here."))
    address = url_for("officer.link", partnership_slug=partnership_slug, wave_slug=wave_slug, link_id=made.id)
    return redirect(address, code=303)


@blueprint.get(ONE)
def link(partnership_slug: str, wave_slug: str, link_id: int):
    """One link with its QR code and posters."""
    wave, found = _link_or_404(wave_slug, link_id)
    offered = words.printable(wave)
    chosen = {found.language: offered[found.language]} if found.language in offered else offered
    return render_template(
        "officer/channels_link.html", link=views.link(wave, found, service.counts(wave)), languages=chosen,
        **views.frame(wave),
    )  # fmt: skip


@blueprint.get(ONE + "/qr.svg")
def link_qr(partnership_slug: str, wave_slug: str, link_id: int):
    """The QR code alone, for posters of one's own."""
    _wave, found = _link_or_404(wave_slug, link_id)
    picture = printing.qr_svg(public("short.link", token=found.token))
    return attachment(picture.encode(), "image/svg+xml", f"{found.token}.svg")


@blueprint.get(ONE + "/poster-<language>.pdf")
def link_poster(partnership_slug: str, wave_slug: str, link_id: int, language: str):
    """A poster in one language."""
    wave, found = _link_or_404(wave_slug, link_id)
    if language not in words.printable(wave):
        abort(404)
    poster = printing.pdf("poster.typ", words.poster(wave, found, language))
    return attachment(poster, "application/pdf", name_of_file(wave, "poster", found.token, language))


def _form(wave) -> LinkForm:
    form = LinkForm()
    form.language.choices = [(ANY, _("The browser decides")), *views.language_choices(wave)]
    return form


def _page(wave, form: LinkForm):
    return render_template(
        "officer/channels_links.html", form=form, links=views.of_links(wave), errors=form_errors(form),
        **views.frame(wave),
    )  # fmt: skip


def _link_or_404(wave_slug: str, link_id: int):
    wave = wave_or_404(wave_slug)
    return wave, service.one_of(wave.survey, link_id) or abort(404)
