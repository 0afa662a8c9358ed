"""The files of an edition, and a figure of it alone as a card for somebody else's page."""

from flask import Response, abort, redirect, render_template, request, url_for
from flask_babel import get_locale

from consult.blueprints.insights import views
from consult.blueprints.insights.routes import blueprint
from consult.services import editions, reading
from consult.services.files import edition as files
from consult.web import headers, locale

EDITION = "/<partnership_slug>/<section>/edition-<int(max=2147483647):number>"
FORM = '<any(csv, json, docx, pdf, xlsx, "csv-metadata.json"):form>'


@blueprint.get(f"/<partnership_slug>/<section>.{FORM}")
def latest_data(partnership_slug: str, section: str, form: str):
    """Leads to the newest edition's file at its stable address."""
    newest = editions.latest(views.partnership_or_404(partnership_slug), section) or abort(404)
    wish = {"lang": request.args["lang"]} if "lang" in request.args else {}
    return redirect(
        url_for("insights.edition_data", partnership_slug=partnership_slug, section=section, number=newest.number,
                form=form, **wish)
    )  # fmt: skip


@blueprint.get(f"{EDITION}.{FORM}")
def edition_data(partnership_slug: str, section: str, number: int, form: str):
    """An edition as a file, from the same document as its page; `?lang=` says in which of its languages."""
    locale.forget()
    found = views.edition_or_404(partnership_slug, section, number)
    file = files.asked(found, form, request.args.get("lang"), views.address_of(found))
    response = Response(mimetype=files.TYPES[form])
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Content-Disposition"] = f'attachment; filename="{file.name}"'
    response.headers["Content-Language"] = file.lang
    response.set_etag(file.etag)
    # Whoever has it already is told so before it is made again.
    if not request.if_none_match.contains(file.etag):
        response.data = files.content(file)
    return response.make_conditional(request)


@blueprint.get(f"{EDITION}/card/<block>")
def card(partnership_slug: str, section: str, number: int, block: str):
    """One figure with its sentence, its base and its design: the one page that other sites may frame.

    It sets no cookie and runs no script.
    """
    locale.forget()
    headers.may_be_framed_anywhere()
    found = views.edition_or_404(partnership_slug, section, number)
    locale.offer(found.document["languages"])
    told = reading.card(found.document, reading.language_of(found.document, str(get_locale())), block) or abort(404)
    newest = editions.latest(found.partnership, section).number
    address = f"{views.address_of(found)}#{block}"
    response = Response(
        render_template("insights/card.html", card=told, edition=found, address=address, newest=newest)
    )
    response.vary.add("Accept-Language")
    response.headers["Cache-Control"] = "private, no-cache"
    return response
