"""What respondents need: links, invitations, permissions, resume codes, drop-off, reviewed languages, ward outlines"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql
revision = '0002'
down_revision = '0001'


def upgrade() -> None:
    op.create_table('postcode',
    sa.Column('partnership_id', sa.Integer(), nullable=False),
    sa.Column('postcode', sa.String(length=8), nullable=False),
    sa.Column('ward_code', sa.String(length=40), nullable=False),
    sa.ForeignKeyConstraint(['partnership_id'], ['partnership.id'], name=op.f('fk_postcode_partnership_id_partnership')),
    sa.PrimaryKeyConstraint('partnership_id', 'postcode', name=op.f('pk_postcode'))
    )
    op.create_table('link',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('survey_id', sa.Integer(), nullable=False),
    sa.Column('token', sa.String(length=12), nullable=False),
    sa.Column('title', sa.String(length=80), nullable=False),
    sa.Column('language', sa.String(length=12), nullable=True),
    sa.ForeignKeyConstraint(['survey_id'], ['survey.id'], name=op.f('fk_link_survey_id_survey')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_link')),
    sa.UniqueConstraint('token', name=op.f('uq_link_token'))
    )
    with op.batch_alter_table('link', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_link_survey_id'), ['survey_id'], unique=False)

    op.create_table('resume_code',
    sa.Column('id', sa.String(length=64), nullable=False),
    sa.Column('survey_id', sa.Integer(), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.Column('made_on', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['survey_id'], ['survey.id'], name=op.f('fk_resume_code_survey_id_survey')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_resume_code'))
    )
    with op.batch_alter_table('resume_code', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_resume_code_made_on'), ['made_on'], unique=False)

    op.create_table('language_review',
    sa.Column('version_id', sa.Integer(), nullable=False),
    sa.Column('language', sa.String(length=12), nullable=False),
    sa.Column('reviewer', sa.String(length=120), nullable=True),
    sa.Column('signed_on', sa.Date(), nullable=True),
    sa.Column('recorded_by', sa.String(length=160), nullable=True),
    sa.Column('held_back', sa.Boolean(), nullable=False),
    sa.CheckConstraint('(reviewer IS NULL) = (signed_on IS NULL)', name=op.f('ck_language_review_signature_has_a_date')),
    sa.ForeignKeyConstraint(['version_id'], ['questionnaire_version.id'], name=op.f('fk_language_review_version_id_questionnaire_version')),
    sa.PrimaryKeyConstraint('version_id', 'language', name=op.f('pk_language_review'))
    )
    op.create_table('drop_off',
    sa.Column('wave_id', sa.Integer(), nullable=False),
    sa.Column('page_id', sa.String(length=40), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['wave_id'], ['wave.id'], name=op.f('fk_drop_off_wave_id_wave')),
    sa.PrimaryKeyConstraint('wave_id', 'page_id', name=op.f('pk_drop_off'))
    )
    op.create_table('invitation_batch',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('wave_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=80), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('made_on', sa.Date(), nullable=False),
    sa.Column('made_by', sa.String(length=160), nullable=False),
    sa.Column('called_back', sa.Boolean(), nullable=False),
    sa.CheckConstraint('number >= 1', name=op.f('ck_invitation_batch_number_counts')),
    sa.ForeignKeyConstraint(['wave_id'], ['wave.id'], name=op.f('fk_invitation_batch_wave_id_wave')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_invitation_batch'))
    )
    with op.batch_alter_table('invitation_batch', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_invitation_batch_wave_id'), ['wave_id'], unique=False)

    op.create_table('permission',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('wave_id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=12), nullable=False),
    sa.Column('route', sa.String(length=8), nullable=False),
    sa.Column('group_name', sa.String(length=120), nullable=False),
    sa.Column('adult', sa.String(length=120), nullable=False),
    sa.Column('agreed_on', sa.Date(), nullable=False),
    sa.Column('expected', sa.Integer(), nullable=False),
    sa.Column('recorded_by', sa.String(length=160), nullable=False),
    sa.Column('recorded_on', sa.Date(), nullable=False),
    sa.Column('called_back', sa.Boolean(), nullable=False),
    sa.CheckConstraint("route IN ('school', 'centre', 'parent')", name=op.f('ck_permission_route_known')),
    sa.CheckConstraint('expected >= 1', name=op.f('ck_permission_expected_counts')),
    sa.ForeignKeyConstraint(['wave_id'], ['wave.id'], name=op.f('fk_permission_wave_id_wave')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_permission')),
    sa.UniqueConstraint('code', name=op.f('uq_permission_code'))
    )
    with op.batch_alter_table('permission', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_permission_wave_id'), ['wave_id'], unique=False)

    op.create_table('invitation',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('batch_id', sa.Integer(), nullable=False),
    sa.Column('code_digest', sa.String(length=64), nullable=False),
    sa.Column('used', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['batch_id'], ['invitation_batch.id'], name=op.f('fk_invitation_batch_id_invitation_batch')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_invitation')),
    sa.UniqueConstraint('code_digest', name=op.f('uq_invitation_code_digest'))
    )
    with op.batch_alter_table('invitation', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_invitation_batch_id'), ['batch_id'], unique=False)

    document = sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')
    op.add_column('area', sa.Column('outline', document, nullable=True))
    op.add_column('draft', sa.Column('page_id', sa.String(length=40), nullable=True))
    op.add_column('survey', sa.Column('exit_address', sa.String(length=200), nullable=True))
    op.add_column('wave', sa.Column('open_link', sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column('wave', sa.Column('left_out', document, nullable=False, server_default='[]'))
    op.add_column('wave', sa.Column('results_by', sa.Date(), nullable=True))
    # Constraints stand in the column's own line: SQLite can then add and drop it without rebuilding the table,
    # which would lose the table's other checks.
    op.execute("ALTER TABLE response ADD COLUMN link_id INTEGER CONSTRAINT fk_response_link_id_link REFERENCES link (id)")
    op.create_index(op.f('ix_response_link_id'), 'response', ['link_id'])
    op.add_column('response', sa.Column('same_device', sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column('response', sa.Column('easy_read', sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute("ALTER TABLE response ADD COLUMN consent_route VARCHAR(8) CONSTRAINT ck_response_consent_route_known "
               "CHECK (consent_route IN ('own', 'school', 'centre', 'parent'))")


def downgrade() -> None:
    op.drop_index(op.f('ix_response_link_id'), 'response')
    for table, column in (('response', 'consent_route'), ('response', 'easy_read'), ('response', 'same_device'),
                          ('response', 'link_id'), ('wave', 'results_by'), ('wave', 'left_out'), ('wave', 'open_link'),
                          ('survey', 'exit_address'), ('draft', 'page_id'), ('area', 'outline')):
        op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")

    with op.batch_alter_table('invitation', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_invitation_batch_id'))

    op.drop_table('invitation')
    with op.batch_alter_table('permission', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_permission_wave_id'))

    op.drop_table('permission')
    with op.batch_alter_table('invitation_batch', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_invitation_batch_wave_id'))

    op.drop_table('invitation_batch')
    op.drop_table('drop_off')
    op.drop_table('language_review')
    with op.batch_alter_table('resume_code', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_resume_code_made_on'))

    op.drop_table('resume_code')
    with op.batch_alter_table('link', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_link_survey_id'))

    op.drop_table('link')
    op.drop_table('postcode')
