"""The weighting that is named as a wave's"""

from alembic import op

revision = '0010'
down_revision = '0009'


def upgrade() -> None:
    # The constraint stands in the column's own line: SQLite can then add it without rebuilding the table.
    op.execute("ALTER TABLE wave ADD COLUMN chosen_run_id INTEGER "
               "CONSTRAINT fk_wave_chosen_run_id_weighting_run REFERENCES weighting_run (id)")


def downgrade() -> None:
    op.execute("ALTER TABLE wave DROP COLUMN chosen_run_id")
