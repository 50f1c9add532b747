"""Statements of SQL that change a database: which table, what of it, which columns.

A scan of plain statements as migrations write them, in time linear in their length; what it does
not know it names. Not here: the statements that a program sends (`flow/`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

from msgspec import Struct

from ctxkit.model.vocabulary import SchemaAction


class SqlChange(Struct, frozen=True, kw_only=True):
    """One change. `name` is the column, index or constraint, empty for a table or its rows.

    `detail` is the rest of the statement where it matters.
    """

    action: SchemaAction
    table: str = ""
    name: str = ""
    new_name: str = ""
    type: str = ""
    null: bool | None = None
    default: str | None = None
    drops_default: bool = False
    columns: tuple[str, ...] = ()
    detail: str = ""


MAX_CHARS = 20_000
"""Of one text of SQL; longer ones are data."""
_MAX_DETAIL = 160

_TOKEN = re.compile(
    r"--[^\n]*|/\*.*?\*/|\$(?P<tag>\w{0,20})\$.*?\$(?P=tag)\$|'(?:[^']|'')*'"
    r'|"(?P<quoted>[^"]*)"|::|[<>=!|]{1,3}|[\w.\ufffd:@]+|[^\s]',
    re.DOTALL,
)
_WRITES = frozenset(("UPDATE", "DELETE", "INSERT", "TRUNCATE"))
_OTHER = frozenset(
    ("ALTER", "COMMENT", "CREATE", "DO", "DROP", "GRANT", "LOCK", "REINDEX", "REVOKE", "SET")
)
_OF_CONSTRAINT = frozenset(("CONSTRAINT", "PRIMARY", "UNIQUE", "FOREIGN", "CHECK", "EXCLUDE"))
_TYPE_ENDS = frozenset(
    ("NOT", "NULL", "DEFAULT", "PRIMARY", "UNIQUE", "REFERENCES", "CHECK", "USING", "COLLATE")
)

Tokens = list[str]
_DEPTH = {"(": 1, ")": -1}


def sql_changes(text: str) -> Iterator[SqlChange]:
    """Yield what the statements of a text change, in order; none for those that only read."""
    for tokens in _statements(text[:MAX_CHARS]):
        yield from _changes(tokens)


def _statements(text: str) -> Iterator[Tokens]:
    tokens: Tokens = []
    for match in _TOKEN.finditer(text):
        word = match["quoted"] if match["quoted"] is not None else match[0]
        if word.startswith(("--", "/*")):
            continue
        if word != ";":
            tokens.append(word)
        elif tokens:
            yield tokens
            tokens = []
    if tokens:
        yield tokens


class _Reader:
    """The tokens of a statement, read one after the other."""

    def __init__(self, tokens: Tokens) -> None:
        self.tokens = tokens
        self.at = 0

    def peek(self, ahead: int = 0) -> str:
        """Return a word without reading it, in capitals."""
        position = self.at + ahead
        return self.tokens[position].upper() if position < len(self.tokens) else ""

    def take(self) -> str:
        """Read a word as it is written."""
        self.at += 1
        return self.tokens[self.at - 1] if self.at <= len(self.tokens) else ""

    def skip(self, *words: str) -> bool:
        """Read `words` if they are next."""
        if all(self.peek(ahead) == word for ahead, word in enumerate(words)):
            self.at += len(words)
            return True
        return False

    def name(self) -> str:
        """Read the name of a table, without its schema."""
        self.skip("IF", "NOT", "EXISTS")
        self.skip("IF", "EXISTS")
        self.skip("ONLY")
        return self.take().rpartition(".")[2]

    def parenthesized(self) -> Tokens:
        """Read what the parentheses hold that are next, nothing where none are."""
        if self.peek() != "(":
            return []
        depth, start = 0, self.at + 1
        while self.at < len(self.tokens):
            word = self.take()
            depth += _DEPTH.get(word, 0)
            if not depth:
                return self.tokens[start : self.at - 1]
        return self.tokens[start:]

    def rest(self) -> Tokens:
        """Read all that is left."""
        found, self.at = self.tokens[self.at :], len(self.tokens)
        return found


def _changes(tokens: Tokens) -> Iterator[SqlChange]:
    start = _first_verb(tokens)
    reader = _Reader(tokens[start:])
    verb = reader.take().upper()
    if verb in _WRITES:
        yield _write(verb, reader)
        return
    for words, read in _FORMS:
        if verb == words[0] and reader.skip(*words[1:]):
            yield from read(reader)
            return
    if verb in _OTHER:
        yield SqlChange(action="other", detail=_joined(tokens))


def _first_verb(tokens: Tokens) -> int:
    """Return where the statement itself begins, behind the queries of `WITH`."""
    if tokens[0].upper() != "WITH":
        return 0
    depth = 0
    for number, word in enumerate(tokens):
        depth += _DEPTH.get(word, 0)
        if not depth and word.upper() in _WRITES:
            return number
    return 0


def _write(verb: str, reader: _Reader) -> SqlChange:
    if verb == "UPDATE":
        table = reader.name()
        rest = reader.rest()
        return SqlChange(action="update", table=table, columns=_set_columns(rest))
    if verb == "INSERT":
        reader.skip("INTO")
        table = reader.name()
        columns = tuple(word for word in reader.parenthesized() if word != ",")
        return SqlChange(action="insert", table=table, columns=columns)
    reader.skip("FROM")
    reader.skip("TABLE")
    return SqlChange(action="delete", table=reader.name())


def _set_columns(tokens: Tokens) -> tuple[str, ...]:
    """Return the columns of `SET a = 1, b = 2 WHERE ...`."""
    found: list[str] = []
    depth = 0
    for number, word in enumerate(tokens):
        depth += _DEPTH.get(word, 0)
        if not depth and word.upper() in ("WHERE", "FROM", "RETURNING"):
            break
        before = tokens[number - 1].upper() if number else ""
        following = tokens[number + 1] if number + 1 < len(tokens) else ""
        if not depth and following == "=" and before in ("SET", ","):
            found.append(word.rpartition(".")[2])
    return tuple(found)


def _split(tokens: Tokens) -> Iterator[Tokens]:
    """Yield what commas part that are in no parentheses."""
    part: Tokens = []
    depth = 0
    for word in tokens:
        depth += _DEPTH.get(word, 0)
        if word == "," and not depth:
            yield part
            part = []
        else:
            part.append(word)
    if part:
        yield part


def _create_table(reader: _Reader) -> Iterator[SqlChange]:
    table = reader.name()
    yield SqlChange(action="create_table", table=table)
    for part in _split(reader.parenthesized()):
        if part and part[0].upper() not in _OF_CONSTRAINT:
            yield _column(table, part)


def _column(table: str, tokens: Tokens) -> SqlChange:
    name, *rest = tokens
    upper = [word.upper() for word in rest]
    end = next((n for n, word in enumerate(upper) if word in _TYPE_ENDS), len(rest))
    default = None
    if "DEFAULT" in upper:
        after = upper.index("DEFAULT") + 1
        stop = next(
            (n for n in range(after, len(upper)) if upper[n] in ("NOT", "NULL")), len(upper)
        )
        default = _joined(rest[after : max(stop, after + 1)])
    not_null = ("NOT", "NULL") in pairwise(upper) or "PRIMARY" in upper
    return SqlChange(
        action="add_column",
        table=table,
        name=name,
        type=_joined(rest[:end]).lower(),
        null=not not_null,
        default=default,
    )


def _drop_table(reader: _Reader) -> Iterator[SqlChange]:
    first = reader.name()
    yield SqlChange(action="drop_table", table=first)
    while reader.skip(","):
        yield SqlChange(action="drop_table", table=reader.name())


def _alter_table(reader: _Reader) -> Iterator[SqlChange]:
    table = reader.name()
    for part in _split(reader.rest()):
        yield _alteration(table, _Reader(part))


def _renaming(table: str, reader: _Reader, whole: str) -> SqlChange:
    if reader.skip("TO"):
        return SqlChange(action="rename_table", table=table, new_name=reader.name())
    is_constraint = reader.skip("CONSTRAINT")
    reader.skip("COLUMN")
    old = reader.name()
    reader.skip("TO")
    if is_constraint:
        return SqlChange(action="other", table=table, name=old, detail=whole)
    return SqlChange(action="rename_column", table=table, name=old, new_name=reader.name())


def _alteration(table: str, reader: _Reader) -> SqlChange:
    whole = _joined(reader.tokens)
    if reader.skip("RENAME"):
        return _renaming(table, reader, whole)
    if reader.skip("ADD"):
        if reader.peek() in _OF_CONSTRAINT:
            name = reader.name() if reader.skip("CONSTRAINT") else ""
            return SqlChange(action="add_constraint", table=table, name=name, detail=whole)
        reader.skip("COLUMN")
        reader.skip("IF", "NOT", "EXISTS")
        return _column(table, reader.rest() or [""])
    if reader.skip("DROP"):
        is_constraint = reader.skip("CONSTRAINT")
        reader.skip("COLUMN")
        action: SchemaAction = "drop_constraint" if is_constraint else "drop_column"
        return SqlChange(action=action, table=table, name=reader.name())
    if reader.skip("ALTER"):
        reader.skip("COLUMN")
        return _altered_column(table, reader, whole)
    return SqlChange(action="other", table=table, detail=whole)


def _altered_column(table: str, reader: _Reader, whole: str) -> SqlChange:
    column = reader.name()

    def change(**values: object) -> SqlChange:
        return SqlChange(action="alter_column", table=table, name=column, **values)  # type: ignore[arg-type]

    if reader.skip("SET", "NOT", "NULL"):
        return change(null=False)
    if reader.skip("DROP", "NOT", "NULL"):
        return change(null=True)
    if reader.skip("SET", "DEFAULT"):
        return change(default=_joined(reader.rest()))
    if reader.skip("DROP", "DEFAULT"):
        return change(drops_default=True)
    reader.skip("SET", "DATA")
    if reader.skip("TYPE"):
        rest = reader.rest()
        upper = [word.upper() for word in rest]
        end = upper.index("USING") if "USING" in upper else len(rest)
        return change(type=_joined(rest[:end]).lower(), detail=_joined(rest[end:]))
    return change(detail=whole)


def _create_index(reader: _Reader) -> Iterator[SqlChange]:
    unique = "unique" if reader.tokens[1].upper() == "UNIQUE" else ""
    concurrently = "concurrently" if reader.skip("CONCURRENTLY") else ""
    name = "" if reader.peek() == "ON" else reader.name()
    reader.skip("ON")
    table = reader.name()
    if reader.skip("USING"):
        reader.take()
    columns = tuple(_joined(part) for part in _split(reader.parenthesized()))
    yield SqlChange(
        action="create_index",
        table=table,
        name=name,
        columns=columns,
        detail=" ".join(filter(None, (unique, concurrently))),
    )


def _drop_index(reader: _Reader) -> Iterator[SqlChange]:
    detail = "concurrently" if reader.skip("CONCURRENTLY") else ""
    yield SqlChange(action="drop_index", name=reader.name(), detail=detail)


def _alter_index(reader: _Reader) -> Iterator[SqlChange]:
    old = reader.name()
    if reader.skip("RENAME", "TO"):
        yield SqlChange(action="rename_index", name=old, new_name=reader.name())
    else:
        yield SqlChange(action="other", name=old, detail=_joined(reader.tokens))


_FORMS: tuple[tuple[tuple[str, ...], Callable[[_Reader], Iterator[SqlChange]]], ...] = (
    (("CREATE", "TABLE"), _create_table),
    (("CREATE", "UNIQUE", "INDEX"), _create_index),
    (("CREATE", "INDEX"), _create_index),
    (("DROP", "TABLE"), _drop_table),
    (("DROP", "INDEX"), _drop_index),
    (("ALTER", "TABLE"), _alter_table),
    (("ALTER", "INDEX"), _alter_index),
)


def _joined(tokens: Tokens) -> str:
    """Return tokens as a person would write them."""
    text = " ".join(tokens)
    for loose, tight in (("( ", "("), (" )", ")"), (" (", "("), (" ,", ","), (" :: ", "::")):
        text = text.replace(loose, tight)
    return text[:_MAX_DETAIL]
