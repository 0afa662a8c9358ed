"""Jobs, the files they make, and the workers that do them; the wave of each reading, code and quote"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0023'
down_revision = "0022"

# Each after the table that it has its wave from: (table, the table that knows the wave, by which column).
OF_A_WAVE = [('text_reading', 'response', 'response_id'), ('coding', 'text_reading', 'reading_id'),
             ('coded_theme', 'coding', 'coding_id'), ('quote', 'text_reading', 'reading_id')]


def upgrade() -> None:
    document = sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')
    op.create_table('job',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.String(length=8), nullable=False),
    sa.Column('partnership_id', sa.Integer(), nullable=True),
    sa.Column('asked', document, nullable=False),
    sa.Column('asked_by', sa.String(length=160), nullable=False),
    sa.Column('language', sa.String(length=12), nullable=False),
    sa.Column('asked_at', sa.DateTime(), nullable=False),
    sa.Column('state', sa.String(length=8), nullable=False),
    sa.Column('holder', sa.Uuid(), nullable=True),
    sa.Column('beat_at', sa.DateTime(), nullable=True),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('ended_at', sa.DateTime(), nullable=True),
    sa.Column('outcome', document, nullable=True),
    sa.Column('words', sa.Text(), nullable=True),
    sa.CheckConstraint("kind IN ('daily', 'weigh', 'submit', 'files', 'export')", name=op.f('ck_job_kind_known')),
    sa.CheckConstraint("state IN ('waiting', 'working', 'done', 'refused', 'failed')",
                       name=op.f('ck_job_state_known')),
    sa.CheckConstraint("(state = 'working') = (holder IS NOT NULL)", name=op.f('ck_job_worked_by_one')),
    sa.CheckConstraint("(state IN ('waiting', 'working')) = (ended_at IS NULL)",
                       name=op.f('ck_job_ended_has_a_time')),
    sa.CheckConstraint("(state = 'refused') = (words IS NOT NULL)", name=op.f('ck_job_refused_in_words')),
    sa.ForeignKeyConstraint(['partnership_id'], ['partnership.id'],
                            name=op.f('fk_job_partnership_id_partnership')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_job'))
    )
    op.create_index(op.f('ix_job_partnership_id'), 'job', ['partnership_id'], unique=False)
    op.create_index('ix_job_open', 'job', ['state', 'beat_at'], unique=False)
    op.create_table('job_part',
    sa.Column('job_id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['job_id'], ['job.id'], name=op.f('fk_job_part_job_id_job'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('job_id', 'number', name=op.f('pk_job_part'))
    )
    op.create_table('worker',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('beat_at', sa.DateTime(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_worker'))
    )
    for table, parent, key in OF_A_WAVE:
        op.add_column(table, sa.Column('wave_id', sa.Integer(), nullable=False, server_default='0'))
        op.execute(f'UPDATE {table} SET wave_id ='
                   f' (SELECT wave_id FROM {parent} WHERE {parent}.id = {table}.{key})')
        if op.get_bind().dialect.name == 'postgresql':
            op.alter_column(table, 'wave_id', server_default=None)


def downgrade() -> None:
    for table, _parent, _key in reversed(OF_A_WAVE):
        op.drop_column(table, 'wave_id')
    op.drop_table('worker')
    op.drop_table('job_part')
    op.drop_index('ix_job_open', table_name='job')
    op.drop_index(op.f('ix_job_partnership_id'), table_name='job')
    op.drop_table('job')
