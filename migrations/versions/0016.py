"""Sections in the making, submitted and approved by two people; editions say who, and which one they correct"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0016'
down_revision = '0015'

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql')
OPEN = sa.text("state <> 'approved'")


def upgrade() -> None:
    op.create_table('section_draft',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('partnership_id', sa.Integer(), nullable=False),
    sa.Column('template', sa.String(length=40), nullable=False),
    sa.Column('items', DOCUMENT, nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('begun_by', sa.String(length=160), nullable=False),
    sa.Column('begun_at', sa.DateTime(), nullable=False),
    sa.Column('changed_by', sa.String(length=160), nullable=False),
    sa.Column('changed_at', sa.DateTime(), nullable=False),
    sa.Column('submitted_by', sa.String(length=160), nullable=True),
    sa.Column('submitted_at', sa.DateTime(), nullable=True),
    sa.Column('document', DOCUMENT, nullable=True),
    sa.Column('sha256', sa.String(length=64), nullable=True),
    sa.Column('simulated', sa.Boolean(), nullable=False),
    sa.Column('sent_back_by', sa.String(length=160), nullable=True),
    sa.Column('sent_back_words', sa.Text(), nullable=True),
    sa.Column('number', sa.Integer(), nullable=True),
    sa.Column('corrects', sa.Integer(), nullable=True),
    sa.Column('correction', DOCUMENT, nullable=True),
    sa.CheckConstraint("state IN ('working', 'submitted', 'sent_back', 'approved')",
                       name=op.f('ck_section_draft_state_known')),
    sa.CheckConstraint("(state = 'submitted') = (document IS NOT NULL)",
                       name=op.f('ck_section_draft_submitted_is_frozen')),
    sa.CheckConstraint("(state = 'approved') = (number IS NOT NULL)",
                       name=op.f('ck_section_draft_approved_is_numbered')),
    sa.CheckConstraint("state <> 'submitted' OR submitted_by IS NOT NULL",
                       name=op.f('ck_section_draft_submitted_by_somebody')),
    sa.CheckConstraint("corrects IS NULL OR correction IS NOT NULL",
                       name=op.f('ck_section_draft_correction_in_words')),
    sa.ForeignKeyConstraint(['partnership_id'], ['partnership.id'],
                            name=op.f('fk_section_draft_partnership_id_partnership')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_section_draft'))
    )
    op.create_index(op.f('ix_section_draft_partnership_id'), 'section_draft', ['partnership_id'])
    op.create_index('uq_section_draft_open', 'section_draft', ['partnership_id', 'template'], unique=True,
                    sqlite_where=OPEN, postgresql_where=OPEN)
    with op.batch_alter_table('edition') as batch:
        batch.add_column(sa.Column('submitted_by', sa.String(length=160), nullable=True))
        batch.add_column(sa.Column('approved_by', sa.String(length=160), nullable=True))
        batch.add_column(sa.Column('corrects', sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('edition') as batch:
        for column in ('corrects', 'approved_by', 'submitted_by'):
            batch.drop_column(column)
    op.drop_table('section_draft')
