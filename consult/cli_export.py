"""The command that takes answers out person by person."""

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import click

FORMATS = click.Choice(["csv", "csv_labels", "xlsx", "sav", "dta", "parquet"])


@click.command()
@click.argument("slug", metavar="WAVE")
@click.option("--format", "format_", type=FORMATS, required=True)
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), required=True,
              help="The archive (.zip) to write: the data, two codebooks and the method note.")
@click.option("--reason", required=True, help="Why. It is kept in the list of deeds.")
@click.option("--lang", default="en", help="The language of the labels.")
@click.option("--run", "run_id", type=int, help="A weighting by its number. Without it, the wave's.")
@click.option("--unweighted", is_flag=True, help="Leave the weights out.")
@click.option("--with", "kept", multiple=True, help="A column that tells of a person to take beside the usual ones.")
@click.option("--merge", "merged", multiple=True, help="One of which rare answers are put together.")
@click.option("--without", "left", multiple=True, help="One to leave out.")
@click.option("--how", is_flag=True, help="Take how, and in which language, people answered.")
@click.option("--external-id", is_flag=True, help="Take the number of the row in the file that was brought in.")
@click.option("--texts", is_flag=True, help="Take redacted words.")
@click.option("--risk-reason", default="", help="Why the file is needed although few people in it are alike.")
def export(slug: str, output: Path, **options) -> None:
    """Write the answers of WAVE, one row a person, with weights, codebooks and the method note, to an archive."""
    from consult.cli import ACTOR, find_wave, in_english
    from consult.services import microdata

    @in_english
    def run() -> None:
        wave = find_wave(slug)
        try:
            taken = _replace(output, lambda file: microdata.take(wave, _wanted(wave, **options), file, ACTOR))
        except microdata.CannotExport as error:
            raise click.ClickException(f"{error.words} Nothing was written.") from error
        except OSError as error:
            raise click.ClickException(f"{output} cannot be written: {error.strerror}.") from error
        told = f"{taken.people:,} people written to {output}: k = {taken.anonymity.k}, {taken.anonymity.alone:,} alone."
        click.echo(told, file=sys.stderr)

    run()


def _wanted(wave, format_, reason, lang, run_id, unweighted, kept, merged, left, how, external_id, texts, risk_reason):
    from consult.services.microdata import Wanted, choosing, offered

    telling = dict.fromkeys(offered(wave).usual, choosing.KEEP)
    telling |= dict.fromkeys(kept, choosing.KEEP) | dict.fromkeys(merged, choosing.MERGE)
    telling |= dict.fromkeys(left, choosing.LEAVE)
    extras = [name for name, is_wanted in ((choosing.HOW, how), (choosing.EXTERNAL, external_id)) if is_wanted]
    return Wanted(format_, reason, lang, _run_id(wave, run_id, unweighted), None, telling, tuple(extras), texts,
                  risk_reason)  # fmt: skip


def _run_id(wave, run_id: int | None, unweighted: bool) -> int | None:
    from consult.services import weigh

    if unweighted:
        return None
    if run_id is not None and weigh.run_of(wave, run_id) is None:
        raise click.ClickException(f"The wave has no weighting {run_id}.")
    run = weigh.run_of(wave, run_id) if run_id is not None else weigh.current(wave)
    if run is None:
        raise click.ClickException("The wave is not weighted. Weigh it first, or ask for --unweighted.")
    return run.id


def _replace(output: Path, write: Callable):
    """Write beside the file and put it in its place at the end: a failure leaves what was there before."""
    with tempfile.NamedTemporaryFile("w+b", dir=output.resolve().parent, delete=False) as file:
        try:
            done = write(file)
        except BaseException:
            os.unlink(file.name)
            raise
    os.replace(file.name, output)
    return done
