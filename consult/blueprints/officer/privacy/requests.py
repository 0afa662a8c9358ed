"""How an officer answers somebody who asks by letter what is kept of them."""

from flask import g, render_template

from consult.blueprints.officer import blueprint, views
from consult.services import authoring
from consult.web.addresses import public


@blueprint.get("/<partnership_slug>/subject-requests")
def subject_requests(partnership_slug: str):
    """With a code the person looks themselves; without one nobody can: the words for either letter."""
    surveys = [{"title": one.title, "address": public("respond.withdraw", survey_slug=one.slug)}
               for one in authoring.surveys(g.partnership)]  # fmt: skip
    return render_template("officer/privacy/requests.html", surveys=surveys, wave=None, steps=views.steps(),
                           name=g.partnership.controller or g.partnership.title)  # fmt: skip
