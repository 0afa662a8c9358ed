"""Reasons given for what preflight warns of, and officers' notes on versions of a questionnaire"""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'


def upgrade() -> None:
    op.create_table('preflight_reason',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('version_id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('place', sa.String(length=40), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('actor', sa.String(length=160), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['version_id'], ['questionnaire_version.id'],
                            name=op.f('fk_preflight_reason_version_id_questionnaire_version'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_preflight_reason')),
    sa.UniqueConstraint('version_id', 'code', 'place', 'digest',
                        name=op.f('uq_preflight_reason_version_id_code_place_digest'))
    )
    op.create_table('version_note',
    sa.Column('version_id', sa.Integer(), nullable=False),
    sa.Column('note', sa.String(length=1000), nullable=False),
    sa.Column('actor', sa.String(length=160), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['version_id'], ['questionnaire_version.id'],
                            name=op.f('fk_version_note_version_id_questionnaire_version'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('version_id', name=op.f('pk_version_note'))
    )


def downgrade() -> None:
    op.drop_table('version_note')
    op.drop_table('preflight_reason')
