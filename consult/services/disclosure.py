"""Which rule decides what may be told of a wave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from consult.extensions import db
from consult.models import Response, Wave

if TYPE_CHECKING:
    from analysis.disclosure import Rule


def rule_of(wave: Wave) -> Rule:
    """The disclosure rule of everything that is said of a wave."""
    from analysis.sections import rule_for

    clustered = db.session.scalar(
        db.select(db.exists().where(Response.wave_id == wave.id, Response.cluster.is_not(None)))
    )
    return rule_for(wave.disclosure_rule, wave.survey.audience, clustered)
