"""Commands that load what the partnership's places are found by: postcodes, and outlines for the map."""

from pathlib import Path

import click
from flask import Flask
from flask.cli import AppGroup

from consult.cli import ACTOR, in_english
from consult.cli_setup import named_partnership

areas_group = AppGroup("areas", help="Postcodes and outlines of a partnership's wards.")


def init_app(app: Flask) -> None:
    """Add these commands to the application."""
    app.cli.add_command(areas_group)


@areas_group.command("postcodes")
@click.argument("slug", metavar="PARTNERSHIP")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@in_english
def postcodes(slug: str, file: Path) -> None:
    """Load the postcodes of PARTNERSHIP from FILE, an extract of the ONS Postcode Directory as CSV.

    They replace those loaded before: all of them, or nothing is changed and every reason said.
    """
    from consult.services import places

    report = places.load_postcodes(named_partnership(slug), file, ACTOR)
    _refuse(report, file)
    click.echo(f"{report.loaded:,} postcodes loaded for {slug}.")
    if report.outside:
        click.echo(f"  {report.outside:,} rows of other places were passed over.")
    if report.ended:
        click.echo(f"  {report.ended:,} postcodes that are no longer in use were passed over.")


@areas_group.command("outlines")
@click.argument("slug", metavar="PARTNERSHIP")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@in_english
def outlines(slug: str, file: Path) -> None:
    """Load the outlines of the wards of PARTNERSHIP from FILE, GeoJSON in degrees (WGS84)."""
    from consult.services import places

    report = places.load_outlines(named_partnership(slug), file, ACTOR)
    _refuse(report, file)
    click.echo(f"{report.loaded:,} outlines loaded for {slug}.")
    if report.outside:
        click.echo(f"  {report.outside:,} shapes of other places were passed over.")


def _refuse(report, file: Path) -> None:
    if report.accepted:
        return
    for one in report.refusals:
        click.echo(f"{f'row {one.row}: ' if one.row else ''}{one.why} {one.remedy}", err=True)
    if report.refused > len(report.refusals):
        click.echo(f"... and {report.refused - len(report.refusals):,} more.", err=True)
    raise click.ClickException(f"Nothing of {file.name} was loaded.")
