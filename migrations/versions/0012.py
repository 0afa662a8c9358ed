"""Free text: readings with what identifies taken out, code frames and codes, quotes, and qualitative sources"""

import sqlalchemy as sa
from alembic import op

revision = '0012'
down_revision = '0011'


def upgrade() -> None:
    _frames()
    _readings()
    _sources()


def _frames() -> None:
    op.create_table('code_frame',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('survey_id', sa.Integer(), nullable=False),
    sa.Column('item', sa.String(length=80), nullable=False),
    sa.Column('made_by', sa.String(length=160), nullable=False),
    sa.Column('made_on', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['survey_id'], ['survey.id'], name=op.f('fk_code_frame_survey_id_survey')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_code_frame')),
    sa.UniqueConstraint('survey_id', 'item', name=op.f('uq_code_frame_survey_id_item'))
    )
    op.create_index(op.f('ix_code_frame_survey_id'), 'code_frame', ['survey_id'])
    op.create_table('theme',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('frame_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('key', sa.String(length=240), nullable=False),
    sa.Column('description', sa.String(length=400), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('retired', sa.Boolean(), nullable=False),
    sa.CheckConstraint('place >= 1', name=op.f('ck_theme_place_counts')),
    sa.ForeignKeyConstraint(['frame_id'], ['code_frame.id'], name=op.f('fk_theme_frame_id_code_frame')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_theme')),
    sa.UniqueConstraint('frame_id', 'key', name=op.f('uq_theme_frame_id_key'))
    )


def _readings() -> None:
    op.create_table('text_reading',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('response_id', sa.Uuid(), nullable=False),
    sa.Column('item', sa.String(length=80), nullable=False),
    sa.Column('state', sa.String(length=8), nullable=False),
    sa.Column('redacted', sa.Text(), nullable=True),
    sa.Column('read_by', sa.String(length=160), nullable=False),
    sa.Column('read_on', sa.Date(), nullable=False),
    sa.CheckConstraint("state IN ('ready', 'held')", name=op.f('ck_text_reading_state_known')),
    sa.CheckConstraint("(state = 'ready') = (redacted IS NOT NULL)", name=op.f('ck_text_reading_ready_has_words')),
    sa.ForeignKeyConstraint(['response_id'], ['response.id'], name=op.f('fk_text_reading_response_id_response'),
                            ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_text_reading')),
    sa.UniqueConstraint('response_id', 'item', name=op.f('uq_text_reading_response_id_item'))
    )
    op.create_index(op.f('ix_text_reading_item'), 'text_reading', ['item'])
    op.create_table('coding',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('reading_id', sa.Integer(), nullable=False),
    sa.Column('turn', sa.String(length=8), nullable=False),
    sa.Column('coder', sa.String(length=160), nullable=False),
    sa.Column('coded_on', sa.Date(), nullable=False),
    sa.Column('newest_theme', sa.Integer(), nullable=False),
    sa.CheckConstraint("turn IN ('first', 'second', 'agreed')", name=op.f('ck_coding_turn_known')),
    sa.ForeignKeyConstraint(['reading_id'], ['text_reading.id'], name=op.f('fk_coding_reading_id_text_reading'),
                            ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_coding')),
    sa.UniqueConstraint('reading_id', 'turn', name=op.f('uq_coding_reading_id_turn'))
    )
    op.create_table('coded_theme',
    sa.Column('coding_id', sa.Integer(), nullable=False),
    sa.Column('theme_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['coding_id'], ['coding.id'], name=op.f('fk_coded_theme_coding_id_coding'),
                            ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['theme_id'], ['theme.id'], name=op.f('fk_coded_theme_theme_id_theme')),
    sa.PrimaryKeyConstraint('coding_id', 'theme_id', name=op.f('pk_coded_theme'))
    )
    op.create_index(op.f('ix_coded_theme_theme_id'), 'coded_theme', ['theme_id'])
    op.create_table('quote',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('reading_id', sa.Integer(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('approved_by', sa.String(length=160), nullable=False),
    sa.Column('approved_on', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['reading_id'], ['text_reading.id'], name=op.f('fk_quote_reading_id_text_reading'),
                            ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_quote'))
    )
    op.create_index(op.f('ix_quote_reading_id'), 'quote', ['reading_id'])


def _sources() -> None:
    op.create_table('qualitative_source',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('partnership_id', sa.Integer(), nullable=False),
    sa.Column('survey_id', sa.Integer(), nullable=True),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('who', sa.String(length=160), nullable=False),
    sa.Column('place', sa.String(length=120), nullable=False),
    sa.Column('held_on', sa.Date(), nullable=False),
    sa.Column('people', sa.Integer(), nullable=False),
    sa.Column('consent', sa.String(length=8), nullable=False),
    sa.Column('language', sa.String(length=12), nullable=False),
    sa.Column('state', sa.String(length=8), nullable=False),
    sa.Column('notes', sa.Text(), nullable=False),
    sa.Column('recorded_by', sa.String(length=160), nullable=False),
    sa.Column('recorded_on', sa.Date(), nullable=False),
    sa.CheckConstraint("kind IN ('focus_group', 'session_notes', 'interview')",
                       name=op.f('ck_qualitative_source_kind_known')),
    sa.CheckConstraint("consent IN ('verbal', 'written', 'adult')",
                       name=op.f('ck_qualitative_source_consent_known')),
    sa.CheckConstraint("state IN ('unread', 'ready')", name=op.f('ck_qualitative_source_state_known')),
    sa.CheckConstraint('people >= 1', name=op.f('ck_qualitative_source_people_count')),
    sa.ForeignKeyConstraint(['partnership_id'], ['partnership.id'],
                            name=op.f('fk_qualitative_source_partnership_id_partnership')),
    sa.ForeignKeyConstraint(['survey_id'], ['survey.id'], name=op.f('fk_qualitative_source_survey_id_survey')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_qualitative_source'))
    )
    for column in ('partnership_id', 'survey_id'):
        op.create_index(op.f(f'ix_qualitative_source_{column}'), 'qualitative_source', [column])
    op.create_table('source_theme',
    sa.Column('source_id', sa.Integer(), nullable=False),
    sa.Column('theme_id', sa.Integer(), nullable=False),
    sa.Column('coder', sa.String(length=160), nullable=False),
    sa.ForeignKeyConstraint(['source_id'], ['qualitative_source.id'],
                            name=op.f('fk_source_theme_source_id_qualitative_source'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['theme_id'], ['theme.id'], name=op.f('fk_source_theme_theme_id_theme')),
    sa.PrimaryKeyConstraint('source_id', 'theme_id', name=op.f('pk_source_theme'))
    )
    op.create_index(op.f('ix_source_theme_theme_id'), 'source_theme', ['theme_id'])


def downgrade() -> None:
    for table in ('source_theme', 'qualitative_source', 'quote', 'coded_theme', 'coding', 'text_reading', 'theme',
                  'code_frame'):
        op.drop_table(table)
