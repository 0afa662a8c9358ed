"""Commands that put an installation together and look after it."""

import json
import secrets
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import AppGroup
from flask_babel import force_locale

from consult.database import alone
from consult.extensions import db

demo_group = AppGroup("demo", help="The demonstration: simulated answers to try the product with.")
accounts_group = AppGroup("accounts", help="Officers' accounts.")
surveys_group = AppGroup("surveys", help="Surveys beside the two that every partnership has.")
waves_group = AppGroup("waves", help="Fieldwork periods of a survey.")
drafts_group = AppGroup("drafts", help="Unfinished answers.")
retention_group = AppGroup("retention", help="What is kept, and for how long.")


def init_app(app: Flask) -> None:
    """Add these commands to the application."""
    app.cli.add_command(setup)
    for group in (demo_group, accounts_group, surveys_group, waves_group, drafts_group, retention_group):
        app.cli.add_command(group)


@click.command()
@click.option("--demo", is_flag=True, help="Fill it with simulated answers too, once.")
@click.option("--address", default="http://localhost:8000", help="Where it will be served, for the list printed.")
def setup(demo: bool, address: str) -> None:
    """Migrate the database and set up the partnerships. Run again, it changes nothing."""
    from consult.services import migrate
    from consult.services import setup as service

    # Hosts that start together set up one after the other.
    with alone():
        try:
            migrate.upgrade()
        except migrate.CannotMigrate as error:
            raise click.ClickException(str(error)) from error
        service.set_up()
        if demo:
            _demo(address)


def _demo(address: str) -> None:
    from consult.services import demo

    if current_app.config["PRODUCTION"]:
        raise click.ClickException("No demonstration in production: simulated answers would mix with real ones.")
    password = _demo_password()
    if not demo.is_filled():
        click.echo("Simulating answers for the demonstration ...")
        demo.fill(password)
    click.echo("\nConsult is set up. Everything in it is simulated until somebody answers.\n")
    for what, path in demo.ADDRESSES:
        click.echo(f"  {what:<44}{address}{path}")
    click.echo(f"\n  Sign in at {address}/account/sign-in with the password  {password}")
    for email, role in demo.sign_ins():
        click.echo(f"    {email:<36}{role}")
    click.echo("\n  Empty the simulated answers:  .venv/bin/flask --app wsgi demo empty\n", nl=True)


def _demo_password() -> str:
    # Made here and kept beside the database: a demonstration left running has no password known to the world.
    file = Path(current_app.config["INSTANCE"]) / "demo_password"
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(9))
    return file.read_text().strip()


@demo_group.command("empty")
def demo_empty() -> None:
    """Delete every simulated answer and everything worked out from one."""
    from consult.services import demo

    counts = demo.empty()
    click.echo(
        f"Deleted. Simulated responses: {counts['responses']}. Weightings of their waves: {counts['runs']}. "
        f"Editions that rested on them: {counts['editions']}."
    )


@accounts_group.command("add")
@click.argument("email")
@click.option("--name", required=True)
@click.option("--partnership", "slug", required=True, help="Its address, for example trafford.")
@click.option("--role", type=click.Choice(["viewer", "outreach", "officer", "analyst", "admin"]), required=True)
@click.password_option()
def accounts_add(email: str, name: str, slug: str, role: str, password: str) -> None:
    """Add an account with a role in a partnership."""
    from consult.services import accounts, passwords

    partnership = named_partnership(slug)
    with force_locale("en"):
        if problem := passwords.problem_with(password, email, name):
            raise click.ClickException(problem)
    if accounts.find(email):
        raise click.ClickException(f"There is an account for {email} already.")
    accounts.add(email, name, password, [(partnership, role)], "shell")
    click.echo(f"{email} is now {role} of {partnership.title}.")


@accounts_group.command("invite")
@click.argument("email")
@click.option("--partnership", "slug", required=True, help="Its address, for example trafford.")
@click.option("--role", type=click.Choice(["viewer", "outreach", "officer", "analyst", "admin"]), required=True)
@click.option("--address", default="http://localhost:8000", help="Where it is served, where PUBLIC_ADDRESS is not set.")
def accounts_invite(email: str, slug: str, role: str, address: str) -> None:
    """Print a link that lets somebody into a partnership, once, for seven days."""
    from consult.services import joining

    partnership = named_partnership(slug)
    try:
        found, token = joining.invite(partnership, email, role, "en", "shell")
    except joining.Refused as refusal:
        with force_locale("en"):
            raise click.ClickException(str(refusal.words)) from refusal
    base = current_app.config["PUBLIC_ADDRESS"] or address
    click.echo(f"Hand this to {found.email} and nobody else. It works once, for seven days:")
    click.echo(f"{base}/account/invited/{token}")


@accounts_group.command("unlink")
@click.argument("email")
def accounts_unlink(email: str) -> None:
    """Part an account from single sign-on; its next sign-on links it anew."""
    from consult.services import sign_on

    number = sign_on.unlink(_named_account(email), "shell")
    click.echo(f"{email} was linked with {number} providers of single sign-on and is now with none.")


@accounts_group.command("way-back")
@click.argument("email")
def accounts_way_back(email: str) -> None:
    """Print the path of a page on which somebody sets a new password: good once, for 24 hours."""
    from consult.services import accounts

    click.echo(accounts.way_back(_named_account(email)))


@accounts_group.command("begin-anew")
@click.argument("email")
def accounts_begin_anew(email: str) -> None:
    """Take down the second factors of somebody who has lost them all; make sure first that it is them."""
    from consult.services.signing_in import proofs

    proofs.take_down_all(_named_account(email), "shell")
    click.echo(f"{email} signs in with the password alone, and is signed out everywhere.")


def _named_account(email: str):
    from consult.services import accounts

    user = accounts.find(email)
    if user is None:
        raise click.ClickException(f"There is no account for {email}.")
    return user


def _wave_options(command):
    """The options that describe a new wave."""
    date = click.DateTime(["%Y-%m-%d"])
    for option in (
        click.option("--closes", type=date, required=True),
        click.option("--opens", type=date, required=True),
        click.option("--design", type=click.Choice(["probability", "quota", "open"]), required=True),
        click.option("--wave", "wave_slug", required=True, help="Its name in the shell and in addresses."),
        click.option("--title", required=True),
    ):
        command = option(command)
    return command


@surveys_group.command("add")
@click.argument("document", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--partnership", "slug", required=True)
@click.option("--survey", "survey_slug", required=True, help="Its address under /s/.")
@_wave_options
def surveys_add(document, slug, survey_slug, title, wave_slug, design, opens, closes) -> None:
    """Add a survey from a questionnaire document, with a first wave that is not open yet."""
    from consult.questionnaire import QuestionnaireError
    from consult.services import field

    partnership = named_partnership(slug)
    new = field.NewWave(wave_slug, title, design, opens.date(), closes.date())
    try:
        document = json.loads(document.read_text(encoding="utf-8"))
        wave = field.add_survey_with_wave(partnership, document, survey_slug, new, "shell")
    except (QuestionnaireError, field.FieldError, ValueError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"Survey {survey_slug} added to {partnership.title}; its wave is {wave.slug}.")


@waves_group.command("add")
@click.argument("survey_slug")
@_wave_options
def waves_add(survey_slug, title, wave_slug, design, opens, closes) -> None:
    """Add a wave to a survey; it is not open yet."""
    from consult.services import field

    survey = field.survey(survey_slug)
    if survey is None:
        raise click.ClickException(f"There is no survey at {survey_slug}.")
    try:
        wave = field.plan_wave(survey, field.NewWave(wave_slug, title, design, opens.date(), closes.date()), "shell")
    except field.FieldError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{wave.slug} added. Open it with: flask --app wsgi waves open {wave.slug}")


@waves_group.command("open")
@click.argument("wave_slug")
@click.option("--reason", help="Why every warning that is left may stay. It is kept with each of them.")
def waves_open(wave_slug: str, reason: str | None) -> None:
    """Open a wave that passes preflight: its questionnaire is frozen, and another open wave of the survey closes."""
    from consult.services import field, opening, preflight

    wave = field.wave_by_slug(wave_slug)
    if wave is None:
        raise click.ClickException(f"There is no wave {wave_slug}.")
    try:
        if reason is not None:
            preflight.explain(wave, opening.left(wave), reason, "shell")
        opening.open_(wave, "shell")
    except preflight.CannotExplain as error:
        # There is no request in the shell to tell the reader's language.
        with force_locale("en"):
            raise click.ClickException(f"{error.words}. Nothing was opened.") from error
    except field.Changed as error:
        raise click.ClickException("Its questionnaire was changed just now. Try again.") from error
    except opening.NotReady as error:
        for one in error.left:
            click.echo(_in_words(one.finding), err=True)
        raise click.ClickException(
            "The wave cannot be opened yet. Mend the errors; mend the warnings or give a --reason for them."
        ) from error
    click.echo(f"{wave_slug} takes answers from {wave.opens_on} to {wave.closes_on}.")


def _in_words(finding) -> str:
    """A finding in one line. Its code is a row of docs/preflight.md."""
    told = ", ".join(f"{name} {value}" for name, value in finding.parameters.items())
    return f"{finding.level}: {finding.code}: {finding.place or 'the whole questionnaire'}{': ' if told else ''}{told}"


@drafts_group.command("purge")
def drafts_purge() -> None:
    """Delete unfinished answers that were left alone for two days. Run it daily."""
    from consult.services.answering import drafts

    click.echo(f"Deleted {drafts.purge('shell').total()} drafts.")


@retention_group.command("run")
def retention_run() -> None:
    """Delete everything whose time is over, and say what was deleted and what is due next. Run it daily."""
    from consult.services import retention

    report = retention.run("shell")
    for one in report.deleted:
        click.echo(f"Deleted of {one.wave}: {_KEPT[one.kind]}, {one.number:,}.")
    if not report.deleted:
        click.echo("Nothing was due.")
    for one in report.due:
        click.echo(f"Due on {one.on}: {_KEPT[one.kind]} of {one.wave}.")


# What a report of retention speaks of.
_KEPT = {"drafts": "unfinished answers", "words": "typed words, in responses", "answers": "whole responses"}


def named_partnership(slug: str):
    """The partnership of this slug. Raises ClickException, which says which there are."""
    from consult.models import Partnership

    partnership = db.session.scalar(db.select(Partnership).where(Partnership.slug == slug))
    if partnership is None:
        known = ", ".join(db.session.scalars(db.select(Partnership.slug).order_by(Partnership.slug)))
        known = known or "none yet; run setup first"
        raise click.ClickException(f"There is no partnership {slug}. There are: {known}.")
    return partnership
