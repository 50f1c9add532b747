"""`explain` with the files of a deployment: the value that a setting has there, and which layer
won.
"""

from __future__ import annotations

from pathlib import Path

import ctxkit


def layers(
    workspace: ctxkit.Workspace, key: str, tmp_path: Path, **texts: str
) -> list[tuple[str, str, list[str]]]:
    paths = {}
    for name, text in texts.items():
        paths[name] = tmp_path / f"my.{name}"
        paths[name].write_text(text)
    data = workspace.explain(key, **paths).to_dict()["keys"][0]  # type: ignore[arg-type]
    return [
        (", ".join(each["services"]), each["value"], [layer["layer"] for layer in each["layers"]])
        for each in data["effective"]
    ]


def test_the_env_file_wins_over_compose_and_code(
    demo_workspace: ctxkit.Workspace, tmp_path: Path
) -> None:
    found = layers(
        demo_workspace, "UPLOAD_FILE_SIZE_LIMIT", tmp_path, env="UPLOAD_FILE_SIZE_LIMIT=100\n"
    )
    assert found[0] == ("api, worker", "100", [".env", "compose", "code"])


def test_without_a_line_compose_wins(demo_workspace: ctxkit.Workspace, tmp_path: Path) -> None:
    found = layers(
        demo_workspace, "UPLOAD_FILE_SIZE_LIMIT", tmp_path, env="UPLOAD_FILE_SIZE_LIMIT=\n"
    )
    assert found[0] == ("api, worker", "50", ["compose", "code"])


def test_a_renamed_variable_is_followed(demo_workspace: ctxkit.Workspace, tmp_path: Path) -> None:
    found = layers(
        demo_workspace, "SANDBOX_WORKER_TIMEOUT", tmp_path, env="SANDBOX_WORKER_TIMEOUT=60\n"
    )
    assert found[0][:2] == ("sandbox", "60")


def test_a_line_that_reaches_no_container_is_told(
    demo_workspace: ctxkit.Workspace, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("SSRF_DEFAULT_MAX_RETRIES=9\n")
    answer = demo_workspace.explain("SSRF_DEFAULT_MAX_RETRIES", env=tmp_path / ".env")
    key = answer.finding.keys[0]
    assert any("no container of this deployment gets it" in note for note in key.notes)
    assert [each.value for each in key.effective] == ["3"]


def test_a_charts_value_and_a_variable_of_its_own(
    demo_workspace: ctxkit.Workspace, tmp_path: Path
) -> None:
    text = "api:\n  logLevel: DEBUG\n  extraEnv:\n  - name: LOG_LEVEL\n    value: ERROR\n"
    found = layers(demo_workspace, "LOG_LEVEL", tmp_path, values=text)
    assert ("api", "ERROR", ["api.extraEnv", "code"]) in found
    assert ("", "DEBUG", ["values", "chart"]) in found


def test_a_secret_is_masked(demo_workspace: ctxkit.Workspace, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("PLUGIN_DAEMON_KEY=s3cr3tV4lue\n")
    answer = demo_workspace.explain("PLUGIN_DAEMON_KEY", env=tmp_path / ".env")
    assert answer.finding.keys[0].effective[0].value == "<REDACTED:SECRET_KEY>"
    assert "s3cr3tV4lue" not in answer.bundle().markdown + str(answer.to_dict())


def test_without_files_nothing_is_added(demo_workspace: ctxkit.Workspace) -> None:
    assert "effective" not in demo_workspace.explain("LOG_LEVEL").to_dict()["keys"][0]


def test_the_last_compose_file_wins_over_those_before(
    demo_workspace: ctxkit.Workspace, tmp_path: Path
) -> None:
    files = []
    for number, level in enumerate(("WARNING", "ERROR"), 1):
        files.append(tmp_path / f"docker-compose.override{number}.yaml")
        files[-1].write_text(f"services:\n  api:\n    environment:\n      LOG_LEVEL: {level}\n")
    (tmp_path / ".env").write_text("LOG_LEVEL=DEBUG\n")
    answer = demo_workspace.explain("LOG_LEVEL", env=tmp_path / ".env", compose=files)
    api, *others = answer.finding.keys[0].effective
    assert (api.services, api.value) == (("api",), "ERROR")
    assert [layer.value for layer in api.layers] == ["ERROR", "WARNING", "DEBUG", "INFO"]
    assert others[0].services == ("worker",)
    assert others[0].value == "DEBUG"


def test_an_empty_line_is_told_to_decide_nothing(
    demo_workspace: ctxkit.Workspace, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("UPLOAD_FILE_SIZE_LIMIT=\n")
    answer = demo_workspace.explain("UPLOAD_FILE_SIZE_LIMIT", env=tmp_path / ".env")
    assert any(
        "is empty, so that the default of the compose file stands in" in n
        for n in answer.finding.keys[0].notes
    )
