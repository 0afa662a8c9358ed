"""The objects that are made once and bound to an application in create_app()."""

import sys
from pathlib import Path

from flask import Flask
from flask_babel import Babel
from flask_babel.speaklater import LazyString
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session
from flask_wtf import CSRFProtect
from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase

# The accounts library loads what its own pages of single sign-on and passkeys would need, where it is installed: 13 MB
# that no respondents' worker uses. Those pages are not ours; what is ours loads the two when somebody signs in so.
_SPARED = [name for name in ("authlib", "webauthn") if name not in sys.modules]
sys.modules.update(dict.fromkeys(_SPARED))
from flask_security import Security  # noqa: E402

for _name in _SPARED:
    del sys.modules[_name]

# The library's lazy texts call themselves HTML, so that templates would print what a file or a form put into them
# without escaping. Without the claim they are escaped like any other text.
del LazyString.__html__


class Base(DeclarativeBase):
    # Named constraints: a migration can drop them, and a violated one can become a sentence.
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class WorkSession(Session):
    """A session that may work for one partnership: consult.models.belonging narrows what it then finds."""

    # The key of `info` that says for which.
    WITHIN = "partnership_id"

    def get(self, entity, ident, **options):
        """As Session.get. For one partnership a row is asked for even where it is held: before, all were in reach."""
        if self.WITHIN in self.info:
            options["populate_existing"] = True
        return super().get(entity, ident, **options)


class Migrations:
    """The migrations, bound when they are first asked for: the shell does, a web worker never, and they are 12 MB."""

    def __init__(self, app: Flask, directory: Path):
        self._app, self._directory = app, directory
        app.extensions["migrate"] = self

    def __getattr__(self, name: str):
        from flask_migrate import Migrate

        Migrate(self._app, db, directory=self._directory)
        return getattr(self._app.extensions["migrate"], name)


# Rows stay readable after a commit: a page is rendered after its answer was stored.
db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False, "class_": WorkSession})
babel = Babel()
csrf = CSRFProtect()
security = Security()
