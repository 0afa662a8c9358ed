"""What is known of the population, and each margin whole."""

from flask import abort, g, render_template

from consult.blueprints.officer import blueprint
from consult.blueprints.officer.population import views
from consult.blueprints.officer.views import steps
from consult.services import population as service

POPULATION = "/<partnership_slug>/population"


def page(template: str, errors=(), **values):
    """A page of this part, with what all of them show."""
    return render_template(
        f"officer/{template}.html", steps=steps(), wave=None, at_population=True, errors=list(errors),
        may_change=g.membership.may("work"), **values,
    )  # fmt: skip


@blueprint.get(POPULATION)
def population(partnership_slug: str):
    """Margins, areas, outlines and postcodes, each with where it came from."""
    return page("population", **views.overview(g.partnership))


@blueprint.get(POPULATION + "/margins/<key>")
def population_margin(partnership_slug: str, key: str):
    """One margin: its figures, its source, what was reconciled, and those it took the place of."""
    margin = service.margin(g.partnership, key) or abort(404)
    return page("population_margin", **views.margin(g.partnership, margin))
