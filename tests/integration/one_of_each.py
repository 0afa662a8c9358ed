"""One row of every kind in a partnership, written to the tables themselves: whatever a model is, it is there."""

import datetime as dt
import uuid

from consult.extensions import db
from consult.models import Partnership, Role
from tests.integration.waves import DOCUMENT, choices, page

# Young people's, so that there is permission to give, with words that may be quoted.
ASKED = page("quote_consent", "consent", choices=choices("yes", "no"))
TINY = {
    **DOCUMENT, "audience": "young", "languages": {**DOCUMENT["languages"], "ur": {"state": "machine"}},
    "sections": [{**DOCUMENT["sections"][0], "pages": [*DOCUMENT["sections"][0]["pages"], ASKED]}],
}  # fmt: skip
DAY, MOMENT = dt.date(2026, 3, 2), dt.datetime(2026, 3, 2, 9)
WORDS = {"en": "Words"}
# What the columns of a table hold where the kind of the column does not say enough. `{}` becomes the partnership.
HELD = {
    "account_invitation": {"token_digest": "{}", "language": "en"},
    "account_session": {"digest": "{}", "means": "password"},
    "action": {"said": WORDS, "state": "planned", "owner": "Team", "writers": []},
    "area": {"kind": "ward", "code": "E05{}"},
    "audit_event": {"verb": "open"},
    "benchmark": {"measure": "safe_dark", "audience": "adults", "value": 0.5, "area_level": "borough"},
    "brought_form": {"kind": "own", "document": DOCUMENT, "remarks": []},
    "code_frame": {"item": "comment"},
    "coding": {"turn": "first"},
    "device": {"token_digest": "0" * 64},
    "edition": {"section": "lived-experience", "document": {"format": 2, "blocks": []}},
    "finding": {"measure": "dark=safe", "comparison": "none", "words": {}},
    "invitation": {"code_digest": "{}"},
    "job": {"kind": "export", "state": "done", "language": "en", "asked_by": "admin@{}.example", "ended_at": MOMENT,
            "outcome": {"name": "answers.zip", "people": 60, "k": 5}},
    "job_part": {"number": 1},
    "language_review": {"language": "ur"},
    "link": {"token": "{}"},
    "outreach_session": {"languages": {}},
    "permission": {"route": "school", "code": "{}"},
    "paper_sheet": {"number": "1", "again": True},
    "population_file": {"kind": "people", "slot": None, "data": {}, "notes": [], "expires_at": dt.datetime(2099, 1, 1)},
    "population_margin": {"key": "own", "audience": "young", "dimensions": ["sex"],
                          "targets": [{"categories": ["female"], "value": 52}, {"categories": ["male"], "value": 48}]},
    "postcode": {"postcode": "M330AA"},
    "qualitative_source": {"kind": "interview", "consent": "verbal", "language": "en"},
    "questionnaire_version": {"document": TINY, "frozen_on": DAY},
    "response": {"channel": "open_link", "language": "en", "receipt_digest": "{}",
                 "answers": {"dark": "safe", "comment": "Words", "quote_consent": "yes"}},
    "response_flag": {"kind": "speeder", "subject": "online", "detail": {"median": 100}},
    "resume_code": {"id": "{}"},
    "section_draft": {"template": "lived-experience", "state": "working",
                      "items": [{"key": "b1", "kind": "text", "ref": "", "typed": {}}]},
    "stricter_verdict": {"verdict": "similar", "reason": WORDS},
    "success_measure": {"title": WORDS, "direction": "up", "item": "dark"},
    "outside_figure": {"value": 0.5, "asked": "same"},
    "survey": {"slug": "{}-tiny", "audience": "young"},
    "sync_record": {"state": "aside", "reason": "unreadable", "body": "{}"},
    "telling": {"state": "1"},
    "text_reading": {"item": "comment", "state": "ready", "redacted": "Words"},
    "text_state": {"language": "ur", "state": "machine"},
    "theme": {"name": "Light", "key": "light"},
    "told_count": {"answers": [], "people_of": [], "people": 5, "base": 20, "reason": "small_base"},
    "wave": {"slug": "{}-tiny-1", "design": "open", "state": "open", "closes_on": dt.date(2099, 1, 1),
             "disclosure_rule": "council", "target": None, "retention_days": None, "chosen_run_id": None,
             "paused_on": None, "words_deleted_on": None},
    "wave_key": {"public_key": b"0", "private_sealed": b"0"},
    "weighting_run": {"scheme": {}, "cells": [], "diagnostics": {}},
    "draft": {"id": "{}"},
}  # fmt: skip
# Of the columns that may be empty, those that lead to another row are filled. These stay empty.
EMPTY = {"area": {"within_id"}, "brought_form": {"version_id"}, "response": {"import_batch_id"},
         "success_measure": {"baseline_wave_id"}, "telling": {"edition_id"}}  # fmt: skip


def one_of_each(slug: str, user_id: int) -> dict[str, dict]:
    """One row of every table, in a partnership that is there: table -> its columns. A user is a member of it."""
    partnership = db.session.scalar(db.select(Partnership).where(Partnership.slug == slug))
    made = {"partnership": {"id": partnership.id}, "user_account": {"id": user_id},
            "role": {"id": db.session.scalar(db.select(Role.id).where(Role.name == "viewer"))}}  # fmt: skip
    for table in db.metadata.sorted_tables:
        if table.name not in made:
            row = {column.name: value for column in table.columns
                   if (value := _value(table, column, slug, made)) is not None}  # fmt: skip
            key = db.session.execute(table.insert().values(row)).inserted_primary_key
            made[table.name] = row | dict(zip((one.name for one in table.primary_key), key, strict=True))
    db.session.commit()
    return made


def _value(table, column, slug: str, made: dict):
    held = HELD.get(table.name, {})
    if column.name in held:
        value = held[column.name]
        return value.format(slug) if isinstance(value, str) and "{}" in value and column.name != "body" else value
    if column.name == "wave_id" and not column.foreign_keys:
        # The wave of the response that the row belongs to.
        return made["wave"]["id"]
    if column.foreign_keys:
        (reference,) = column.foreign_keys
        parent = made.get(reference.column.table.name)
        return None if column.name in EMPTY.get(table.name, ()) or parent is None else parent[reference.column.name]
    if column.default is not None or column.nullable or (column.primary_key and column.type.python_type is int):
        return None
    kinds = {str: f"{slug} {column.name}"[: getattr(column.type, "length", None)], int: 1, float: 0.5, bool: False,
             dt.date: DAY, dt.datetime: MOMENT, bytes: slug.encode(), uuid.UUID: uuid.uuid4()}  # fmt: skip
    # What is left is a document.
    return kinds.get(column.type.python_type, {})
