"""The list of actions with what has no answer yet, and one action."""

from flask import abort, g, render_template, request
from flask_security import current_user

from consult.blueprints.officer import blueprint
from consult.blueprints.officer.said_did import views
from consult.blueprints.officer.said_did.forms import AboutForm, PublishForm
from consult.blueprints.officer.views import second_people, steps
from consult.services import editions, said_did

ACTIONS = "/<partnership_slug>/actions/"
ONE = ACTIONS + "<id(action):action_id>"


@blueprint.get(ACTIONS)
def actions(partnership_slug: str):
    """The actions, `?state=` narrows them, and what was published or heard and has no answer, the oldest first."""
    states = said_did.state_names()
    state = request.args.get("state", "")
    state = state if state in states else ""
    return render_template(
        "officer/said_did/list.html", actions=[views.row(one) for one in said_did.listed(g.partnership, state or None)],
        unanswered=[views.unanswered(one) for one in said_did.unanswered(g.partnership)], state=state, states=states,
        may_change=g.membership.may("work"), wave=None, steps=steps(), published=bool(editions.newest(g.partnership)),
    )  # fmt: skip


@blueprint.get(ONE)
def action(partnership_slug: str, action_id: int):
    """One action: what it answers, its answer, and publishing it."""
    return action_page(action_or_404(action_id))


def action_or_404(action_id: int):
    """An action of this partnership."""
    return said_did.find(g.partnership, action_id) or abort(404)


def action_page(found, errors=()):
    """The page of an action."""
    actor = current_user.email
    return render_template(
        "officer/said_did/one.html", row=views.row(found), links=views.links(found), offered=views.offered(found),
        about=AboutForm(formdata=None), publish=PublishForm(formdata=None), may_change=g.membership.may("work"),
        may_publish=said_did.may_publish(found, actor), wrote_it=said_did.wrote(found, actor),
        who=second_people(said_did.writers(found)),
        seen=said_did.seen(found), errors=list(errors), wave=None, steps=steps(),
    )  # fmt: skip
