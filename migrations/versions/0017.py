"""Success measures, and the figures of series from elsewhere"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0017'
down_revision = '0016'

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql')


def upgrade() -> None:
    op.create_table('success_measure',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('partnership_id', sa.Integer(), nullable=False),
    sa.Column('title', DOCUMENT, nullable=False),
    sa.Column('survey_id', sa.Integer(), nullable=True),
    sa.Column('item', sa.String(length=80), nullable=True),
    sa.Column('of_group', DOCUMENT, nullable=True),
    sa.Column('direction', sa.String(length=4), nullable=False),
    sa.Column('baseline_wave_id', sa.Integer(), nullable=True),
    sa.Column('baseline_value', sa.Double(), nullable=True),
    sa.Column('baseline_base', sa.Integer(), nullable=True),
    sa.Column('baseline_period', sa.String(length=80), nullable=True),
    sa.Column('baseline_source', sa.String(length=300), nullable=True),
    sa.Column('baseline_asked', sa.String(length=10), nullable=True),
    sa.Column('set_on', sa.Date(), nullable=False),
    sa.Column('target_kind', sa.String(length=8), nullable=True),
    sa.Column('target_amount', sa.Double(), nullable=True),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('owner', sa.String(length=160), nullable=True),
    sa.Column('made_by', sa.String(length=160), nullable=False),
    sa.Column('made_at', sa.DateTime(), nullable=False),
    sa.CheckConstraint("direction IN ('up', 'down')", name=op.f('ck_success_measure_direction_known')),
    sa.CheckConstraint('(survey_id IS NULL) = (item IS NULL)', name=op.f('ck_success_measure_item_of_a_survey')),
    sa.CheckConstraint('baseline_wave_id IS NULL OR baseline_value IS NULL',
                       name=op.f('ck_success_measure_one_baseline')),
    sa.CheckConstraint('(baseline_value IS NULL) = (baseline_source IS NULL)',
                       name=op.f('ck_success_measure_baseline_has_a_source')),
    sa.CheckConstraint('baseline_value BETWEEN 0 AND 1', name=op.f('ck_success_measure_baseline_is_a_share')),
    sa.CheckConstraint('baseline_base > 0', name=op.f('ck_success_measure_baseline_base_counts')),
    sa.CheckConstraint("baseline_asked IN ('same', 'nearly')",
                       name=op.f('ck_success_measure_baseline_asked_known')),
    sa.CheckConstraint("target_kind IN ('value', 'points', 'relative')",
                       name=op.f('ck_success_measure_target_kind_known')),
    sa.CheckConstraint('(target_kind IS NULL) = (target_amount IS NULL)',
                       name=op.f('ck_success_measure_target_is_whole')),
    sa.ForeignKeyConstraint(['partnership_id'], ['partnership.id'],
                            name=op.f('fk_success_measure_partnership_id_partnership')),
    sa.ForeignKeyConstraint(['survey_id'], ['survey.id'], name=op.f('fk_success_measure_survey_id_survey')),
    sa.ForeignKeyConstraint(['baseline_wave_id'], ['wave.id'],
                            name=op.f('fk_success_measure_baseline_wave_id_wave')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_success_measure'))
    )
    op.create_index(op.f('ix_success_measure_partnership_id'), 'success_measure', ['partnership_id'])
    op.create_table('outside_figure',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('measure_id', sa.Integer(), nullable=False),
    sa.Column('value', sa.Double(), nullable=False),
    sa.Column('base', sa.Integer(), nullable=True),
    sa.Column('design', sa.String(length=12), nullable=True),
    sa.Column('period', sa.String(length=80), nullable=False),
    sa.Column('measured_on', sa.Date(), nullable=False),
    sa.Column('source', sa.String(length=300), nullable=False),
    sa.Column('asked', sa.String(length=10), nullable=False),
    sa.Column('typed_by', sa.String(length=160), nullable=False),
    sa.Column('typed_on', sa.Date(), nullable=False),
    sa.CheckConstraint('value BETWEEN 0 AND 1', name=op.f('ck_outside_figure_value_is_a_share')),
    sa.CheckConstraint('base > 0', name=op.f('ck_outside_figure_base_counts')),
    sa.CheckConstraint("design IN ('probability', 'quota', 'open')", name=op.f('ck_outside_figure_design_known')),
    sa.CheckConstraint("asked IN ('same', 'nearly', 'otherwise')", name=op.f('ck_outside_figure_asked_known')),
    sa.ForeignKeyConstraint(['measure_id'], ['success_measure.id'],
                            name=op.f('fk_outside_figure_measure_id_success_measure'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outside_figure'))
    )
    op.create_index(op.f('ix_outside_figure_measure_id'), 'outside_figure', ['measure_id'])


def downgrade() -> None:
    op.drop_table('outside_figure')
    op.drop_table('success_measure')
