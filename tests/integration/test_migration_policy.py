"""A release is brought in while the one before it still answers: its migrations only add, and nobody waits for them.

docs/operations.md has the rule. What a later release takes away has words beside it: `contract = "why it may go now"`.
"""

import re
import shutil
import threading
from importlib import import_module
from pathlib import Path

import psycopg
import pytest
from alembic.script import ScriptDirectory
from flask_migrate import downgrade, upgrade
from sqlalchemy import MetaData, event

from consult import create_app
from consult.config import ROOT
from consult.extensions import db
from consult.services import demo
from tests.integration.surveys import document, open_survey, yes_no
from tests.serving import Person

# The rule holds for what came after this one.
BASELINE = "0019"
LARGE = {"response", "draft", "sync_record", "audit_event", "response_flag"}
TAKES_AWAY = (
    (r"\bDROP TABLE\b", "drops a table"),
    (r"\bDROP COLUMN\b", "drops a column"),
    (r"\bRENAME\b", "renames"),
    (r"\bSET NOT NULL\b", "demands a value that the release before may leave out"),
    (r"\bALTER COLUMN \S+ (SET DATA )?TYPE\b", "changes a type"),
    (r"\bADD COLUMN (?!.*\bDEFAULT\b).*\bNOT NULL\b", "adds a column that the release before leaves empty"),
)


def takes_away(statement, new):
    """What a statement does that the release before cannot live with, or that holds people up; None for nothing.

    `new` are the tables that the same migration has made.
    """
    words = " ".join(statement.split())
    table = re.match(r'(?:ALTER TABLE|DROP TABLE)(?: IF EXISTS)?(?: ONLY)? "?(\w+)', words, re.IGNORECASE)
    if table and table[1] in new:
        return None
    for pattern, what in TAKES_AWAY:
        if re.search(pattern, words, re.IGNORECASE):
            return what
    index = re.match(r'CREATE (?:UNIQUE )?INDEX (?!CONCURRENTLY).*? ON (?:ONLY )?"?(\w+)', words, re.IGNORECASE)
    if index and index[1] in LARGE - new:
        return "makes an index of a large table while nobody may write to it"
    return None


@pytest.mark.parametrize(("statement", "what"), [
    ("ALTER TABLE wave DROP COLUMN target", "drops a column"),
    ("DROP TABLE quote", "drops a table"),
    ("ALTER TABLE wave RENAME title TO name", "renames"),
    ("ALTER TABLE wave RENAME TO round", "renames"),
    ("ALTER TABLE wave\n  ALTER COLUMN target SET NOT NULL", "demands a value"),
    ("alter table wave alter column slug type VARCHAR(10)", "changes a type"),
    ("ALTER TABLE wave ADD COLUMN proof BOOLEAN NOT NULL", "leaves empty"),
    ("CREATE INDEX ix_response_a ON response (stratum)", "makes an index"),
    ("ALTER TABLE wave ADD COLUMN proof BOOLEAN DEFAULT false NOT NULL", None),
    ("ALTER TABLE wave ADD COLUMN proof BOOLEAN", None),
    ("CREATE INDEX CONCURRENTLY ix_response_a ON response (stratum)", None),
    ("CREATE INDEX ix_made_a ON made (stratum)", None),
    ("ALTER TABLE made ALTER COLUMN a SET NOT NULL", None),
    ("ALTER TABLE role DROP CONSTRAINT ck_role_name_known", None),
    ("UPDATE wave SET title = 'renamed'", None),
])  # fmt: skip
def test_what_takes_away_is_told_from_what_adds(statement, what):
    found = takes_away(statement, {"made"})
    assert (found is None) if what is None else what in found


def later():
    """The migrations after the baseline, in their order."""
    script = ScriptDirectory(str(ROOT / "migrations"))
    return [one.revision for one in script.walk_revisions(BASELINE, "head")][-2::-1]


def test_each_migration_only_adds_or_says_why_it_may_take_away(pg_app):
    downgrade(revision=BASELINE)
    found = {}
    for revision in later():
        module, done = import_module(f"migrations.versions.{revision}"), []

        def note(_connection, _cursor, statement, *_rest, done=done):
            done.append(statement)

        event.listen(db.engine, "before_cursor_execute", note)
        upgrade(revision=revision)
        event.remove(db.engine, "before_cursor_execute", note)
        made = set(re.findall(r'CREATE TABLE "?(\w+)', "\n".join(done), re.IGNORECASE))
        wrong = [(what, statement) for statement in done if (what := takes_away(statement, made))]
        if wrong and not getattr(module, "contract", None):
            found[revision] = wrong
    assert found == {}, "Split it (see docs/operations.md), or say in `contract` why this may go now."


def test_the_release_before_reads_and_writes_in_the_tables_of_this_one(pg_app):
    """Its statements name the columns that it knew: those of the baseline, which the database itself tells."""
    wave = open_survey(document(yes_no("safe", "Safe?")))
    demo.simulate(wave, 2)
    db.session.commit()
    db.session.remove()
    downgrade(revision=BASELINE)
    known = MetaData()
    known.reflect(db.engine)
    upgrade()
    with db.engine.begin() as connection:
        for table in known.tables.values():
            connection.execute(table.select())
        response = known.tables["response"]
        row = connection.execute(response.select()).mappings().first()
        renewed = {"id": "6d2c1f0e-8a53-4f0b-9a55-1f1d5d3f7c11", "receipt_digest": "x" * 64}
        connection.execute(response.insert(), {**row, **renewed})
        draft = {"id": "x", "wave_id": row["wave_id"], "sealed": b"x", "touched_on": row["submitted_on"]}
        connection.execute(known.tables["draft"].insert(), draft)
        event_ = {"at": "2027-01-01", "actor": "x", "verb": "x", "subject": "x", "detail": {}}
        connection.execute(known.tables["audit_event"].insert(), event_)


NEXT = '''"""What a next release might bring: a column, a table, an index of a large table"""

import sqlalchemy as sa
from alembic import op

revision = '9999'
down_revision = '{head}'


def upgrade() -> None:
    op.add_column('response', sa.Column('told_by', sa.String(12), server_default='nobody', nullable=False))
    op.create_table('next_release', sa.Column('id', sa.Integer, primary_key=True))
    with op.get_context().autocommit_block():
        op.create_index('ix_response_told_by', 'response', ['told_by'], postgresql_concurrently=True)


def downgrade() -> None:
    op.drop_table('next_release')
'''


def test_people_go_on_answering_while_the_next_release_migrates(served, tmp_path):
    """The table is in use, so the migration cannot have it: it waits in turns, and those who answer go first."""
    folder = Path(shutil.copytree(ROOT / "migrations", tmp_path / "migrations"))
    head = ScriptDirectory(str(folder)).get_current_head()
    (folder / "versions" / "9999.py").write_text(NEXT.format(head=head))
    url = served.environment["DATABASE_URL"]
    app = create_app({"INSTANCE": tmp_path, "SQLALCHEMY_DATABASE_URI": url})
    holding = psycopg.connect(url.replace("+psycopg", ""))
    before = holding.execute("SELECT count(*) FROM response").fetchone()[0]
    migrating = threading.Thread(target=lambda: _upgrade(app, folder))
    migrating.start()
    try:
        _until_it_waits(url)
        for _ in range(2):
            assert Person(served).answer().headers["Location"].endswith("/thanks")
        assert migrating.is_alive() and served.get("/health/ready").status_code == 200
    finally:
        holding.rollback()
        migrating.join(timeout=120)
    assert not migrating.is_alive()
    assert Person(served).answer().headers["Location"].endswith("/thanks")
    assert served.get("/health/ready").status_code == 200, "the release before serves on"
    told = holding.execute("SELECT count(*) FROM response WHERE told_by = 'nobody'").fetchone()[0]
    holding.close()
    assert told == before + 3


def _upgrade(app, folder):
    with app.app_context():
        upgrade(directory=str(folder))
        db.engine.dispose()


def _until_it_waits(url):
    waits = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'response'::regclass"
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        for _ in range(600):
            if connection.execute(waits).fetchone()[0]:
                return
            threading.Event().wait(0.05)
    raise AssertionError("the migration did not come to the table")
