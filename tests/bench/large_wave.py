"""A wave of very many simulated responses, made in bulk from some simulated one by one."""

from __future__ import annotations

import datetime as dt
import json
import random
import uuid
from collections.abc import Iterator

# Asked at the end, of everybody: who somebody is. The rest is what they say, the grid of problems by itself.
ABOUT = {
    "age_band", "sex", "gender_identity", "orientation", "ethnic_group", "ethnic_white", "religion", "main_language",
    "condition", "condition_limits", "tenure", "neighbourhood", "ward",
}  # fmt: skip
GRID = {"asb"}
OWN = ("id", "answers")


def lay(simulated: int, people: int):
    """A wave “bench” of the residents' survey with so many simulated one by one and the rest made of them."""
    from consult.extensions import db
    from consult.models import Survey
    from consult.services import demo, field

    survey = db.session.scalar(db.select(Survey).where(Survey.slug == "trafford"))
    days = (dt.date(2026, 3, 2), dt.date(2026, 4, 12))
    wave = field.add_wave(survey, field.NewWave("bench", "Bench", "quota", *days))
    demo.simulate(wave, simulated)
    db.session.commit()
    grow(wave, people)
    return wave


def grow(wave, people: int) -> None:
    """Add responses until the wave has so many: each is who one simulated person is, what another says and the grid
    of a third, so that hardly two are alike, as among people; within each, what is asked fits what was answered."""
    from consult.extensions import db
    from consult.models import Response

    table = Response.__table__
    there = [dict(row) for row in db.session.execute(db.select(table).where(table.c.wave_id == wave.id)).mappings()]
    columns = [one.name for one in table.columns if one.name not in OWN and there[0][one.name] is not None]
    rows = _rows(there, columns, people - len(there))
    names = ", ".join([*OWN, *columns])
    connection = db.session.connection()
    cursor = connection.connection.cursor()
    if connection.dialect.name == "postgresql":
        with cursor.copy(f"COPY response ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
    else:
        marks = ", ".join("?" * (len(OWN) + len(columns)))
        cursor.executemany(f"INSERT INTO response ({names}) VALUES ({marks})", ((row[0].hex, *row[1:]) for row in rows))
    db.session.commit()
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as plain:
        # As a database does by itself within minutes.
        plain.exec_driver_sql("VACUUM ANALYZE response" if plain.dialect.name == "postgresql" else "ANALYZE")


def _rows(there: list[dict], columns: list[str], number: int) -> Iterator[tuple]:
    draw = random.Random(1)
    parts = [_part(there, lambda name, chosen=chosen: chosen == _kind(name)) for chosen in ("about", "said", "grid")]
    others = [tuple(str(row[name]) if name == "submitted_on" else row[name] for name in columns) for row in there]
    for _ in range(number):
        answers = ", ".join(draw.choice(part) for part in parts)
        yield uuid.UUID(int=draw.getrandbits(128), version=4), f"{{{answers}}}", *draw.choice(others)


def _kind(name: str) -> str:
    return "about" if name in ABOUT else "grid" if name in GRID else "said"


def _part(there: list[dict], wanted) -> list[str]:
    """Some of the answers of each response as the inside of a JSON object, where there are any."""
    found = (json.dumps({name: value for name, value in row["answers"].items() if wanted(name)}) for row in there)
    return [text[1:-1] for text in found if text != "{}"]
