"""Waves with a plan: pauses, targets, quotas, channels, consent and retention; doubts about responses, and decisions"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0009'
down_revision = '0008'

WAVE = ('paused_on', 'target', 'quotas', 'channels', 'consent_routes', 'retention_days', 'words_deleted_on')


def upgrade() -> None:
    document = sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')
    op.create_table('response_flag',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('response_id', sa.Uuid(), nullable=False),
    sa.Column('wave_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('subject', sa.String(length=64), nullable=False),
    sa.Column('detail', document, nullable=False),
    sa.Column('found_on', sa.Date(), nullable=False),
    sa.Column('decided', sa.String(length=10), nullable=True),
    sa.Column('decided_by', sa.String(length=160), nullable=True),
    sa.Column('decided_on', sa.Date(), nullable=True),
    sa.Column('reason', sa.String(length=300), nullable=True),
    sa.CheckConstraint("kind IN ('device', 'place', 'straight_line', 'speeder')",
                       name=op.f('ck_response_flag_kind_known')),
    sa.CheckConstraint("decided IN ('keep', 'leave_out')", name=op.f('ck_response_flag_decided_known')),
    sa.CheckConstraint('(decided IS NULL) = (decided_by IS NULL) AND (decided IS NULL) = (decided_on IS NULL) '
                       'AND (decided IS NULL) = (reason IS NULL)', name=op.f('ck_response_flag_decision_is_whole')),
    sa.ForeignKeyConstraint(['response_id'], ['response.id'], name=op.f('fk_response_flag_response_id_response'),
                            ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['wave_id'], ['wave.id'], name=op.f('fk_response_flag_wave_id_wave')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_response_flag')),
    sa.UniqueConstraint('response_id', 'kind', name=op.f('uq_response_flag_response_id_kind'))
    )
    op.create_index('ix_response_flag_alert', 'response_flag', ['wave_id', 'kind', 'subject', 'decided'])

    # Constraints stand in the column's own line: SQLite can then add and drop it without rebuilding the table, which
    # would lose the table's other checks.
    op.execute("ALTER TABLE wave ADD COLUMN paused_on DATE CONSTRAINT ck_wave_paused_while_open "
               "CHECK (paused_on IS NULL OR state = 'open')")
    op.execute("ALTER TABLE wave ADD COLUMN target INTEGER CONSTRAINT ck_wave_target_counts CHECK (target > 0)")
    op.add_column('wave', sa.Column('quotas', document, nullable=False, server_default='[]'))
    op.add_column('wave', sa.Column('channels', document, nullable=False,
                                    server_default='["invitation", "outreach", "import"]'))
    op.add_column('wave', sa.Column('consent_routes', document, nullable=False,
                                    server_default='["school", "centre", "parent"]'))
    op.execute("ALTER TABLE wave ADD COLUMN retention_days INTEGER CONSTRAINT ck_wave_retention_counts "
               "CHECK (retention_days > 0)")
    op.add_column('wave', sa.Column('words_deleted_on', sa.Date(), nullable=True))
    op.add_column('response', sa.Column('left_out', sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_index('ix_response_coming_in', 'response',
                    ['wave_id', 'left_out', 'submitted_on', 'channel', 'language', 'simulated', 'link_id', 'session_id',
                     'same_device', 'consent_route', 'seconds'])


def downgrade() -> None:
    op.drop_index('ix_response_coming_in', 'response')
    op.execute('ALTER TABLE response DROP COLUMN left_out')
    for column in reversed(WAVE):
        op.execute(f'ALTER TABLE wave DROP COLUMN {column}')
    op.drop_index('ix_response_flag_alert', 'response_flag')
    op.drop_table('response_flag')
