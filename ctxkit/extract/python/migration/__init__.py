"""Migrations of the database (Alembic), read and never run."""
