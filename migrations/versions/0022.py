"""How long responses are kept, rows written anew in another order, and whom privacy notices name"""

import sqlalchemy as sa
from alembic import op

revision = '0022'
down_revision = "0021"

NAMES = {'controller': 160, 'contact': 160, 'dpo_contact': 160, 'ico_number': 20}


def upgrade() -> None:
    # A check in the column's own line: SQLite adds and drops it without making the table anew.
    op.execute('ALTER TABLE wave ADD COLUMN answers_days INTEGER CONSTRAINT ck_wave_answers_days_count '
               'CHECK (answers_days > 0)')
    op.add_column('wave', sa.Column('answers_deleted_on', sa.Date(), nullable=True))
    for name, length in NAMES.items():
        op.add_column('partnership', sa.Column(name, sa.String(length=length), nullable=True))
    # False of all that is there: the daily tidying then mixes it.
    op.add_column('response', sa.Column('mixed', sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.execute('ALTER TABLE response DROP COLUMN mixed')
    for name in reversed(NAMES):
        op.execute(f'ALTER TABLE partnership DROP COLUMN {name}')
    op.execute('ALTER TABLE wave DROP COLUMN answers_deleted_on')
    op.execute('ALTER TABLE wave DROP COLUMN answers_days')
