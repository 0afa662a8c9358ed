"""Sheets of paper: which response each became, and what a second keying found"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0005'
down_revision = '0004'


def upgrade() -> None:
    document = sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')
    # The constraint stands in the column's own line: SQLite can then add it without rebuilding the table.
    op.execute('ALTER TABLE wave ADD COLUMN paper_again INTEGER DEFAULT 10 NOT NULL'
               ' CONSTRAINT ck_wave_paper_again_in_a_hundred CHECK (paper_again BETWEEN 0 AND 100)')
    op.create_table('paper_sheet',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('wave_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.String(length=20), nullable=False),
    sa.Column('response_id', sa.Uuid(), nullable=False),
    sa.Column('entered_by', sa.String(length=160), nullable=False),
    sa.Column('entered_on', sa.Date(), nullable=False),
    sa.Column('again', sa.Boolean(), nullable=False),
    sa.Column('second_by', sa.String(length=160), nullable=True),
    sa.Column('second_on', sa.Date(), nullable=True),
    sa.Column('second_answers', document, nullable=False),
    sa.Column('differs', sa.Boolean(), nullable=False),
    sa.Column('compared', sa.Integer(), nullable=True),
    sa.Column('differing', sa.Integer(), nullable=True),
    sa.CheckConstraint('(second_by IS NULL) = (second_on IS NULL)', name=op.f('ck_paper_sheet_second_has_a_date')),
    sa.CheckConstraint('differing <= compared', name=op.f('ck_paper_sheet_differing_of_compared')),
    sa.CheckConstraint('second_by IS NOT NULL OR NOT differs', name=op.f('ck_paper_sheet_differs_from_a_second')),
    sa.ForeignKeyConstraint(['response_id'], ['response.id'], name=op.f('fk_paper_sheet_response_id_response'),
                            ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['wave_id'], ['wave.id'], name=op.f('fk_paper_sheet_wave_id_wave')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_paper_sheet')),
    sa.UniqueConstraint('response_id', name=op.f('uq_paper_sheet_response_id')),
    sa.UniqueConstraint('wave_id', 'number', name=op.f('uq_paper_sheet_wave_id_number'))
    )
    op.create_index(op.f('ix_paper_sheet_wave_id'), 'paper_sheet', ['wave_id'])


def downgrade() -> None:
    op.drop_table('paper_sheet')
    op.execute('ALTER TABLE wave DROP COLUMN paper_again')
