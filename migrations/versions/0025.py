"""An index of the responses whose place was not mixed yet, made while people answer"""

import sqlalchemy as sa
from alembic import op

revision = '0025'
down_revision = "0024"

UNMIXED = sa.text('NOT mixed')


def upgrade() -> None:
    if op.get_bind().dialect.name == 'sqlite':
        op.create_index('ix_response_unmixed', 'response', ['id'], sqlite_where=UNMIXED)
        return
    with op.get_context().autocommit_block():
        # One that was broken off leaves an index that is not valid.
        op.execute('DROP INDEX CONCURRENTLY IF EXISTS ix_response_unmixed')
        op.create_index('ix_response_unmixed', 'response', ['id'], postgresql_where=UNMIXED,
                        postgresql_concurrently=True)


def downgrade() -> None:
    op.drop_index('ix_response_unmixed', 'response')
