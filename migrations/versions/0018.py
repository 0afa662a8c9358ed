"""The library of benchmarks with the verdicts made stricter; what is done about what people said"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0018'
down_revision = '0017'


def upgrade() -> None:
    document = sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')
    _benchmarks(document)
    _actions(document)


def _benchmarks(document) -> None:
    op.create_table('benchmark',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=80), nullable=True),
    sa.Column('partnership_id', sa.Integer(), nullable=True),
    sa.Column('measure', sa.String(length=80), nullable=False),
    sa.Column('audience', sa.String(length=8), nullable=False),
    sa.Column('value', sa.Double(), nullable=False),
    sa.Column('lower', sa.Double(), nullable=True),
    sa.Column('upper', sa.Double(), nullable=True),
    sa.Column('base', sa.Integer(), nullable=True),
    sa.Column('effective_base', sa.Integer(), nullable=True),
    sa.Column('wording', sa.Text(), nullable=False),
    sa.Column('scale', document, nullable=False),
    sa.Column('net', document, nullable=False),
    sa.Column('routed_base', sa.String(length=240), nullable=False),
    sa.Column('area', sa.String(length=120), nullable=False),
    sa.Column('area_level', sa.String(length=20), nullable=False),
    sa.Column('area_code', sa.String(length=9), nullable=True),
    sa.Column('population', sa.String(length=240), nullable=False),
    sa.Column('period', sa.String(length=160), nullable=False),
    sa.Column('period_from', sa.Date(), nullable=True),
    sa.Column('period_to', sa.Date(), nullable=True),
    sa.Column('mode', sa.String(length=160), nullable=False),
    sa.Column('publisher', sa.String(length=240), nullable=False),
    sa.Column('title', sa.String(length=240), nullable=False),
    sa.Column('source_address', sa.String(length=500), nullable=True),
    sa.Column('notes', document, nullable=False),
    sa.Column('statement', document, nullable=False),
    sa.Column('comparisons', document, nullable=False),
    sa.Column('added_by', sa.String(length=160), nullable=True),
    sa.Column('added_on', sa.Date(), nullable=True),
    sa.CheckConstraint("audience IN ('adults', 'young')", name=op.f('ck_benchmark_audience_known')),
    sa.CheckConstraint("area_level IN ('borough', 'greater_manchester', 'region', 'country', 'other')",
                       name=op.f('ck_benchmark_area_level_known')),
    sa.CheckConstraint('value >= 0 AND value <= 1', name=op.f('ck_benchmark_value_a_share')),
    sa.CheckConstraint('base > 0', name=op.f('ck_benchmark_base_counts')),
    sa.CheckConstraint('effective_base > 0', name=op.f('ck_benchmark_effective_base_counts')),
    sa.CheckConstraint('(lower IS NULL AND upper IS NULL) OR '
                       '(0 <= lower AND lower <= value AND value <= upper AND upper <= 1)',
                       name=op.f('ck_benchmark_interval_holds_value')),
    sa.CheckConstraint('period_from <= period_to', name=op.f('ck_benchmark_period_in_order')),
    sa.CheckConstraint('key IS NOT NULL OR partnership_id IS NOT NULL', name=op.f('ck_benchmark_shipped_or_owned')),
    sa.ForeignKeyConstraint(['partnership_id'], ['partnership.id'],
                            name=op.f('fk_benchmark_partnership_id_partnership')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_benchmark')),
    sa.UniqueConstraint('key', name=op.f('uq_benchmark_key'))
    )
    for column in ('partnership_id', 'measure'):
        op.create_index(op.f(f'ix_benchmark_{column}'), 'benchmark', [column])
    op.create_table('stricter_verdict',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('partnership_id', sa.Integer(), nullable=False),
    sa.Column('benchmark_id', sa.Integer(), nullable=False),
    sa.Column('questionnaire', sa.String(length=80), nullable=False),
    sa.Column('item', sa.String(length=80), nullable=False),
    sa.Column('verdict', sa.String(length=16), nullable=False),
    sa.Column('reason', document, nullable=False),
    sa.Column('made_by', sa.String(length=160), nullable=False),
    sa.Column('made_on', sa.Date(), nullable=False),
    sa.CheckConstraint("verdict IN ('similar', 'not comparable')", name=op.f('ck_stricter_verdict_verdict_known')),
    sa.ForeignKeyConstraint(['partnership_id'], ['partnership.id'],
                            name=op.f('fk_stricter_verdict_partnership_id_partnership')),
    sa.ForeignKeyConstraint(['benchmark_id'], ['benchmark.id'], ondelete='CASCADE',
                            name=op.f('fk_stricter_verdict_benchmark_id_benchmark')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stricter_verdict')),
    sa.UniqueConstraint('partnership_id', 'benchmark_id', 'questionnaire', 'item',
                        name=op.f('uq_stricter_verdict_one_a_question'))
    )
    for column in ('partnership_id', 'benchmark_id'):
        op.create_index(op.f(f'ix_stricter_verdict_{column}'), 'stricter_verdict', [column])


def _actions(document) -> None:
    op.create_table('action',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('partnership_id', sa.Integer(), nullable=False),
    sa.Column('said', document, nullable=False),
    sa.Column('owner', sa.String(length=160), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('state', sa.String(length=8), nullable=False),
    sa.Column('reason', document, nullable=False),
    sa.Column('reason_given', sa.Boolean(), nullable=False),
    sa.Column('answer', document, nullable=False),
    sa.Column('written_by', sa.String(length=160), nullable=False),
    sa.Column('writers', document, nullable=False),
    sa.Column('made_on', sa.Date(), nullable=False),
    sa.Column('changed_on', sa.Date(), nullable=False),
    sa.Column('published', document, nullable=True),
    sa.Column('published_by', sa.String(length=160), nullable=True),
    sa.Column('answered_by', sa.String(length=160), nullable=True),
    sa.Column('published_on', sa.Date(), nullable=True),
    sa.CheckConstraint("state IN ('planned', 'doing', 'done', 'will_not')", name=op.f('ck_action_state_known')),
    sa.CheckConstraint("owner <> ''", name=op.f('ck_action_has_owner')),
    sa.CheckConstraint("state <> 'will_not' OR reason_given", name=op.f('ck_action_refusal_has_reason')),
    sa.CheckConstraint('(published IS NULL) = (published_by IS NULL)', name=op.f('ck_action_published_by_somebody')),
    sa.CheckConstraint('published_by <> answered_by', name=op.f('ck_action_four_eyes')),
    sa.ForeignKeyConstraint(['partnership_id'], ['partnership.id'], name=op.f('fk_action_partnership_id_partnership')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_action'))
    )
    for column in ('partnership_id', 'published_on'):
        op.create_index(op.f(f'ix_action_{column}'), 'action', [column])
    op.create_table('action_link',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('action_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('reference', sa.String(length=200), nullable=False),
    sa.Column('label', sa.String(length=240), nullable=False),
    sa.ForeignKeyConstraint(['action_id'], ['action.id'], ondelete='CASCADE',
                            name=op.f('fk_action_link_action_id_action')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_action_link')),
    sa.UniqueConstraint('action_id', 'kind', 'reference', name=op.f('uq_action_link_action_id_kind_reference'))
    )
    op.create_index(op.f('ix_action_link_action_id'), 'action_link', ['action_id'])


def downgrade() -> None:
    for table in ('action_link', 'action', 'stricter_verdict', 'benchmark'):
        op.drop_table(table)
