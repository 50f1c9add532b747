"""What an error of the database says of its version: it stands before that of the image that runs,
or after it.

Not here: which model and migration an error names (`database.py`).
"""

from __future__ import annotations

from ctxkit.ask.locate.candidates import LocateContext, without_tests
from ctxkit.database.catalog import catalog_of
from ctxkit.database.migration_range import heads_of
from ctxkit.database.releases import release_with_revision, since_in_words
from ctxkit.dify.repositories import DIFY
from ctxkit.model import Migration, SchemaChange
from ctxkit.text.wording import prefixed

_REMEDY = "start an image of the version that last migrated the database, or of a later one"


def revision_note(context: LocateContext, revision: str) -> str:
    """Say which side is newer where the image that runs lacks the revision that the database has.

    Alembic's own code fails, so that there is no place to show.
    """
    for fact in without_tests(context.index.named(Migration, revision)):
        version = context.index.checkouts()[fact.repo].version
        heads = heads_of(catalog_of(context.index, fact.repo).steps)
        head = ", its head" if revision in heads else ""
        return (
            f"the migration {revision} is {fact.path} in {fact.repo} {version}{head}"
            f"{_since(context, fact)}: the database is newer than the image that runs; {_REMEDY}"
        )
    release = _newer_release(context, revision)
    if release:
        return (
            f"no migration of this version has the revision {revision}, that of {release} is the "
            f"first: the database is newer than the image that runs; {_REMEDY}"
        )
    return (
        f"no migration of this version has the revision {revision}: the database was migrated by"
        f" another version; {_REMEDY}"
    )


def _since(context: LocateContext, fact: Migration) -> str:
    """Return with which release a migration came, empty where nothing is known."""
    checkout = context.index.checkouts()[fact.repo]
    root = context.sources.root(fact.repo)
    since = since_in_words(root, checkout.version, [fact.path]).get(fact.path, "")
    return prefixed(", which came with ", since)


def _newer_release(context: LocateContext, revision: str) -> str:
    """Return the first release at hand that has a migration of a revision."""
    steps = catalog_of(context.index, DIFY).steps
    if not steps:
        return ""
    folder = steps[-1].migration.path.rpartition("/")[0]
    return release_with_revision(context.sources.root(DIFY), folder, revision)


def missing_note(context: LocateContext, name: str) -> str:
    """Say why a database may lack a table or a column (`workflows.kind`) that the code asks for;
    empty where the migrations do not tell.
    """
    table_name, _, column = name.partition(".")
    made = without_tests(context.index.named(SchemaChange, name))
    made = [change for change in made if not change.down and change.table == table_name]
    if not made:
        return ""
    repo = made[0].repo
    catalog = catalog_of(context.index, repo)
    version = context.index.checkouts()[repo].version
    table = catalog.schema.tables.get(table_name)
    if table is None or (column and column not in table.columns):
        return (
            f"the migrations of {repo} {version} leave no {name}: the image that asks for it is of "
            "another version than the database"
        )
    first = next((c for c in (table.columns[column] if column else table).changes), None)
    step = next((s for s in catalog.steps if first and s.revision == first.revision), None)
    if step is None:
        return ""
    return (
        f"{name} is made by the migration {step.revision}{_since(context, step.migration)}: the "
        "database stands before it, or is another one; run `flask upgrade-db`, or see why it failed"
    )
