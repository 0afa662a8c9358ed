"""Population files: what was read of them, where a margin came from, and the margins that others took the place of"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0011'
down_revision = '0010'

KINDS = ('tables', 'lookup', 'people', 'deprivation', 'outlines', 'postcodes')


def upgrade() -> None:
    document = sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')
    kinds = ', '.join(f"'{kind}'" for kind in KINDS)
    op.create_table('population_file',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('partnership_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('slot', sa.String(length=40), nullable=True),
    sa.Column('filename', sa.String(length=160), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('data', document, nullable=False),
    sa.Column('notes', document, nullable=False),
    sa.Column('loaded_by', sa.String(length=160), nullable=False),
    sa.Column('loaded_at', sa.DateTime(), nullable=False),
    sa.Column('expires_at', sa.DateTime(), nullable=True),
    sa.CheckConstraint(f'kind IN ({kinds})', name=op.f('ck_population_file_kind_known')),
    sa.CheckConstraint('slot IS NOT NULL OR expires_at IS NOT NULL', name=op.f('ck_population_file_kept_or_expires')),
    sa.ForeignKeyConstraint(['partnership_id'], ['partnership.id'],
                            name=op.f('fk_population_file_partnership_id_partnership')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_population_file')),
    sa.UniqueConstraint('partnership_id', 'slot', name=op.f('uq_population_file_partnership_id_slot'))
    )
    op.create_index(op.f('ix_population_file_partnership_id'), 'population_file', ['partnership_id'])
    op.create_table('earlier_margin',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('partnership_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=60), nullable=False),
    sa.Column('record', document, nullable=False),
    sa.Column('replaced_by', sa.String(length=160), nullable=False),
    sa.Column('replaced_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['partnership_id'], ['partnership.id'],
                            name=op.f('fk_earlier_margin_partnership_id_partnership')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_earlier_margin'))
    )
    op.create_index(op.f('ix_earlier_margin_partnership_id'), 'earlier_margin', ['partnership_id'])
    op.add_column('population_margin', sa.Column('origin', document, nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('population_margin') as table:
        table.drop_column('origin')
    op.drop_table('earlier_margin')
    op.drop_table('population_file')
