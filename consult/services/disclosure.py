"""The one door to every output: which figures of a wave may be told, on a page, in a sentence or in a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from consult.extensions import db
from consult.models import Response, Wave

if TYPE_CHECKING:
    from analysis.counts import Count
    from analysis.disclosure import Rule


def rule_of(wave: Wave) -> Rule:
    """The disclosure rule of everything that is said of a wave."""
    from analysis.sections import rule_for

    clustered = db.session.scalar(
        db.select(db.exists().where(Response.wave_id == wave.id, Response.cluster.is_not(None)))
    )
    return rule_for(wave.disclosure_rule, wave.survey.audience, clustered)


def hidden(wave: Wave, counts: Sequence[Count]) -> dict[Count, str]:
    """Those of `counts` that may not be told together with the rest of them, each with a code that says why."""
    from analysis.counts import primary

    return primary(counts, rule_of(wave))
