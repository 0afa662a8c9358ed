"""The list of deeds: who did what to what, and when, for an administrator to read."""

from flask import abort, g, render_template, request
from flask_babel import gettext as _

from consult.blueprints.officer import blueprint, views
from consult.blueprints.officer.log_words import deeds
from consult.services import audit
from consult.web.locale import moment

PER_PAGE = 50


@blueprint.get("/<partnership_slug>/log")
def log(partnership_slug: str):
    """The partnership's events, the newest first; `?who=` and `?what=` narrow them, `?page=` goes back in time."""
    page = request.args.get("page", "1")
    if not page.isdecimal() or not 1 <= int(page) <= 1_000_000:
        abort(404)
    who, what = request.args.get("who", "")[:160].strip(), request.args.get("what", "")[:40]
    events, total = audit.events(g.partnership, who or None, what or None, PER_PAGE, (int(page) - 1) * PER_PAGE)
    known = deeds()
    pages = max(1, -(-total // PER_PAGE))
    return render_template(
        "officer/log.html", events=[_shown(one, known) for one in events], total=total, page=int(page), pages=pages,
        who=who, what=what, whats=[(verb, known.get(verb, verb)) for verb in audit.verbs(g.partnership)],
        steps=views.steps(), wave=None, simulated=None,
    )  # fmt: skip


def _shown(event, known: dict) -> dict:
    return {
        "at": moment(event.at), "actor": event.actor, "subject": event.subject,
        "done": known.get(event.verb, event.verb),
        "detail": "; ".join(f"{name.replace('_', ' ')}: {_value(value)}" for name, value in event.detail.items()),
    }  # fmt: skip


def _value(value) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list | tuple):
        return ", ".join(map(_value, value)) or "–"
    return "–" if value is None or value == "" else str(value)
