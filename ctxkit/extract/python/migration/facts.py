"""Migrations of the database (Alembic): their revisions, and what they change on PostgreSQL.

Not here: the models (`extract/python/tables.py`), the tables that all migrations leave
(`database/`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec.structs import replace
from tree_sitter import Node

from ctxkit.extract.python.migration.evaluation import Evaluation
from ctxkit.extract.python.migration.expressions import TooLongError
from ctxkit.extract.python.migration.operations import is_autocommit, steps_of
from ctxkit.extract.python.migration.values import ForeignCall, Value, is_known
from ctxkit.extract.source import Source
from ctxkit.model import Migration, SchemaChange

DIALECT = "postgresql"
"""The database whose branches are followed."""

_KNOWN: dict[str, Value] = {
    ".dialect.name": DIALECT,
    "dialect.name": DIALECT,
    "context.is_offline_mode()": False,
    "op.get_context().as_sql": False,
}
_REVISION = re.compile(r"^revision(?:: ?str)? = ['\"]([\w-]{3,80})['\"]", re.MULTILINE)
_DOC = re.compile(r"\A\s{0,20}(?:'''|\"\"\")[^\n]")
_TITLE = re.compile(r"\A\s{0,20}(?:'''|\"\"\")\s{0,20}([^\n]{1,160})")
_DATE = re.compile(r"^Create Date: ?(\d{4}-\d\d-\d\d)", re.MULTILINE)
_MAX_CHANGES = 2_000  # of one direction; the largest real migration has a fifth


def is_migration(path: str) -> bool:
    """Return whether the Python file at `path` is a migration."""
    return "/migrations/versions/" in f"/{path}"


def migrations(source: Source, root: Node | None) -> Iterator[Migration | SchemaChange]:
    """Yield a migration and what it changes, none for a file without a revision."""
    text = source.data.decode("utf8", "replace")
    revision = _REVISION.search(text)
    if revision is None:
        return
    up, after, up_is_whole = _followed(root, "upgrade")
    down, _, down_is_whole = _followed(root, "downgrade")
    # The text below the revision is about the whole of it, so its first line is shown.
    start = _DOC.search(text) or revision
    line = text.count("\n", 0, start.end()) + 1
    title, date = _TITLE.search(text), _DATE.search(text)
    yield Migration(
        name=revision[1],
        line=line,
        end_line=line,
        after=after,
        title=title[1].strip() if title else "",
        date=date[1] if date else "",
        is_whole=up_is_whole and down_is_whole,
    )
    for is_down, changes in ((False, up), (True, down)):
        for order, change in enumerate(changes):
            yield replace(change, revision=revision[1], order=order, down=is_down)


def _followed(root: Node | None, function: str) -> tuple[list[SchemaChange], tuple[str, ...], bool]:
    """Return the changes of a function, the revisions that the file follows, and whether all of the
    function was followed.
    """
    changes: list[SchemaChange] = []
    if root is None:
        return changes, (), True

    def perform(call: ForeignCall) -> Value:
        if call.function == "f" and call.args:  # op.f("apps_pkey"): the name is final
            return call.args[0]
        for change in steps_of(call):
            if len(changes) >= _MAX_CHANGES:
                raise TooLongError
            is_alone = any(is_autocommit(block) for block in evaluation.blocks)
            changes.append(replace(change, is_doubtful=evaluation.is_in_doubt, is_alone=is_alone))
        return call

    evaluation = Evaluation(_KNOWN, perform)
    is_whole = True
    try:
        evaluation.read(root)
        changes.clear()  # those of the module are done by whoever loads it, not by the function
        evaluation.call(function)
    except (RecursionError, TooLongError):
        is_whole = False
    return changes, _revisions(evaluation.names.get("down_revision")), is_whole


def _revisions(value: Value) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    is_list = isinstance(value, (list, tuple)) and is_known(*value)
    return tuple(each for each in value if isinstance(each, str)) if is_list else ()
