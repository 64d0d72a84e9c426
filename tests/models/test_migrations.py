import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from backend.database import Database, database_revision, migrate
from models import metadata

Checks = dict[str, dict[str, str]]


async def test_the_migrations_make_just_the_tables_that_the_models_describe(empty_database_url: str) -> None:
    await migrate(empty_database_url)
    database = Database(empty_database_url)
    async with database.engine.connect() as connection:
        differences = await connection.run_sync(
            lambda sync: compare_metadata(MigrationContext.configure(sync, opts={"compare_type": True}), metadata)
        )
    await database.close()
    assert differences == []


async def test_the_migrations_make_just_the_checks_that_the_models_describe(empty_database_url: str) -> None:
    """Alembic doesn't compare checks, so both are made and read back: each database words a check in its own way."""
    await migrate(empty_database_url)
    database = Database(empty_database_url)
    async with database.engine.connect() as connection:
        migrated = await connection.run_sync(checks)
        await connection.run_sync(make_anew)
        described = await connection.run_sync(checks)
        await connection.rollback()
    await database.close()
    assert migrated == described
    assert "ck_forbund_answer_working_days" in described["forbund"]
    assert "avslutad" in described["report"]["ck_report_status"]


async def test_a_check_that_no_migration_makes_is_found(empty_database_url: str) -> None:
    await migrate(empty_database_url)
    database = Database(empty_database_url)
    added = sa.CheckConstraint("length(number) > 0", name="number")
    table = metadata.tables["report"]
    async with database.engine.connect() as connection:
        migrated = await connection.run_sync(checks)
        table.append_constraint(added)
        try:
            await connection.run_sync(make_anew)
        finally:
            table.constraints.remove(added)
        described = await connection.run_sync(checks)
        await connection.rollback()
    await database.close()
    assert described["report"].keys() - migrated["report"].keys() == {"ck_report_number"}


def checks(connection: sa.Connection) -> Checks:
    """Return the checks of every table as the database words them, by name."""
    inspector = sa.inspect(connection)
    return {
        table: {str(check["name"]): " ".join(check["sqltext"].split()) for check in inspector.get_check_constraints(table)}
        for table in metadata.tables
    }


def make_anew(connection: sa.Connection) -> None:
    """Put the tables that the models describe in place of those that the migrations made."""
    metadata.drop_all(connection)
    metadata.create_all(connection)


async def test_migrating_again_changes_nothing(empty_database_url: str) -> None:
    await migrate(empty_database_url)
    await migrate(empty_database_url)
    database = Database(empty_database_url)
    current, newest = await database_revision(database)
    await database.close()
    assert current == newest is not None
