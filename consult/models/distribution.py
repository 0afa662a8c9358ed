"""How the tables lie when one PostgreSQL is not enough and a distributed one (such as Citus) takes its place.

What belongs to a wave lies together on one machine, so that its answers are counted, joined and changed there. A
distributed database can keep a rule such as "once" only within a machine, so each key, each unique rule and each
reference between such tables has to name the column that they are distributed by: `statements` makes it so. The
application is the same before and after.
"""

from sqlalchemy import ForeignKeyConstraint, MetaData, Table, UniqueConstraint
from sqlalchemy.dialects import postgresql

# Table -> the column that says where a row lies. All that grows with the answers is here.
DISTRIBUTED = {
    "response": "wave_id",
    "response_flag": "wave_id",
    "text_reading": "wave_id",
    "coding": "wave_id",
    "coded_theme": "wave_id",
    "quote": "wave_id",
    "paper_sheet": "wave_id",
    "drop_off": "wave_id",
    # Looked for by these alone, by a person's phone or tablet that does not say the wave: each on one machine.
    "draft": "id",
    "resume_code": "id",
    "sync_record": "id",
    "invitation": "code_digest",
}
# As small as a partnership's settings, or written by officers only: whole on every machine.
REFERENCE = {
    "account_invitation", "account_session", "action", "action_link", "area", "benchmark", "brought_form",
    "code_frame", "device", "earlier_margin", "edition", "finding", "import_batch", "invitation_batch",
    "language_review", "link", "membership", "outreach_session", "outside_figure", "partnership", "passkey",
    "permission", "population_file", "population_margin", "postcode", "preflight_reason", "qualitative_source",
    "questionnaire_edit", "questionnaire_version", "recovery_code", "role", "section_draft", "sign_on_identity",
    "source_theme", "stricter_verdict", "success_measure", "survey", "telling", "text_state", "theme", "told_count",
    "user_account", "version_note", "wave", "wave_key", "weighting_run",
}  # fmt: skip
# On one machine, and no other table leads to them: the record of events, and what workers do.
LOCAL = {"audit_event", "job", "job_part", "sign_in_try", "worker"}

_NAMES = postgresql.dialect().identifier_preparer


def statements(metadata: MetaData) -> list[str]:
    """SQL that makes the tables of a migrated PostgreSQL such as can be distributed; its answers stay."""
    tables = [metadata.tables[name] for name in DISTRIBUTED]
    found = [f"ALTER TABLE {one.name} DROP CONSTRAINT {_name(key)};" for one in tables for key in _between(one)]
    for one in tables:
        for key in _rules(one):
            if DISTRIBUTED[one.name] not in key.columns:
                kind = "UNIQUE" if isinstance(key, UniqueConstraint) else "PRIMARY KEY"
                found += [f"ALTER TABLE {one.name} DROP CONSTRAINT {_name(key)};",
                          f"ALTER TABLE {one.name} ADD CONSTRAINT {_name(key)} {kind} ({_wider(one, key)});"]
    return found + references(metadata)


def references(metadata: MetaData) -> list[str]:
    """SQL of the references between distributed tables, each within a wave."""
    found = []
    for name, column in DISTRIBUTED.items():
        table = metadata.tables[name]
        for key in _between(table):
            (element,) = key.elements
            deletes = f" ON DELETE {key.ondelete}" if key.ondelete else ""
            found.append(
                f"ALTER TABLE {name} ADD CONSTRAINT {_name(key)} FOREIGN KEY ({column}, {element.parent.name}) "
                f"REFERENCES {key.referred_table.name} ({column}, {element.column.name}){deletes};"
            )
    return found


def distribution() -> list[str]:
    """What Citus is then told: first what is whole everywhere, then what lies together."""
    found = [f"SELECT create_reference_table('{name}');" for name in sorted(REFERENCE)]
    first = {}
    for name, column in DISTRIBUTED.items():
        beside = first.setdefault(column if column == "wave_id" else name, name)
        together = f", colocate_with => '{beside if beside != name else 'none'}'"
        found.append(f"SELECT create_distributed_table('{name}', '{column}'{together});")
    return found


def _between(table: Table) -> list[ForeignKeyConstraint]:
    """The references to other distributed tables, in order."""
    found = [key for key in table.foreign_key_constraints if key.referred_table.name in DISTRIBUTED]
    return sorted(found, key=_name)


def _rules(table: Table) -> list:
    """The primary key, then the unique rules in order."""
    unique = [key for key in table.constraints if isinstance(key, UniqueConstraint)]
    return [table.primary_key, *sorted(unique, key=_name)]


def _wider(table: Table, key) -> str:
    # Last, so that a row is still found by its number alone.
    return ", ".join([*(column.name for column in key.columns), DISTRIBUTED[table.name]])


def _name(key) -> str:
    return _NAMES.format_constraint(key)
