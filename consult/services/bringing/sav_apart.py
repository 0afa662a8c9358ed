"""Reads an SPSS file in a process of its own, as a program: the reader is C, and what a broken file does to it must not
be done to the process that people's answers come in by.

`python sav_apart.py FILE` takes a JSON list of the wanted columns on its input and gives JSON on its output:
{available, columns, values (by column, as text), missing, labels}, or {"refused": true}.
"""

import datetime as dt
import json
import math
import sys

# A file may unfold to more than the machine holds.
MOST_MEMORY = 3 << 30
MOST_SECONDS = 60


def plain(value) -> str:
    """A cell as text: 3.0 is "3", a date is 2026-03-02, nothing is ""."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        if math.isnan(value):
            return ""
        return str(int(value)) if value.is_integer() else repr(float(value))
    if isinstance(value, (dt.datetime, dt.date, dt.time)):
        return value.isoformat()
    return str(value)


def _read(file: str, wanted: set[str]) -> dict:
    import pyreadstat

    _none, header = pyreadstat.read_sav(file, metadataonly=True)
    available = list(header.column_names)
    columns = [name for name in available if name in wanted]
    found = {"available": available, "columns": columns, "values": [], "missing": {}, "labels": {}}
    if not columns:
        return found
    # The missing values are only declared by a reading of the data.
    data, meta = pyreadstat.read_sav(file, usecols=columns, user_missing=True, output_format="dict")
    found["values"] = [[plain(value) for value in data[name]] for name in columns]
    found["missing"] = {name: meta.missing_ranges[name] for name in columns if name in meta.missing_ranges}
    labels = meta.variable_value_labels
    found["labels"] = {
        name: {plain(value): label for value, label in labels.get(name, {}).items()} for name in found["missing"]
    }
    return found


def _limit() -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """As the head of this file says."""
    wanted = set(json.load(sys.stdin))
    try:
        import pyreadstat  # noqa: F401  (before the limits: loading it takes addresses that reading does not)

        _limit()
        found = _read(sys.argv[1], wanted)
    except Exception:
        # Whatever a broken file makes the library raise, it is the file that is broken.
        found = {"refused": True}
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
