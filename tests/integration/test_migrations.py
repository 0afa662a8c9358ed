"""The migrations lead to the tables that the code uses, and back, with answers in them."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect

from consult.extensions import db
from consult.services import demo, field, setup
from tests.integration.test_respond import open_tiny


def test_the_tables_are_those_of_the_models(any_app):
    context = MigrationContext.configure(db.session.connection(), opts={"compare_type": True})
    assert compare_metadata(context, db.metadata) == []


def test_down_and_up_again_with_data(any_app):
    wave = open_tiny()
    demo.simulate(wave, 5)
    db.session.commit()
    db.session.remove()
    downgrade(revision="base")
    assert inspect(db.engine).get_table_names() == ["alembic_version"]
    upgrade()
    setup.set_up()
    assert field.survey("trafford-youth").audience == "young"


@pytest.mark.parametrize(
    ("column", "value"),
    [("base_weight", 0), ("channel", "'gossip'"), ("channel", "'import'")],
)
def test_a_rule_of_the_tables_holds_whoever_writes(any_app, column, value):
    wave = open_tiny()
    demo.simulate(wave, 1)
    db.session.commit()
    with pytest.raises(Exception, match="(?i)check constraint"):
        db.session.execute(db.text(f"UPDATE response SET {column} = {value}"))


def test_a_survey_has_one_open_wave(any_app):
    wave = open_tiny()
    with pytest.raises(Exception, match="(?i)unique"):
        new = field.NewWave("tiny-2", "x", "open", wave.opens_on, wave.closes_on)
        field.add_wave(wave.survey, new).state = "open"
        db.session.flush()
