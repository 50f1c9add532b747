from __future__ import annotations

import pytest

from ctxkit.model import Symbol
from tests.extract.annotated import check
from tests.extract.literal import facts

PATH = "api/a.py"


def found(code: str, what: str) -> list[tuple[str, str]]:
    return [(each.name, each.value) for each in facts(PATH, code, Symbol) if each.what == what]


def test_definitions_constants_and_arguments() -> None:
    check("python/api/libs/shapes.py", Symbol)


@pytest.mark.parametrize(
    ("code", "what", "name", "bases"),
    [
        ("def f(): 1", "function", "f", ()),
        ("class A(b.B, metaclass=M): ...", "class", "A", ("b.B",)),
    ],
)
def test_definitions(code: str, what: str, name: str, bases: tuple[str, ...]) -> None:
    [symbol] = facts(PATH, code, Symbol)
    assert (symbol.what, symbol.name, symbol.bases) == (what, name, bases)


def test_a_function_of_a_class_is_a_method_and_one_of_a_function_is_not() -> None:
    code = "class A:\n    def b(self):\n        def c(): 1"
    assert [(each.what, each.name) for each in facts(PATH, code, Symbol)] == [
        ("class", "A"),
        ("method", "A.b"),
        ("function", "A.b.c"),
    ]


@pytest.mark.parametrize(
    ("body", "doc"),
    [
        ('"""One.\n\n    Two."""', "One."),
        ("'''\n\n    One.\n    '''", "One."),
        ('r"""One."""', "One."),
        ("R'One.'", "One."),
        ('"One."', "One."),
        ("'One.'", "One."),
        ('""', ""),
        ("x = 'One.'", ""),
        ('"""One.', ""),
        ('"""' + "x" * 161 + '"""', "x" * 160),
        ('"""' + " " * 600 + 'x"""', ""),
        ('"""' + " " * 599 + 'x"""', "x"),
    ],
)
def test_the_first_line_of_a_docstring(body: str, doc: str) -> None:
    [function, *_] = facts(PATH, f"def f():\n    {body}\n", Symbol)
    assert function.doc == doc


@pytest.mark.parametrize(
    ("code", "constants"),
    [
        ("A_B = 1", [("A_B", "1")]),
        ("_A2 = 'x'", [("_A2", "x")]),
        ("__A1 = 1", [("__A1", "1")]),
        ("A: int = 3", [("A", "3")] * 0),
        ("AB: int = 3", [("AB", "3")]),
        ("ab = 1", []),
        ("Ab = 1", []),
        ("AB = f( x)", [("AB", "f( x)")]),
        ("AB = {'a': 1}", []),
        ("AB = {1}", []),
        ("AB = lambda: 1", []),
        ("AB = {a: 1 for a in b}", []),
        ("AB = '" + "x" * 78 + "'", [("AB", "x" * 78)]),
        ("AB = '" + "x" * 79 + "'", []),
        ("def f():\n    AB = 1", []),
        ("class C:\n    AB = 1\n    CD = 'x'\n    EF = -1", [("C.AB", "1"), ("C.EF", "-1")]),
    ],
)
def test_constants(code: str, constants: list[tuple[str, str]]) -> None:
    assert found(code, "constant") == constants


TUNABLE = [
    "retry",
    "retries",
    "timeout",
    "limit",
    "delay",
    "interval",
    "ttl",
    "expires",
    "expiry",
    "expiration",
    "expire_in",
    "expires_after",
    "expiry_seconds",
    "backoff",
    "attempts",
    "workers",
    "pool_size",
    "threshold",
    "batch",
    "concurrency",
    "keepalive",
    "keep_alive",
    "factor",
    "window",
    "in_seconds",
    "per_minutes",
    "of_hours",
    "days_of",
    "x_days",
    "capacity",
    "chunk_size",
    "wait",
    "max_size",
    "size_max",
    "lifetime",
    "overlap",
    "prefetch",
    "recycle",
    "top_k",
    "buffer",
    "queue_size",
    "quota",
    "startup",
    "TimeOut",
]
NOT_TUNABLE = [
    "name",
    "max_value",
    "expired",
    "expire_on",
    "second_name",
    "minutes",
    "per_weeks",
    "top_p",
    "max",
]


@pytest.mark.parametrize("name", [*TUNABLE, *NOT_TUNABLE])
def test_which_arguments_tune(name: str) -> None:
    is_tuning = name not in (*NOT_TUNABLE, "days_of")
    assert found(f"A.f({name}=3)", "argument") == ([(f"f.{name}", "3")] if is_tuning else [])
    parameters = found(f"def g(a, {name}: int = 3, x=1): 1", "argument")
    assert parameters == ([(f"g.{name}", "3")] if is_tuning else [])
    parameters = found(f"def g(a, {name}=3): 1", "argument")
    assert parameters == ([(f"g.{name}", "3")] if is_tuning else [])


@pytest.mark.parametrize(
    ("code", "arguments"),
    [
        ("f(retry=True, limit=True)", [("f.retry", "True")]),
        ("f(timeout=False, keepalive=True)", [("f.timeout", "False"), ("f.keepalive", "True")]),
        ("f(pool=True, startup=True)", [("f.pool", "True"), ("f.startup", "True")]),
        ("f(backoff=True, expires=True)", [("f.backoff", "True"), ("f.expires", "True")]),
        ("f(expire_on=True, delay=True)", []),
        ("f(timeout=a * b, delay=a * 2, wait=-1)", [("f.delay", "a * 2"), ("f.wait", "-1")]),
        ("f(timeout='3')", []),
        ("a" * 59 + ".f(timeout=3)", []),
        ("a" * 58 + ".f(timeout=3)", [("f.timeout", "3")]),
        ("def f(timeout=a * b, delay: float = a * 2.5): 1", [("f.delay", "a * 2.5")]),
    ],
)
def test_values_of_arguments(code: str, arguments: list[tuple[str, str]]) -> None:
    assert found(code, "argument") == arguments


@pytest.mark.parametrize(
    "callee",
    [
        "Field",
        "mapped_column",
        "Column",
        "String",
        "Query",
        "Path",
        "add_argument",
        "Body",
        "Annotated",
        "ParameterRule",
        "ModelProperties",
    ],
)
def test_arguments_of_schemas_tune_nothing(callee: str) -> None:
    assert found(f"x.{callee}(max_length=3)", "argument") == []
    assert found(f"{callee}(max_length=3)", "argument") == []
    assert found(f"{callee}s(max_length=3)", "argument") == [(f"{callee}s.max_length", "3")]


@pytest.mark.parametrize(
    ("code", "entries"),
    [
        (
            'beat_schedule["a"] = {"task": "x.y", "schedule": crontab(hour="4")}',
            [("beat_schedule.a", 'x.y crontab(hour="4")')],
        ),
        ('beat_schedule["a"] = {"task": NAME}', [("beat_schedule.a", "")]),
        ('beat_schedule["a"] = {"schedule": 3.0}', [("beat_schedule.a", "3.0")]),
        ('schedule["a"] = {"task": "x"}', []),
        ('beat_schedule["a"] = entry', []),
    ],
)
def test_entries_of_the_schedule(code: str, entries: list[tuple[str, str]]) -> None:
    assert found(code, "argument") == entries


@pytest.mark.parametrize(
    ("decorator", "policies"),
    [
        ("retry(stop=after(3))", [("retry", "stop=after(3)")]),
        ("x.backoff_on( E,\n 3)", [("x.backoff_on", "E, 3")]),
        ("timeout(3)", [("timeout", "3")]),
        ("rate_limited(3)", [("rate_limited", "3")]),
        ("throttle(3)", [("throttle", "3")]),
        ("debounce(3)", [("debounce", "3")]),
        ("concurrency(3)", [("concurrency", "3")]),
        ("retry(stop=forever)", []),
        ("cache(3)", []),
        ("retry", []),
    ],
)
def test_policies(decorator: str, policies: list[tuple[str, str]]) -> None:
    assert found(f"@{decorator}\ndef f(): 1", "argument") == policies
