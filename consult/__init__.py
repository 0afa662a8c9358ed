"""Consult: what communities feel, collected, weighed and told."""

from collections.abc import Callable

from flask import Flask


class Consult(Flask):
    """The application's class."""

    def ensure_sync(self, func: Callable) -> Callable:
        """As Flask.ensure_sync. All functions here are plain ones: to look whether each is costs a page 15 looks."""
        return func


def create_app(overrides: dict | None = None) -> Flask:
    """The application. `overrides` replace settings, for tests."""
    from consult import config

    overrides = overrides or {}
    app = Consult(__name__)
    app.config.from_mapping(config.settings(overrides.get("INSTANCE")))
    app.config.from_mapping(overrides)

    # Settings that cannot be used are told before all of this is loaded.
    # The extensions come first: they spare the process what the accounts library would load with it.
    from consult.extensions import Migrations, babel, csrf, db, security

    from consult import blueprints, cli, database, metrics, web  # isort: skip

    metrics.init_metrics(app)
    web.init_logs(app)
    db.init_app(app)
    database.init_app(app)
    Migrations(app, config.ROOT / "migrations")
    csrf.init_app(app)
    web.init_bodies(app)
    web.init_locale(app, babel)
    web.init_templates(app)
    web.init_static(app)
    web.init_accounts(app, security)
    web.init_sign_on(app)
    web.init_headers(app)
    web.init_compression(app)
    web.init_errors(app)
    web.init_ids(app)
    blueprints.register(app)
    web.init_access(app)
    web.init_limits(app)
    web.init_proxies(app)
    cli.init_app(app)
    return app
