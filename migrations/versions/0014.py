"""What was told of a wave, and what was withheld: so that no later output gives it away"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0014'
down_revision = '0013'

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')


def upgrade() -> None:
    op.create_table('telling',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('wave_id', sa.Integer(), nullable=False),
    sa.Column('place', sa.String(length=160), nullable=False),
    sa.Column('edition_id', sa.Integer(), nullable=True),
    sa.Column('state', sa.String(length=80), nullable=False),
    sa.Column('told_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['wave_id'], ['wave.id'], name=op.f('fk_telling_wave_id_wave')),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_telling_edition_id_edition'),
                            ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_telling'))
    )
    op.create_index(op.f('ix_telling_wave_id'), 'telling', ['wave_id'])
    op.create_index(op.f('ix_telling_edition_id'), 'telling', ['edition_id'])
    op.create_table('told_count',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('telling_id', sa.Integer(), nullable=False),
    sa.Column('variable', sa.String(length=240), nullable=False),
    sa.Column('answers', DOCUMENT, nullable=False),
    sa.Column('people_of', DOCUMENT, nullable=False),
    sa.Column('people', sa.Integer(), nullable=False),
    sa.Column('base', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(length=12), nullable=True),
    sa.CheckConstraint("reason IN ('small_base', 'small_count', 'unanimous', 'secondary', 'difference')",
                       name=op.f('ck_told_count_reason_known')),
    sa.CheckConstraint('people >= 0 AND people <= base', name=op.f('ck_told_count_people_in_base')),
    sa.ForeignKeyConstraint(['telling_id'], ['telling.id'], name=op.f('fk_told_count_telling_id_telling'),
                            ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_told_count'))
    )
    op.create_index(op.f('ix_told_count_telling_id'), 'told_count', ['telling_id'])


def downgrade() -> None:
    op.drop_index(op.f('ix_told_count_telling_id'), table_name='told_count')
    op.drop_table('told_count')
    op.drop_index(op.f('ix_telling_edition_id'), table_name='telling')
    op.drop_index(op.f('ix_telling_wave_id'), table_name='telling')
    op.drop_table('telling')
