"""The page "Data kept": what is kept of each wave, until when, and what was deleted when."""

from flask import g, render_template
from flask_babel import gettext as _
from flask_babel import ngettext

from consult.blueprints.officer import blueprint, views
from consult.blueprints.officer.fieldwork.words import kept
from consult.services import field, fieldwork, retention
from consult.web.locale import long_date, moment


@blueprint.get("/<partnership_slug>/data-kept")
def data_kept(partnership_slug: str):
    """Every wave of the partnership, what is due next, and every deletion so far."""
    waves = field.waves(g.partnership)
    tallies = fieldwork.tally(waves)
    titles = {wave.slug: f"{wave.survey.title}, {wave.title}" for wave in waves}
    return render_template(
        "officer/privacy/kept.html", wave=None, steps=views.steps(),
        waves=[_wave(wave, tallies[wave.id]) for wave in waves],
        due=[{"on": long_date(one.on), "what": _kinds()[one.kind], "wave": titles[one.wave]}
             for one in retention.due(g.partnership)],
        events=[_event(one, titles) for one in retention.events(g.partnership)],
    )  # fmt: skip


def _wave(wave, tally) -> dict:
    return {
        "slug": wave.slug, "title": f"{wave.survey.title}, {wave.title}", "responses": tally.total + tally.left_out,
        "words": kept(wave.words_kept_until, wave.words_deleted_on),
        "answers": kept(wave.answers_kept_until, wave.answers_deleted_on),
    }  # fmt: skip


def _kinds() -> dict[str, str]:
    return {
        retention.DRAFTS: _("Answers that were never sent"), retention.WORDS: _("Words that people typed"),
        retention.ANSWERS: _("Whole responses"),
    }  # fmt: skip


def _event(event, titles: dict[str, str]) -> dict:
    kind = next(kind for kind, verb in retention.VERBS.items() if verb == event.verb)
    return {"at": moment(event.at), "what": _kinds()[kind], "wave": titles.get(event.subject, event.subject),
            "by": event.actor, "number": "; ".join(_count(*one) for one in event.detail.items())}  # fmt: skip


def _count(name: str, number: int) -> str:
    if name in ("responses", "drafts"):
        return ngettext("%(num)s response", "%(num)s responses", number)
    # Of what else belonged to the wave, under the names of the tables.
    return f"{name.replace('_', ' ')}: {number:,}"
