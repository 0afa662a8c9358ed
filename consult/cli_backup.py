"""Commands that make backups and put them back."""

from pathlib import Path

import click
from flask import Flask

ACTOR = "shell"


def init_app(app: Flask) -> None:
    """Add these commands to the application."""
    app.cli.add_command(backup)
    app.cli.add_command(restore)


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--keep", type=click.IntRange(min=1), help="Delete all but the newest so many backups in the folder.")
def backup(folder: Path, keep: int | None) -> None:
    """Write the whole database into a new file in FOLDER, while the site goes on. It holds answers: guard it."""
    from consult.services import backup as service

    try:
        file = service.make(folder, ACTOR)
        found = service.check(file)
    except (service.CannotBackUp, service.CannotRestore) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{file}: {found.tables['response']:,} answers, {sum(found.tables.values()):,} rows, migration "
               f"{found.migration}, read back and whole.")  # fmt: skip
    for old in service.prune(folder, keep) if keep else []:
        click.echo(f"Deleted {old.name}.")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Also where the database has answers. They are kept aside.")
@click.option("--check", is_flag=True, help="Only read the backup and say whether it is whole.")
def restore(file: Path, replace: bool, check: bool) -> None:
    """Put the backup FILE in the place of the database, and bring it to this release."""
    from consult.services import backup as service

    try:
        found, aside = (service.check(file), None) if check else service.restore(file, replace, ACTOR)
    except service.CannotRestore as error:
        raise click.ClickException(str(error)) from error
    done = "is whole" if check else "is put back"
    click.echo(f"{file.name} of {found.made_at} {done}: {found.tables['response']:,} answers.")
    if aside:
        click.echo(f"The earlier database is kept as {aside}. It holds answers: delete it once you are content.")
    if not service.has_same_key(found):
        click.echo("It was made under another DRAFT_KEY. Unfinished answers, codes of invitations and what tablets "
                   "sealed cannot be opened until that key is set.", err=True)  # fmt: skip
