"""The analyst, who may take out answers person by person"""

from alembic import op

revision = '0019'
down_revision = '0018'

BEFORE = "name IN ('viewer', 'outreach', 'officer', 'admin')"
AFTER = "name IN ('viewer', 'outreach', 'officer', 'analyst', 'admin')"


def upgrade() -> None:
    _check(AFTER)
    # Where roles were set up already, the new one belongs to them; a new installation makes them all itself.
    op.execute("INSERT INTO role (name) SELECT 'analyst' WHERE EXISTS (SELECT 1 FROM role)")


def downgrade() -> None:
    # Whoever was an analyst goes on as a viewer: they keep what they may read and lose what is no duty any more.
    op.execute("UPDATE membership SET role_id = (SELECT id FROM role WHERE name = 'viewer')"
               " WHERE role_id = (SELECT id FROM role WHERE name = 'analyst')")
    op.execute("DELETE FROM role WHERE name = 'analyst'")
    _check(BEFORE)


def _check(rule: str) -> None:
    if op.get_bind().dialect.name == 'postgresql':
        op.execute('ALTER TABLE role DROP CONSTRAINT ck_role_name_known')
        op.execute(f'ALTER TABLE role ADD CONSTRAINT ck_role_name_known CHECK ({rule})')
        return
    # SQLite changes a check only by making the table anew, and drops none that rows of another point to.
    op.execute('CREATE TEMPORARY TABLE kept_membership AS SELECT * FROM membership')
    op.execute('DELETE FROM membership')
    op.execute('CREATE TABLE role_made_anew (id INTEGER NOT NULL, name VARCHAR(20) NOT NULL,'
               ' CONSTRAINT pk_role PRIMARY KEY (id), CONSTRAINT uq_role_name UNIQUE (name),'
               f' CONSTRAINT ck_role_name_known CHECK ({rule}))')
    op.execute('INSERT INTO role_made_anew SELECT id, name FROM role')
    op.execute('DROP TABLE role')
    op.execute('ALTER TABLE role_made_anew RENAME TO role')
    op.execute('INSERT INTO membership SELECT * FROM kept_membership')
    op.execute('DROP TABLE kept_membership')
