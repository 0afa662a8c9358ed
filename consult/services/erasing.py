"""Taking what was deleted out of the database's files too, as far as the database lets a program do that."""

from sqlalchemy.exc import SQLAlchemyError

from consult.extensions import db


def from_files() -> bool:
    """Overwrite or give up the places of deleted rows; False where somebody else's work stands in the way for now.

    SQLite overwrites what it deletes (`secure_delete`, see consult.database); here its log is emptied into the file.
    PostgreSQL leaves deleted rows in its files until it is told to take them out. Its log and physical backups are
    beyond a program's reach.
    """
    db.session.commit()
    postgres = db.engine.dialect.name == "postgresql"
    try:
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            if postgres:
                connection.exec_driver_sql("VACUUM response, response_flag, text_reading, quote, draft")
                return True
            return _empty_log(connection)
    except SQLAlchemyError:
        return False


def _empty_log(connection) -> bool:
    """Not for longer than a second: whoever writes waits meanwhile."""
    before = connection.exec_driver_sql("PRAGMA busy_timeout").scalar()
    connection.exec_driver_sql("PRAGMA busy_timeout=1000")
    try:
        return connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").first()[0] == 0
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout={before}")
