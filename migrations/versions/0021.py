"""Invitations of accounts; who an account is at a provider of single sign-on"""

import sqlalchemy as sa
from alembic import op

revision = '0021'
down_revision = '0020'


def upgrade() -> None:
    op.create_table('account_invitation',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('partnership_id', sa.Integer(), nullable=False),
    sa.Column('email', sa.String(length=160), nullable=False),
    sa.Column('role_id', sa.Integer(), nullable=False),
    sa.Column('language', sa.String(length=8), nullable=False),
    sa.Column('token_digest', sa.String(length=64), nullable=False),
    sa.Column('invited_by', sa.String(length=160), nullable=False),
    sa.Column('made_at', sa.DateTime(), nullable=False),
    sa.Column('expires_at', sa.DateTime(), nullable=False),
    sa.Column('ended_as', sa.String(length=12), nullable=True),
    sa.CheckConstraint("ended_as IN ('accepted', 'called_back')", name=op.f('ck_account_invitation_ended_as_known')),
    sa.CheckConstraint('email = lower(email)', name=op.f('ck_account_invitation_email_lower')),
    sa.ForeignKeyConstraint(['partnership_id'], ['partnership.id'],
                            name=op.f('fk_account_invitation_partnership_id_partnership')),
    sa.ForeignKeyConstraint(['role_id'], ['role.id'], name=op.f('fk_account_invitation_role_id_role')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_account_invitation')),
    sa.UniqueConstraint('token_digest', name=op.f('uq_account_invitation_token_digest')),
    )
    op.create_index(op.f('ix_account_invitation_partnership_id'), 'account_invitation', ['partnership_id'])
    open_ = sa.text('ended_as IS NULL')
    op.create_index('one_open_invitation_an_address', 'account_invitation', ['partnership_id', 'email'], unique=True,
                    sqlite_where=open_, postgresql_where=open_)
    op.create_table('sign_on_identity',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('issuer', sa.String(length=255), nullable=False),
    sa.Column('subject', sa.String(length=255), nullable=False),
    sa.Column('linked_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_sign_on_identity_user_id_user_account')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sign_on_identity')),
    sa.UniqueConstraint('issuer', 'subject', name=op.f('uq_sign_on_identity_issuer_subject')),
    sa.UniqueConstraint('user_id', 'issuer', name=op.f('uq_sign_on_identity_user_id_issuer')),
    )
    op.create_index(op.f('ix_sign_on_identity_user_id'), 'sign_on_identity', ['user_id'])


def downgrade() -> None:
    op.drop_table('sign_on_identity')
    op.drop_table('account_invitation')
