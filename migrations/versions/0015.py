"""Findings: what an officer chose to tell of a wave, against what, and in which words"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0015'
down_revision = '0014'


def upgrade() -> None:
    op.create_table('finding',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('partnership_id', sa.Integer(), nullable=False),
    sa.Column('wave_id', sa.Integer(), nullable=False),
    sa.Column('measure', sa.String(length=120), nullable=False),
    sa.Column('answer', sa.String(length=80), nullable=True),
    sa.Column('dimension', sa.String(length=80), nullable=True),
    sa.Column('category', sa.String(length=80), nullable=True),
    sa.Column('comparison', sa.String(length=12), nullable=False),
    sa.Column('against', sa.String(length=120), nullable=True),
    sa.Column('words', sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql'), nullable=False),
    sa.Column('made_by', sa.String(length=160), nullable=False),
    sa.Column('made_at', sa.DateTime(), nullable=False),
    sa.CheckConstraint("comparison IN ('none', 'benchmark', 'group', 'others', 'before')",
                       name=op.f('ck_finding_comparison_known')),
    sa.CheckConstraint('(dimension IS NULL) = (category IS NULL)', name=op.f('ck_finding_group_is_whole')),
    sa.CheckConstraint("comparison NOT IN ('group', 'others') OR dimension IS NOT NULL",
                       name=op.f('ck_finding_group_to_compare')),
    sa.CheckConstraint("(comparison IN ('benchmark', 'group')) = (against IS NOT NULL)",
                       name=op.f('ck_finding_against_named')),
    sa.ForeignKeyConstraint(['partnership_id'], ['partnership.id'], name=op.f('fk_finding_partnership_id_partnership')),
    sa.ForeignKeyConstraint(['wave_id'], ['wave.id'], name=op.f('fk_finding_wave_id_wave')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_finding'))
    )
    op.create_index(op.f('ix_finding_partnership_id'), 'finding', ['partnership_id'])
    op.create_index(op.f('ix_finding_wave_id'), 'finding', ['wave_id'])


def downgrade() -> None:
    op.drop_table('finding')
