"""Two terms a wave: words, then whole responses. What is deleted is gone from the database and its files."""

import datetime as dt
import random
import subprocess
import threading
import uuid
from pathlib import Path

import pytest

from consult.extensions import db
from consult.models import AuditEvent, Edition, Partnership, Response, TextReading, Wave
from consult.models.types import today
from consult.services import field, retention
from consult.services.retention import answers, words
from consult.services.retention.reporting import Deleted, Due
from tests.integration.surveys import post
from tests.integration.test_officer import words as page_words
from tests.integration.waves import add_people, add_wave

DAY = dt.timedelta(days=1)
SECRET = "purplezebra"
# Tables whose rows belong to a wave and say something of people or of how they were reached.
OF_A_WAVE = (
    "coded_theme", "coding", "draft", "drop_off", "import_batch", "invitation", "invitation_batch", "outreach_session",
    "paper_sheet", "permission", "quote", "response", "response_flag", "sync_record", "telling", "text_reading",
    "told_count", "wave_key", "weighting_run",
)  # fmt: skip


def over(wave, words_days=None, answers_days=None, since=100):
    """The wave closed so many days ago, with these terms."""
    wave.state, wave.opens_on, wave.closes_on = "closed", today() - (since + 10) * DAY, today() - since * DAY
    wave.retention_days, wave.answers_days = words_days, answers_days
    db.session.commit()
    return wave


def worded(wave, number=3):
    add_people(wave, (number, {"dark": "unsafe", "reasons": ["other"], "reasons.other": f"{SECRET} dogs",
                               "comment": f"The {SECRET} next door " * 200}))  # fmt: skip


def count(table):
    return db.session.scalar(db.text(f"SELECT count(*) FROM {table}"))


def deletions():
    verbs = retention.VERBS.values()
    return list(db.session.scalars(db.select(AuditEvent).where(AuditEvent.verb.in_(verbs)).order_by(AuditEvent.id)))


def fill_every_table(wave):
    """A row in each of OF_A_WAVE, written past the services: what they would write may change."""
    worded(wave, 2)
    first, second = db.session.scalars(db.select(Response.id).where(Response.wave_id == wave.id))
    on, device, session, batch = today(), uuid.uuid4(), uuid.uuid4(), uuid.uuid4()
    postgres = db.engine.dialect.name == "postgresql"

    def id_of(value):
        return value if postgres else value.hex

    rows = {
        "device": {"id": id_of(device), "partnership_id": wave.survey.partnership_id, "name": "T", "token_digest": "x",
                   "paired_by": "tests", "paired_on": on, "revoked": False},
        "outreach_session": {"id": id_of(session), "device_id": id_of(device), "wave_id": wave.id, "place": "Library",
                             "held_on": on, "worker": f"{SECRET} worker", "expected": 1, "declined": 0, "unfinished": 0,
                             "languages": "{}", "finished": True, "clock_off": False},
        "sync_record": {"id": id_of(batch), "device_id": id_of(device), "session_id": id_of(session),
                        "wave_id": wave.id, "body_digest": "x", "state": "aside", "reason": "too_late",
                        "body": SECRET, "received_on": on},
        "paper_sheet": {"wave_id": wave.id, "number": "7", "response_id": id_of(first), "entered_by": "tests",
                        "entered_on": on, "again": True, "second_by": "other", "second_on": on, "differs": True,
                        "second_answers": f'{{"comment": "{SECRET} again"}}'},
        "response_flag": {"response_id": id_of(second), "wave_id": wave.id, "kind": "speeder", "subject": "x",
                          "detail": "{}", "found_on": on},
        "text_reading": {"id": 1, "response_id": id_of(first), "wave_id": wave.id, "item": "comment", "state": "ready",
                         "redacted": f"{SECRET} redacted", "read_by": "tests", "read_on": on},
        "quote": {"reading_id": 1, "wave_id": wave.id, "words": f"{SECRET} quoted", "approved_by": "tests",
                  "approved_on": on},
        "code_frame": {"id": 1, "survey_id": wave.survey_id, "item": "comment", "made_by": "t", "made_on": on},
        "theme": {"id": 1, "frame_id": 1, "name": "Dogs", "key": "dogs", "description": "", "place": 1,
                  "retired": False},
        "coding": {"id": 1, "reading_id": 1, "wave_id": wave.id, "turn": "agreed", "coder": "t", "coded_on": on,
                   "newest_theme": 1},
        "coded_theme": {"coding_id": 1, "wave_id": wave.id, "theme_id": 1},
        "invitation_batch": {"id": 1, "wave_id": wave.id, "title": "B", "number": 1, "made_on": on, "made_by": "t",
                             "called_back": False},
        "invitation": {"id": id_of(batch), "batch_id": 1, "code_digest": "x", "used": True},
        "permission": {"wave_id": wave.id, "code": "x", "route": "school", "group_name": "G",
                       "adult": f"{SECRET} adult", "agreed_on": on, "expected": 1, "recorded_by": "t",
                       "recorded_on": on, "called_back": False},
        "import_batch": {"wave_id": wave.id, "filename": "f", "sha256": "x", "mapping": "{}", "rows": 1,
                         "imported_at": dt.datetime(2026, 1, 1)},
        "draft": {"id": "x", "wave_id": wave.id, "sealed": b"x", "touched_on": on},
        "drop_off": {"wave_id": wave.id, "page_id": "dark", "number": 1},
        "wave_key": {"wave_id": wave.id, "public_key": b"x", "private_sealed": b"x"},
        "weighting_run": {"id": 1, "wave_id": wave.id, "scheme": "{}", "cells": "{}", "diagnostics": "{}",
                          "inputs_sha256": "x", "code_version": "x", "created_at": dt.datetime(2026, 1, 1)},
        "edition": {"id": 1, "partnership_id": wave.survey.partnership_id, "section": "s", "number": 1,
                    "document": '{"waves": {}}', "sha256": "x", "simulated": False,
                    "published_at": dt.datetime(2026, 1, 1)},
        "telling": {"id": 1, "wave_id": wave.id, "place": "s edition 1", "edition_id": 1, "state": "x",
                    "told_at": dt.datetime(2026, 1, 1)},
        "told_count": {"telling_id": 1, "variable": "dark", "answers": "[]", "people_of": "[]", "people": 1, "base": 2},
    }  # fmt: skip
    for table, row in rows.items():
        listed = ", ".join(f":{name}" for name in row)
        db.session.execute(db.text(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({listed})"), row)
    wave.chosen_run_id = 1
    db.session.execute(db.text("UPDATE response SET session_id = :one"), {"one": id_of(session)})
    db.session.commit()
    assert [table for table in OF_A_WAVE if not count(table)] == []


def test_whole_responses_go_with_all_that_was_kept_of_the_wave(any_app):
    wave, other = over(add_wave(), 30, 90), over(add_wave("other-1"), 30, 900)
    fill_every_table(wave)
    worded(other)
    report = retention.run("tests")
    assert {(one.kind, one.wave, one.number) for one in report.deleted} == {
        ("words", "tiny-1", 2), ("words", "other-1", 3), ("answers", "tiny-1", 2)}  # fmt: skip
    assert [one for one in OF_A_WAVE if one != "response" and count(one)] == []
    assert count("response") == 3 and db.session.get(Edition, 1) is not None
    db.session.expire_all()
    assert (wave.answers_deleted_on, wave.words_deleted_on, other.answers_deleted_on) == (today(), today(), None)
    assert report.due == (Due("answers", "other-1", other.closes_on + 901 * DAY),) and report.finished
    # What was deleted is written down, with what else went; a second run finds nothing.
    rest = deletions()[-1].detail
    assert rest["weighting_run"] == rest["permission"] == rest["invitation"] == 1
    assert {event.actor for event in deletions()} == {"tests"}
    before = len(deletions())
    assert retention.run("tests").deleted == () and len(deletions()) == before


def test_the_last_day_of_the_term_is_kept(app):
    wave = over(add_wave(), None, 100)
    worded(wave)
    assert retention.run().deleted == () and retention.due() == [Due("answers", "tiny-1", today() + DAY)]
    wave.answers_days = 99
    db.session.commit()
    assert retention.run().deleted == (Deleted("answers", "tiny-1", 3),)


def test_every_table_of_a_wave_is_thought_of(app):
    """A table that a later migration ties to a wave or a response must be deleted with it, or be listed here."""
    stays = {"wave", "finding", "success_measure"}
    tied = {
        table.name for table in db.metadata.tables.values() for key in table.foreign_keys
        if key.column.table.name in ("wave", "response", "invitation_batch", "text_reading", "coding", "telling")
    }  # fmt: skip
    assert tied - stays <= set(OF_A_WAVE)


def test_a_run_that_was_killed_half_way_is_gone_on_with(any_app, monkeypatch):
    wave = over(add_wave(), None, 30)
    worded(wave, 7)
    monkeypatch.setattr(answers, "STEP", 3)
    real, calls = answers.audit.record, []

    def record(*args, **kwargs):
        calls.append(args)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(*args, **kwargs)

    monkeypatch.setattr(answers.audit, "record", record)
    with pytest.raises(KeyboardInterrupt):
        retention.run("first")
    # One step stands, with its event; the one that was interrupted never happened.
    assert count("response") == 4 and [one.detail for one in deletions()] == [{"responses": 3}]
    assert retention.run("second").deleted == (Deleted("answers", "tiny-1", 4),)
    assert sum(one.detail["responses"] for one in deletions()) == 7


def test_time_that_runs_out_ends_a_run_after_a_step(app, monkeypatch):
    wave = over(add_wave(), 30, 60)
    worded(wave, 5)
    monkeypatch.setattr(words, "STEP", 2)
    report = retention.run("tests", seconds=0)
    assert report.deleted == (Deleted("words", "tiny-1", 2),) and not report.finished
    assert retention.run("tests").deleted == (Deleted("words", "tiny-1", 3), Deleted("answers", "tiny-1", 5))


def test_two_runs_at_once_delete_each_thing_once(any_app, monkeypatch):
    wave = over(add_wave(), 30, 60)
    worded(wave, 12)
    monkeypatch.setattr(words, "STEP", 2)
    monkeypatch.setattr(answers, "STEP", 2)
    reports, start = [], threading.Barrier(2)

    def run():
        with any_app.app_context():
            start.wait()
            reports.append(retention.run("tests"))
            db.session.remove()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    found = [one for report in reports for one in report.deleted]
    assert {kind: sum(one.number for one in found if one.kind == kind) for kind in ("words", "answers")} == {
        "words": 12, "answers": 12}  # fmt: skip
    assert sum(one.detail["responses"] for one in deletions()) == 24 and count("response") == 0


def test_answers_that_come_later_and_records_of_tablets_are_deleted_too(app):
    wave = over(add_wave(), None, 30)
    worded(wave)
    retention.run()
    retention.came_in(wave.id)
    worded(wave, 1)
    assert retention.run().deleted == (Deleted("answers", "tiny-1", 1),)
    fill = {"id": uuid.uuid4().hex, "device": uuid.uuid4().hex, "wave": wave.id, "day": today()}
    db.session.execute(db.text("INSERT INTO device (id, partnership_id, name, token_digest, paired_by, paired_on, "
                               "revoked) SELECT :device, id, 'T', 'x', 't', :day, false FROM partnership LIMIT 1"),
                       fill)  # fmt: skip
    db.session.execute(db.text("INSERT INTO sync_record (id, device_id, wave_id, body_digest, state, reason, body, "
                               "received_on) VALUES (:id, :device, :wave, 'x', 'aside', 'too_late', 'sealed', :day)"),
                       fill)  # fmt: skip
    db.session.commit()
    retention.run()
    assert count("sync_record") == 0


# Files


def files_of_sqlite():
    file = Path(db.engine.url.database)
    return b"".join(one.read_bytes() for one in file.parent.glob(f"{file.name}*"))


@pytest.mark.parametrize("kind", ["words", "answers"])
def test_what_was_deleted_is_in_no_file_of_sqlite(app, kind):
    wave = over(add_wave(), *((30, None) if kind == "words" else (None, 30)))
    fill_every_table(wave)
    worded(wave, 300)
    # Some are changed and some taken back before, as it happens: their places are free and must not tell.
    ids = list(db.session.scalars(db.select(Response.id)))
    random.Random(1).shuffle(ids)
    db.session.execute(db.delete(Response).where(Response.id.in_(ids[:60])))
    db.session.commit()
    assert SECRET.encode() in files_of_sqlite()
    retention.run("tests")
    left = files_of_sqlite()
    for needle in (f"{SECRET} next door", f"{SECRET} dogs", f"{SECRET} redacted", f"{SECRET} quoted",
                   f"{SECRET} again"):  # fmt: skip
        assert needle.encode() not in left, needle
    # Adults who agreed and workers are kept as long as the wave.
    assert (f"{SECRET} adult".encode() in left) == (kind == "words")


def test_what_was_deleted_is_in_no_dump_of_postgresql(pg_app):
    from tests.postgres import programs

    wave = over(add_wave(), 30, None)
    worded(wave, 50)
    db.session.add(TextReading(response_id=db.session.scalar(db.select(Response.id)), item="comment", state="ready",
                               wave_id=wave.id, redacted=f"{SECRET} redacted", read_by="t"))  # fmt: skip
    db.session.commit()
    url = db.engine.url
    command = [str(programs() / "pg_dump"), "-h", url.query["host"], "-p", url.query["port"], "-U", url.username,
               url.database]  # fmt: skip

    def dump():
        return subprocess.run(command, check=True, capture_output=True).stdout

    db.session.commit()
    assert SECRET.encode() in dump()
    retention.run("tests")
    assert SECRET.encode() not in dump()


# Officers


def test_a_plan_has_both_terms_and_a_promise_may_only_become_stricter(app, sign_in):
    wave = add_wave()
    client, plan = sign_in("officer", "trafford"), f"/officer/trafford/waves/{wave.slug}/plan"
    good = {"title": "Autumn", "design": "open", "opens_on": str(today()), "closes_on": str(today() + 9 * DAY),
            "ways": ["open_link"], "retention_days": "90", "answers_days": "60"}  # fmt: skip
    shorter = post(client, plan, **good)
    assert shorter.status_code == 422 and "The words are part of the answers" in page_words(shorter)
    assert post(client, plan, **good | {"answers_days": "3651"}).status_code == 422
    assert post(client, plan, **good | {"answers_days": "365"}).status_code == 303
    db.session.expire_all()
    assert (wave.retention_days, wave.answers_days) == (90, 365)
    field.open_(wave, "tests")
    longer = post(client, plan, **good | {"answers_days": "366"})
    assert longer.status_code == 422 and "People answered while it said 365 days" in page_words(longer)
    assert post(client, plan, **good | {"answers_days": ""}).status_code == 422
    assert post(client, plan, **good | {"answers_days": "200"}).status_code == 303
    assert db.session.get(Wave, wave.id, populate_existing=True).answers_days == 200


def test_officers_see_what_is_kept_until_when_and_what_was_deleted(app, sign_in):
    wave = over(add_wave(), 30, 200)
    worded(wave)
    retention.run("tests")
    client = sign_in("officer", "trafford")
    assert 'href="/officer/trafford/data-kept"' in client.get("/officer/trafford/").text
    seen = page_words(client.get("/officer/trafford/data-kept"))
    until = wave.closes_on + 200 * DAY
    assert f"Kept until {until.day} {until:%B %Y}, then deleted" in seen
    assert f"Deleted on {today().day} {today():%B %Y}" in seen and "3 responses" in seen
    # Another partnership has nothing of it.
    stockport = db.session.scalar(db.select(Partnership).where(Partnership.slug == "stockport"))
    assert retention.events(stockport) == retention.due(stockport) == []


def test_the_shell_runs_it_and_says_what_is_due(app):
    worded(over(add_wave(), 30, 200))
    said = app.test_cli_runner().invoke(args=["retention", "run"]).output
    assert "Deleted of tiny-1: typed words, in responses, 3." in said and "whole responses of tiny-1" in said
    assert "Nothing was due." in app.test_cli_runner().invoke(args=["retention", "run"]).output
