"""Facts as rows: nothing is lost, and what is looked up without the fact is what the fact says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import fields

from ctxkit.index.rows import (
    KIND_NUMBERS,
    OWN_FIELDS,
    PATTERN,
    SHOWN,
    FactRow,
    decode,
    encode,
    fold_key,
    stored_fields,
)
from ctxkit.model import (
    HOLE,
    KINDS,
    ConfigKey,
    ConfigUse,
    Fact,
    LogTemplate,
    Message,
    Raise,
    Symbol,
)
from tests.index.trees import log, symbol, use

TEXTS = st.text(max_size=8)
FIELDS = {
    "str": TEXTS,
    int: st.integers(1, 9),
    int | None: st.none() | st.integers(1, 9),
    str | None: st.none() | TEXTS,
    bool: st.booleans(),
    tuple[str, ...]: st.lists(TEXTS, max_size=3).map(tuple),
}


@given(st.data(), st.sampled_from(sorted(KINDS)))
def test_every_kind_survives_storage(data: st.DataObject, name: str) -> None:
    kind = KINDS[name]
    values = {
        field.name: data.draw(FIELDS.get(field.type, TEXTS))
        for field in fields(kind)
        if field.name not in ("repo", "path", "test", "kind")
    }
    fact = kind(**values)
    row = encode(fact)
    assert isinstance(row, FactRow)
    assert decode((*row[:6], "", "", 0)) == fact
    for own, _ in OWN_FIELDS[name]:
        (stored,) = stored_fields(name, own)(row.data)
        value = getattr(fact, own)
        assert (tuple(stored) if isinstance(value, tuple) else stored) == value


def test_the_file_of_a_fact_is_not_stored_with_it() -> None:
    row = encode(Symbol(name="f", what="function", line=1, end_line=1, repo="r", path="p"))
    assert decode((*row[:6], "dify", "tests/a.py", 1)) == Symbol(
        name="f", what="function", line=1, end_line=1, repo="dify", path="tests/a.py", test=True
    )


def test_trailing_defaults_are_left_out() -> None:
    assert encode(symbol("f")).data == '["function"]'
    assert encode(Raise(name="E", template="", line=1, end_line=1)).data == '[""]'


def test_fields_are_read_by_name_and_not_by_place() -> None:
    read = stored_fields(LogTemplate.kind, "level", "template")
    assert read(encode(log("Sent mail")).data) == ["info", "Sent mail"]
    bare = LogTemplate(name="logger.info", template="Sent mail", line=1, end_line=1)
    assert read(encode(bare).data) == ["", "Sent mail"]


def test_a_field_that_no_fact_has_is_an_error() -> None:
    with pytest.raises(ValueError, match="colour"):
        stored_fields(Symbol.kind, "colour")


@pytest.mark.parametrize("name", ["api.logLevel", "API_LOG_LEVEL", "api-log-level", "ApiLogLevel"])
def test_all_spellings_fold_alike(name: str) -> None:
    assert fold_key(name) == "apiloglevel"


def test_letters_of_other_scripts_are_kept() -> None:
    assert fold_key("键_Key2") == "键key2"


def keys(fact: Fact) -> set[str]:
    return set(encode(fact).keys)


def test_a_setting_is_looked_up_by_each_of_its_names() -> None:
    declared = ConfigKey(
        name="LOG_LEVEL",
        attribute="Verbosity",
        aliases=("LEVEL", "Log-Level"),
        origin="pydantic",
        line=3,
        end_line=3,
    )
    assert keys(declared) == {"loglevel", "verbosity", "level"}
    assert keys(use("API_LOG", target="LOG_LEVEL")) == {"apilog", "loglevel"}
    assert keys(symbol("LOG_LEVEL")) == set()


def test_a_pattern_is_looked_up_as_a_pattern_too() -> None:
    assert keys(use("CODE_MAX_*")) == {"codemax", PATTERN}
    assert keys(use("*shared-env")) == {"sharedenv", PATTERN}
    assert fold_key(PATTERN) != PATTERN


def words(fact: Fact) -> set[str]:
    return set(encode(fact).words)


def test_the_words_of_statements_and_of_shown_texts_are_kept_apart() -> None:
    assert words(log(f"Dataset {HOLE} is gone")) == {"dataset", "is", "gone"}
    shown = Message(name="common.gone", text="Dataset is gone", line=1, end_line=1)
    assert words(shown) == {SHOWN + "dataset", SHOWN + "is", SHOWN + "gone"}
    assert words(symbol("dataset")) == set()


@pytest.mark.parametrize(
    ("fact", "is_setting"),
    [
        (ConfigKey(name="LOG_LEVEL", origin="pydantic", line=1, end_line=1), True),
        (ConfigKey(name="LOG_*", origin="pydantic", line=1, end_line=1), False),
        (use("LOG_LEVEL", "reads", "getenv"), True),
        (use("LOG_LEVEL", "reads", "dify_config"), True),
        (use("LOG_LEVEL", "sets", "compose"), True),
        (use("LOG_LEVEL", "sets", "env-example"), True),
        (use("LOG_LEVEL", "documents", "field"), True),
        (use("LOG_*", "reads", "getenv"), False),
        (use("*shared-env", "sets", "compose-merge"), False),
        (use("log_level", "reads", "credential"), False),
        (use("log_level", "reads", "field"), False),
        (use("log_level", "reads", "getattr"), False),
        (use("log_level", "reads", "import"), False),
        (use("log_level", "reads", "settings"), False),
        (use("LOG_LEVEL", "sets", "code"), False),
        (use("LOG_LEVEL", "sets", "code-default"), False),
        (use("api.env", "sets", "compose-env-file"), False),
        (use("services.api.image", "sets", "compose-image"), False),
        (use("services.api.profiles", "sets", "compose-profiles"), False),
        (use("log_level", "sets", "credential"), False),
        (use("dify.api.fullname", "sets", "helm-env-from"), False),
        (use("api.probe", "sets", "helm-map"), False),
        (use("LOG_LEVEL", "sets", "settings"), False),
        (symbol("LOG_LEVEL"), False),
        (log("LOG_LEVEL"), False),
    ],
    ids=lambda value: f"{value.role}-{value.via}" if isinstance(value, ConfigUse) else None,
)
def test_which_names_are_those_of_settings(fact: Fact, is_setting: bool) -> None:
    assert encode(fact).names_setting is is_setting


def test_every_kind_has_a_number_of_its_own() -> None:
    assert sorted(KIND_NUMBERS.values()) == list(range(len(KINDS)))
    base = set(Fact.__struct_fields__)
    assert not any(base & {name for name, _ in own} for own in OWN_FIELDS.values())
