"""The list of deeds can only grow: no event in it is changed or taken out"""

from alembic import op

revision = '0013'
down_revision = '0012'

WORDS = 'The list of deeds only grows.'


def upgrade() -> None:
    if op.get_bind().dialect.name == 'postgresql':
        op.execute('CREATE FUNCTION audit_event_only_grows() RETURNS trigger LANGUAGE plpgsql AS'
                   f" $$ BEGIN RAISE EXCEPTION '{WORDS}'; END $$")
        op.execute('CREATE TRIGGER audit_event_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_event'
                   ' FOR EACH STATEMENT EXECUTE FUNCTION audit_event_only_grows()')
        return
    for deed in ('UPDATE', 'DELETE'):
        op.execute(f'CREATE TRIGGER audit_event_no_{deed.lower()} BEFORE {deed} ON audit_event'
                   f" BEGIN SELECT RAISE(ABORT, '{WORDS}'); END")


def downgrade() -> None:
    if op.get_bind().dialect.name == 'postgresql':
        op.execute('DROP TRIGGER audit_event_only_grows ON audit_event')
        op.execute('DROP FUNCTION audit_event_only_grows()')
        return
    for deed in ('update', 'delete'):
        op.execute(f'DROP TRIGGER audit_event_no_{deed}')
