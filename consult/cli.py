"""The commands of `flask --app wsgi`."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext
from flask_babel import force_locale

from consult.models import Wave, WeightingRun

# Who did it, in the record of events, when it was done from the shell.
ACTOR = "shell"

responses_group = AppGroup("responses", help="Answers from elsewhere.")


def init_app(app: Flask) -> None:
    """Add every command to the application."""
    from consult import cli_areas, cli_backup, cli_export, cli_setup

    app.cli.add_command(responses_group)
    app.cli.add_command(weigh)
    app.cli.add_command(worker)
    app.cli.add_command(cli_export.export)
    cli_setup.init_app(app)
    cli_areas.init_app(app)
    cli_backup.init_app(app)


def in_english(command: Callable) -> Callable:
    """There is no request in the shell to tell the reader's language."""

    @wraps(command)
    def wrapped(*args, **kwargs):
        with force_locale("en"):
            return command(*args, **kwargs)

    return wrapped


@click.command()
@with_appcontext
def worker() -> None:
    """Do the work that pages leave to workers. Start as many as you like, on any machine; SIGTERM ends one."""
    from consult import jobs

    jobs.run_worker(current_app._get_current_object())


@responses_group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--wave", "slug", required=True, help="Where the answers belong.")
@click.option("--mapping", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=True,
              help="JSON that says what the columns mean: see docs/import.md.")
@in_english
def import_responses(file: Path, slug: str, mapping: Path) -> None:
    """Bring FILE (.csv, .xlsx or .sav) into a wave: all of it, or nothing and every reason why."""
    from consult.services.bring_in import import_file

    report = import_file(find_wave(slug), file, file.name, mapping.read_bytes(), ACTOR)
    if not report.accepted:
        for one in report.refusals:
            place = ", ".join(filter(None, [
                f"row {one.row}" if one.row else None, one.column, f"value “{one.value}”" if one.value else None]))
            click.echo(f"{place}: {one.why} {one.remedy}" if place else f"{one.why} {one.remedy}", err=True)
        rows = f"{report.refused_rows:,} of {report.rows:,} rows are refused. " if report.refused_rows else ""
        raise click.ClickException(f"{rows}Nothing of {file.name} was stored.")
    click.echo(f"{report.batch.rows:,} responses brought into {slug}.")
    for item, labels in report.missing.items():
        kinds = ", ".join(f"{label} {count:,}" for label, count in labels.most_common())
        click.echo(f"  {item}: {report.answered[item]:,} answers; missing: {kinds}")


@click.command()
@click.argument("slug", metavar="WAVE")
@click.option("--margins", "file", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="CSV with the columns margin (the name of an item), category, target.")
@click.option("--margin", "keys", multiple=True, help="The key of a margin the partnership keeps. May be repeated.")
@click.option("--base-weight", help="The column that the import took base weights from. Without it they are all 1.")
@click.option("--missing", type=click.Choice(["spread", "leave_out", "refuse"]),
              help="People without an answer in a margin: a category of their own (the default with --margin), left "
              "out and counted (the default with --margins), or refused.")
@click.option("--unmatched-missing", is_flag=True, help="Answers that a margin has no target for count as missing.")
@click.option("--bounds", type=float, nargs=2, help="Lowest and highest ratio of a weight to its base weight: 0.3 3.")
@in_english
def weigh(slug: str, file: Path | None, keys: tuple[str, ...], base_weight: str | None, missing: str | None,
          unmatched_missing: bool, bounds: tuple[float, float] | None) -> None:
    """Weigh WAVE to margins by raking."""
    from consult.services import weigh as service

    wave = find_wave(slug)
    try:
        margins = [*(service.read_margins(file) if file else []), *_stored(wave, keys)]
        missing = missing or ("leave_out" if file else "spread")
        run = service.weigh(wave, margins, ACTOR, base_weight, missing, bounds, unmatched_missing)
    except service.CannotWeigh as error:
        raise click.ClickException(f"{error.words} Nothing was stored.") from error
    _tell(run)


def _stored(wave: Wave, keys: tuple[str, ...]) -> list:
    from consult.services import weigh as service

    there = {margin.key: margin for margin in service.stored_margins(wave)}
    for key in keys:
        if key not in there:
            names = ", ".join(there) or "none"
            raise service.CannotWeigh(f"There is no margin “{key}” for this wave. There are: {names}.")
    return [service.margin_of(there[key]) for key in keys]


def _tell(run: WeightingRun) -> None:
    figures = run.diagnostics
    click.echo(f"Weighting {run.id}: {figures['people']:,} people weighed, {figures['left_out']:,} left out.")
    click.echo(
        f"  Weights add up to {figures['total']:,.10g}; with mean 1 they go from {figures['smallest']:.3f} to "
        f"{figures['largest']:.3f}.")
    click.echo(
        f"  Design effect of weighting {figures['design_effect']:.3f}, effective base "
        f"{figures['effective_base']:,.0f}, efficiency {100 * figures['efficiency']:.1f}%.")
    for note in figures["notes"]:
        click.echo(f"  {note}")
    for note in figures["not_telling"]:
        click.echo(f"  {note['people']:,} people answered “{note['answer']}” to {note['item']}: counted as missing.")
    for margin in figures["margins"]:
        click.echo(f"\n  {' × '.join(margin['dimensions']):<28}" + "{:>8}{:>10}{:>10}{:>10}".format(
            "people", "before", "after", "target"))
        whole = {name: sum(row[name] for row in margin["rows"]) for name in ("before", "after", "target")}
        for row in margin["rows"]:
            shares = "".join(f"{100 * row[name] / whole[name]:>9.1f}%" for name in whole)
            click.echo(f"  {row['category']:<28}{row['base']:>8,}{shares}")


def find_wave(slug: str) -> Wave:
    """The wave of that name, or an end with words."""
    from consult.services import field

    wave = field.wave_by_slug(slug)
    if wave is None:
        raise click.ClickException(f"There is no wave “{slug}”.")
    return wave
