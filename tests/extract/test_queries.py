"""The queries by their own samples: above each pattern is source that it matches, and that yields a
fact of the kind that the file is named after only because of the pattern.

Lines of two semicolons are remarks. Near misses are in the annotated fixtures.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import tree_sitter_go
import tree_sitter_python
import tree_sitter_typescript
from tree_sitter import Language as TreeSitterLanguage
from tree_sitter import Parser, Query, QueryCursor

from ctxkit.extract import treesitter
from ctxkit.extract.registry import extract
from ctxkit.extract.source import Source
from ctxkit.extract.spots import WHERE, where_tried
from ctxkit.extract.treesitter import QUERIES, Grammar, QueryMatch
from ctxkit.model import KINDS, Fact, LogTemplate

PATHS = {"python": "api/sample.py", "go": "internal/sample.go", "typescript": "web/sample.ts"}
LANGUAGES = {
    "python": TreeSitterLanguage(tree_sitter_python.language()),
    "go": TreeSitterLanguage(tree_sitter_go.language()),
    "typescript": TreeSitterLanguage(tree_sitter_typescript.language_typescript()),
}
FILES = sorted(QUERIES.glob("*/*.scm"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """A pattern of a file of queries, with the source above it and its place in the language."""

    language: str
    kind: str
    line: int
    query: str
    sample: str
    number: int = 0

    def __str__(self) -> str:
        return f"{self.language}/{self.kind}.scm:{self.line}"


def patterns() -> Iterator[Pattern]:
    numbers = dict.fromkeys(LANGUAGES, 0)
    for pattern in sorted(patterns_of_files(), key=lambda p: WHERE.index(where_tried(p.query))):
        yield replace(pattern, number=numbers[pattern.language])
        numbers[pattern.language] += 1


def patterns_of_files() -> Iterator[Pattern]:
    for file in FILES:
        language, text = file.parent.name, file.read_text("utf8")
        query = Query(LANGUAGES[language], text)
        data = text.encode()
        for number in range(query.pattern_count):
            start = query.start_byte_for_pattern(number)
            end = query.end_byte_for_pattern(number)
            yield Pattern(
                language=language,
                kind=file.stem,
                line=data.count(b"\n", 0, start) + 1,
                query=re.sub(r"(?m)^;.*", "", data[start:end].decode()),
                sample=sample_above(data[:start].decode()),
            )


def sample_above(text: str) -> str:
    lines: list[str] = []
    for line in reversed(text.splitlines()):
        if not line.startswith(";"):
            break
        if line.startswith("; "):
            lines.insert(0, line[2:])
    return "".join(f"{line}\n" for line in lines)


PATTERNS = list(patterns())
each_pattern = pytest.mark.parametrize("pattern", PATTERNS, ids=str)


def facts_of(language: str, code: str, kind: str) -> list[Fact]:
    source = Source(repo="dify", path=PATHS[language], data=code.encode())
    return [fact for fact in extract(source) if fact.kind == kind]


def facts(pattern: Pattern) -> list[Fact]:
    return facts_of(pattern.language, pattern.sample, pattern.kind)


@each_pattern
def test_the_sample_is_a_program_that_the_pattern_matches(pattern: Pattern) -> None:
    assert pattern.sample, "no line of source above it"
    language = LANGUAGES[pattern.language]
    tree = Parser(language).parse(pattern.sample.encode())
    assert not tree.root_node.has_error
    assert QueryCursor(Query(language, pattern.query)).matches(tree.root_node)


@each_pattern
def test_the_sample_yields_other_facts_without_the_pattern(
    pattern: Pattern, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = facts(pattern)
    assert found
    matches: Callable[[Grammar, bytes], Iterator[QueryMatch]] = Grammar.matches

    def without_it(grammar: Grammar, data: bytes) -> Iterator[QueryMatch]:
        left_out = grammar.patterns[pattern.number]
        return (match for match in matches(grammar, data) if match.pattern is not left_out)

    monkeypatch.setattr(Grammar, "matches", without_it)
    assert facts(pattern) != found


SET_LEVEL = '(#set! level "notice")'
LEVELS = {
    "python": (
        "note.that('a')",
        """(call
          function: (attribute object: (_) @logger attribute: (_) @method)
          arguments: (_) @arguments
          (#eq? @method "that") {}) @statement""",
    ),
    "go": (
        'note.That("a b")\n',
        """(call_expression
          function: (selector_expression operand: (_) @logger field: (_) @level)
          arguments: (_) @arguments
          (#eq? @level "That") {}) @statement""",
    ),
    "typescript": (
        "console.that('a')",
        """(call_expression
          function: (member_expression object: (_) @logger property: (_) @level)
          arguments: (_) @arguments
          (#eq? @level "that") {}) @statement""",
    ),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_pattern_may_set_the_level(
    language: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    code, query = LEVELS[language]
    (tmp_path / language).mkdir()
    (tmp_path / language / "log_template.scm").write_text(query.format(SET_LEVEL))
    load = {
        "python": tree_sitter_python.language,
        "go": tree_sitter_go.language,
        "typescript": tree_sitter_typescript.language_typescript,
    }
    grammar = Grammar(language, load[language])
    monkeypatch.setattr(treesitter, "QUERIES", tmp_path)
    matches: Callable[[Grammar, bytes], Iterator[QueryMatch]] = Grammar.matches
    monkeypatch.setattr(Grammar, "matches", lambda _, data: matches(grammar, data))
    [found] = facts_of(language, code, "log_template")
    assert isinstance(found, LogTemplate)
    assert found.level == "notice"


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_the_name_of_a_file_is_a_kind_of_fact(file: object) -> None:
    assert file.stem in KINDS  # type: ignore[attr-defined]


@each_pattern
def test_every_capture_and_setting_is_read(pattern: Pattern) -> None:
    folder = QUERIES.parent / pattern.language
    modules = [*folder.glob("*.py"), QUERIES.parent / "spots.py"]
    code = "".join(module.read_text("utf8") for module in modules)
    text = re.sub(r'"(?:[^"\\]|\\.)*"', "", pattern.query)
    tested = set(re.findall(r"\(#(?!set!)\S+ @(\w+)", text))
    named = set(re.findall(r"@(\w+)", text)) | set(re.findall(r"#set! (\w+)", text))
    assert {name for name in named - tested if f'"{name}"' not in code} == set()
