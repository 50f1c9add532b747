"""Patterns at spots find what they would find if they were tried everywhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import tree_sitter_go
import tree_sitter_python
from hypothesis import assume, given
from hypothesis import strategies as st
from tree_sitter import Language, Parser, Query, QueryCursor

from ctxkit.extract import treesitter
from ctxkit.extract.spots import Where, where_tried
from ctxkit.extract.treesitter import Grammar, QueryMatch, text

LANGUAGE = Language(tree_sitter_python.language())

CALLS = """; logger.info("a")
(call function: (attribute attribute: (identifier) @level) arguments: (argument_list)
  (#set! called "^(info|warn)$")) @logged

(call function: (identifier) @name (#set! called "rror")) @made

(call function: (attribute object: (_) @object attribute: (identifier))
  (#set! called "^(get|info)$")
  (#set! on "(^|\\\\W)environ$")) @got

(attribute object: (identifier) @object (#eq? @object "conf") (#set! word "conf")) @read
"""


@pytest.fixture
def grammar(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Grammar:
    return grammar_of(monkeypatch, tmp_path, {"a": "(integer) @number", "calls": CALLS})


def grammar_of(monkeypatch: pytest.MonkeyPatch, folder: Path, files: dict[str, str]) -> Grammar:
    (folder / "python").mkdir()
    for name, source in files.items():
        (folder / f"python/{name}.scm").write_text(source)
    monkeypatch.setattr(treesitter, "QUERIES", folder)
    grammar = Grammar("python", tree_sitter_python.language)
    grammar.compile()
    return grammar


def found(grammar: Grammar, source: str) -> list[str]:
    """Return the source of each match of a call, behind what it is captured as."""
    matches = [match for match in grammar.matches(source.encode()) if "number" not in match]
    return [f"{name} {match.text(name)}" for match in matches for name in [captured(match)]]


def captured(match: QueryMatch) -> str:
    return next(name for name in ("logged", "made", "got", "read") if name in match)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("log.info('a')", ["logged log.info('a')"]),
        ("log.info ('a')", ["logged log.info ('a')"]),
        ("log.info \\\n  ('a')", ["logged log.info \\\n  ('a')"]),
        ("log . info('a')", ["logged log . info('a')"]),
        ("log\\\n.info('a')", ["logged log\\\n.info('a')"]),
        ("f(log.warn('a'))", ["logged log.warn('a')"]),
        ("log.warn(log.info())", ["logged log.warn(log.info())", "logged log.info()"]),
        ("f'{log.info(1)}'", ["logged log.info(1)"]),
        ("@log.info()\ndef f(): ...", ["logged log.info()"]),
        ("log.info(1)(2)", ["logged log.info(1)"]),
        ("log.info().warn()", ["logged log.info()", "logged log.info().warn()"]),
        ("log.infos('a')", []),
        ("log.info", []),
        ("log.info[0]('a')", []),
        ("info('a')", []),
        ("# log.info('a')", []),
        ("'log.info(a)'", []),
        ("def info(a): ...", []),
        ("class A:\n  def info(a): ...", []),
        ("f(info(a))", []),
        ("f(log, info (a))", []),
        ("errors(1)", ["made errors(1)"]),
        ("Error()", ["made Error()"]),
        ("a.Error()", []),
        ("class Error(Exception): ...", []),
        ("Errorö()", ["made Errorö()"]),
        ("éError()", ["made éError()"]),
        ("os.environ.get('A')", ["got os.environ.get('A')"]),
        ("environ . get('A')", ["got environ . get('A')"]),
        ("os.environ\\\n.get('A')", []),
        ("xenviron.get('A')", []),
        ("os.environ.copy().get('A')", []),
        ("get('A')", []),
        ("x = environ, get('A')", []),
        ("environ.info()", ["got environ.info()", "logged environ.info()"]),
        ("conf.A", ["read conf.A"]),
        ("conf.A.b", ["read conf.A"]),
        ("a.conf.B", []),
        ("conf", []),
        ("conf_.A", []),
        ("'conf.A'", []),
        ("f(conf.A, conf.B)", ["read conf.A", "read conf.B"]),
    ],
)
def test_at_spots(grammar: Grammar, source: str, expected: list[str]) -> None:
    assert found(grammar, source) == expected


def test_what_a_method_is_called_on_is_looked_for_near_its_name(grammar: Grammar) -> None:
    for blanks in (0, 54):
        source = f"(os.environ{' ' * blanks}.get('A'))"
        assert found(grammar, source) == [f"got {source[1:-1]}"]
    assert found(grammar, f"(os.environ{' ' * 70}.get('A'))") == []


def test_they_come_behind_the_patterns_that_are_tried_everywhere(grammar: Grammar) -> None:
    assert [pattern.kind for pattern in grammar.patterns] == ["a", *["calls"] * 4]
    source = b"conf.A\nError(log.info(1))"
    assert [
        (m.pattern.kind, captured(m) if "number" not in m else "") for m in grammar.matches(source)
    ] == [
        ("a", ""),
        ("calls", "made"),
        ("calls", "logged"),
        ("calls", "read"),
    ]
    assert [m.pattern.settings for m in grammar.matches(source)] == [
        {},
        {"called": "rror"},
        {"called": "^(info|warn)$"},
        {"word": "conf"},
    ]


def test_patterns_of_several_files_are_told_apart(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    one = '(call function: (identifier) @b (#set! called "^[bc]$"))'
    two = '(call) @all\n\n(call function: (identifier) @c (#set! called "^c$"))'
    grammar = grammar_of(monkeypatch, tmp_path, {"one": one, "two": two})
    matches = [(m.pattern.kind, *m.captures) for m in grammar.matches(b"b()\nc()")]
    assert matches == [("two", "all"), ("two", "all"), ("one", "b"), ("one", "b"), ("two", "c")]


def test_a_go_program(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "go").mkdir()
    query = '(call_expression function: (_) @f (#set! called "^(Info|f)$"))'
    (tmp_path / "go/log.scm").write_text(query)
    monkeypatch.setattr(treesitter, "QUERIES", tmp_path)
    grammar = Grammar("go", tree_sitter_go.language)
    source = b"package a\nfunc f() { log.Info(f(1)); g(Info); h.Info.f() }"
    matches = [match.text("f") for match in grammar.matches(source)]
    assert matches == ["log.Info", "f", "h.Info.f"]


LINES = st.lists(
    st.sampled_from(
        [
            *(
                "log.info(1)",
                "log.warn (a.info())",
                "info(2)",
                "Error()",
                "raise Error(log.info())",
            ),
            *(
                "# log.info()",
                "x = 'Error()'",
                "y = f'{Error()}'",
                "os.environ.get(conf.A)",
                "é = conf.B",
            ),
            *(
                "def info(): Error()",
                "class Error(A): pass",
                "environ.info(environ.get())",
                "conf.A()",
            ),
            *(
                "z.get(1)",
                "(",
                ")",
                "'''",
                "log.\\",
                "if x:",
                "  log.info()",
                "éinfo.warn()",
                "conf.info(conf)",
            ),
        ]
    ),
    max_size=12,
)


@given(lines=LINES)
def test_the_same_is_found_as_everywhere(grammar_at_spots: Grammar, lines: list[str]) -> None:
    source = "\n".join(lines)
    root = Parser(LANGUAGE).parse(source.encode()).root_node
    assume(not root.has_error)
    query = Query(LANGUAGE, CALLS)
    everywhere = []
    for number, captures in QueryCursor(query).matches(root):
        settings = query.pattern_settings(number)
        node = captures[("logged", "made", "got", "read")[number]][0]
        function = node.child_by_field_name("function")
        name = re.split(r"[.\s\\]", text(function))[-1] if function is not None else ""
        if "called" in settings and not re.search(str(settings["called"]), name):
            continue
        if "on" in settings and not re.search(str(settings["on"]), text(captures["object"][0])):
            continue
        everywhere.append((number, node.start_byte, node.end_byte))
    at_spots = [
        (("logged", "made", "got", "read").index(captured(match)), node.start_byte, node.end_byte)
        for match in grammar_at_spots.matches(source.encode())
        if "number" not in match
        for node in [match.node(captured(match))]
    ]
    assert sorted(at_spots) == sorted(everywhere)


@pytest.fixture(scope="module")
def grammar_at_spots(tmp_path_factory: pytest.TempPathFactory) -> Grammar:
    with pytest.MonkeyPatch.context() as monkeypatch:
        folder = tmp_path_factory.mktemp("queries")
        return grammar_of(monkeypatch, folder, {"a": "(integer) @number", "calls": CALLS})


@pytest.mark.parametrize(
    ("paragraph", "expected"),
    [
        ('(call (#set! called "a"))', "spots"),
        ('; f(a)\n(attribute\n  (#set! word "a"))', "spots"),
        ('; f(a)\n(call\n  (#set! has "a|b"))', "some files"),
        ('(call (#set! via "called"))', "everywhere"),
        ("; called", "everywhere"),
        ("; has", "everywhere"),
    ],
)
def test_a_pattern_says_where_it_is_tried(paragraph: str, expected: Where) -> None:
    assert where_tried(paragraph) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a = Api()", ["a"]),
        ("a.b = flask.Api(1)", ["a.b"]),
        ("a: Api = Api()", ["a"]),
        ("a = b = Api()", ["b"]),
        ("a = f(b=Api())", []),  # around the call is no assignment
        ("a = Api().b", []),
        ("a = api()", []),
        ("Api()", []),
        ("a = Api(b=Api())", ["a"]),
    ],
)
def test_a_pattern_may_begin_around_the_call(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, source: str, expected: list[str]
) -> None:
    query = """(assignment left: (_) @name right: (call)
      (#set! called "^Api$") (#set! from "assignment"))

    (call function: (_) @function (#set! called "^Api$"))"""
    grammar = grammar_of(monkeypatch, tmp_path, {"made": query})
    assert [m.text("name") for m in grammar.matches(source.encode()) if "name" in m] == expected
    assert len([m for m in grammar.matches(source.encode()) if "function" in m]) == (
        source.count("Api(")
    )


def test_patterns_of_some_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    one = '(integer) @number\n\n((identifier) @name (#set! has "b|c d"))'
    two = '((string) @text (#set! has "e"))\n\n(call function: (_) @f (#set! called "^c$"))'
    grammar = grammar_of(monkeypatch, tmp_path, {"one": one, "two": two})

    def found(source: bytes) -> list[tuple[str, str]]:
        return [(m.pattern.kind, *m.captures) for m in grammar.matches(source)]

    assert [p.settings.get("has") for p in grammar.patterns] == [None, "b|c d", "e", None]
    assert found(b"f(1, 'a')") == [("one", "number")]
    for source in (b"c(1, 'b')", b"c(1, 'c d')"):
        first, *others = found(source)
        assert first == ("one", "number")
        assert others == [("one", "name"), ("two", "text"), ("two", "f")]
    assert found(b"c(1, 'd')") == [("one", "number"), ("two", "f")]
