"""Facts about databases: tables, columns, who uses them, and what migrations change.

Not here: the tables that all migrations leave (`database/`).
"""

from __future__ import annotations

from typing import ClassVar, Literal

from ctxkit.model.facts import Fact
from ctxkit.model.vocabulary import SchemaAction


class Table(Fact, frozen=True, kw_only=True):
    """A database table; `model` is the class that maps it."""

    kind: ClassVar[str] = "table"

    model: str


class Column(Fact, frozen=True, kw_only=True):
    """A column of a model, or of a class from which models take it; `name` is the one in the
    database, `attribute` the one in the code, `symbol` the class.

    `type` is the one in PostgreSQL, as far as the model gives it, `hint` the one in the code (`str
    | None`), `values` the class of its values (`MessageStatus`). `null` is None where the model
    leaves it to the hint. `default` is an expression of the code.
    """

    kind: ClassVar[str] = "column"

    attribute: str
    type: str = ""
    hint: str = ""
    values: str = ""
    null: bool | None = None
    default: str | None = None
    is_key: bool = False


class Mixin(Fact, frozen=True, kw_only=True):
    """A class of Go that another one embeds, whose columns it takes over: `name` is the embedded
    one, `symbol` the other.
    """

    kind: ClassVar[str] = "mixin"


class TableUse(Fact, frozen=True, kw_only=True):
    """The first line of a function that reads or writes the rows of a model; `name` is the model.

    `other`: the model is handed to a call that may do either. `via` is the call (`select`).
    """

    kind: ClassVar[str] = "table_use"

    how: Literal["reads", "writes", "other"]
    via: str = ""


class Migration(Fact, frozen=True, kw_only=True):
    """A migration of the database; `name` is its revision.

    `after` are the revisions that it follows. `title` is the first line of its text, `date` the day
    on which it was written (`2026-05-29`). `is_whole`: all of it was followed, so that its
    SchemaChange facts leave nothing out.
    """

    kind: ClassVar[str] = "migration"

    after: tuple[str, ...] = ()
    title: str = ""
    date: str = ""
    is_whole: bool = True


class SchemaChange(Fact, frozen=True, kw_only=True):
    """An operation of a migration on PostgreSQL; `name` is the part that it changes, for a column
    with its table (`apps.icon`), for rows that it writes the table.

    `order` counts the operations of `upgrade()`, and apart from them those of `downgrade()`, which
    are `down`. `is_doubtful`: a condition that only a run can tell decides if it is done. `type`,
    `null` and `default` (an expression of SQL) are those that a column gets, None where they stay;
    `columns` those of an index, a constraint, or written. `detail` has the words `unique`,
    `primary key`, `foreign key`, `check`, `concurrently`, or the statement itself of an `other`.
    `parent` is the table that a foreign key leads to. `in_table`: it is done as a part of creating
    the table. `is_alone`: outside the transaction of the migration.
    """

    kind: ClassVar[str] = "schema_change"

    action: SchemaAction
    revision: str
    table: str = ""
    order: int = 0
    down: bool = False
    is_doubtful: bool = False
    new_name: str = ""
    type: str = ""
    null: bool | None = None
    default: str | None = None
    drops_default: bool = False
    columns: tuple[str, ...] = ()
    detail: str = ""
    parent: str = ""
    in_table: bool = False
    is_alone: bool = False
