"""Which operations a migration does, and in what order."""

# ruff: noqa: E501 - sources stay whole

from __future__ import annotations

import pytest

from tests.extract.python.migration.literal import changes, told

DROP = "op.drop_table('a')"
IS_PG = "def _is_pg(conn):\n    return conn.dialect.name == 'postgresql'\n"


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("if op.get_bind().dialect.name == 'postgresql':\n    {}", True),
        ("if op.get_bind().dialect.name != 'postgresql':\n    {}", False),
        ("if op.get_context().dialect.name in ('mysql',):\n    {}", False),
        ("conn = op.get_bind()\nif _is_pg(conn):\n    {}", True),
        ("conn = op.get_bind()\nif not _is_pg(conn):\n    {}", False),
        ("conn = op.get_bind()\nif _is_pg(conn):\n    pass\nelse:\n    {}", False),
        ("conn = op.get_bind()\nif not _is_pg(conn):\n    pass\nelif True:\n    {}", True),
        ("if context.is_offline_mode():\n    {}", False),
        ("if context.is_offline_mode():\n    return\n{}", True),
        ("if not context.is_offline_mode():\n    return\n{}", False),
        ("if _is_pg(x) and 1 == 1:\n    {}", True),
        ("if _is_pg(x) and 1 == 2:\n    {}", False),
        ("if 1 == 2 or _is_pg(x):\n    {}", True),
        ("if False and unknown():\n    {}", False),
        ("{} if _is_pg(x) else None", True),
        ("None if _is_pg(x) else {}", False),
        ("raise ValueError\n{}", False),
        ("try:\n    {}\nexcept Exception:\n    pass", True),
        ("try:\n    pass\nexcept Exception:\n    {}", False),
        ("try:\n    pass\nfinally:\n    {}", True),
        ("with op.get_context().autocommit_block():\n    {}", True),
        ("while False:\n    {}", False),
    ],
)
def test_branches_of_the_other_database_are_not_taken(body: str, found: bool) -> None:
    assert told(body.format(DROP), before=IS_PG) == (["drop_table a"] if found else [])
    assert not any(each.is_doubtful for each in changes(body.format(DROP), before=IS_PG))


@pytest.mark.parametrize(
    "body",
    [
        "if unknown():\n    {}",
        "if unknown():\n    return\n{}",
        "if has():\n    return\n{}",
        "if not has():\n    {}",
        "for row in conn.execute('select'):\n    {}",
        "for row in rows():\n    if row.name:\n        continue\n    {}",
        "while unknown():\n    {}",
        "if unknown():\n    pass\nelse:\n    {}",
    ],
)
def test_what_only_a_run_can_tell_is_doubtful(body: str) -> None:
    before = """
    def has():
        columns = [c["name"] for c in sa.inspect(op.get_bind()).get_columns("a")]
        if "x" in columns:
            return True
        return False
    """
    [found] = changes(body.format(DROP), before=before)
    assert (found.name, found.is_doubtful) == ("a", True)


def test_doubt_ends_where_the_branch_does() -> None:
    found = changes("if x():\n    op.drop_table('a')\nop.drop_table('b')")
    assert [each.is_doubtful for each in found] == [True, False]


def test_doubt_ends_with_the_function_that_may_have_ended() -> None:
    before = "def first():\n    if x():\n        return\n    op.drop_table('a')\n"
    found = changes("first()\nop.drop_table('b')", before=before)
    assert [each.is_doubtful for each in found] == [True, False]


@pytest.mark.parametrize(
    ("body", "tables"),
    [
        ("for name in ('a', 'b'):\n    op.drop_table(name)", ["a", "b"]),
        ("for name in NAMES:\n    op.drop_table(name)", ["x", "y"]),
        ("for name, _ in [('a', 1), ('b', 2)]:\n    op.drop_table(name)", ["a", "b"]),
        ("for name in {'a': 1, 'b': 2}:\n    op.drop_table(name)", ["a", "b"]),
        ("for name, _ in {'a': 1}.items():\n    op.drop_table(name)", ["a"]),
        ("for i in range(2):\n    op.drop_table(f'a{i}')", ["a0", "a1"]),
        (
            "for name in ('a', 'b'):\n    if name == 'a':\n        continue\n    op.drop_table(name)",
            ["b"],
        ),
        ("op.drop_table(NAMES[1])", ["y"]),
        ("op.drop_table('a' + '_' + NAMES[0])", ["a_x"]),
        ("op.drop_table(f'{NAMES[0]}s')", ["xs"]),
        ("op.drop_table('{}s'.format(NAMES[0]))", ["xs"]),
        ("op.drop_table('_'.join(NAMES))", ["x_y"]),
        ("op.drop_table('a'\n'b')", ["ab"]),
        ("op.drop_table(**{'table_name': 'a'})", ["a"]),
        ("op.drop_table(*['a'])", ["a"]),
        ("names = []\nnames.append('a')\nfor n in names:\n    op.drop_table(n)", ["a"]),
        ("drop('a', 's')", ["as"]),
        ("drop(name='a')", ["at"]),
        ("drop(end='s', name='a')", ["as"]),
        ("every('a', 'b')", ["a", "b"]),
        ("every()", []),
        (f"for i in range({10**20}):\n    op.drop_table('a')", ["a"]),
    ],
)
def test_names_are_put_together(body: str, tables: list[str]) -> None:
    before = """
    NAMES = ["x", "y"]

    def drop(name, end="t"):
        op.drop_table(name + end)

    def every(*names):
        for name in names:
            op.drop_table(name)
    """
    assert told(body, before=before) == [f"drop_table {name}" for name in tables]


@pytest.mark.parametrize(
    ("helper", "default"),
    [
        (
            "kw = {'nullable': False}\n    if _is_pg(x):\n        kw['server_default'] = sa.text('f()')",
            "f()",
        ),
        (
            "kw = {}\n    if not _is_pg(x):\n        kw['server_default'] = sa.text('f()')",
            None,
        ),
        ("kw = {}\n    kw.setdefault('server_default', sa.text('f()'))", "f()"),
        ("kw = dict(server_default=sa.text('f()'))", "f()"),
        ("kw = {}\n    kw.update(server_default=sa.text('f()'))", "f()"),
        ("kw = {**{'server_default': sa.text('f()')}}", "f()"),
    ],
)
def test_helpers_that_make_columns(helper: str, default: str | None) -> None:
    before = (
        f"{IS_PG}\ndef column(name):\n    {helper}\n    return sa.Column(name, sa.Text(), **kw)\n"
    )
    [_, found] = changes("op.create_table('a', column('b'))", before=before)
    assert (found.name, found.default) == ("a.b", default)


def test_a_name_with_two_values_has_none() -> None:
    [found] = changes("name = 'a'\nif x():\n    name = 'b'\nop.drop_table(name)")
    assert found.table == ""


def test_the_transaction_is_left_in_an_autocommit_block_alone() -> None:
    block = "with op.get_context().autocommit_block():\n    op.drop_table('a')\nop.drop_table('b')"
    assert [each.is_alone for each in changes(block)] == [True, False]
