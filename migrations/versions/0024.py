"""A field that no person sees, and work that a device does before it sends: two more reasons to look at answers"""

import sqlalchemy as sa
from alembic import op

revision = '0024'
down_revision = "0023"

BEFORE = "kind IN ('device', 'place', 'straight_line', 'speeder')"
AFTER = "kind IN ('device', 'place', 'straight_line', 'speeder', 'unseen_field', 'no_work')"
COLUMNS = ('id, response_id, wave_id, kind, subject, detail, found_on, decided, decided_by, decided_on, reason')


def upgrade() -> None:
    op.add_column('wave', sa.Column('asks_work', sa.Boolean(), nullable=False, server_default=sa.false()))
    _check(AFTER)


def downgrade() -> None:
    # What somebody decided about such a response stands with the response itself.
    op.execute("DELETE FROM response_flag WHERE kind IN ('unseen_field', 'no_work')")
    _check(BEFORE)
    op.execute('ALTER TABLE wave DROP COLUMN asks_work')


def _check(rule: str) -> None:
    if op.get_bind().dialect.name == 'postgresql':
        op.execute('ALTER TABLE response_flag DROP CONSTRAINT ck_response_flag_kind_known')
        op.execute(f'ALTER TABLE response_flag ADD CONSTRAINT ck_response_flag_kind_known CHECK ({rule})')
        return
    # SQLite changes a check only by making the table anew. No other table points to this one.
    op.execute('DROP INDEX ix_response_flag_alert')
    op.execute('CREATE TABLE response_flag_made_anew (id INTEGER NOT NULL, response_id CHAR(32) NOT NULL,'
               ' wave_id INTEGER NOT NULL, kind VARCHAR(16) NOT NULL, subject VARCHAR(64) NOT NULL,'
               ' detail JSON NOT NULL, found_on DATE NOT NULL, decided VARCHAR(10), decided_by VARCHAR(160),'
               ' decided_on DATE, reason VARCHAR(300),'
               f' CONSTRAINT ck_response_flag_kind_known CHECK ({rule}),'
               " CONSTRAINT ck_response_flag_decided_known CHECK (decided IN ('keep', 'leave_out')),"
               ' CONSTRAINT ck_response_flag_decision_is_whole CHECK ((decided IS NULL) = (decided_by IS NULL) AND'
               ' (decided IS NULL) = (decided_on IS NULL) AND (decided IS NULL) = (reason IS NULL)),'
               ' CONSTRAINT fk_response_flag_response_id_response FOREIGN KEY(response_id) REFERENCES response (id)'
               ' ON DELETE CASCADE,'
               ' CONSTRAINT fk_response_flag_wave_id_wave FOREIGN KEY(wave_id) REFERENCES wave (id),'
               ' CONSTRAINT pk_response_flag PRIMARY KEY (id),'
               ' CONSTRAINT uq_response_flag_response_id_kind UNIQUE (response_id, kind))')
    op.execute(f'INSERT INTO response_flag_made_anew ({COLUMNS}) SELECT {COLUMNS} FROM response_flag')
    op.execute('DROP TABLE response_flag')
    op.execute('ALTER TABLE response_flag_made_anew RENAME TO response_flag')
    op.create_index('ix_response_flag_alert', 'response_flag', ['wave_id', 'kind', 'subject', 'decided'])
