"""From a text on a plugin's form to its line in the plugin's YAML."""

# ruff: noqa: E501 - texts stay whole

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ctxkit.ask.locate.candidates import LocateContext
from ctxkit.ask.locate.locate import locate
from ctxkit.ask.locate.plugin_texts import resolve_plugin_text
from ctxkit.logline import parse_events
from tests.ask.literal import literal_index
from tests.ask.locate_workspace import Ask, ContextOf, build

ACME = "models/acme/provider/acme.yaml"
FILES = {
    "dify": {"api/app.py": "x = 1\n"},
    "dify-official-plugins": {
        ACME: """provider: acme
label:
  en_US: Acme
help:
  title:
    en_US: Get your key from Acme
    zh_Hans: 从 Acme 获取密钥
provider_credential_schema:
  credential_form_schemas:
  - label:
      en_US: Region of the account
      ja_JP: 'アカウントのリージョン'
    type: text-input
    variable: acme_region
  - variable: acme_api_key
    label:
      en_US: API Key
    placeholder:
      en_US: "Enter the key that Acme's console shows."
    type: secret-input
""",
        "tools/mail/tools/send.yaml": """identity:
  name: send
parameters:
  - name: key
    label:
      en_US: API Key
    llm_description: Only the model sees this text
  - name: to
    human_description:
      zh_Hans: 收件人的地址
    options:
      - value: all
        label:
          en_US: Everybody on the list
""",
        "tools/post/tools/send.yaml": "parameters:\n  - name: key\n    label:\n      en_US: API Key\n",
        "tools/phone/tools/call.yaml": "parameters:\n  - name: key\n    label:\n      en_US: API Key\n",
    },
}


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    index, sources = build(tmp_path_factory.mktemp("workspace"), changed=FILES)
    yield lambda text: locate(index, sources, text)
    index.close()


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("Get your key from Acme", 6, "the text help.title of plugin acme in en-US"),
        ("从 Acme 获取密钥", 7, "the text help.title of plugin acme in zh-Hans"),
        (
            "アカウントのリージョン",
            12,
            "the text provider_credential_schema.credential_form_schemas.acme_region.label of plugin acme in ja-JP",
        ),
        (
            "「Enter the key that Acme's console shows」",
            19,
            "the text provider_credential_schema.credential_form_schemas.acme_api_key.placeholder of plugin acme in en-US",
        ),
        ("the key that Acme's console", 19, "part of the text"),
    ],
)
def test_a_text_of_a_plugin_leads_to_its_line(ask: Ask, text: str, line: int, why: str) -> None:
    finding = ask(text)
    [hit] = finding.hits
    assert (hit.fact.repo, hit.fact.path, hit.fact.line) == ("dify-official-plugins", ACME, line)
    assert hit.why[0].startswith(why)
    assert finding.confidence == (
        "low" if why.startswith("part") else "high" if len(text) > 12 else "medium"
    )


def test_an_option_of_a_parameter_goes_by_its_value(ask: Ask) -> None:
    finding = ask("Everybody on the list")
    assert (
        finding.hits[0].why[0] == "the text parameters.to.options.all.label of plugin mail in en-US"
    )


def test_a_text_of_many_plugins_is_not_one_of_them(ask: Ask) -> None:
    finding = ask("API Key")
    assert finding.confidence == "low"
    assert "the same text occurs in 4 places in 4 plugins" in finding.hits[0].why


@pytest.mark.parametrize("text", ["Only the model sees this text", "acme", "text-input", "console", "Acme: key = Get your key from Acme", "xyz"])  # fmt: skip
def test_texts_that_no_form_shows_lead_nowhere(ask: Ask, text: str) -> None:
    assert ask(text).confidence == "none"


def plugins(folder: Path, **sources: str) -> ContextOf:
    files = {f"models/{name}/provider/{name}.yaml": (text, []) for name, text in sources.items()}
    others = {"models/acme/tests/a.yaml": ("label: Get your key from Acme\n", [])}
    asked = literal_index(
        folder,
        {
            "dify-official-plugins": {**files, **others},  # type: ignore[dict-item]
            "dify": {"api/a.yaml": ("label: Get your key from Acme\n", [])},
        },
    )
    return lambda line: LocateContext(
        event=parse_events(line)[0], index=asked.index, sources=asked.sources
    )


def resolved(context_of: ContextOf, text: str) -> list[tuple[str, int, float, str]]:
    found = resolve_plugin_text(context_of(text)).candidates
    return [(c.fact.path.split("/")[1], c.fact.line, c.score, c.confidence) for c in found]


KEY = "Get your key from Acme"


@pytest.mark.parametrize(
    ("count", "confidence"), [(1, "high"), (2, "medium"), (3, "medium"), (4, "low")]
)
def test_a_text_of_several_plugins_is_not_certain(
    tmp_path: Path, count: int, confidence: str
) -> None:
    sources = {f"p{n}": f"label: {KEY}\n" for n in range(count)}
    assert resolved(plugins(tmp_path, **sources), KEY) == [
        (f"p{n}", 1, 36.0 - n, confidence) for n in range(min(3, count))
    ]


def test_each_plugin_has_its_turn(tmp_path: Path) -> None:
    context_of = plugins(tmp_path, a=f"label: {KEY}\nhelp: {KEY}\n", b=f"label: {KEY}\n")
    assert [x[:2] for x in resolved(context_of, KEY)] == [("a", 1), ("b", 1), ("a", 2)]


def test_a_short_text_of_one_plugin_is_not_certain(tmp_path: Path) -> None:
    for text, confidence in (("twelve chars", "medium"), ("thirteen char", "high")):
        context_of = plugins(tmp_path / confidence, a=f"label: {text}\n")
        assert [x[3] for x in resolved(context_of, text)] == [confidence]


def test_part_of_a_text_is_a_guess_and_must_be_long(tmp_path: Path) -> None:
    context_of = plugins(tmp_path, a="label: thirteen char and more\n", b="label: other\n")
    assert resolved(context_of, "thirteen char") == [("a", 1, 16.0, "low")]
    assert resolved(context_of, "thirteen cha") == []


def test_a_whole_text_comes_without_the_parts(tmp_path: Path) -> None:
    context_of = plugins(tmp_path, a=f"label: {KEY} and more\n", b=f"label: {KEY}\n")
    assert resolved(context_of, KEY) == [("b", 1, 36.0, "high")]


@pytest.mark.parametrize(
    ("entry", "shown"),
    [
        ("label", True),
        ("help", True),
        ("title", True),
        ("description", True),
        ("human_description", True),
        ("placeholder", True),
        ("human", True),
        ("en_US", True),
        ("zh_Hans", True),
        ("llm_description", False),
        ("type", False),
        ("en", False),
    ],
)
def test_which_entries_a_form_shows(tmp_path: Path, entry: str, shown: bool) -> None:
    assert bool(resolved(plugins(tmp_path, a=f'{entry}: "{KEY}."\n'), KEY)) is shown


@pytest.mark.parametrize(
    "line",
    [
        f"2025-05-22 02:57:35 {KEY}",
        f"a.BoxError: {KEY}",
        "ab",
        "123",
        "Get key from acme.py",
        "Get key from https://a",
        "Get key {x}",
        "Get the_key from Acme",
        "server_4xx_other: Get key",
        "Error: INSTALLATION FAILED: cannot re-use a name",
        "Get key=x",
    ],
)
def test_texts_that_a_program_logged_are_not_looked_for(tmp_path: Path, line: str) -> None:
    text = line.removeprefix("2025-05-22 02:57:35 ").removeprefix("a.BoxError: ")
    assert resolved(plugins(tmp_path, a=f"label: {text}\n"), line) == []


def test_texts_of_400_letters_are_looked_for(tmp_path: Path) -> None:
    for length, shown in ((400, True), (401, False)):
        text = "a" * length
        context_of = plugins(tmp_path / str(length), a=f"label: {text}\n")
        assert bool(resolved(context_of, text)) is shown
