"""Sections that wait for approval hold a frozen document: it goes when what it tells of is deleted."""

from consult.extensions import db
from consult.models import SectionDraft, Wave


def set_free(wave: Wave, quoting: bool) -> None:
    """Take back, in the open transaction, what waits for approval and tells of this wave; `quoting`: in quotes only."""
    from consult.services.sections import approving

    query = db.select(SectionDraft).where(
        SectionDraft.partnership_id == wave.survey.partnership_id, SectionDraft.state == "submitted")  # fmt: skip
    for draft in db.session.scalars(query.with_for_update()):
        waves = {entry["slug"] for entry in draft.document["waves"].values()}
        quotes = any(block["type"] == "quotes" for block in draft.document["blocks"])
        if wave.slug in waves and (quotes or not quoting):
            approving.thaw(draft, "working")
