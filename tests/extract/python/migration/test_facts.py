from __future__ import annotations

import pytest

from ctxkit.extract.python.migration.facts import is_migration
from ctxkit.model import Migration, SchemaChange
from tests.extract.annotated import check
from tests.extract.literal import facts
from tests.extract.python.migration.literal import HEAD, PATH, changes

FIXTURE = "api/migrations/versions/2026_01_10_1630-9f1d2c3b4a5e_add_letters.py"


def test_what_a_migration_changes() -> None:
    check(f"python/{FIXTURE}", Migration, SchemaChange)


@pytest.mark.parametrize(
    ("code", "name", "line", "title"),
    [
        ('"""add letters\n"""\nrevision = "abc"', "abc", 1, "add letters"),
        ("\n'''\nadd'''\nrevision: str = 'abc-d'", "abc-d", 4, "add'''"),
        ("\n'''add'''\nrevision: str = 'abc-d'", "abc-d", 2, "add'''"),
        ("\n\nrevision = 'abc'", "abc", 3, ""),
    ],
)
def test_the_revision_is_where_its_text_is(code: str, name: str, line: int, title: str) -> None:
    [found] = facts(PATH, code, Migration)
    assert (found.name, found.line, found.title) == (name, line, title)


@pytest.mark.parametrize(
    ("line", "after"),
    [
        ("down_revision = 'b'", ("b",)),
        ("down_revision = ('b', 'c')", ("b", "c")),
        ("down_revision = None", ()),
        ("down_revision = other", ()),
        ("", ()),
    ],
)
def test_the_revisions_before_it(line: str, after: tuple[str, ...]) -> None:
    code = f"revision = 'abc'\n{line}\ndef upgrade():\n    pass\n"
    [found] = facts(PATH, code, Migration)
    assert found.after == after


@pytest.mark.parametrize(
    ("text", "date"),
    [("Create Date: 2026-05-29 10:54:19", "2026-05-29"), ("Create Date: soon", ""), ("", "")],
)
def test_the_day_on_which_it_was_written(text: str, date: str) -> None:
    [found] = facts(PATH, f'"""add\n\n{text}\n"""\n{HEAD}', Migration)
    assert found.date == date


@pytest.mark.parametrize("code", ["revision = abc", "  revision = 'abc'", "revision = 'ab'"])
def test_other_files_have_no_revision(code: str) -> None:
    text = f"if x:\n{code}\ndef upgrade():\n    op.drop_table('a')\n"
    assert facts(PATH, text, Migration) == facts(PATH, text, SchemaChange) == []


@pytest.mark.parametrize(
    ("path", "found"),
    [(PATH, True), ("migrations/versions/a.py", True), ("api/migrations/env.py", False)],
)
def test_which_files_are_migrations(path: str, found: bool) -> None:
    assert is_migration(path) is found
    assert bool(facts(path, HEAD, Migration)) is found


def test_what_the_module_itself_does_is_of_no_function() -> None:
    before = "op.execute('DELETE FROM b')\n"
    found = changes("op.drop_table('a')", before=before)
    assert [(each.name, each.order, each.down) for each in found] == [("a", 0, False)]


def test_both_ways_are_counted_apart() -> None:
    found = changes("op.drop_table('a')\nop.drop_table('b')", downgrade="op.create_table('b')")
    assert [(each.name, each.order, each.down) for each in found] == [
        ("a", 0, False),
        ("b", 1, False),
        ("b", 0, True),
    ]
    assert {each.revision for each in found} == {"abc"}


@pytest.mark.parametrize(
    "body",
    [
        "for i in range(400):\n    for j in range(400):\n        op.drop_table(f'{i}{j}')",
        "upgrade()",
        "upgrade()\nupgrade()",
        "[" * 300 + "]" * 300,
        "x = (lambda f: f(f))(lambda f: f(f))",
    ],
)
def test_what_never_ends_is_left_and_said(body: str) -> None:
    code = HEAD + "\ndef upgrade():\n" + "".join(f"    {row}\n" for row in body.split("\n"))
    [found] = facts(PATH, code, Migration)
    assert not found.is_whole
    assert len(facts(PATH, code, SchemaChange)) <= 2_000


def test_nested_blocks_cost_no_stack() -> None:
    body = "".join("    " * (depth + 1) + "if x:\n" for depth in range(90)) + "    " * 91 + "pass\n"
    [found] = facts(PATH, f"{HEAD}\ndef upgrade():\n{body}", Migration)
    assert found.name == "abc"
