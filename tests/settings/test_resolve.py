"""Which names a query means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from ctxkit.model import Fact
from ctxkit.settings.graph import SettingsGraph
from ctxkit.settings.resolve import ResolvedNames, is_of_plugin, resolve
from tests.settings.sources import declared, fact_index, used

COMPOSE = "dify docker/docker-compose.yaml"
VALUES = "dify-helm charts/dify/values.yaml"
PLUGIN = "dify-official-plugins tools/shop/provider/shop.yaml"


def meant(folder: Path, facts: Mapping[str, Iterable[Fact]], *asked: str) -> ResolvedNames:
    index = fact_index(folder, facts).index
    return resolve(SettingsGraph(index), index, asked)


def names(resolution: ResolvedNames) -> list[str]:
    return [" ".join(name) for name in resolution.names]


def test_a_name_as_it_is_written_is_certain(tmp_path: Path) -> None:
    facts = {"dify api/x.py": [declared("LOG_LEVEL", 1)], "dify web/x.ts": [used("LOG_LEVEL", 1)]}
    found = meant(tmp_path, facts, "LOG_LEVEL")
    assert names(found) == ["api LOG_LEVEL", "web LOG_LEVEL"]
    assert (found.confidence, found.notes) == ("high", ())


def test_the_first_of_several_names_that_exists_is_meant(tmp_path: Path) -> None:
    facts = {"dify api/x.py": [used("B", 1, via="getenv"), used("C", 2, via="getenv")]}
    assert names(meant(tmp_path, facts, "A", "B", "C")) == ["api B"]


def test_another_spelling_is_probable(tmp_path: Path) -> None:
    facts = {"dify api/x.py": [declared("LOG_LEVEL", 1, attribute="logLevel")]}
    found = meant(tmp_path, facts, "log-level")
    assert names(found) == ["api LOG_LEVEL", "api logLevel"]
    assert found.confidence == "medium"
    assert found.notes == ("no setting is spelled 'log-level'; assuming LOG_LEVEL, logLevel",)


def test_four_spellings_are_named(tmp_path: Path) -> None:
    spelled = ["A_B", "a_b", "A-B", "a-b", "A.B"]
    facts = {"dify api/x.py": [used(each, n, via="getenv") for n, each in enumerate(spelled, 1)]}
    assert meant(tmp_path, facts, "aB").notes[0].endswith("assuming A-B, A.B, A_B, a-b")


def test_a_path_that_is_spelled_like_a_variable_is_not_proven(tmp_path: Path) -> None:
    facts = {"dify api/x.py": [used("LOG_LEVEL", 1, via="getenv")]}
    (note,) = meant(tmp_path, facts, "log.level").notes
    assert note.startswith("log.level is not in any chart of these repositories")
    assert note.endswith("inferred from its words: LOG_LEVEL")


def test_a_path_that_is_spelled_like_a_path_is_one(tmp_path: Path) -> None:
    facts = {VALUES: [used("api.logLevel", 1, role="sets", via="helm-values")]}
    assert meant(tmp_path, facts, "api.loglevel").notes == (
        "no setting is spelled 'api.loglevel'; assuming api.logLevel",
    )


@pytest.mark.parametrize(
    ("asked", "confidence"), [("SHOP_API_KEY", "none"), ("shopApiKey", "medium")]
)
def test_a_credential_of_a_plugin_is_not_a_variable(
    tmp_path: Path, asked: str, confidence: str
) -> None:
    facts = {PLUGIN: [declared("shop_api_key", 3, origin="credential")]}
    assert meant(tmp_path, facts, asked).confidence == confidence


def test_a_variable_of_a_program_may_be_spelled_like_a_credential(tmp_path: Path) -> None:
    facts = {
        PLUGIN: [declared("shop_api_key", 3, origin="credential")],
        "dify api/x.py": [used("shopApiKey", 1, via="getenv")],
    }
    assert meant(tmp_path, facts, "SHOP_API_KEY").confidence == "medium"


def test_fields_of_any_object_prove_no_setting(tmp_path: Path) -> None:
    assert meant(tmp_path, {"dify api/x.py": [used("url", 1, via="field")]}, "url").names == ()


def test_a_name_in_comments_alone_is_probable_as_it_is_written(tmp_path: Path) -> None:
    comment = used("OLD_KEY", 3, role="sets", via="env-example-commented")
    facts = {"dify docker/.env.example": [comment], "dify api/x.py": [used("X", 1, via="getenv")]}
    found = meant(tmp_path / "a", facts, "OLD_KEY")
    assert (names(found), found.confidence) == (["env OLD_KEY"], "medium")
    assert meant(tmp_path / "b", facts, "old-key").names == ()
    assert names(meant(tmp_path / "c", facts, "OLD_KEY", "X")) == ["api X"]


def test_a_name_that_a_prefix_covers_is_possible(tmp_path: Path) -> None:
    scan = used("OPENDAL_*", 9, via="getenv")
    facts = {"dify api/x.py": [scan], "dify web/x.ts": [used("OPENDAL_S*", 1, via="env")]}
    found = meant(tmp_path, facts, "OPENDAL_S3")
    assert (names(found), found.confidence) == (["api OPENDAL_S3", "web OPENDAL_S3"], "low")
    assert found.notes == (
        "no code mentions OPENDAL_S3, but all variables that match OPENDAL_*, OPENDAL_S* are read: "
        "a library decides what it does",
    )
    assert meant(tmp_path / "other", facts, "OPENDALS_3").names == ()


WEAVIATE = {
    "dify api/x.py": [
        declared("WEAVIATE_API_KEY", 1),
        declared("WEAVIATE_ENDPOINT_API_KEY", 2),
        declared("WEAVIATE_KEY", 3),
    ],
    "dify-official-plugins tools/x/x.py": [used("VECTOR_WEAVIATE_API_KEY", 1, via="getenv")],
}


def test_a_path_is_inferred_from_its_words(tmp_path: Path) -> None:
    found = meant(tmp_path, WEAVIATE, "vectorDB.externalWeaviate.apiKey")
    assert (names(found), found.confidence) == (["api WEAVIATE_API_KEY"], "low")
    assert found.notes == (
        "vectorDB.externalWeaviate.apiKey is not in any chart of these repositories, "
        "so nothing proves what it sets (the Enterprise chart comes with `enterprise:` in "
        "workspace.yaml); "
        "inferred from its words: WEAVIATE_API_KEY, or VECTOR_WEAVIATE_API_KEY",
    )


def test_a_name_without_a_dot_is_not_inferred(tmp_path: Path) -> None:
    assert meant(tmp_path, WEAVIATE, "externalWeaviateApiKey").names == ()


def test_an_entry_of_a_list_is_not_meant_by_the_list(tmp_path: Path) -> None:
    facts = {
        VALUES: [
            used("api.extraEnv", 3, role="sets", via="helm-values"),
            used("api.extraEnv", 4, role="sets", via="helm-env", target="TZ"),
        ]
    }
    assert names(meant(tmp_path / "a", facts, "api.extraEnv")) == ["values api.extraEnv"]
    assert meant(tmp_path / "b", facts, "TZ").confidence == "high"


def test_the_scopes_of_a_rename_are_those_of_its_ends(tmp_path: Path) -> None:
    line = used("K", 1, target="K", role="sets", via="compose", services=("api", "db"))
    found = meant(tmp_path, {COMPOSE: [line]}, "K")
    assert names(found) == ["env K", "api K", "image:db K"]


def test_what_is_of_a_plugin() -> None:
    assert not is_of_plugin(used("A"))


def test_nothing_is_meant_by_nothing(tmp_path: Path) -> None:
    assert meant(tmp_path, {"dify api/x.py": [used("A", 1)]}) == ResolvedNames()
