"""The public pages. Every figure on them comes out of a frozen edition."""

from flask import Blueprint, Response, render_template

from consult.blueprints.insights import views
from consult.services import editions
from consult.web import sections
from consult.web.locale import offer

blueprint = Blueprint("insights", __name__)

SECTION = "/<partnership_slug>/" + editions.COMMUNITIES


@blueprint.get("/")
def home():
    """The partnerships, what this is, where to take part and where to read."""
    rows = [views.partnership_card(partnership) for partnership in editions.partnerships()]
    return render_template("insights/home.html", partnerships=rows)


@blueprint.get("/<partnership_slug>/", strict_slashes=False)
def partnership(partnership_slug: str):
    """One partnership: its surveys and its published sections."""
    card = views.partnership_card(views.partnership_or_404(partnership_slug))
    return render_template("insights/partnership.html", card=card)


@blueprint.get(SECTION)
def section(partnership_slug: str):
    """The newest edition, or a page that says that there is none yet."""
    partnership = views.partnership_or_404(partnership_slug)
    edition = editions.latest(partnership)
    if edition is None:
        return render_template("insights/none_yet.html", card=views.partnership_card(partnership))
    return _page(edition, newest=edition.number)


@blueprint.get(SECTION + "/editions")
def edition_list(partnership_slug: str):
    """Every edition, the newest first."""
    partnership = views.partnership_or_404(partnership_slug)
    rows = [views.edition_row(edition) for edition in editions.published(partnership)]
    return render_template("insights/editions.html", editions=rows, simulated=any(row["simulated"] for row in rows))


@blueprint.get(SECTION + "/edition-<int(max=2147483647):number>")
def edition(partnership_slug: str, number: int):
    """One edition at its stable address."""
    found = views.edition_or_404(partnership_slug, editions.COMMUNITIES, number)
    return _page(found, newest=editions.latest(found.partnership).number)


def _page(found, newest: int) -> Response:
    offer(found.document["languages"])
    page = sections.section_page(found.document, found)
    html = render_template(
        "insights/section.html", page=page, newest=newest, files=views.files(found), cards=views.cards(found, page)
    )
    return _kept(Response(html, mimetype="text/html"))


def _kept(response: Response) -> Response:
    """Let the reader's own browser keep it, but ask each time: a new edition replaces it at once."""
    response.vary.update(("Accept-Language", "Cookie"))
    response.headers["Cache-Control"] = "private, no-cache"
    return response
