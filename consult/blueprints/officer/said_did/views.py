"""Shapes actions into what their pages show."""

from flask import g, url_for
from flask_babel import get_locale

from consult.questionnaire import text
from consult.services import said_did
from consult.services.sections import templates
from consult.web.locale import long_date


def row(action) -> dict:
    """An action at a glance. Texts know the language that they are in."""
    lang = str(get_locale())
    public = said_did.public_words(action)
    return {
        "id": action.id,
        "said": text(action.said, lang),
        "owner": action.owner,
        "due": long_date(action.due_on) if action.due_on else None,
        "state": action.state,
        "state_name": said_did.state_names()[action.state],
        "did": text(public["did"], lang) if public["did"] else None,
        "published": long_date(action.published_on) if action.published_on else None,
        "published_by": action.published_by,
        "changed": action.published is not None and action.published != public,
        "written_by": action.written_by,
    }


def links(action) -> list[dict]:
    """What an action answers, each with the address at which the public reads it where there is one."""
    places = said_did.places(g.partnership, [(one.kind, one.reference) for one in action.links])
    return [
        {"id": one.id, "label": one.label, "href": _address(places.get((one.kind, one.reference)))}
        for one in action.links
    ]


def _address(place) -> str | None:
    if place is None:
        return None
    return url_for("insights.edition", partnership_slug=g.partnership.slug, section=place.section, number=place.number,
                   _anchor=place.block)  # fmt: skip


def heard(one) -> dict:
    """Something heard: what it is called, since when, where it can be read, and the value that names it in a form."""
    place = said_did.Place(one.section, one.number, one.block) if one.section else None
    return {
        "value": f"{one.kind}:{one.reference}", "label": one.label, "theme": one.kind == said_did.THEME,
        "since": long_date(one.since), "href": _address(place), "edition": one.number,
        "section": templates.by_slug(one.section).title if one.section else None,
    }  # fmt: skip


def unanswered(one) -> dict:
    """Something that has no answer, with the actions under way about it."""
    return {**heard(one.heard), "actions": [row(action) for action in one.actions]}


def offered(action) -> list[dict]:
    """What an action could be linked to and is not."""
    linked = {(one.kind, one.reference) for one in action.links}
    return [heard(one) for one in said_did.linkable(g.partnership) if (one.kind, one.reference) not in linked]
