"""Puts the shipped benchmarks into the database, as consult.reference has them. Run again, it changes nothing."""

from consult import reference
from consult.extensions import db
from consult.models import Benchmark, Partnership
from consult.services.library.areas import place_of

# What a shipped figure says in words where there is nothing firmer.
NOTES = {"wording": "wording_note", "scale": "scale", "net": "net", "base": "base_note", "dont_know": "dont_know",
         "note": "note"}  # fmt: skip


def ship() -> None:
    """Add what is new, change what was corrected, take out what is shipped no more; in the open transaction.

    A figure about a partnership that is not set up here is left out.
    """
    owners = dict(db.session.execute(db.select(Partnership.slug, Partnership.id)).all())
    held = {row.key: row for row in db.session.scalars(db.select(Benchmark).where(Benchmark.key.is_not(None)))}
    for record in reference.benchmarks():
        owner = record["partnership"]
        if owner is not None and owner not in owners:
            continue
        row = held.pop(record["id"], None)
        if row is None:
            row = Benchmark(key=record["id"])
            db.session.add(row)
        for name, value in _columns(record, owners.get(owner)).items():
            if getattr(row, name) != value:
                setattr(row, name, value)
    for gone in held.values():
        db.session.delete(gone)


def _columns(record: dict, owner: int | None) -> dict:
    level, code = place_of(record["area"])
    lower, upper = record["interval"] or (None, None)
    young = any(one["questionnaire"] == "youth" for one in record["comparisons"])
    same = ("measure", "value", "base", "area", "population", "period", "mode", "publisher", "title", "source_address",
            "statement", "comparisons")  # fmt: skip
    return {
        **{name: record[name] for name in same},
        "partnership_id": owner,
        "audience": "young" if young else "adults",
        "lower": lower,
        "upper": upper,
        "effective_base": None,
        "wording": record["wording"] or "",
        "scale": [],
        "net": [],
        "routed_base": record["routed_base"] or "",
        "area_level": level,
        "area_code": code,
        "period_from": None,
        "period_to": None,
        "notes": {name: record[key] for name, key in NOTES.items() if record[key]},
    }
