"""The commands of `flask --app wsgi`."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Add every command to the application."""
    from consult import cli_setup

    cli_setup.init_app(app)
