"""Answers taken out of a wave in tests, and what is in the archive."""

import csv
import io
import zipfile

from consult.services import microdata
from consult.services.qualitative import redacting, texts

REASON = "A test of the file"


def taken(wave, format="csv", run=None, **wanted):
    """({name: bytes} of the archive, what `take` says of it)."""
    out = io.BytesIO()
    wish = {"reason": REASON, "risk_reason": REASON, **wanted}
    said = microdata.take(
        wave, microdata.Wanted(format, run_id=run.id if run else None, **wish), out, "analyst@test.example")
    with zipfile.ZipFile(out) as archive:
        return {name: archive.read(name) for name in archive.namelist()}, said


def data(archive):
    """The data file of an archive: always the first."""
    return next(iter(archive.values()))


def rows(content: bytes) -> list[dict]:
    """A CSV file as one dict a row."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def redact_all(wave, item="comment", by_hand=()):
    """Every text of an item read by somebody; `by_hand` taken out wherever it stands."""
    while (response_id := texts.next_unread(wave, item)) is not None:
        found = texts.find(wave, item, response_id)
        redacting.redact(wave, found, [], [words for words in by_hand if words in found.words], "tests")
