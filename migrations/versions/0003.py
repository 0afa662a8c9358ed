"""Outreach with tablets: devices, the keys that answers are sealed to, sessions, and what was received"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0003'
down_revision = '0002'


def upgrade() -> None:
    document = sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')
    op.create_table('device',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('partnership_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('token_digest', sa.String(length=64), nullable=False),
    sa.Column('paired_by', sa.String(length=160), nullable=False),
    sa.Column('paired_on', sa.Date(), nullable=False),
    sa.Column('seen_on', sa.Date(), nullable=True),
    sa.Column('revoked', sa.Boolean(), nullable=False),
    sa.Column('wiped_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['partnership_id'], ['partnership.id'], name=op.f('fk_device_partnership_id_partnership')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_device'))
    )
    op.create_index(op.f('ix_device_partnership_id'), 'device', ['partnership_id'])
    op.create_table('wave_key',
    sa.Column('wave_id', sa.Integer(), nullable=False),
    sa.Column('public_key', sa.LargeBinary(), nullable=False),
    sa.Column('private_sealed', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['wave_id'], ['wave.id'], name=op.f('fk_wave_key_wave_id_wave')),
    sa.PrimaryKeyConstraint('wave_id', name=op.f('pk_wave_key'))
    )
    op.create_table('outreach_session',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('device_id', sa.Uuid(), nullable=False),
    sa.Column('wave_id', sa.Integer(), nullable=False),
    sa.Column('place', sa.String(length=120), nullable=False),
    sa.Column('ward_code', sa.String(length=40), nullable=True),
    sa.Column('held_on', sa.Date(), nullable=False),
    sa.Column('worker', sa.String(length=120), nullable=False),
    sa.Column('expected', sa.Integer(), nullable=False),
    sa.Column('declined', sa.Integer(), nullable=False),
    sa.Column('unfinished', sa.Integer(), nullable=False),
    sa.Column('languages', document, nullable=False),
    sa.Column('finished', sa.Boolean(), nullable=False),
    sa.Column('clock_off', sa.Boolean(), nullable=False),
    sa.CheckConstraint('expected >= 0 AND declined >= 0 AND unfinished >= 0',
                       name=op.f('ck_outreach_session_counts_count')),
    sa.ForeignKeyConstraint(['device_id'], ['device.id'], name=op.f('fk_outreach_session_device_id_device')),
    sa.ForeignKeyConstraint(['wave_id'], ['wave.id'], name=op.f('fk_outreach_session_wave_id_wave')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outreach_session'))
    )
    op.create_index(op.f('ix_outreach_session_device_id'), 'outreach_session', ['device_id'])
    op.create_index(op.f('ix_outreach_session_wave_id'), 'outreach_session', ['wave_id'])
    op.create_table('sync_record',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('device_id', sa.Uuid(), nullable=False),
    sa.Column('session_id', sa.Uuid(), nullable=True),
    sa.Column('wave_id', sa.Integer(), nullable=True),
    sa.Column('version_sha256', sa.String(length=64), nullable=True),
    sa.Column('body_digest', sa.String(length=64), nullable=False),
    sa.Column('state', sa.String(length=8), nullable=False),
    sa.Column('reason', sa.String(length=16), nullable=True),
    sa.Column('body', sa.Text(), nullable=True),
    sa.Column('received_on', sa.Date(), nullable=False),
    sa.CheckConstraint("state IN ('stored', 'aside', 'deleted')", name=op.f('ck_sync_record_state_known')),
    sa.CheckConstraint("reason IN ('unreadable', 'unknown_wave', 'unknown_version', 'invalid', 'too_late', 'revoked', "
                       "'other_body', 'no_consent')", name=op.f('ck_sync_record_reason_known')),
    sa.CheckConstraint("(state = 'aside') = (body IS NOT NULL)", name=op.f('ck_sync_record_body_only_aside')),
    sa.CheckConstraint("state <> 'aside' OR reason IS NOT NULL", name=op.f('ck_sync_record_aside_has_reason')),
    sa.ForeignKeyConstraint(['device_id'], ['device.id'], name=op.f('fk_sync_record_device_id_device')),
    sa.ForeignKeyConstraint(['session_id'], ['outreach_session.id'],
                            name=op.f('fk_sync_record_session_id_outreach_session')),
    sa.ForeignKeyConstraint(['wave_id'], ['wave.id'], name=op.f('fk_sync_record_wave_id_wave')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sync_record'))
    )
    for column in ('device_id', 'session_id', 'wave_id'):
        op.create_index(op.f(f'ix_sync_record_{column}'), 'sync_record', [column])

    op.add_column('wave', sa.Column('grace_days', sa.Integer(), nullable=False, server_default='14'))
    op.add_column('response', sa.Column('seconds', sa.Integer(), nullable=True))
    # The constraint stands in the column's own line: SQLite can then add it without rebuilding the table, which would
    # lose the table's other checks.
    kind = 'UUID' if op.get_bind().dialect.name == 'postgresql' else 'CHAR(32)'
    op.execute(f"ALTER TABLE response ADD COLUMN session_id {kind} "
               "CONSTRAINT fk_response_session_id_outreach_session REFERENCES outreach_session (id)")
    op.create_index(op.f('ix_response_session_id'), 'response', ['session_id'])


def downgrade() -> None:
    op.drop_index(op.f('ix_response_session_id'), 'response')
    for table, column in (('response', 'session_id'), ('response', 'seconds'), ('wave', 'grace_days')):
        op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
    for table in ('sync_record', 'outreach_session', 'wave_key', 'device'):
        op.drop_table(table)
