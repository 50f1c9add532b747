"""Two versions of a small program in Dify's style, and a deployment of the older one."""

# ruff: noqa: E501 - rows stay whole

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ctxkit.ask.plan.case import PlanCase, PlanSide
from ctxkit.deployment.user_deployment import user_deployment
from tests.database.letters import FIRST, SECOND, THIRD, VERSIONS
from tests.settings.sources import source_index

COMPOSE = """\
services:
  api:
    image: langgenius/dify-api:{dify}
    environment:
      DB_TYPE: ${{DB_TYPE:-postgresql}}
      DB_HOST: ${{DB_HOST:-{db}}}
      DB_PORT: ${{DB_PORT:-5432}}
      DB_USERNAME: ${{DB_USERNAME:-postgres}}
      DB_DATABASE: ${{DB_DATABASE:-dify}}
      SECRET_KEY: ${{SECRET_KEY:-}}
      VECTOR_STORE: ${{VECTOR_STORE:-weaviate}}
      STORAGE_TYPE: ${{STORAGE_TYPE:-opendal}}
      OPENDAL_SCHEME: ${{OPENDAL_SCHEME:-fs}}
      MIGRATION_ENABLED: ${{MIGRATION_ENABLED:-true}}
    volumes:
      - ./volumes/app/storage:/app/api/storage
  plugin_daemon:
    image: langgenius/dify-plugin-daemon:{daemon}-local
    environment:
      DB_HOST: ${{DB_HOST:-{db}}}
      DB_PORT: ${{DB_PORT:-5432}}
      DB_USERNAME: ${{DB_USERNAME:-postgres}}
      DB_DATABASE: ${{DB_PLUGIN_DATABASE:-dify_plugin}}
    volumes:
      - ./volumes/plugin_daemon:/app/storage
  {db}:
    image: postgres:15-alpine
{profiles}    volumes:
      - ./volumes/db/data:/var/lib/postgresql/data
  weaviate:
    image: semitechnologies/weaviate:{weaviate}
    profiles: [weaviate]
    volumes:
      - ./volumes/weaviate:/var/lib/weaviate
  nginx:
    image: nginx:latest
    volumes:
      - ./nginx/nginx.conf.template:/etc/nginx/nginx.conf.template
"""
ENV_PY = """from alembic import context

with connectable.connect() as connection:
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()
"""
SYSTEM = """import click


@click.command("upgrade-db")
def upgrade_db():
    try:
        flask_migrate.upgrade()
        click.echo("Database migration successful!")
    except Exception:
        logger.exception("Failed to execute database migration")
{ending}"""
DAEMON = """package db

func AutoMigrate() error {
	return DifyPluginDB.AutoMigrate(models.InstallTask{})
}

func Init() {
	log.Info("dify plugin db initialized")
}
"""
TASK = """package models

type InstallTask struct {
	ID     string `gorm:"column:id;primaryKey;type:uuid;"`
%s}
"""
EXAMPLE = "COMPOSE_PROFILES=weaviate\nVECTOR_STORE=weaviate\nLOG_LEVEL=INFO\n"

OLD = {
    f"{VERSIONS}/aaa111_letters.py": FIRST,
    "dify api/migrations/env.py": ENV_PY,
    "dify api/commands/system.py": SYSTEM.format(ending="        raise SystemExit(1)\n"),
    "dify docker/docker-compose.yaml": COMPOSE.format(
        dify="1.0.0", daemon="0.1.0", db="db", profiles="", weaviate="1.19.0"
    ),
    "dify docker/.env.example": EXAMPLE,
    "dify-plugin-daemon internal/db/init.go": DAEMON,
    "dify-plugin-daemon internal/types/models/task.go": TASK % "",
}
NEW = {
    **OLD,
    f"{VERSIONS}/bbb222_states.py": SECOND,
    f"{VERSIONS}/ccc333_stamps.py": THIRD,
    "dify docker/docker-compose.yaml": COMPOSE.format(dify="1.1.0", daemon="0.2.0", db="db_postgres", profiles="    profiles: [postgresql]\n", weaviate="1.27.0"),
    "dify docker/.env.example": EXAMPLE.replace("=weaviate\nV", "=weaviate,postgresql\nV"),
    "dify-plugin-daemon internal/types/models/task.go": TASK % "\tState  string\n",
}  # fmt: skip


def side(folder: Path, texts: Mapping[str, str], version: str) -> PlanSide:
    """Return a version whose sources are `texts`, by `repository path`."""
    folder.mkdir()
    numbers = {"dify": version, "dify-plugin-daemon": f"0.{version.split('.')[1]}.0"}
    asked = source_index(folder, texts, versions=numbers, missing=("dify-helm",))
    return PlanSide(name=version, index=asked.index, sources=asked.sources)


def case(sides: tuple[PlanSide, PlanSide], folder: Path, env: str = "", **more: object) -> PlanCase:
    """Return the upgrade of a deployment whose `.env` is `env`; without one no file is given."""
    file = folder / ".env"
    if env:
        file.write_text(env, encoding="utf8")
    files = user_deployment(env=file if env else None)
    old, new = sides
    return PlanCase(old=old, new=new, files=files, state=folder, **more)  # type: ignore[arg-type]
