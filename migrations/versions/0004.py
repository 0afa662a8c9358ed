"""The making of a questionnaire: the steps that were done to a version"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0004'
down_revision = '0003'


def upgrade() -> None:
    document = sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')
    op.create_table('questionnaire_edit',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('version_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('document', document, nullable=False),
    sa.Column('done', sa.String(length=40), nullable=False),
    sa.Column('subject', sa.String(length=160), nullable=False),
    sa.Column('actor', sa.String(length=160), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['version_id'], ['questionnaire_version.id'],
                            name=op.f('fk_questionnaire_edit_version_id_questionnaire_version'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_questionnaire_edit')),
    sa.UniqueConstraint('version_id', 'number', name=op.f('uq_questionnaire_edit_version_id_number'))
    )


def downgrade() -> None:
    op.drop_table('questionnaire_edit')
