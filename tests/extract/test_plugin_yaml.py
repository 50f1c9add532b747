from __future__ import annotations

import pytest

from ctxkit.extract.plugin_yaml import LANGUAGE
from ctxkit.model import ConfigKey
from tests.extract.annotated import check
from tests.extract.literal import facts

PATH = "tools/acme/provider/acme.v2.yaml"


def test_credentials_of_a_model_provider() -> None:
    check("plugin_yaml/models/acme/provider/acme.yaml", ConfigKey)


def test_credentials_of_a_tool_and_of_its_endpoint() -> None:
    check("plugin_yaml/tools/acme/provider/acme_tool.yaml", ConfigKey)


@pytest.mark.parametrize(
    "block",
    ["credential_form_schemas", "credentials_for_provider", "credentials_schema", "client_schema"],
)
def test_a_block_is_a_list_or_a_mapping(block: str) -> None:
    for code in (f"{block}:\n- name: a\n", f"x:\n  {block}:  # these\n    a:\n      help: b\n"):
        assert [key.name for key in facts(PATH, code, ConfigKey)] == ["a"]
    assert facts(PATH, f"x_{block}:\n- name: a\n", ConfigKey) == []
    assert facts(PATH, f"{block}: [{{name: a}}]", ConfigKey) == []


def test_settings_are_those_of_a_form() -> None:
    assert [k.name for k in facts(PATH, "settings:\n- name: a\n  type: b", ConfigKey)] == ["a"]
    assert facts(PATH, "settings:\n- name: a", ConfigKey) == []
    assert facts(PATH, "settings:\n  a:\n    type: b", ConfigKey) == []


def test_a_block_ends_at_the_next_key_that_is_not_below_it() -> None:
    code = """\
    x:
      client_schema:
      - name: a
        # a comment
    # another
      - name: b

      - name: c
      after:
      - name: d
    other:
    - name: e
    """
    assert [key.name for key in facts(PATH, code, ConfigKey)] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("head", "owner"),
    [
        ("provider: acme # comment\nidentity:\n  name: other", "acme"),
        ("identity:\n  author: x\n  name: 'other'", "other"),
        ('provider:\nidentity:\n  name: "other"', "other"),
        ("label:\n  name: other", "acme"),
        ("identity:\n# comment\nother:\n  name: no", "acme"),
        ("", "acme"),
    ],
)
def test_the_owner_is_the_provider(head: str, owner: str) -> None:
    [key] = facts(PATH, f"{head}\nclient_schema:\n- name: a\n", ConfigKey)
    assert key.owner == owner


def test_a_credential() -> None:
    code = """\
    client_schema:
    - variable: a
      name: not the name
      type: text-input
      required: TRUE
      default: 3
      label: Label
      help:
        title:
          zh_Hans: X
          en_US: Help
    - name: b
      label: {ja_JP: First, de_DE: Second}
    - name:
    - no mapping
    """
    first, second, third = facts(PATH, code, ConfigKey)
    assert (first.name, first.attribute, first.type, first.line) == ("a", "a", "text-input", 2)
    assert (first.constraints, first.default, first.end_line) == ("required", "3", 11)
    assert first.description == "Label. Help"
    assert (second.name, second.constraints, second.default) == ("b", "optional", None)
    assert (second.description, second.type) == ("First", "")
    assert third.name == ""


def test_manifests_of_tests_are_not_read() -> None:
    assert not facts(PATH, "client_schema:\n- name: a\n", ConfigKey, test=True)


@pytest.mark.parametrize(
    ("path", "matches"),
    [
        ("models/a/provider/a.yaml", True),
        ("manifest.yml", True),
        (".github/workflows/a.yaml", False),
        ("web/i18n/a.yaml", False),
        ("locales/a.yaml", False),
        ("locale/a.yaml", False),
        ("web/pnpm-lock.yaml", False),
        ("charts/x/templates/a.yaml", False),
        ("a.json", False),
    ],
)
def test_which_files_may_be_of_a_plugin(path: str, matches: bool) -> None:
    assert LANGUAGE.reads(path) is matches
