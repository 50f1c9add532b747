"""What is said of the settings that decide a located statement."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ctxkit.ask.locate.read_settings import answers_of
from ctxkit.model import ConfigKey, ConfigUse, Fact, KeyAnswer
from ctxkit.model.cause import Decider
from tests.ask.literal import literal_index
from tests.ask.locate_workspace import Ask
from tests.settings.sources import source_index


def test_the_settings_that_the_code_reads(ask: Ask) -> None:
    [key] = ask("mail quota of a@b exhausted after 9 attempts").keys
    assert (key.name, key.default, key.description) == (
        "MAIL_MAX_ATTEMPTS",
        "5",
        "Attempts to deliver a letter",
    )
    assert [p.role for p in key.places] == ["declares", "reads"]


def use(name: str, line: int, symbol: str = "", **fields: object) -> Fact:
    given = {"role": "reads", "via": "dify_config", **fields}
    return ConfigUse(name=name, line=line, end_line=line, symbol=symbol, **given)  # type: ignore[arg-type]


def key(name: str, line: int, **fields: object) -> Fact:
    given = {"origin": "pydantic", "default": "1", **fields}
    return ConfigKey(name=name, line=line, end_line=line, **given)  # type: ignore[arg-type]


def deciding(name: str, value: str | None = None) -> Decider:
    read = ConfigUse(
        name=name,
        line=2,
        end_line=2,
        symbol="send",
        role="reads",
        via="dify_config",
        value=value,
        repo="dify",
        path="api/box.py",
    )
    return Decider(use=read, how=(), cost=0.1)


def answers(folder: Path, *names: str, declared: Sequence[Fact] = ()) -> tuple[KeyAnswer, ...]:
    """What is said of settings that api/box.py reads, with a compose file that passes none on."""
    facts = [use(name, 2, "send") for name in dict.fromkeys(names)]
    asked = literal_index(
        folder,
        {
            "dify": {
                "api/box.py": ("x\n" * 3, facts),
                "api/configs.py": ("x\n" * 9, list(declared)),
                "docker/docker-compose.yaml": ("services: {}\n", []),
            }
        },
    )
    found = answers_of(asked.index, [deciding(name, "7") for name in names])
    return tuple(found.values())


def test_each_setting_once_in_the_order_in_which_they_decide(tmp_path: Path) -> None:
    found = answers(tmp_path, "BOX_SIZE", "BOX_LID", "BOX_SIZE")
    assert [(answer.name, answer.default) for answer in found] == [
        ("BOX_SIZE", "7"),
        ("BOX_LID", "7"),
    ]


def test_what_every_process_has_is_no_setting(tmp_path: Path) -> None:
    assert [answer.name for answer in answers(tmp_path, "PATH", "BOX_SIZE", "HOME")] == ["BOX_SIZE"]


def test_the_declaration_of_the_setting(tmp_path: Path) -> None:
    declared = [
        key("BOX_SIZE", 1, origin="credential", default="2"),
        key("BOX_SIZE", 2, default="3"),
    ]
    assert [a.default for a in answers(tmp_path, "BOX_SIZE", declared=declared)] == ["3"]
    spelled = [key("boxSize", 1, default="4"), key("BOX_SIZE", 2, default="5")]
    assert [a.default for a in answers(tmp_path / "x", "BOX_SIZE", declared=spelled)] == ["5"]


def test_the_status_is_that_of_explain(tmp_path: Path) -> None:
    (found,) = answers(tmp_path, "BOX_SIZE", declared=[key("BOX_SIZE", 1)])
    assert (found.status, found.status_why) == (
        "undelivered",
        "dify api reads it, but docker-compose.yaml does not pass it to the api container",
    )


def test_the_default_of_a_value_of_the_chart_is_its_line_in_values(tmp_path: Path) -> None:
    asked = source_index(
        tmp_path,
        {
            "dify-helm charts/dify/values.yaml": "api:\n  enabled: true\n",
            "dify-helm charts/dify/templates/api.yaml": (
                "{{- if .Values.api.enabled }}\nkind: Deployment\n{{- end }}\n"
            ),
        },
    )
    condition = next(
        fact
        for fact in asked.index.keyed("api.enabled")
        if isinstance(fact, ConfigUse) and fact.via == "helm-condition"
    )
    decider = Decider(use=condition, how=(), cost=0)
    assert answers_of(asked.index, [decider])["api.enabled"].default == "true"
