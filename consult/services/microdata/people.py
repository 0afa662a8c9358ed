"""The responses of a wave one after another as rows of a file, in an order that tells nothing."""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import islice

from consult.extensions import db
from consult.models import Response, TextReading, Wave, WeightingRun
from consult.questionnaire import Item, path
from consult.services import field
from consult.services.cells import check_current, expressions, in_figures, key_columns, weight_by_cell
from consult.services.in_files import bare
from consult.services.microdata.coding import Coder
from consult.services.microdata.variables import NOT_KNOWN, TEXT, Variable

CHUNK = 500
# Of these an adult agreed, so the person is under 16 and was asked what children are asked.
_UNDER_16 = ("school", "centre", "parent")


def design_in_use(wave: Wave, run: WeightingRun | None) -> tuple[str, ...]:
    """Those of base_weight, stratum and cluster that tell anything of this wave's responses."""
    used = [db.func.count(Response.stratum), db.func.count(Response.cluster),
            db.func.count(db.case((Response.base_weight != 1.0, 1)))]  # fmt: skip
    strata, clusters, weights = db.session.execute(db.select(*used).where(in_figures(wave))).one()
    weighted_from = run is not None and bool(run.scheme["base_weight"])
    there = {"base_weight": weights or weighted_from, "stratum": strata, "cluster": clusters}
    return tuple(name for name, is_there in there.items() if is_there)


class People:
    """The rows of a file: one list of values for each response, in the order of `variables`.

    Each reading of them has another order, and numbers its cases, strata and clusters anew: two files of the same wave
    cannot be laid side by side, and nothing in them leads back to the database or to a receipt.
    """

    def __init__(self, wave: Wave, run: WeightingRun | None, variables: Sequence[Variable]):
        self._wave, self._run, self._variables = wave, run, variables
        items = field.asked(wave).items
        self._coders = [_coder(variable, items) for variable in variables]
        self._texts = [variable.column for variable in variables if variable.kind == TEXT and variable.item]

    def __iter__(self) -> Iterator[list]:
        """Raises StaleRun, at the end at the latest, where the answers are not those that were weighed."""
        own, counted = _Own(self._wave, self._run, self._variables), {}
        keys = expressions(self._wave, key_columns(self._run)) if self._run else []
        for chunk in _chunks(_shuffled_ids(self._wave)):
            texts = self._words(chunk)
            for response, key in _responses(self._wave, chunk, keys):
                counted[key] = counted.get(key, 0) + 1
                yield self._row(response, own.values(response, key), texts.get(response.id, {}))
        if self._run is not None:
            check_current(self._run, counted.items())

    def _row(self, response, own: dict, texts: dict[str, str]) -> list:
        asked = _once(lambda: self._asked(response))
        row = []
        for variable, coder in zip(self._variables, self._coders, strict=True):
            if coder is not None:
                row.append(coder.code(response.answers, asked))
            elif variable.item:
                row.append(texts.get(variable.column, ""))
            else:
                row.append(own[variable.column])
        return row

    def _asked(self, response) -> Collection[str]:
        questionnaire = field.asked(self._wave, under_16=response.consent_route in _UNDER_16)
        return {item.name for page in path(questionnaire, response.answers) for item in page.items}

    def _words(self, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, dict[str, str]]:
        """The redacted copies of texts, by response and column. Words that nobody has read are in no file."""
        if not self._texts:
            return {}
        query = db.select(TextReading.response_id, TextReading.item, TextReading.redacted).where(
            TextReading.response_id.in_(ids), TextReading.item.in_(self._texts), TextReading.state == "ready"
        )
        found: dict[uuid.UUID, dict[str, str]] = {}
        for response_id, item, words in db.session.execute(query):
            found.setdefault(response_id, {})[item] = bare(words)
        return found


class _Own:
    """The values of the response's own columns, numbered as they come."""

    def __init__(self, wave: Wave, run: WeightingRun | None, variables: Sequence[Variable]):
        self._wave = wave
        self._weights = weight_by_cell(run) if run else {}
        # 1 on average over those weighed; the run's own weights add up to the population.
        self._mean = run.diagnostics["total"] / run.diagnostics["people"] if run else 1.0
        self._codes = {
            variable.column: {value.key: value.code for value in variable.values}
            for variable in variables if variable.column in ("channel", "language")
        }  # fmt: skip
        self._strata: dict[str, int] = {}
        self._clusters: dict[tuple, int] = {}
        self._cases = 0

    def values(self, response, key: tuple) -> dict:
        """Column -> value. A weight is None for somebody whom the weighting left out."""
        self._cases += 1
        total = self._weights.get(key)
        return {
            "case_id": self._cases,
            "weight": None if total is None else total / self._mean,
            "weight_total": total,
            "base_weight": response.base_weight,
            "stratum": _number(self._strata, response.stratum),
            # A cluster is one within its stratum: some samples number them anew in each.
            "cluster": _number(self._clusters, response.cluster and (response.stratum, response.cluster)),
            "wave": self._wave.slug,
            "channel": self._codes.get("channel", {}).get(response.channel, NOT_KNOWN),
            "language": self._codes.get("language", {}).get(response.language, NOT_KNOWN),
            "external_id": bare(response.external_id or ""),
            "simulated": int(response.simulated),
        }


def _number(known: dict, value) -> int | None:
    return known.setdefault(value, len(known) + 1) if value else None


def _coder(variable: Variable, items: dict[str, Item]) -> Coder | None:
    return Coder(variable, items[variable.item]) if variable.item and variable.kind != TEXT else None


def _once(found: Callable[[], Collection[str]]) -> Callable[[], Collection[str]]:
    kept: list[Collection[str]] = []

    def give() -> Collection[str]:
        if not kept:
            kept.append(found())
        return kept[0]

    return give


def _shuffled_ids(wave: Wave) -> list[bytes]:
    """The ids of all responses, in an order that no other reading has; 16 bytes each, so that a million fit."""
    query = db.select(Response.id).where(in_figures(wave)).execution_options(yield_per=10_000)
    ids = [found.bytes for found in db.session.scalars(query)]
    random.SystemRandom().shuffle(ids)
    return ids


def _chunks(ids: list[bytes]) -> Iterator[list[uuid.UUID]]:
    left = iter(ids)
    while chunk := [uuid.UUID(bytes=one) for one in islice(left, CHUNK)]:
        yield chunk


def _responses(wave: Wave, chunk: list[uuid.UUID], keys: list) -> Iterator[tuple]:
    """(the response's columns, the key of its cell), in the order of `chunk`."""
    own = (Response.id, Response.external_id, Response.language, Response.channel, Response.base_weight,
           Response.stratum, Response.cluster, Response.answers, Response.simulated,
           Response.consent_route)  # fmt: skip
    # Asked of each row found: as a condition beside the ids it leads SQLite to read the whole wave for every chunk.
    query = db.select(in_figures(wave).label("counts"), *own, *keys).where(Response.id.in_(chunk))
    found = {row.id: row for row in db.session.execute(query) if row.counts}
    for response_id in chunk:
        # Withdrawn or left out since the ids were read: gone from the file as well.
        if (row := found.get(response_id)) is not None:
            yield row, tuple(row[1 + len(own):])
