"""What came back from a backup is what went in, on both databases, and nothing is overwritten by a slip."""

import gzip
import io
import json
import shutil
import stat
import tarfile
import threading
from pathlib import Path

import pytest
from flask_migrate import downgrade, upgrade
from sqlalchemy import NullPool, create_engine

from consult.extensions import db
from consult.models import Response
from consult.services import demo, health
from tests import postgres as server
from tests.integration.surveys import document, open_survey, stored, yes_no

ANSWERS = 7


@pytest.fixture
def filled(any_app):
    """The application with answers in it."""
    any_app.config["PG_BIN"] = str(server.programs())
    demo.simulate(open_survey(document(yes_no("safe", "Safe?"))), ANSWERS)
    db.session.commit()
    yield any_app
    db.session.remove()
    if db.engine.dialect.name == "postgresql":
        for (name,) in rows("SELECT datname FROM pg_database WHERE datname LIKE current_database() || '\\_before\\_%'"):
            with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql(f'DROP DATABASE "{name}" WITH (FORCE)')


def rows(statement, **values):
    db.session.rollback()
    return [tuple(row) for row in db.session.execute(db.text(statement), values)]


def run(app, *arguments):
    db.session.remove()
    done = app.test_cli_runner().invoke(args=[*map(str, arguments)])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


def backed_up(app, folder):
    done = run(app, "backup", folder)
    assert done.exit_code == 0, done.output
    return Path(done.output.split(": ")[0])


def everything():
    """Each table's rows but the record of events, which tells of the backup itself."""
    db.session.rollback()
    kept = [table for table in db.metadata.sorted_tables if table.name != "audit_event"]
    return {table.name: sorted(map(repr, db.session.execute(db.select(table)))) for table in kept}


def test_all_of_it_comes_back_and_the_earlier_is_kept_aside(filled, tmp_path):
    before = everything()
    file = backed_up(filled, tmp_path / "backups")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600 and stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert [one.name for one in file.parent.iterdir()] == [file.name], "nothing half made is left"
    db.session.execute(db.delete(Response))
    demo.simulate(open_survey(document(yes_no("later", "Later?")), slug="later"), 3)
    db.session.commit()
    done = run(filled, "restore", file, "--replace")
    assert done.exit_code == 0 and f"{ANSWERS} answers" in done.output, done.output
    assert everything() == before
    aside = done.output.split("is kept as ")[1].split(". It holds")[0]
    if db.engine.dialect.name == "sqlite":
        assert stat.S_IMODE(Path(aside).stat().st_mode) == 0o600
        earlier = create_engine(f"sqlite:///{aside}")
    else:
        earlier = create_engine(db.engine.url.set(database=aside), poolclass=NullPool)
    with earlier.connect() as connection:
        assert connection.scalar(db.text("SELECT count(*) FROM response")) == 3
    earlier.dispose()
    assert {"back up", "restore"} & {verb for (verb,) in rows("SELECT verb FROM audit_event")} == {"restore"}


@pytest.mark.refusal(part="Operations", comes="a backup to be put back where there are answers",
                     gets="words, and nothing changed; --replace keeps them aside")  # fmt: skip
def test_answers_are_not_overwritten_by_a_slip(filled, tmp_path):
    file = backed_up(filled, tmp_path)
    before = everything()
    done = run(filled, "restore", file)
    assert done.exit_code == 1 and f"holds {ANSWERS} answers" in done.output and "--replace" in done.output
    assert everything() == before


def test_a_backup_of_an_earlier_release_is_brought_to_this_one(filled, tmp_path):
    downgrade(revision="0018")
    file = backed_up(filled, tmp_path)
    assert json.loads(tarfile.open(file).extractfile("manifest.json").read())["migration"] == "0018"
    upgrade()
    done = run(filled, "restore", file, "--replace")
    assert done.exit_code == 0, done.output
    assert health.problem() is None and len(stored()) == ANSWERS


@pytest.mark.refusal(part="Operations", comes="a backup of a newer release",
                     gets="words: which migration, and to install that release")  # fmt: skip
def test_a_backup_of_a_newer_release_is_refused(filled, tmp_path):
    db.session.execute(db.text("UPDATE alembic_version SET version_num = '9999'"))
    db.session.commit()
    file = backed_up(filled, tmp_path)
    done = run(filled, "restore", file, "--replace")
    assert done.exit_code == 1 and "migration 9999" in done.output and len(stored()) == ANSWERS


def damaged(file, how):
    """The same backup after what happens to files."""
    content = file.read_bytes()
    if how == "half":
        file.write_bytes(content[: len(content) // 2])
    elif how == "end missing":
        file.write_bytes(content[:-6])
    elif how == "one bit":
        place = len(content) * 2 // 3
        file.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
    elif how == "another content":
        _pack(file, lambda name, body: body[:-1] + b"?" if name == "database" else body)
    elif how == "another count":
        _pack(file, lambda name, body: body.replace(b'"response": 7', b'"response": 8'))
    elif how == "empty":
        file.write_bytes(b"")
    elif how == "a picture":
        file.write_bytes(gzip.compress(b"\x89PNG" * 500))
    elif how == "another form":
        _pack(file, lambda name, body: body.replace(b'"format": 1', b'"format": 2'))
    return file


def _pack(file, change):
    with tarfile.open(file) as tar:
        members = [(member, change(member.name, tar.extractfile(member).read())) for member in tar]
    with tarfile.open(file, "w:gz") as tar:
        for member, body in members:
            member.size = len(body)
            tar.addfile(member, io.BytesIO(body))


@pytest.mark.refusal(part="Operations", comes="a backup that is damaged, cut short, empty or none",
                     gets="words, and nothing changed")  # fmt: skip
def test_a_backup_that_is_not_whole_is_refused(filled, tmp_path):
    original, before = backed_up(filled, tmp_path), everything()
    for how, words in {
        "half": "damaged, cut short", "end missing": "damaged, cut short", "one bit": "damaged",
        "another content": "content is not what was written", "another count": "not what went in: response",
        "empty": "damaged, cut short", "a picture": "damaged, cut short", "another form": "another release",
    }.items():  # fmt: skip
        file = damaged(Path(shutil.copy(original, tmp_path / "bad.tar.gz")), how)
        done = run(filled, "restore", file, "--replace")
        assert done.exit_code == 1 and words in done.output, (how, done.output)
    assert everything() == before
    left = "SELECT count(*) FROM pg_database WHERE datname LIKE current_database() || '\\_%'"
    if db.engine.dialect.name == "postgresql":
        assert rows(left) == [(0,)], "nothing is left of the tries"


def test_a_backup_made_while_answers_come_in_is_of_one_moment(filled, tmp_path):
    """Each answer comes with a row that says so; a backup between the two would have one without the other."""
    wave = open_survey(document(yes_no("busy", "Busy?")), slug="busy")
    wave_id, stop = wave.id, threading.Event()
    db.session.execute(db.text("CREATE TABLE told (number INTEGER)"))
    db.session.commit()

    def come_in():
        with filled.app_context():
            from consult.database import writing
            from consult.models import Wave

            while not stop.is_set():
                with writing() as session:
                    session.execute(db.text("INSERT INTO told VALUES (1)"))
                    demo.simulate(session.get(Wave, wave_id), 1)

    others = threading.Thread(target=come_in)
    others.start()
    try:
        files = [backed_up(filled, tmp_path) for _ in range(2)]
    finally:
        stop.set()
        others.join()
    counts = [json.loads(tarfile.open(file).extractfile("manifest.json").read())["tables"] for file in files]
    assert all(one["told"] == one["response"] - ANSWERS for one in counts) and counts[1]["told"] > counts[0]["told"]
    assert run(filled, "restore", files[0], "--replace").exit_code == 0
    assert len(stored()) == counts[0]["response"]
    db.session.execute(db.text("DROP TABLE told"))
    db.session.commit()


def test_only_the_newest_are_kept_and_other_files_are_left_alone(app, tmp_path):
    (tmp_path / "notes.tar.gz").write_text("mine")
    first, second = backed_up(app, tmp_path), backed_up(app, tmp_path)
    done = run(app, "backup", tmp_path, "--keep", 2)
    assert f"Deleted {first.name}" in done.output
    assert not first.exists() and second.exists() and (tmp_path / "notes.tar.gz").exists()


def test_another_key_is_told(app, tmp_path):
    file = backed_up(app, tmp_path)
    assert app.config["DRAFT_KEY"] not in tarfile.open(file).extractfile("manifest.json").read().decode()
    app.config["DRAFT_KEY"] = "another" * 6
    assert "another DRAFT_KEY" in run(app, "restore", file).output


@pytest.mark.refusal(part="Operations", comes="a backup of one kind of database for the other, or missing programs",
                     gets="words: which it is, or where they are looked for")  # fmt: skip
def test_what_is_missing_is_named(app, pg_app, tmp_path):
    with app.app_context():
        file = backed_up(app, tmp_path)
    done = run(pg_app, "restore", file)
    assert done.exit_code == 1 and "a backup of sqlite; this site's database is postgresql" in done.output
    pg_app.config["PG_BIN"] = str(tmp_path)
    done = run(pg_app, "backup", tmp_path / "none")
    assert done.exit_code == 1 and "pg_dump was not found" in done.output and "PG_BIN" in done.output
    assert list((tmp_path / "none").iterdir()) == []
