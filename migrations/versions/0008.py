"""Questionnaires brought in from files, until somebody decides what becomes of them"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0008'
down_revision = '0007'


def upgrade() -> None:
    document = sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')
    op.create_table('brought_form',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('partnership_id', sa.Integer(), nullable=False),
    sa.Column('filename', sa.String(length=255), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('document', document, nullable=False),
    sa.Column('remarks', document, nullable=False),
    sa.Column('actor', sa.String(length=160), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('version_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("kind IN ('consult', 'own', 'xlsform', 'limesurvey')",
                       name=op.f('ck_brought_form_kind_known')),
    sa.ForeignKeyConstraint(['partnership_id'], ['partnership.id'],
                            name=op.f('fk_brought_form_partnership_id_partnership')),
    sa.ForeignKeyConstraint(['version_id'], ['questionnaire_version.id'],
                            name=op.f('fk_brought_form_version_id_questionnaire_version')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_brought_form')),
    sqlite_autoincrement=True
    )
    op.create_index(op.f('ix_brought_form_partnership_id'), 'brought_form', ['partnership_id'])
    op.create_index(op.f('ix_brought_form_at'), 'brought_form', ['at'])


def downgrade() -> None:
    op.drop_table('brought_form')
