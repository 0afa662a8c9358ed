"""Whatever JSON is sent to the sync endpoint, it answers in JSON, never breaks, and stores nothing half."""

import json
import uuid

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consult.extensions import db
from consult.models import OutreachSession, Response, SyncRecord
from tests.integration.surveys import document, open_survey, yes_no
from tests.integration.tablets import Tablet, seal

# Surrogates and nothings too: JSON can hold them as escapes, a database may not.
TEXT = st.text(st.characters(codec=None), max_size=20) | st.sampled_from(["", "\x00", "\ud800", "yes", "no", "tiny-1"])
NUMBER = st.integers() | st.floats() | st.sampled_from([10**400, -1, 1e308])
JSON = st.recursive(
    st.none() | st.booleans() | NUMBER | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4), max_leaves=12,
)  # fmt: skip
KNOWN = {
    "records": ("id", "session", "wave", "version", "enc", "ct"),
    "sessions": ("id", "wave", "place", "ward", "date", "worker", "expected", "declined", "unfinished", "languages",
                 "finished"),
}  # fmt: skip
ITEMS = ("safe", "parts", "grid", "why", "number", "when", "rank", "free")


def rich():
    """A questionnaire with a question of many kinds."""
    def choices(*values):
        return [{"value": value, "text": {"en": value}} for value in values]

    def page(name, kind, **more):
        return {"id": name, "items": [{"name": name, "type": kind, "text": {"en": f"About {name}?"}, **more}]}

    other = [*choices("a", "b"), {"value": "o", "text": {"en": "Other"}, "kind": "other"}]
    return document(
        yes_no("safe", "Do you feel safe?"), page("parts", "several", choices=other),
        page("grid", "grid", rows=choices("r", "s"), choices=choices("x", "y")), page("why", "text", max_length=50),
        page("number", "number", min=0, max=9), page("when", "month"),
        page("rank", "ranking", choices=choices("k", "l", "m"), most=2), page("free", "single", choices=other),
    )  # fmt: skip


@pytest.fixture
def tablet(pg_app):
    """On PostgreSQL, which refuses texts and numbers that SQLite takes."""
    open_survey(rich())
    return Tablet(pg_app.test_client())


def counts():
    db.session.rollback()
    tables = (Response, SyncRecord, OutreachSession)
    return [db.session.scalar(db.select(db.func.count()).select_from(table)) for table in tables]


def post(tablet, sent):
    answer = tablet.client.post("/outreach/sync", headers=tablet.headers, data=json.dumps(sent))
    assert answer.status_code in (200, 400, 413), answer.text
    assert answer.is_json
    return answer


SETTINGS = settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))


@pytest.mark.refusal(
    part="Tablets",
    comes="any JSON, and batches of nearly right parts",
    gets="an answer in words, never an error page",
)
def test_any_json_at_all(tablet):
    @SETTINGS
    @given(JSON)
    def check(sent):
        before = counts()
        answer = post(tablet, sent)
        assert answer.status_code == 200 or counts() == before

    check()


@pytest.mark.refusal(part="Tablets", comes="any JSON, and batches of nearly right parts")
def test_batches_of_nearly_right_parts(tablet):
    pack = tablet.take_along()
    good = {
        "records": tablet.record(pack, {"safe": "yes"})[0],
        "sessions": tablet.session(pack),
    }

    def parts(kind):
        value = JSON | st.sampled_from([good[kind][name] for name in KNOWN[kind]])
        record = st.fixed_dictionaries({}, optional={name: value for name in KNOWN[kind]})
        changed = st.builds(lambda change: {**good[kind], "id": str(uuid.uuid4()), **change}, record)
        return st.lists(JSON | record | changed, max_size=5)

    @SETTINGS
    @given(st.fixed_dictionaries({"records": parts("records"), "sessions": parts("sessions")}))
    def check(sent):
        noted = counts()[1]
        answer = post(tablet, sent).json
        # Every record with a name is answered for, and each is noted: stored or kept aside.
        named = {one["id"] for one in sent["records"] if isinstance(one, dict) and isinstance(one.get("id"), str)}
        assert set(answer["records"]) == named
        assert counts()[1] - noted <= len(sent["records"])
        # Again, it is all known.
        before = counts()
        assert post(tablet, sent).json["records"] == answer["records"]
        assert counts() == before

    check()


def test_any_answers_once_opened(tablet):
    pack = tablet.take_along()
    answers = st.dictionaries(st.sampled_from([*ITEMS, "parts.other", "free.other"]) | TEXT, JSON, max_size=6)
    plain = st.fixed_dictionaries(
        {"answers": answers | JSON},
        optional={name: JSON for name in ("easy", "date", "seconds", "age_group", "consent")},
    )

    @SETTINGS
    @given(st.lists(plain, min_size=1, max_size=6), st.booleans())
    def check(given_, valid_safe):
        records = []
        for one in given_:
            if valid_safe and isinstance(one["answers"], dict):
                one = {**one, "answers": {**one["answers"], "safe": "yes"}}
            id_ = str(uuid.uuid4())
            whole = {"language": "en", "receipt": uuid.uuid4().hex * 2, **one}
            records.append({"id": id_, "session": None, "wave": pack["wave"], "version": pack["version"],
                            **seal(pack, id_, whole)})  # fmt: skip
        responses, noted, _sessions = counts()
        told = post(tablet, {"records": records, "sessions": []}).json["records"]
        stored = [one for one in told.values() if one["state"] == "stored"]
        invalid = [one for one in told.values() if one == {"state": "aside", "reason": "invalid"}]
        assert len(stored) + len(invalid) == len(records)
        assert counts()[:2] == [responses + len(stored), noted + len(records)]

    check()
    # Some were good.
    assert counts()[0] > 0
