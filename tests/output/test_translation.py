"""Answers in Japanese and Chinese: the tables are complete, nothing but our own words changes."""

# ruff: noqa: E501 - rows stay whole

from __future__ import annotations

import ast
import io
import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

import ctxkit
from ctxkit.dify.causes import all_causes
from ctxkit.dify.profiles import PROFILE_VALUES
from ctxkit.files.toml_text import parse_toml
from ctxkit.model import STATUS_WORDS
from ctxkit.output.prompts import load_prompt, prompt_names
from ctxkit.output.terminal import Reader, print_details, print_verdict
from ctxkit.output.translation import HELP, TABLES, translated, translation_to, word_table
from ctxkit.output.verdict.lines import VerdictLine
from ctxkit.output.verdict.network import LABELS
from ctxkit.output.verdict.setting import _LABELS, EFFECTS
from ctxkit.output.verdict_translation import line_in
from ctxkit.text.languages import LANGUAGES, Language
from ctxkit.text.tokens import count_tokens
from ctxkit.values.rules import VALUES_RULES
from tests.commands.running import run
from tests.conftest import GOLDEN

ROOT = Path(ctxkit.__file__).parent
ROWS = parse_toml(TABLES[0].read_text(encoding="utf8"))
OTHERS: tuple[Language, ...] = ("ja", "zh")
KEY = "SSRF_DEFAULT_MAX_RETRIES"
LINE = "WARNING [ssrf_proxy.py:31] - Request to http://db/ failed at attempt 2: timed out"
KANA = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")


KEPT = re.compile(
    r"(?<!\w)--\w+|docker/\.env|\.yaml|\b[A-Z][A-Z0-9]*_[A-Z0-9_]+(?:=\w+)?"
    r"|\b[a-z]+(?:_[a-z0-9]+)+|\b\d{2,}\b"
)
"""Commands, options, files, settings, values."""


@cache
def all_rows() -> dict[str, dict[str, str]]:
    rows: dict[str, Any] = {}
    for table in TABLES:
        for part in parse_toml(table.read_text(encoding="utf8")).values():
            assert not rows.keys() & part.keys(), "one table says it"
            rows |= part
    return rows


@pytest.mark.parametrize("table", [*TABLES, HELP], ids=lambda path: path.name)
def test_a_table_is_read_as_a_parser_of_toml_reads_it(table: Path) -> None:
    rows = parse_toml(table.read_text(encoding="utf8"))
    assert word_table(table)._asdict() == {"labels": {}, "parts": {}, **rows}


@pytest.mark.parametrize("lang", OTHERS)
def test_every_row_about_a_cause_has_its_languages(lang: Language) -> None:
    rows = all_causes()
    assert len(rows) > 130
    for row in rows:
        for text in (row.what, row.change):
            assert KANA.search(translated(text, lang)), text


def test_a_row_has_every_language_and_keeps_what_a_sentence_names() -> None:
    for english, said in all_rows().items():
        assert {"en", *said} == set(LANGUAGES)
        assert_kept(english, said)


def assert_kept(english: str, said: dict[str, str]) -> None:
    holes = len(re.findall(r"\{(?:[*.#]|,\w*)?\}", english))
    for text in said.values():
        found = sorted(set(re.findall(r"\{(\d)\}", text)))
        assert found == [str(n) for n in range(holes)], english
        assert text.count("`") == english.count("`"), english
        quoted = {name for name in english.split("`")[1::2] if "{" not in name}
        for name in {*KEPT.findall(english), *quoted}:
            assert name in text, english  # commands, names and paths stay
        assert re.match(r" *-? ?", text)[0] == re.match(r" *-? ?", english)[0]  # type: ignore[index]


@pytest.mark.parametrize("lang", OTHERS)
def test_what_every_rule_of_check_says_has_its_languages(lang: Language) -> None:
    said = (GOLDEN / "check" / "rules.txt").read_text(encoding="utf8").splitlines()
    for line in said:
        text = re.sub(r"^    fix: |^.*?: (?:(?:error|warning|note): )?", "", line, count=1)
        if not line.startswith("[") and text:
            told = translated(text, lang)
            assert KANA.search(told), text
            if not text.startswith("invalid YAML"):  # which has the words of the parser
                assert not re.search(r"\b(?:is|are|the|but|which|of|not)\b", told), told


def test_a_sentence_is_not_taken_for_a_part_of_another() -> None:
    # What it begins with is a name, and a place behind it is one of all that it says.
    text = "A has no effect: B reads it, but the compose file does not pass it to the container"
    told = (
        "A は効果がない: B は読み取るが、Compose ファイルがコンテナーに渡していない (3 行目を参照)"
    )
    assert translated(f"{text} (see line 3)", "ja") == told


@pytest.mark.parametrize(
    "text", ["set A to what you like", "remove it, or A", "text", "seconds", "error"]
)
def test_what_is_a_name_in_a_sentence_is_none_of_several_words(text: str) -> None:
    assert translated(text, "ja") == text


def test_a_step_is_translated_up_to_what_comes_after_it() -> None:
    for step, told in (
        ("set `a` (b.yaml:1), `c` (b.yaml:2)", "`a` (b.yaml:1), `c` (b.yaml:2) を設定する"),
        ("add `A` to `x` and `y` in your values", "自分の values の `x` と `y` に `A` を追加する"),
    ):
        line = f"- Helm: {step}, then `helm upgrade`"
        assert translated(line, "ja") == f"- Helm: {told}、その後 `helm upgrade`"
    assert translated("set `a` (b.yaml:1), `c` (b.yaml:2)", "ja").startswith("set "), "by itself"


@cache
def constants() -> set[str]:
    found = set()
    for file in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
    for script in ROOT.rglob("*.sh"):
        found |= set(script.read_text(encoding="utf8").splitlines())
    return found


@pytest.mark.no_cover
def test_every_row_is_of_a_sentence_that_the_code_has() -> None:
    # A sentence that was reworded would stay English in the other languages. The code puts some
    # together, "3 other places": where two of its pieces meet, their words are no neighbours.
    code = re.findall(r"[\w./-]*\w", "\n".join(constants()))
    known, neighbours = set(code), set(pairwise(code))
    for english in all_rows():
        if english in constants():
            continue
        for part in re.split(r"\{(?:[*.#]|,\w*)?\}", english):
            words = re.findall(r"[\w./-]*\w", part)
            pairs = list(pairwise(words))
            assert all(word in known for word in words), english
            assert sum(pair not in neighbours for pair in pairs) <= max(1, len(pairs) // 4), english


@pytest.mark.no_cover
def test_a_whole_sentence_about_causes_is_one_of_the_code() -> None:
    for english in word_table(TABLES[1]).words:
        # `levels.py` puts the name of an error in front of one.
        if "{" not in english and not english.startswith("the error was raised"):
            assert english in constants(), english


def reasons_of(node: ast.AST) -> Iterator[str]:
    """Yield the texts of an expression, `x` for each value in them."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        parts = (v.value if isinstance(v, ast.Constant) else "x" for v in node.values)
        yield "".join(map(str, parts))
    else:
        for child in ast.iter_child_nodes(node):
            yield from reasons_of(child)


@pytest.mark.no_cover
def test_a_sentence_has_one_row_whatever_its_holes_are() -> None:
    for section in ("words", "parts"):
        rows = [en for table in TABLES for en in getattr(word_table(table), section)]
        told = [re.sub(r"\{[^}]*\}", "{}", english) for english in rows]
        assert sorted(told) == sorted(set(told))


@cache
def error_texts() -> set[str]:
    texts: set[str] = set()
    for file in ROOT.rglob("*.py"):
        code = file.read_text(encoding="utf8")
        for node in ast.walk(ast.parse(code)) if "Error(" in code else ():
            if isinstance(node, ast.Call) and getattr(node.func, "id", "").endswith("Error"):
                texts |= set(reasons_of(node))
    return texts


@pytest.mark.no_cover
@pytest.mark.parametrize("lang", OTHERS)
def test_no_row_takes_an_error_for_what_it_is_not(lang: Language) -> None:
    assert len(error_texts()) > 400
    for text in error_texts() - {"one of x, or a URL with {path}"}:
        told = translated(text, lang)
        assert told == text or not re.search(r"(?:\b(?!ctxkit)[a-z]+,? ){2}[a-z]+\b", told), told


@pytest.mark.no_cover
@pytest.mark.parametrize("lang", OTHERS)
def test_why_a_place_is_in_an_answer_has_its_languages(lang: Language) -> None:
    # Those that are put together of several texts are not told apart here.
    told: set[str] = set()
    for file in (*ROOT.glob("ask/find/*.py"), *ROOT.glob("ask/locate/*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf8"))):
            if isinstance(node, ast.keyword) and node.arg == "why":
                told |= set(reasons_of(node.value))
    told = {text for text in told if " " in text and not text.startswith("x")}
    assert len(told) > 30
    # A name; what has a row for each of its endings.
    mixed = {"error_code x", "squid denied the request: x", "setting x"}
    assert {text for text in told if not KANA.search(translated(text, lang))} <= mixed


@pytest.mark.parametrize(
    ("text", "ja", "zh"),
    [
        (
            "the workflow engine (graphon) and the sandbox (dify-sandbox) are not in this workspace",
            "ワークフローエンジン (graphon) とサンドボックス (dify-sandbox) はこのワークスペースにない",
            "工作流引擎（graphon）和沙箱（dify-sandbox）不在此工作区中",
        ),
        (
            "the layers differ: 5 in code; empty in .env.example, chart values",
            "層によって値が異なる: 5 (コード)。空 (.env.example、チャートの values)",
            "各层的值不同：5（代码）；空（.env.example，chart 的 values）",
        ),
        ("read by dify api and dify web", "dify api と dify web が読み取る", "由 dify api 和 dify web 读取"),
        (
            "the layers differ: image in code; code in compose",
            "層によって値が異なる: image (コード)。code (compose)",
            "各层的值不同：image（代码）；code（compose）",
        ),
        ("MODE = task", "MODE = task", "MODE = task"),
        ("MODE = no default, not passed to the container", "MODE = 既定値なし、コンテナーに渡されない", "MODE = 无默认值，未传入容器"),
        ("line numbers match dify 1.14.0 (this workspace): 1 of 11", "行番号が dify 1.14.0 (このワークスペース) と一致: 11 個中 1 個", "行号与 dify 1.14.0（此工作区）相符：11 个中的 1 个"),
        ("2024-05-09 00:00 to 2024-05-10 00:00, 2 hours per bar", "2024-05-09 00:00 ～ 2024-05-10 00:00、1 本 = 2 時間", "2024-05-09 00:00 至 2024-05-10 00:00，每格 2 小时"),
        ("ab12 removes data of a, scans b, c, open to writers", "ab12 でデータを削除: a、走査 b、c、書き込みは可能", "ab12 删除数据：a，扫描 b，c，期间可写入"),
        ("a.b is gone, c.d is gone and 3 more", "a.b は存在しない、c.d は存在しない、ほか 3 件", "a.b 已不存在，c.d 已不存在等，另有 3 个"),
        ("effective in api: A = image; set by the code's default (dify a.py:1)", "api での実際の値: A = image。コードの既定値: (dify a.py:1)", "api 中的实际值：A = image；代码默认值 (dify a.py:1)"),
        ("3 more", "ほか 3 件", "另有 3 项"),
        ("and more", "and more", "and more"),
        ("a.b: sent by c d.py:1; handed over by e f.py:2; scheduled in g.py:3", "a.b: 送信元 c d.py:1。引き渡し元 e f.py:2。スケジュール g.py:3", "a.b：发送者 c d.py:1；转交者 e f.py:2；定时任务位于 g.py:3"),
        ("  - a.b: no sender found - d.py:1", "  - a.b: 送信元なし - d.py:1", "  - a.b：未找到发送者 - d.py:1"),
        *[(text, text, text) for text in ("redis.exceptions.TimeoutError: null, not null and logs", "leave it to see the lines")],
        ("setting with limit, size in its name", "名前に limit, size を含む設定", "名称含 limit, size 的配置项"),
    ],
)  # fmt: skip
def test_lists_numbers_and_what_is_listed(text: str, ja: str, zh: str) -> None:
    assert (translated(text, "ja"), translated(text, "zh")) == (ja, zh)


@pytest.mark.parametrize("lang", OTHERS)
def test_why_a_new_file_has_a_value_has_its_languages(lang: Language) -> None:
    whys = {row.why for row in PROFILE_VALUES} | {rule.why for rule in VALUES_RULES}
    assert len(whys) > 60
    for why in whys:
        assert KANA.search(translated(why, lang)), why
    assert translated("made: of the form of `openssl rand -base64 42`", lang).count("`") == 2


def test_a_name_of_one_word_stays() -> None:
    for label in ("Columns", "Code execution", "Calls", "Settings"):
        line = VerdictLine(label=label, items=("message", "code", "logs", "null"))
        assert line_in(line, "ja").items == line.items
    assert line_in(VerdictLine(label="State", items=("null",)), "ja").items == ("NULL 可",)
    text = "ab12 removes data of tasks, logs and message"
    assert translated(text, "ja") == "ab12 でデータを削除: tasks、logs と message"


def test_every_label_of_a_verdict_has_its_languages() -> None:
    labels = {label for _, label in _LABELS} | set(LABELS.values())
    for file in (ROOT / "output/verdict").glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf8"))):
            if isinstance(node, ast.keyword) and node.arg == "label":
                labels |= {node.value.value} if isinstance(node.value, ast.Constant) else set()
    assert len(labels) > 20
    assert labels == set(ROWS["labels"])


def test_every_effect_and_status_has_its_languages() -> None:
    words = {word for word, _ in EFFECTS.values()} | set(STATUS_WORDS.values())
    assert words - set(ROWS["words"]) == {"live"}, "the prompts speak of `live`"


@pytest.mark.parametrize("lang", OTHERS)
def test_every_line_of_a_bundle_begins_in_the_language(
    demo_workspace: ctxkit.Workspace, lang: Language
) -> None:
    names = demo_workspace.index.key_names()
    assert len(names) > 50
    for name in [*names, "NO_SUCH_SETTING", "upload_files"]:
        answer = demo_workspace.explain(name)
        plain = answer.bundle(20_000, detail="brief").markdown.splitlines()
        lines = answer.bundle(20_000, detail="brief", lang=lang).markdown.splitlines()
        assert len(lines) == len(plain)
        for line, english in zip(lines, plain, strict=True):
            # Compose and Helm are called so everywhere.
            if english.startswith("- ") and not english.startswith("- Helm: "):
                assert line != english, english
    for line in demo_workspace.locate(LINE).bundle(lang=lang).markdown.splitlines():
        if line.startswith(("- ", "   - ", "## ", "1. ", "2. ")):
            assert KANA.search(line), line
    for line in demo_workspace.find("retry").bundle(lang=lang).markdown.splitlines()[1:]:
        if re.match(r"\d+\. |- ", line):
            assert KANA.search(line), line


@pytest.mark.parametrize("lang", OTHERS)
def test_keys_places_code_and_commands_stay(
    demo_workspace: ctxkit.Workspace, lang: Language
) -> None:
    for answer in (demo_workspace.explain(KEY), demo_workspace.locate(LINE)):
        plain, told = answer.bundle().markdown, answer.bundle(lang=lang).markdown
        for kept in (r"`[^`\n]+`", r"\b[\w./-]+:\d+(?:-\d+)?", r"\b[A-Z][A-Z0-9]*_[A-Z0-9_]+"):
            assert sorted(re.findall(kept, told)) == sorted(re.findall(kept, plain))
        code = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
        assert code.findall(told) == code.findall(plain)


@pytest.mark.parametrize("lang", OTHERS)
@pytest.mark.parametrize("budget", [300, 600, 1500])
def test_the_budget_holds_in_every_language(
    demo_workspace: ctxkit.Workspace, lang: Language, budget: int
) -> None:
    bundle = demo_workspace.explain(KEY).bundle(budget, lang=lang)
    assert bundle.tokens == count_tokens(bundle.markdown) <= budget


def test_in_a_terminal(demo_workspace: ctxkit.Workspace) -> None:
    def shown(lang: Language, asked: str) -> str:
        out = io.StringIO()
        console = Console(file=out, width=100, highlight=False)
        answer = demo_workspace.explain(asked) if asked == KEY else demo_workspace.locate(asked)
        print_verdict(answer.finding, 100, console, Reader(lang=lang))
        print_details(answer.finding, answer.text, console, Reader(lang=lang))
        return out.getvalue()

    assert f"{KEY} = 3   コンテナーに渡されない\n" in shown("ja", KEY)
    assert "  再起動" in shown("ja", "LOG_LEVEL") or "  変更" not in shown("ja", KEY)
    assert "未传入容器" in shown("zh", KEY)
    assert "  文言" in shown("ja", LINE)
    assert "Request to {} failed at attempt {}: {}" in shown("ja", LINE)
    assert max(map(len, shown("zh", LINE).splitlines())) < 220
    for text in (KEY, LINE):
        assert not KANA.search(shown("en", text))


def test_the_language_is_asked_for_or_the_readers(demo_folder: Path) -> None:
    def told(*options: str, **env: str) -> str:
        return run("explain", KEY, *options, cwd=demo_folder, env=env).stdout.decode()

    assert "- 確度: high" in told("--lang", "ja")
    assert "- 置信度：high" in told("--brief", CTXKIT_LANG="zh_CN.UTF-8")
    assert "- 確度: high" in told(CTXKIT_LANG="", LC_ALL="ja_JP.UTF-8")
    assert "- confidence: high" in told(CTXKIT_LANG="", LC_ALL="C.UTF-8")
    assert not KANA.search(told("--lang", "ja", "--json"))
    prompted = told("--lang", "ja", "--prompt", "explain-setting")
    assert "- 確度: high" in prompted
    assert "# タスク" in prompted


@given(st.text())
def test_what_is_no_sentence_of_ours_stays_and_nothing_fails(text: str) -> None:
    for lang in LANGUAGES:
        told = translated(text, lang)
        assert lang != "en" or told == text
        assert isinstance(translated(f"- note: {text}", lang), str)


def test_a_hostile_note_costs_what_its_length_does() -> None:
    translation = translation_to("ja")
    assert translation is not None
    text = " also sets " * 20_000
    assert translation.of(text).count("also sets") >= 19_999


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_prompt_names_the_sections_as_its_bundle_does(lang: Language) -> None:
    heading = translated("Pasted text", lang)
    for name in prompt_names():
        body = load_prompt(name, lang).body
        for other in {translated("Pasted text", each) for each in LANGUAGES} - {heading}:
            assert other not in body
    assert heading in load_prompt("locate-log", lang).body


@pytest.mark.parametrize(
    ("lang", "text", "said"),
    [
        (
            "zh",
            "the line was written by the package kombu, which is not in the indexed repositories",
            "此行由软件包 kombu 写出，不在已索引的仓库中",
        ),
        (
            "zh",
            "the line was written by nginx, which is not in the indexed repositories",
            "此行由 nginx 写出，不在已索引的仓库中",
        ),
        (
            "ja",
            "the line was written by the package kombu, which is not in the indexed repositories",
            "この行を書いたのはパッケージ kombu で、索引したリポジトリにない",
        ),
    ],
)
def test_a_space_stands_beside_names_only(lang: Language, text: str, said: str) -> None:
    assert translated(text, lang) == said


def test_what_a_reader_wrote_keeps_its_spaces() -> None:
    assert "知识库 上传" in translated("no setting is spelled 知识库 上传; assuming X", "zh")


def test_what_a_note_quotes_ends_the_sentence() -> None:
    """The closing tag stands at the end of what is quoted: words behind it would stand outside."""
    quoting = [row for row in all_rows() if row.startswith("effective ") and "; set by" in row]
    assert len(quoting) > 6
    for row in quoting:
        for lang in OTHERS:
            assert all_rows()[row][lang].endswith("}"), row
