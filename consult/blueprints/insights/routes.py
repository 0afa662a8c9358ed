"""The public pages. Every figure on them comes out of a frozen edition."""

from flask import Blueprint, Response, abort, render_template, request

from consult.blueprints.insights import views
from consult.reference import LANGUAGES
from consult.services import editions
from consult.services import said_did as answers
from consult.services.sections import templates
from consult.web import addresses, sections
from consult.web.locale import offer

blueprint = Blueprint("insights", __name__)

# Addresses that name no section are those of the communities': they were there before the others.
FIRST = "/<partnership_slug>/" + editions.COMMUNITIES
OTHERS = "/<partnership_slug>/<any({}):section>".format(
    ", ".join(f'"{slug}"' for slug in templates.SLUGS if slug != editions.COMMUNITIES)
)


def of_sections(ending: str, **defaults):
    """A page under the address of every section."""

    def register(view):
        blueprint.get(FIRST + ending, defaults={"section": editions.COMMUNITIES, **defaults})(view)
        blueprint.get(OTHERS + ending, defaults=defaults)(view)
        return view

    return register


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


@of_sections("")
def section(partnership_slug: str, section: str):
    """The newest edition, or a page that says that there is none yet."""
    partnership = views.partnership_or_404(partnership_slug)
    edition = editions.latest(partnership, section)
    if edition is None:
        card = views.partnership_card(partnership)
        return render_template("insights/none_yet.html", card=card, title=templates.by_slug(section).title)
    return _page(edition, newest=edition.number)


@of_sections("/editions")
def edition_list(partnership_slug: str, section: str):
    """Every edition, the newest first."""
    partnership = views.partnership_or_404(partnership_slug)
    rows = [views.edition_row(edition) for edition in editions.published(partnership, section)]
    return render_template(
        "insights/editions.html", editions=views.with_corrections(rows), section=section,
        title=templates.by_slug(section).title, simulated=any(row["simulated"] for row in rows),
    )  # fmt: skip


@of_sections("/edition-<int(max=2147483647):number>")
def edition(partnership_slug: str, section: str, number: int):
    """One edition at its stable address."""
    found = views.edition_or_404(partnership_slug, section, number)
    return _page(found, newest=editions.latest(found.partnership, section).number)


@blueprint.get("/<partnership_slug>/you-said-we-did")
def said_did(partnership_slug: str):
    """What people said and what was done: the published answers, the newest first."""
    partnership = views.partnership_or_404(partnership_slug)
    offer(LANGUAGES)
    page = request.args.get("page", "1")
    if not (page.isascii() and page.isdecimal() and 1 <= int(page) <= 100_000):
        abort(404)
    actions, total = answers.published_page(partnership, int(page))
    if not actions and page != "1":
        abort(404)
    rows = views.answered(partnership, actions)
    pages = max(1, -(-total // answers.PAGE))
    return render_template("insights/said_did.html", rows=rows, page=int(page), pages=pages)


def _page(found, newest: int) -> Response:
    offer(found.document["languages"])
    page = sections.section_page(found.document, found)
    html = render_template(
        "insights/section.html", page=page, newest=newest, corrected=views.corrected(found), files=views.files(found),
        cards=views.cards(found, page), address=_lasting(found),
    )  # fmt: skip
    return _kept(Response(html, mimetype="text/html"))


def _kept(response: Response) -> Response:
    """Let the reader's own browser keep it, but ask each time: a new edition replaces it at once."""
    response.vary.update(("Accept-Language", "Cookie"))
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _lasting(found) -> str:
    """The whole address of an edition, as it is read from paper."""
    return addresses.public("insights.edition", partnership_slug=found.partnership.slug, section=found.section,
                            number=found.number)  # fmt: skip
