"""One package an audience."""

from flask import Flask


def register(app: Flask) -> None:
    """Add every blueprint to the application."""
    from consult.blueprints.account import blueprint as account
    from consult.blueprints.account import signing_in
    from consult.blueprints.health import blueprint as health
    from consult.blueprints.insights import blueprint as insights
    from consult.blueprints.officer import blueprint as officer
    from consult.blueprints.outreach import blueprint as outreach
    from consult.blueprints.outreach.views import QUESTIONS
    from consult.blueprints.respond import blueprint as respond
    from consult.blueprints.respond import short
    from consult.blueprints.respond.offline import questions
    from consult.blueprints.respond.preview import preview

    for blueprint in (respond, short, preview, officer, outreach, insights, account, signing_in, health):
        app.register_blueprint(blueprint)
    # Tablets show the survey's own question fields.
    app.extensions[QUESTIONS] = questions
