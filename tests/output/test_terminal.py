"""What a terminal gets: the verdict on a screen, the details on demand, tables."""

from __future__ import annotations

import io

import pytest
from msgspec.structs import replace
from rich.console import Console

from ctxkit.model import (
    ChainLink,
    ChainNode,
    Checkout,
    Finding,
    Hit,
    KeyAnswer,
    LayerValue,
    Location,
    LogTemplate,
    Place,
    Question,
)
from ctxkit.output.tables import Report, ReportTable
from ctxkit.output.terminal import Reader, print_details, print_report, print_verdict

CHECKOUT = Checkout(repo="dify", version="1.0.0", commit="a" * 40, match="tag")
FULL = Question(command="ask", full_settings=True)


def at(line: int, path: str = "a.py") -> Location:
    return Location(repo="dify", path=path, line=line, end_line=line)


def printed(finding: Finding, *, colours: bool = False, width: int = 200) -> str:
    out = Console(
        file=io.StringIO(),
        width=width,
        highlight=False,
        force_terminal=colours,
        color_system="standard" if colours else None,
    )
    print_details(finding, lambda location: "\n".join("abcdef"), out)
    return out.file.getvalue()  # type: ignore[attr-defined]


def found(*, question: Question = FULL, **fields: object) -> Finding:
    given = {"query": "q", "confidence": "high", "versions": (CHECKOUT,), **fields}
    return Finding(question=question, **given)


def hit(line: int, symbol: str = "", **more: object) -> Hit:
    fact = LogTemplate(
        repo="dify", path="a.py", line=line, end_line=line, name="log.info", symbol=symbol,
        template="x",
    )  # fmt: skip
    return Hit(fact=fact, score=0.987, **more)


def verdict(finding: Finding, *, colours: bool = False, width: int = 80) -> str:
    out = Console(
        file=io.StringIO(),
        width=width,
        highlight=False,
        force_terminal=colours,
        color_system="standard" if colours else None,
    )
    print_verdict(finding, 1321, out)
    return out.file.getvalue()  # type: ignore[attr-defined]


SETTING = KeyAnswer(
    name="UPLOAD_LIMIT",
    type="NonNegativeInt",
    default="15",
    description="Largest file, in megabytes",
    notes=(
        "to change it with compose: set `UPLOAD_LIMIT` in docker/.env (docker/.env.example:3), "
        "then `docker compose up -d api`",
        "see also BODY_LIMIT: it also limits uploads",
    ),
    places=(
        Place(role="reads", location=at(3), name="UPLOAD_LIMIT"),
        Place(role="reads", location=at(9), name="UPLOAD_LIMIT"),
    ),
)


def test_a_verdict_is_a_headline_facts_and_where_there_is_more() -> None:
    assert verdict(found(keys=(SETTING,))).splitlines() == [
        "UPLOAD_LIMIT = 15 MB   takes effect",
        "  Meaning  Largest file, in megabytes",
        "  Compose  set UPLOAD_LIMIT in docker/.env",
        "  Restart  docker compose up -d api",
        "  Also     BODY_LIMIT: it also limits uploads",
        "  Allowed  a whole number, 0 or more",
        "  Read by  dify a.py:3 (+1)",
        "dify 1.0.0    -v details   -b bundle, 1,321 tokens",
    ]


def test_the_versions_have_rows_of_their_own_where_one_row_is_too_short() -> None:
    near = replace(CHECKOUT, version="1.0.0-rc1", match="nearest")
    lines = verdict(found(keys=(SETTING,), versions=(near,)), width=50).splitlines()
    assert lines[-2:] == ["dify 1.0.0-rc1 (nearest)", "-v details   -b bundle, 1,321 tokens"]


def test_a_long_place_goes_on_below_the_place() -> None:
    fact = replace(hit(3).fact, path="a-long-folder/" * 3 + "file.py")
    (first, second, *_) = verdict(found(hits=(replace(hit(3), fact=fact),)), width=60).splitlines()
    assert (first, second) == ("high   dify", f"       {fact.path}:3")


@pytest.mark.parametrize("width", [60, 80, 120])
def test_a_verdict_has_at_most_twelve_rows_and_breaks_no_word(width: int) -> None:
    words = [f"word{n:03}" for n in range(60)]
    notes = (*SETTING.notes, *(" ".join(words) for _ in range(20)))
    key = replace(SETTING, description=" ".join(words), notes=notes)
    lines = verdict(found(keys=(key,)), width=width).splitlines()
    assert len(lines) <= (12 if width >= 80 else 18)
    assert all(len(line) <= width for line in lines)
    shown = {word for line in lines for word in line.split() if word.startswith("word")}
    assert shown <= set(words)


@pytest.mark.parametrize(
    ("status", "word", "colour"),
    [("live", "takes effect", 32), ("unread", "not used by any code", 33), ("dead", "unknown", 31)],
)
def test_a_verdict_has_the_colour_of_its_word(status: str, word: str, colour: int) -> None:
    text = verdict(found(keys=(replace(SETTING, status=status),)), colours=True)  # type: ignore[arg-type]
    assert f"\x1b[{colour}m{word}" in text


def test_the_details_begin_with_the_confidence_and_ends_with_what_else_there_is() -> None:
    lines = printed(found(hits=(hit(1),))).splitlines()
    assert lines[0] == "confidence: high   dify 1.0.0 (tag)"
    assert lines[-1] == (
        "--bundle prints the context bundle, --copy copies it, --json is for scripts"
    )


def test_nothing_found_is_said_with_notes_and_near_names() -> None:
    text = printed(found(confidence="none", notes=("why [not]",), suggestions=("A", "B")))
    assert "\nNothing in these repositories answers this.\n" in text
    assert "\nnote: why [not]\nnearest: A, B\n" in text
    assert "Nothing" not in printed(found(hits=(hit(1),)))
    assert "nearest" not in printed(found(hits=(hit(1),)))


@pytest.mark.parametrize(
    ("confidence", "colour"), [("high", 32), ("medium", 33), ("low", 31), ("none", 31)]
)
def test_confidence_has_its_colour(confidence: str, colour: int) -> None:
    assert f"\x1b[{colour}m{confidence}\x1b" in printed(found(confidence=confidence), colours=True)


@pytest.mark.parametrize(
    ("status", "shown", "colour"),
    [
        ("live", "live", 32),
        ("computed", "computed", 33),
        ("unread", "unread", 33),
        ("undelivered", "not passed to the container", 31),
        ("dead", "dead", 31),
    ],
)
def test_a_status_has_its_colour(status: str, shown: str, colour: int) -> None:
    text = printed(found(keys=(KeyAnswer(name="K", status=status),)), colours=True)  # type: ignore[arg-type]
    assert f"\x1b[{colour}m{shown}\x1b" in text


def test_a_hit_is_its_place_statement_values_and_reasons() -> None:
    text = printed(
        found(hits=(hit(3, "f", why=("w[1]", "w2"), values=(("x", "[1]"), ("y", "2"))),))
    )
    assert text.splitlines()[1:9] == [
        "",
        "1. dify a.py:3  f  log, score 0.99",
        "   a",
        "   b",
        "   c",
        "   d",
        "   values: x=[1], y=2",
        "   w[1]; w2",
    ]
    assert "1. dify a.py:3  log, score 0.99\n" in printed(found(hits=(hit(3),)))


def test_five_hits_are_shown_and_the_others_counted() -> None:
    assert "more" not in printed(found(hits=tuple(map(hit, range(1, 6)))))
    six = printed(found(hits=tuple(map(hit, range(1, 7)))))
    assert "\n… 1 more place\n" in six
    assert "a.py:6" not in six
    assert "\n… 2 more places\n" in printed(found(hits=tuple(map(hit, range(1, 8)))))


def test_three_settings_are_shown_and_the_others_counted() -> None:
    keys = tuple(KeyAnswer(name=f"KEY{n}") for n in range(5))
    text = printed(found(keys=keys))
    assert "KEY2" in text
    assert "KEY3" not in text
    assert "\n… 2 more settings\n" in text
    assert "more setting" not in printed(found(keys=keys[:3]))


CHAIN = (
    ChainLink(
        source=ChainNode(scope=".env", name="A"), target=ChainNode(scope="api", name="A"), how="x"
    ),
)


def layer(number: int, name: str = "KEY", **more: object) -> LayerValue:
    given = {"layer": "code", "value": "3", "location": at(number), **more}
    return LayerValue(name=name, **given)


def test_a_setting_has_its_type_status_services_notes_and_chain() -> None:
    key = KeyAnswer(
        name="KEY", type="int", default="3", description="[d]", status_why="because",
        services=("api",), notes=("careful",), chain=CHAIN,
    )  # fmt: skip
    assert printed(found(keys=(key,))).splitlines()[1:8] == [
        "",
        "KEY  int  default 3  live - because",
        "   [d]",
        "   passed to: api",
        "   note: careful",
        "   chain: A (.env) -> A (api)",
        "   places",
    ]
    empty = KeyAnswer(name="KEY", type="str", default="")
    assert "\nKEY  str  default (empty)  live\n" in printed(found(keys=(empty,)))
    assert "\nKEY    no default  live\n" in printed(found(keys=(KeyAnswer(name="KEY"),)))


def test_layers_are_shown_if_the_question_is_about_the_setting() -> None:
    key = KeyAnswer(
        name="KEY",
        layers=(
            layer(1, program="api"),
            layer(22, "OTHER", layer="compose", services=("api", "web"), value="", differs=True),
            layer(3, value="52428800"),
        ),
    )
    text = printed(found(keys=(key,)))
    assert "   layers\n" in text
    assert "     code = 3                  dify a.py:1   api\n" in text
    assert "     compose ≠ (empty)         dify a.py:22  api, web as OTHER\n" in text
    assert "     code = 52428800 (50 MiB)  dify a.py:3\n" in text
    plain = Question(command="ask")
    assert "layers" not in printed(found(question=plain, keys=(key,)))
    assert "layers" not in printed(found(keys=(replace(key, layers=key.layers[:1]),)))


def test_twelve_layers_and_twelve_places_are_shown() -> None:
    places = tuple(
        Place(role="reads", location=at(n, "p.py"), name="KEY", value="v" * 70)
        for n in range(1, 15)
    )
    key = KeyAnswer(name="KEY", layers=tuple(map(layer, range(1, 15))), places=places)
    text = printed(found(keys=(key,)))
    assert "a.py:12\n" in text
    assert "a.py:13\n" not in text
    assert "\n… 2 more layers\n" in text
    assert f"     reads  dify p.py:12  KEY = {'v' * 59}…\n" in text
    assert "p.py:13" not in text
    assert "\n… 2 more places\n" in text
    key = replace(key, layers=key.layers[:12], places=places[:12])
    assert "more" not in printed(found(keys=(key,)))


def test_a_row_is_never_folded_and_wide_characters_count_twice() -> None:
    places = (
        Place(role="reads", location=at(1, "日本" * 30 + ".py"), name="KEY"),
        Place(role="sets", location=at(1, "a.py"), name="KEY"),
    )
    text = printed(found(keys=(KeyAnswer(name="KEY", places=places),)), width=40)
    assert f"     reads  dify {'日本' * 30}.py:1  KEY\n" in text
    assert f"     sets   dify a.py:1{' ' * 119}  KEY\n" in text


def test_a_report_is_its_facts_tables_and_notes() -> None:
    report = Report(
        title="t",
        facts=("- [fact]",),
        tables=(
            ReportTable(title="Changed", head=("name", "old"), rows=(("A", "[1]", "extra"),)),
            ReportTable(title="Empty", head=("name",), rows=()),
        ),
        notes=("a note",),
    )
    out = Console(file=io.StringIO(), width=80, highlight=False, color_system=None)
    print_report(report, out)
    lines = [line.rstrip() for line in out.file.getvalue().splitlines()]  # type: ignore[attr-defined]
    assert lines == [
        "- [fact]",
        "",
        "Changed (1)",
        "  name  old",
        "  A     [1]  extra",
        "note: a note",
    ]


def test_a_report_in_the_language_of_its_reader() -> None:
    report = Report(
        title="ctxkit drift 1.13.3 to 1.14.0",
        facts=("1 removed, 2 added", "only changes that affect my.env"),
        tables=(
            ReportTable(
                title="Removed",
                head=("setting", "old default", "now"),
                rows=(
                    ("A", "added", "same name, same value"),
                    ("B", "why", "other words; same name"),
                ),
            ),
        ),
        notes=("effects were computed for the first 9 settings only", "other words, and more"),
    )
    out = Console(file=io.StringIO(), width=80, highlight=False, color_system=None)
    print_report(report, out, Reader(lang="ja"))
    assert [line.split() for line in out.file.getvalue().splitlines()] == [  # type: ignore[attr-defined]
        ["削除", "1", "件、追加", "2", "件"],
        ["my.env", "に影響する変更だけ"],
        [],
        ["削除", "(2)"],
        ["設定", "元の既定値", "現在"],
        ["A", "added", "同じ名前、同じ値"],
        ["B", "why", "other", "words。同じ名前"],
        ["注:", "効果は最初の", "9", "件の設定についてだけ求めた"],
        ["注:", "other", "words,", "and", "more"],
    ]


def test_of_a_long_table_the_first_rows_are_shown_or_all() -> None:
    rows = tuple((f"KEY_{number}", "x" * 200) for number in range(9))
    report = Report(
        title="t", facts=(), tables=(ReportTable(title="Added", head=("name", "why"), rows=rows),)
    )
    short, full = (
        Console(file=io.StringIO(), width=80, highlight=False, color_system=None) for _ in range(2)
    )
    print_report(report, short)
    lines = short.file.getvalue().splitlines()  # type: ignore[attr-defined]
    assert [line.split()[0] for line in lines[3:8]] == [name for name, _ in rows[:5]]
    assert lines[8] == "  … 4 more (-v shows all)"
    assert max(map(len, lines)) == 80
    print_report(report, full, in_full=True)
    text = full.file.getvalue()  # type: ignore[attr-defined]
    assert all(f"  {name}  {why}\n" in text for name, why in rows)
    assert "more" not in text


def test_what_is_shown_commands_no_terminal() -> None:
    noted = found(hits=(hit(1, values=(("a", "\x1b[2J\x9b1m"),)),), notes=("\x1b]52;c;QQ==\x07",))
    shown = printed(noted)
    assert "a=\\u001b[2J\\u009b1m" in shown
    assert "\x1b" not in shown
