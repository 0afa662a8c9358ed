"""Second factors, passkeys, sessions that can be ended, and how often a proof was wrong"""

import sqlalchemy as sa
from alembic import op

revision = '0020'
down_revision = '0019'

MEANS = "means IN ('password', 'invitation', 'provider', 'code', 'passkey', 'sign-on')"


def upgrade() -> None:
    op.add_column('user_account', sa.Column('totp_secret', sa.String(length=500), nullable=True))
    op.add_column('user_account', sa.Column('totp_counter', sa.BigInteger(), nullable=True))
    op.add_column('user_account', sa.Column('passkey_handle', sa.String(length=64), nullable=True))
    op.create_index('ix_user_account_passkey_handle', 'user_account', ['passkey_handle'], unique=True)
    _sessions()
    _factors()
    op.create_table('sign_in_try',
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('failures', sa.Integer(), nullable=False),
    sa.Column('wait_until', sa.DateTime(), nullable=False),
    sa.Column('last_at', sa.DateTime(), nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_sign_in_try'))
    )
    op.create_index(op.f('ix_sign_in_try_last_at'), 'sign_in_try', ['last_at'])


def _of_user(table: str) -> list:
    return [
        sa.Column('user_id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f(f'fk_{table}_user_id_user_account'),
                                ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id', name=op.f(f'pk_{table}')),
    ]


def _sessions() -> None:
    op.create_table('account_session',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('means', sa.String(length=12), nullable=False),
    sa.Column('browser', sa.String(length=60), nullable=False),
    sa.Column('begun_at', sa.DateTime(), nullable=False),
    sa.Column('seen_at', sa.DateTime(), nullable=False),
    sa.Column('proved_at', sa.DateTime(), nullable=False),
    *_of_user('account_session'),
    sa.CheckConstraint(MEANS, name=op.f('ck_account_session_means_known')),
    sa.UniqueConstraint('digest', name=op.f('uq_account_session_digest'))
    )
    op.create_index(op.f('ix_account_session_user_id'), 'account_session', ['user_id'])
    op.create_index(op.f('ix_account_session_seen_at'), 'account_session', ['seen_at'])


def _factors() -> None:
    op.create_table('passkey',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('credential_id', sa.LargeBinary(length=1023), nullable=False),
    sa.Column('public_key', sa.LargeBinary(), nullable=False),
    sa.Column('sign_count', sa.BigInteger(), nullable=False),
    sa.Column('added_at', sa.DateTime(), nullable=False),
    sa.Column('used_at', sa.DateTime(), nullable=False),
    *_of_user('passkey'),
    sa.UniqueConstraint('credential_id', name=op.f('uq_passkey_credential_id')),
    sa.UniqueConstraint('user_id', 'name', name=op.f('uq_passkey_user_id_name'))
    )
    op.create_index(op.f('ix_passkey_user_id'), 'passkey', ['user_id'])
    op.create_table('recovery_code',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    *_of_user('recovery_code'),
    sa.UniqueConstraint('digest', name=op.f('uq_recovery_code_digest'))
    )
    op.create_index(op.f('ix_recovery_code_user_id'), 'recovery_code', ['user_id'])


def downgrade() -> None:
    # Whoever had a second factor signs in with the password alone again, and sets it up anew after an upgrade.
    for table in ('sign_in_try', 'recovery_code', 'passkey', 'account_session'):
        op.drop_table(table)
    op.drop_index('ix_user_account_passkey_handle', 'user_account')
    for column in ('passkey_handle', 'totp_counter', 'totp_secret'):
        op.drop_column('user_account', column)
