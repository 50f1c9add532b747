from __future__ import annotations

import pytest

from ctxkit.extract.python.migrations import is_migration
from ctxkit.model import Migration
from tests.extract.annotated import check
from tests.extract.literal import facts

FIXTURE = "api/migrations/versions/2026_01_10_1630-9f1d2c3b4a5e_add_letters.py"
PATH = "api/migrations/versions/a.py"
HEAD = "revision = 'abc'\n"


def made(call: str) -> list[tuple[str, str, str]]:
    found = facts(PATH, HEAD + call, Migration)
    return [(each.what, each.name, each.table) for each in found[1:]]


def test_what_a_migration_makes() -> None:
    check(f"python/{FIXTURE}", Migration)


@pytest.mark.parametrize(
    ("call", "found"),
    [
        ("op.create_table('a', x)", [("table", "a", "a")]),
        ("op.create_table(\n  'a', x)", [("table", "a", "a")]),
        ("op.rename_table('a', 'b')", [("table", "b", "b")]),
        ("op.add_column('a', sa.Column('b', x))", [("column", "a.b", "a")]),
        ("op.create_index('i', 'a', ['b'])", [("index", "i", "a")]),
        ("op.create_index(op.f('i'), 'a', ['b'])", [("index", "i", "a")]),
        ("op.create_unique_constraint('u', 'a', ['b'])", [("constraint", "u", "a")]),
        ("op.batch_alter_table('a')", []),
        (
            "op.batch_alter_table('a')\nbatch_op.create_index(batch_op.f('i'), ['b'])",
            [("index", "i", "a")],
        ),
        (
            "op.batch_alter_table('a')\nbatch_op.create_unique_constraint('u', ['b'])",
            [("constraint", "u", "a")],
        ),
        (
            "op.batch_alter_table('a')\nbatch_op.add_column(sa.Column('b', x))",
            [("column", "a.b", "a")],
        ),
        ("sa.Column('b', x)", []),
        ("op.create_table('a', sa.Column('b'))", [("table", "a", "a"), ("column", "a.b", "a")]),
        ("sa.PrimaryKeyConstraint('b', name='p')", [("constraint", "p", "")]),
        ("sa.UniqueConstraint('b', name=op.f('u'))", [("constraint", "u", "")]),
        ("sa.ForeignKeyConstraint(['b'], name='f')", [("constraint", "f", "")]),
        ("sa.CheckConstraint('b', name='c')", []),
        ("sa.UniqueConstraint('b')\nname='u'", []),
        ("op.create_index('i', 'a', ['b'])\nop.create_index('j', ['c'])", [
            ("index", "i", "a"), ("index", "j", "a"),
        ]),
        ("op.drop_table('a')", []),
        ("def downgrade():\n    op.create_table('a')", []),
    ],
)  # fmt: skip
def test_calls(call: str, found: list[tuple[str, str, str]]) -> None:
    assert made(call) == found


@pytest.mark.parametrize(
    ("code", "name", "line"),
    [
        ('"""add letters\n"""\nrevision = "abc"', "abc", 1),
        ("\n'''\nadd'''\nrevision: str = 'abc-d'", "abc-d", 4),
        ("\n'''add'''\nrevision: str = 'abc-d'", "abc-d", 2),
        ("\n\nrevision = 'abc'", "abc", 3),
    ],
)
def test_the_revision_is_where_its_text_is(code: str, name: str, line: int) -> None:
    [found] = facts(PATH, code, Migration)
    assert (found.what, found.name, found.revision, found.line) == ("revision", name, name, line)


@pytest.mark.parametrize("code", ["revision = abc", "  revision = 'abc'", "revision = 'ab'"])
def test_other_files_have_no_revision(code: str) -> None:
    assert facts(PATH, f"if x:\n{code}\nop.create_table('a')", Migration) == []


@pytest.mark.parametrize(
    ("path", "found"),
    [(PATH, True), ("migrations/versions/a.py", True), ("api/migrations/env.py", False)],
)
def test_which_files_are_migrations(path: str, found: bool) -> None:
    assert is_migration(path) is found
    assert bool(facts(path, HEAD, Migration)) is found
