"""The tables lie so that a distributed PostgreSQL can keep a wave together. Its own partitions, by hash of the same
columns, demand the same of keys and unique rules: a small life is led on them."""

import datetime as dt
import re

import pytest
from flask_babel import force_locale
from sqlalchemy import event

from consult.extensions import db
from consult.models import CodedTheme, Coding, Draft, PaperSheet, Response, ResponseFlag, TextReading
from consult.models.distribution import DISTRIBUTED, LOCAL, REFERENCE, distribution, references, statements
from consult.services import cells, fieldwork, schemes, sheets
from consult.services.coming_in import alerts
from consult.services.qualitative import coding, frames, redacting, texts
from consult.services.qualitative import columns as theme_columns
from tests.integration.surveys import document, open_survey, yes_no
from tests.integration.tablets import Tablet
from tests.integration.test_schemes import banded
from tests.integration.waves import add_people, add_wave
from tests.load.walker import Reply
from tests.walked import walked
from tests.workers import ROOT

PARTS = 4
SAFE = yes_no("safe", "Do you feel safe?")
WHY = {"id": "why", "when": {"item": "safe", "in": ["no"]},
       "items": [{"name": "why", "type": "text", "text": {"en": "Why?"}, "max_length": 100}]}  # fmt: skip


def test_every_table_has_its_place():
    assert set(DISTRIBUTED) | REFERENCE | LOCAL == set(db.metadata.tables)
    assert not set(DISTRIBUTED) & REFERENCE and not (set(DISTRIBUTED) | REFERENCE) & LOCAL


def test_nothing_that_is_whole_everywhere_leads_to_what_is_not():
    """A distributed database refuses such references; and what lies by wave refers within the wave only."""
    for name in REFERENCE | LOCAL:
        for key in db.metadata.tables[name].foreign_key_constraints:
            assert key.referred_table.name not in DISTRIBUTED, (name, key.name)
            assert name in LOCAL or key.referred_table.name not in LOCAL, (name, key.name)
    for name, column in DISTRIBUTED.items():
        assert not db.metadata.tables[name].columns[column].nullable
        for key in db.metadata.tables[name].foreign_key_constraints:
            if key.referred_table.name in DISTRIBUTED:
                assert column == DISTRIBUTED[key.referred_table.name] == "wave_id", (name, key.name)


def test_the_page_on_operations_has_the_statements():
    page = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    written = re.findall(r"```sql\n(.*?)```", page, re.DOTALL)
    assert written == ["\n".join(part) + "\n" for part in (statements(db.metadata), distribution())]


@pytest.fixture
def parted(pg_app):
    """The application on tables that are made ready as docs/operations.md says and parted by hash."""
    connection = db.session.connection()
    for statement in statements(db.metadata):
        connection.exec_driver_sql(statement)
    for name, column in DISTRIBUTED.items():
        _part(connection, name, column)
    for statement in references(db.metadata):
        connection.exec_driver_sql(statement)
    db.session.commit()
    with force_locale("en"):
        yield pg_app


def _part(connection, name, column):
    """Put a table parted by hash in the place of an empty one, with its numbers and its references to settings."""
    kept = [
        (key, condition) for key, condition in connection.exec_driver_sql(
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint "
            f"WHERE conrelid = '{name}'::regclass AND contype = 'f'")
        if not any(f"REFERENCES {other}(" in condition for other in DISTRIBUTED)
    ]  # fmt: skip
    has_id = "id" in db.metadata.tables[name].columns
    owned = has_id and connection.exec_driver_sql(f"SELECT pg_get_serial_sequence('{name}', 'id')").scalar()
    if owned:
        connection.exec_driver_sql(f"ALTER SEQUENCE {owned} OWNED BY NONE")
    connection.exec_driver_sql(f"CREATE TABLE parted (LIKE {name} INCLUDING ALL) PARTITION BY HASH ({column})")
    connection.exec_driver_sql(f"DROP TABLE {name} CASCADE")
    connection.exec_driver_sql(f"ALTER TABLE parted RENAME TO {name}")
    for part in range(PARTS):
        connection.exec_driver_sql(f"CREATE TABLE {name}_{part} PARTITION OF {name} "
                                   f"FOR VALUES WITH (MODULUS {PARTS}, REMAINDER {part})")  # fmt: skip
    for key, condition in kept:
        connection.exec_driver_sql(f"ALTER TABLE {name} ADD CONSTRAINT {key} {condition}")


def test_without_the_statements_the_tables_cannot_be_parted(pg_app):
    """What the statements are for: as it is, a rule such as "one response a receipt" holds across all waves."""
    connection = db.session.connection()
    with pytest.raises(Exception, match="unique constraint on partitioned table must include all partitioning columns"):
        _part(connection, "response", "wave_id")


def test_a_small_life_on_parted_tables(parted):
    """Answered by phone, tablet and paper, looked over, read, coded, quoted, weighed, and withdrawn."""
    wave, other = open_survey(document(SAFE, WHY)), banded("other-1")
    phone(parted)
    tablet = Tablet(parted.test_client())
    pack = tablet.take_along()
    session = tablet.session(pack)
    record, _code = tablet.record(pack, {"safe": "no", "why": "The lamp by the canal is broken"}, session)
    for _again in range(2):
        assert tablet.told([record], [session]) == {record["id"]: {"state": "stored"}}
    about = sheets.About("A 7", "en", dt.date.today())
    sheets.enter(wave, about, {"safe": "yes"}, "tests")
    assert fieldwork.tally([wave, other]).keys() == {wave.id, other.id}
    assert fieldwork.tally([wave])[wave.id].channels == {"open_link": 1, "outreach": 1, "paper": 1}
    listen(wave)
    run = schemes.weigh_by(other, schemes.Scheme(margins=("ages",)), "tests")
    weighted = cells.weighted_cells(run, ["dark"])
    # The margin's targets add up to a thousand.
    assert (weighted["n"] * weighted["weight"]).sum() == pytest.approx(1_000)
    assert alerts_twice(other) == 400
    db.session.execute(db.delete(Response))
    db.session.commit()
    for table in (TextReading, Coding, CodedTheme, ResponseFlag, PaperSheet):
        assert db.session.scalar(db.select(db.func.count()).select_from(table)) == 0, table


def phone(app):
    """One person by the pages, from the first to the thanks."""
    client = app.test_client()
    walked(lambda method, path, body: reply_of(client, method, path, body), "/s/tiny", {"safe": ["yes"]})
    assert not db.session.scalar(db.select(Draft.id))


def reply_of(client, method, path, body):
    answer = client.open(path, method=method, data=body, content_type="application/x-www-form-urlencoded")
    headers = {name.lower().encode(): value.encode() for name, value in answer.headers}
    return Reply(answer.status_code, headers, answer.data, len(answer.data))


def listen(wave):
    """The text of the tablet read and coded: a theme is a column like any other."""
    (theme,) = [frames.add_theme(wave.survey, "why", "Light", "", "tests")]
    reading = redacting.redact(wave, texts.find(wave, "why", texts.next_unread(wave, "why")), [], [], "ann")
    coding.code(wave, reading, [theme.id], "ann")
    column = f"{theme_columns.item_name(frames.frame_of(wave.survey, 'why'))}={theme.id}"
    assert sorted(cells.counts(wave, [column]), key=str) == [(1, 1), (None, 2)]


def alerts_twice(wave):
    """Found twice, each flag is there once: how many there are."""
    for _time in range(2):
        db.session.execute(alerts._flag(wave, "speeder", Response.wave_id == wave.id, "online", {}))
    db.session.commit()
    return db.session.scalar(db.select(db.func.count()).select_from(ResponseFlag))


def test_the_cells_of_a_wave_are_counted_where_the_wave_lies(parted):
    wave = banded("other-1")
    scans, groups = nodes(plan(parted, lambda: cells.counts(wave, ["age", "land"])))
    (one,) = scans
    assert re.fullmatch(r"response_\d", one) and groups


def test_many_waves_are_counted_each_where_it_lies_and_only_sums_are_brought_together(parted):
    waves = [add_wave(f"other-{number}", state="closed") for number in range(1, 4)]
    for wave in waves:
        add_people(wave, (5, {"dark": "safe"}))
    db.session.execute(db.text("SET LOCAL enable_partitionwise_aggregate = on"))
    found = plan(parted, lambda: fieldwork.tally(waves))
    while found["Node Type"] not in ("Append", "Merge Append"):
        (found,) = found["Plans"]
    for part in found["Plans"]:
        scans, groups = nodes(part)
        assert len(scans) == 1 and groups, "a part brings its rows, not its sums"


def plan(app, work):
    """The plan of the last statement that `work` sends, as PostgreSQL tells it."""
    sent = []

    def note(connection, cursor, statement, parameters, context, many):
        sent.append((statement, parameters))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        work()
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    statement, parameters = sent[-1]
    return db.session.connection().exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement}", parameters).scalar()[0]["Plan"]


def nodes(found):
    """(the tables that a plan reads, its nodes that group)."""
    scans = [found["Relation Name"]] if "Relation Name" in found else []
    groups = [found["Node Type"]] if found["Node Type"] in ("Aggregate", "Group") else []
    for under in found.get("Plans", ()):
        more = nodes(under)
        scans, groups = scans + more[0], groups + more[1]
    return scans, groups
