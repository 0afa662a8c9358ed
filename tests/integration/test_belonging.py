"""What a session finds while it works for a partnership: its own rows, whatever it is asked and however."""

import ast
import re
from pathlib import Path

import pytest
from sqlalchemy import orm

from consult.extensions import db
from consult.models import Benchmark, Partnership, Response, Survey, User, Wave, WeightingRun, belonging
from consult.models.belonging import BELONGS, OFFERED_TO_ALL, SHARED, OutOfReach, of_every_partnership, within
from consult.services import accounts
from tests.integration.one_of_each import one_of_each

ROOT = Path(__file__).resolve().parent.parent.parent
MODELS = {mapper.class_.__name__: mapper.class_ for mapper in db.Model.registry.mappers}
OWNED = sorted(name for name, way in BELONGS.items() if way != SHARED)


@pytest.fixture(scope="module")
def filled(sqlite_app, sqlite_template, tmp_path_factory):
    """Two partnerships with one of each: {slug: {table: row}}. Nothing here changes them for good."""
    from tests.conftest import on_sqlite

    with on_sqlite(sqlite_app, sqlite_template, tmp_path_factory.mktemp("filled")):
        user = accounts.add("both@test.example", "Both", "a-password-for-tests", [], "tests")
        yield {slug: one_of_each(slug, user.id) for slug in ("trafford", "stockport")}


@pytest.fixture(autouse=True)
def fresh(filled):
    db.session.remove()
    yield
    db.session.remove()


def key_of(model, row):
    return tuple(row[column.name] for column in model.__table__.primary_key)


def found(query):
    return db.session.execute(query).all()


def test_every_model_says_to_whom_it_belongs():
    assert set(BELONGS) == set(MODELS)
    for name, way in BELONGS.items():
        assert way == SHARED or way in MODELS[name].__table__.c, name
    # By hand: what is a person's own, and the processes that do jobs.
    of_people = {"AccountSession", "Passkey", "RecoveryCode", "SignInTry", "SignOnIdentity", "User"}
    assert {name for name, way in BELONGS.items() if way == SHARED} == of_people | {"Role", "Worker"}


def test_a_model_nobody_listed_stops_the_application(monkeypatch):
    monkeypatch.setattr(belonging, "BELONGS", {name: way for name, way in BELONGS.items() if name != "Quote"})
    with pytest.raises(belonging.NotListed, match="Quote"):
        belonging.init_belonging()


@pytest.mark.parametrize("name", OWNED)
def test_a_query_that_names_no_partnership_finds_its_own_alone(filled, name):
    model = MODELS[name]
    ours, theirs = (key_of(model, filled[slug][model.__tablename__]) for slug in ("trafford", "stockport"))
    columns = [model.__mapper__.get_property_by_column(column) for column in model.__table__.primary_key]
    attributes = [getattr(model, column.key) for column in columns]
    with_others = {tuple(row) for row in found(db.select(*attributes))}
    # Without a partnership there are both: the test would see a row that leaked.
    assert {ours, theirs} <= with_others
    with within(filled["trafford"]["partnership"]["id"]):
        own = {tuple(row) for row in found(db.select(*attributes))}
        assert ours in own and theirs not in own
        assert {db.inspect(row).identity for row in db.session.scalars(db.select(model))} == own
        assert db.session.scalar(db.select(db.func.count()).select_from(model)) == len(own)
        assert db.session.get(model, theirs) is None and db.session.get(model, ours) is not None
        alias = orm.aliased(model)
        assert theirs not in {tuple(row) for row in found(db.select(*(getattr(alias, one.key) for one in columns)))}
        inner = db.select(*attributes).subquery()
        assert theirs not in {tuple(row) for row in found(db.select(*inner.c))}
        of_them = [attribute == value for attribute, value in zip(attributes, theirs, strict=True)]
        assert db.session.execute(db.delete(model).where(*of_them)).rowcount == 0
        nothing = {columns[0].key: attributes[0]}
        assert db.session.execute(db.update(model).where(*of_them).values(nothing)).rowcount == 0
    db.session.rollback()


def test_relationships_joins_and_related_rows_stay_within(filled):
    theirs = filled["stockport"]["partnership"]["id"]
    others = db.session.get(Partnership, theirs)
    with within(filled["trafford"]["partnership"]["id"]):
        # Held from before, as a careless service might: what hangs on it is not found.
        assert others.surveys == [] and others.areas == []
        for way in (orm.joinedload, orm.selectinload, orm.subqueryload):
            (only,) = db.session.scalars(db.select(Partnership).options(way(Partnership.surveys))).unique()
            assert {survey.slug for survey in only.surveys} == {"trafford", "trafford-youth", "trafford-tiny"}
        joined = db.select(Wave.slug).join(Survey).join(Partnership)
        assert "trafford-tiny-1" in (slugs := db.session.scalars(joined).all()) and "stockport-tiny-1" not in slugs
        chosen = db.select(Wave.slug).where(Wave.id.in_(db.select(Response.wave_id)))
        assert db.session.scalars(chosen).all() == ["trafford-tiny-1"]
        both = db.union_all(db.select(Response.id), db.select(Response.id))
        assert len(found(both)) == 2


def test_what_is_held_already_is_asked_for_again(filled):
    theirs = filled["stockport"]["weighting_run"]["id"]
    held = db.session.get(WeightingRun, theirs)
    with within(filled["trafford"]["partnership"]["id"]):
        assert held is not None and db.session.get(WeightingRun, theirs) is None


def test_nothing_is_written_for_another_partnership(filled):
    theirs = db.session.get(Partnership, filled["stockport"]["partnership"]["id"])
    for row in (Survey(partnership_id=theirs.id, slug="x", title="X", audience="adults"),
                Survey(partnership=theirs, slug="x", title="X", audience="adults")):  # fmt: skip
        with within(filled["trafford"]["partnership"]["id"]), pytest.raises(OutOfReach):
            db.session.add(row)
            db.session.flush()
        db.session.rollback()


def test_a_statement_that_cannot_be_narrowed_is_refused(filled):
    with within(filled["trafford"]["partnership"]["id"]):
        for statement in (db.select(Response.__table__), db.text("SELECT * FROM response"), db.select(db.literal(1))):
            with pytest.raises(OutOfReach):
                db.session.execute(statement)


def test_published_figures_that_ship_are_offered_to_all(filled):
    assert {"Benchmark"} == OFFERED_TO_ALL
    with within(filled["trafford"]["partnership"]["id"]):
        owners = set(db.session.scalars(db.select(Benchmark.partnership_id)))
    assert owners == {None, filled["trafford"]["partnership"]["id"]}


def test_afterwards_and_where_it_is_said_all_are_found(filled):
    both = db.select(db.func.count()).select_from(Response)
    with within(filled["trafford"]["partnership"]["id"]):
        assert db.session.scalar(of_every_partnership(both)) == 2
        assert db.session.scalar(db.select(db.func.count()).select_from(User)) == 1
    assert db.session.scalar(both) == 2


# Where something looks past the one place, and why it may. A new one is looked at by whoever adds it here.
BY_HAND = {
    "of_every_partnership": {
        "services/field.py": "a survey's address is public, so no two partnerships have the same",
        "services/wave_plans.py": "so is a wave's",
        "services/people.py": "whether an account belongs elsewhere too: then this partnership may not open it",
        "services/outreach/kept_aside.py": "one receipt is one response, whoever holds it",
        "services/population/files.py": "files that nobody decided on are forgotten in time, whoever loads the next",
    },
    "connection": {
        "services/answering/drafts.py": "respondents: by the digest of a secret",
        "services/answering/sending.py": "respondents: the wave that the draft was begun in",
        "services/cells.py": "cells of the wave that it is given",
        "services/mixing.py": "writes rows anew in another order, each as it is",
        "services/outreach/kept_aside.py": "writes flags of the response that it has just stored",
        "services/outreach/sync.py": "tablets: writes flags of the responses that it has just stored",
    },
    "Statement": {
        "services/answering/drafts.py": "respondents: by the digest of a secret",
        "services/answering/receipts.py": "respondents: by the digest of a receipt",
        "services/clock.py": "the database's time",
    },
    "text": {
        "services/mixing.py": "writes rows anew in another order, each as it is",
        "services/signing_in/tries.py": "counts of tries belong to nobody",
    },
    "__table__": {
        "services/answering/sending.py": "respondents: writes the response, deletes its draft",
        "services/coming_in/noting.py": "writes flags of responses that were just stored",
        "services/mixing.py": "writes rows anew in another order, each as it is",
        "services/outreach/sync.py": "tablets: writes what was sent",
    },
}


PAST = re.compile(r"of_every_partnership|Statement\(|\.connection\(|\.text\(|__table__")


def used(file):
    """Which of the ways past the one place a file takes."""
    words = file.read_text(encoding="utf-8")
    for node in ast.walk(ast.parse(words)) if PAST.search(words) else ():
        if isinstance(node, ast.Attribute) and node.attr == "__table__":
            yield "__table__"
        elif isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", None)
            of = ast.unparse(node.func.value) if isinstance(node.func, ast.Attribute) else ""
            if name in ("of_every_partnership", "Statement"):
                yield name
            elif (name == "connection" and of.endswith("session")) or (name == "text" and of in ("db", "sa")):
                yield name


def test_ways_past_the_one_place_are_listed():
    taken = {way: set() for way in BY_HAND}
    for folder in ("services", "web", "blueprints"):
        for file in (ROOT / "consult" / folder).rglob("*.py"):
            for way in used(file):
                taken[way].add(file.relative_to(ROOT / "consult").as_posix())
    assert taken == {way: set(files) for way, files in BY_HAND.items()}
    # Nobody has connections of their own, but what looks whether there is a database, and after its files as a whole.
    own = {"database.py", "services/health.py", "services/erasing.py", "services/backup/on_postgresql.py"}
    for file in (ROOT / "consult").rglob("*.py"):
        if file.relative_to(ROOT / "consult").as_posix() not in own:
            assert not re.search(r"create_engine|raw_connection|db\.engine\.(connect|begin)", file.read_text()), file
