from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from backend.database import Database, database_revision, migrate
from models import metadata


async def test_the_migrations_make_just_the_tables_that_the_models_describe(empty_database_url: str) -> None:
    await migrate(empty_database_url)
    database = Database(empty_database_url)
    async with database.engine.connect() as connection:
        differences = await connection.run_sync(
            lambda sync: compare_metadata(MigrationContext.configure(sync, opts={"compare_type": True}), metadata)
        )
    await database.close()
    assert differences == []


async def test_migrating_again_changes_nothing(empty_database_url: str) -> None:
    await migrate(empty_database_url)
    await migrate(empty_database_url)
    database = Database(empty_database_url)
    current, newest = await database_revision(database)
    await database.close()
    assert current == newest is not None
