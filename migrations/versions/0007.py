"""What is known of each translation of each text"""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'


def upgrade() -> None:
    op.create_table('text_state',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('survey_id', sa.Integer(), nullable=False),
    sa.Column('language', sa.String(length=12), nullable=False),
    sa.Column('place', sa.String(length=120), nullable=False),
    sa.Column('source_digest', sa.String(length=64), nullable=False),
    sa.Column('text_digest', sa.String(length=64), nullable=False),
    sa.Column('source', sa.String(length=1000), nullable=False),
    sa.Column('state', sa.String(length=8), nullable=False),
    sa.Column('person', sa.String(length=160), nullable=True),
    sa.Column('at', sa.DateTime(), nullable=True),
    sa.CheckConstraint("state = 'machine' OR person IS NOT NULL", name=op.f('ck_text_state_somebody_says_so')),
    sa.CheckConstraint("state IN ('machine', 'draft', 'reviewed')", name=op.f('ck_text_state_state_known')),
    sa.ForeignKeyConstraint(['survey_id'], ['survey.id'], name=op.f('fk_text_state_survey_id_survey'),
                            ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_text_state')),
    sa.UniqueConstraint('survey_id', 'language', 'place', 'source_digest', 'text_digest',
                        name=op.f('uq_text_state_texts'))
    )


def downgrade() -> None:
    op.drop_table('text_state')
