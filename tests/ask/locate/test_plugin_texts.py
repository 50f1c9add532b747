"""From a text on a plugin's form to its line in the plugin's YAML."""

# ruff: noqa: E501 - texts stay whole

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from ctxkit.ask.locate.locate import locate
from ctxkit.model import Finding
from tests.ask.locate_workspace import build

Ask = Callable[[str], Finding]

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
