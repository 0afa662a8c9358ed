"""What whoever runs the service is told."""

import pytest
from alembic.script import ScriptDirectory

from consult.config import ROOT
from consult.extensions import db


def ready(app):
    answer = app.test_client().get("/health/ready")
    return answer.status_code, answer.json.get("problem")


def test_a_migrated_database_is_ready(any_app):
    assert ready(any_app) == (200, None)


def test_another_migration_is_named_beside_the_one_needed(any_app):
    head = ScriptDirectory(str(ROOT / "migrations")).get_current_head()
    db.session.execute(db.text("UPDATE alembic_version SET version_num = 'old'"))
    db.session.commit()
    assert ready(any_app) == (503, f"the database is at migration old, this code needs {head}")


@pytest.mark.parametrize("statement", ["DROP TABLE alembic_version", "DELETE FROM alembic_version"])
def test_a_database_that_was_never_migrated_is_not_ready(app, statement):
    db.session.execute(db.text(statement))
    db.session.commit()
    status, problem = ready(app)
    assert status == 503 and "at migration None" in problem
