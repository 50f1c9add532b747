from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from ctxkit.index.fact_queries import DocumentRow
from ctxkit.index.reader import Index
from ctxkit.model import (
    ConfigKey,
    ConfigUse,
    Directive,
    Fact,
    LogTemplate,
    Raise,
    ServerProgram,
    Symbol,
)
from tests.index.trees import add_beside, build, checkout, log, names, symbol, use

DECLARED = ConfigKey(
    name="LOG_LEVEL",
    attribute="LogLevel",
    aliases=("LEVEL",),
    origin="pydantic",
    description="How much is logged",
    line=3,
    end_line=3,
)


def test_a_fact_comes_back_with_its_file(tmp_path: Path) -> None:
    build(tmp_path, {"tests/a.py": [symbol("f")]})
    with Index.open(tmp_path) as index:
        expected = replace(symbol("f"), repo="dify", path="tests/a.py", test=True)
        assert index.all(Symbol) == [expected]
        assert index.all(LogTemplate) == []


def test_facts_are_ordered_by_file_and_line(tmp_path: Path) -> None:
    build(
        tmp_path, {"b.py": [symbol("c", 2), symbol("b", 1), symbol("a", 2)], "a.py": [symbol("z")]}
    )
    with Index.open(tmp_path) as index:
        assert names(index.all(Symbol)) == ["z", "b", "c", "a"]


def test_a_name_counts_letter_for_letter(tmp_path: Path) -> None:
    build(tmp_path, {"a.py": [symbol("Retry"), symbol("retry"), symbol("other"), log("retry")]})
    with Index.open(tmp_path) as index:
        assert names(index.named(Symbol, "retry")) == ["retry"]
        assert names(index.named(Symbol, "retry", "Retry", "none")) == ["Retry", "retry"]
        assert index.named(Symbol) == []


def test_all_spellings_of_a_setting_lead_to_it(tmp_path: Path) -> None:
    renamed = use("API_LOG", "renames", "compose", target="LOG_LEVEL")
    build(tmp_path, {"api/a.py": [DECLARED], "b.yaml": [renamed]})
    with Index.open(tmp_path) as index:
        for spelling in ("LOG_LEVEL", "log-level", "logLevel", "LogLevel"):
            assert names(index.keyed(spelling)) == ["LOG_LEVEL", "API_LOG"]
        assert names(index.keyed("level")) == ["LOG_LEVEL"]
        assert names(index.keyed("level", "api_log")) == ["LOG_LEVEL", "API_LOG"]
        assert index.keyed("LOG") == []


def test_patterns(tmp_path: Path) -> None:
    build(tmp_path, {"a.py": [use("CODE_*"), use("CODE"), DECLARED]})
    with Index.open(tmp_path) as index:
        assert names(index.patterns()) == ["CODE_*"]


def test_names_of_settings_are_sorted_and_each_there_once(tmp_path: Path) -> None:
    uses = [
        use("B"),
        use("A"),
        use("B", "sets", "compose"),
        use("CODE_*"),
        use("f", "reads", "field"),
    ]
    build(tmp_path, {"a.py": [*uses, DECLARED, symbol("S")]})
    add_beside(tmp_path, {"b.py": [use("OF_ANOTHER_VERSION")]}, checkout("b" * 40))
    with Index.open(tmp_path) as index:
        assert index.key_names() == ["A", "B", "LOG_LEVEL"]


@pytest.mark.parametrize(
    "place",
    [
        ("raise", "dify", "a.py", 2, "f"),
        ("symbol", "dify-helm", "a.py", 2, "f"),
        ("symbol", "dify", "b.py", 2, "f"),
        ("symbol", "dify", "a.py", 1, "f"),
        ("symbol", "dify", "a.py", 2, "g"),
    ],
)
def test_a_fact_is_found_at_its_own_place_only(
    tmp_path: Path, place: tuple[str, str, str, int, str]
) -> None:
    build(tmp_path, {"a.py": [symbol("f", 2)], "b.py": []})
    with Index.open(tmp_path) as index:
        assert index.at("symbol", "dify", "a.py", 2, "f") == index.all(Symbol)[0]
        assert index.at(*place) is None


def test_facts_of_a_file(tmp_path: Path) -> None:
    build(tmp_path, {"x/a.py": [log("m", 2), symbol("f")], "y/a.py": [symbol("g")]})
    with Index.open(tmp_path) as index:
        assert names(index.in_file("dify", "x/a.py")) == ["f", "logger.info"]
        assert names(index.in_file("dify", "x/a.py", LogTemplate)) == ["logger.info"]
        assert index.in_file("dify-helm", "x/a.py") == []
        assert index.in_file("dify", "a.py") == []
        assert names(index.in_basename("a.py")) == ["f", "logger.info", "g"]
        assert names(index.in_basename("a.py", Symbol)) == ["f", "g"]
        assert index.in_basename("x/a.py") == []


def test_every_query_asks_the_view_alone(tmp_path: Path) -> None:
    build(tmp_path, {"a.py": []})
    other: list[ConfigUse | Symbol] = [symbol("f"), use("CODE_*"), use("CODE")]
    add_beside(tmp_path, {"b.py": [*other]}, checkout("b" * 40))
    with Index.open(tmp_path) as index:
        assert index.all(Symbol) == []
        assert index.named(Symbol, "f") == []
        assert index.keyed("CODE") == []
        assert index.patterns() == []
        assert index.key_names() == []
        assert index.at("symbol", "dify", "b.py", 1, "f") is None
        assert index.in_file("dify", "b.py") == []
        assert index.in_basename("b.py") == []
        assert list(index.document_rows()) == []


def test_a_fact_is_found_by_the_number_that_its_row_had(tmp_path: Path) -> None:
    build(tmp_path, {"a.py": [symbol("f"), symbol("g")], "b.py": [symbol("f")]})
    with Index.open(tmp_path) as index:
        numbers = {(row.path, row.name): row.number for row in index.document_rows()}
        for (path, name), number in numbers.items():
            # Its own one, that of another fact, that of none: the index may have been built anew.
            for each in {number, *numbers.values(), 999}:
                found = index.at("symbol", "dify", path, 1, name, number=each)
                assert found is not None
                assert (found.path, found.name) == (path, name)
        assert index.at("symbol", "dify", "b.py", 1, "g", number=numbers["a.py", "g"]) is None


def test_documents_have_the_text_that_a_search_looks_at(tmp_path: Path) -> None:
    tree = {
        "a.py": [
            DECLARED,
            Raise(name="ValueError", template="bad level", line=4, end_line=4),
            log("level set", 5),
            Symbol(
                name="set_level",
                what="function",
                doc="Sets it",
                value="1",
                symbol="Log",
                line=6,
                end_line=6,
            ),
            use("LOG_LEVEL"),
            replace(use("api.probe"), via="helm-map"),  # whose entries are found
        ],
        "tests/a.py": [symbol("test_level")],
    }
    build(tmp_path, tree)
    with Index.open(tmp_path) as index:
        assert [row._replace(number=0) for row in sorted(index.document_rows())] == [
            DocumentRow("config_key", "dify", "a.py", 3, "LOG_LEVEL", "How much is logged", "", 0),
            DocumentRow("config_use", "dify", "a.py", 1, "LOG_LEVEL", "", "", 0),
            DocumentRow("log_template", "dify", "a.py", 5, "logger.info", "level set", "", 0),
            DocumentRow("raise", "dify", "a.py", 4, "ValueError", "bad level", "", 0),
            DocumentRow("symbol", "dify", "a.py", 6, "set_level", "Sets it", "Log", 0),
        ]


def test_a_directive_is_found_by_all_that_it_says_but_not_a_policy(tmp_path: Path) -> None:
    def directive(name: str, program: ServerProgram) -> Directive:
        return Directive(
            name=name, line=1, end_line=1, program=program, value="port 80", description="web"
        )

    build(tmp_path, {"squid.conf": [directive("acl", "squid"), directive("img-src", "csp")]})
    with Index.open(tmp_path) as index:
        assert [row._replace(number=0) for row in index.document_rows()] == [
            DocumentRow("directive", "dify", "squid.conf", 1, "acl", "web port 80 squid", "", 0)
        ]


def test_entries_of_the_beat_that_start_a_task(tmp_path: Path) -> None:
    def entry(name: str, value: str) -> Symbol:
        return Symbol(name=name, what="argument", value=value, line=1, end_line=1)

    tree: dict[str, list[Fact]] = {
        "api/ext_celery.py": [
            entry("beat_schedule.clean", 'schedule.clean.clean crontab(hour="4")'),
            entry("beat_schedule.again", "schedule.clean.clean timedelta(hours=1)"),
            entry("beat_schedule.other", "schedule.clean.clean_all timedelta(hours=1)"),
            entry("beat_schedules", "schedule.clean.clean"),
        ]
    }
    build(tmp_path, tree)
    with Index.open(tmp_path) as index:
        found = index.beat_entries("schedule.clean.clean")
        assert names(found) == ["beat_schedule.clean", "beat_schedule.again"]
        assert index.beat_entries("schedule.clean") == []
