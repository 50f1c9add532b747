import logging

import click

logger = logging.getLogger(__name__)


@click.command("upgrade-db", help="Upgrade the database")
def upgrade_db():
    click.echo("Starting database migration.")
    try:
        import flask_migrate

        flask_migrate.upgrade()
        click.echo("Database migration successful!")
    except Exception as e:
        logger.exception("Failed to execute database migration")
        click.echo(f"Database migration failed: {e}")
        raise SystemExit(1)
