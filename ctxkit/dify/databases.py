"""The databases of a deployment: what Dify calls them, and whose tables they have.

Not here: the tables themselves, which migrations and models tell (`database/`).
"""

from __future__ import annotations

from ctxkit.dify.row import Row, is_named

_CHART = (
    "https://github.com/langgenius/dify-ee-terraform-aws/blob/main/docs/3.9.1.architecture.html"
)


class KnownDatabase(Row, frozen=True, kw_only=True):
    """A database by the name that it has unless somebody gives it another.

    `repo` is the source of the program that makes its tables, empty where that is closed: then
    `part` is the one of the Enterprise chart's values. `setting` gives the database another name.
    """

    name: str
    repo: str = ""
    part: str = ""
    setting: str


OWN_DATABASES = (
    KnownDatabase(
        name="dify",
        repo="dify",
        setting="DB_DATABASE",
        since="1.8.1",
        reference="dify docker/.env.example#DB_DATABASE=dify",
        sample="dify",
    ),
    KnownDatabase(
        name="dify_plugin",
        repo="dify-plugin-daemon",
        setting="DB_PLUGIN_DATABASE",
        since="1.8.1",
        reference="dify docker/.env.example#DB_PLUGIN_DATABASE=dify_plugin",
        sample="dify_plugin",
    ),
    KnownDatabase(
        name="enterprise",
        part="enterprise",
        setting="externalPostgres.credentials.enterprise.database",
        since="3.5.5",
        reference=_CHART,
        sample="enterprise",
    ),
    KnownDatabase(
        name="audit",
        part="enterpriseAudit",
        setting="externalPostgres.credentials.audit.database",
        since="3.5.5",
        reference=_CHART,
        sample="audit",
    ),
)


def database_of(repo: str) -> str:
    """Return the database that has the tables of a source's program, empty if none is known."""
    return next((row.name for row in OWN_DATABASES if row.repo and row.repo == repo), "")


def known_database(name: str) -> KnownDatabase | None:
    """Return the database of a name, None if none is known."""
    return next((row for row in OWN_DATABASES if row.name == name), None)


def closed_databases() -> list[KnownDatabase]:
    """Return the databases of which no source says what they hold."""
    return [row for row in OWN_DATABASES if not row.repo]


class FirstStart(Row, frozen=True, kw_only=True):
    """The variables, or values of the chart, by a pattern of their names, that the image of a
    database reads only to make its files: once it has data they change nothing.
    """

    names: str


FIRST_START = (
    FirstStart(
        names=r"POSTGRES_(?:USER|PASSWORD|DB|INITDB_ARGS)",
        since="1.8.1",
        reference="https://github.com/docker-library/docs/blob/master/postgres/content.md",
        sample="POSTGRES_PASSWORD",
    ),
    FirstStart(
        names=r"MYSQL_(?:ROOT_PASSWORD|DATABASE|USER|PASSWORD)",
        since="1.8.1",
        reference="https://github.com/docker-library/docs/blob/master/mysql/content.md",
        sample="MYSQL_ROOT_PASSWORD",
    ),
    FirstStart(
        names=r"OPENSEARCH_INITIAL_ADMIN_PASSWORD",
        since="1.8.1",
        reference="https://docs.opensearch.org/latest/security/configuration/demo-configuration/",
        sample="OPENSEARCH_INITIAL_ADMIN_PASSWORD",
    ),
    FirstStart(
        names=r"postgresql\.(?:global\.postgresql\.)?auth\."
        r"(?:postgresPassword|password|username|database)",
        since="1.8.1",
        reference="https://github.com/bitnami/containers/blob/main/bitnami/postgresql/README.md",
        sample="postgresql.global.postgresql.auth.postgresPassword",
    ),
)


def first_start(name: str) -> FirstStart | None:
    """Return the row about a variable, or a value of the chart, that the image of a database reads
    only while it has no data, None if there is none.
    """
    return next((row for row in FIRST_START if is_named(name, row.names)), None)
