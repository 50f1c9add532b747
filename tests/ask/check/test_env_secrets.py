"""Secrets of a `.env` that everybody knows or guesses, and placeholders."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxkit.files.user_files import CustomerFile
from tests.ask.check.conftest import UPSTREAMS, VERSION, facts_of, files_below
from tests.ask.check.running import check_files, checked, problems
from tests.ask.check.test_ignore_comments import OWN
from tests.ask.literal import Asked, literal_index


def found(asked: Asked, line: str, **more: str) -> list[tuple[str, str]]:
    """Return the rule and severity of what is reported for a line below secrets of one's own."""
    report = checked(asked, env=f"{OWN}{line}\n", **more)
    return [(each.id, each.severity) for each in report.problems if each.line == 11]


@pytest.mark.parametrize(
    ("line", "rule", "severity"),
    [
        ("INIT_PASSWORD=#REPLACE_ME#", "placeholder", "error"),
        ("SECRET_KEY=your-secret", "placeholder", "warning"),
        ("LOG_FILE=your-file", "placeholder", "warning"),
        ("INIT_PASSWORD=difyai123456", "public-secret", "warning"),
        ("INIT_PASSWORD=dify-sandbox", "public-secret", "warning"),
    ],
)
def test_a_value_that_everybody_knows(asked: Asked, line: str, rule: str, severity: str) -> None:
    assert (rule, severity) in found(asked, line)


@pytest.mark.parametrize(
    "line",
    [
        "INIT_PASSWORD=",
        "INIT_PASSWORD=a-password-of-my-own",
        "SMTP_PASSWORD=abc",  # of a service elsewhere
        "LOG_FILE=/logs/difyai123456",
        "SMTP_USERNAME=difyai123456",  # no secret by its name
        "ALIYUN_OSS_ACCESS_KEY=your-access-key",  # of a storage that is not selected
        "ALIYUN_OSS_ACCESS_KEY=difyai123456",
        "GOOGLE_STORAGE_BUCKET_NAME=your-bucket-name",
        "QDRANT_API_KEY=difyai123456",
    ],
)
def test_a_value_that_nobody_knows_or_uses(asked: Asked, line: str) -> None:
    assert not {"placeholder", "public-secret", "weak-secret"} & {
        rule for rule, _ in found(asked, line)
    }


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("DB_PASSWORD=difyai123456", "public-secret"),
        ("PLUGIN_DAEMON_KEY=demo-plugin-daemon-key", "public-secret"),
        ("DB_PASSWORD=short12", "weak-secret"),
        ("DB_PASSWORD=aaaaaaaaaaaa", "weak-secret"),
        ("DB_PASSWORD=Password123", "weak-secret"),
    ],
)
def test_a_secret_that_dify_ships_with_a_value(asked: Asked, line: str, rule: str) -> None:
    name, _, value = line.partition("=")
    text = OWN.replace(f"{name}=", f"OLD_{name}=") + f"{line}\n"
    (problem,) = [
        each for each in checked(asked, env=text).problems if (each.key, each.id) == (name, rule)
    ]
    assert problem.line == 11
    assert value not in problem.message + problem.fix


def test_a_switch_is_no_weak_secret(asked: Asked) -> None:
    text = OWN.replace("DB_PASSWORD=a-secret-of-my-own", "DB_PASSWORD=true")
    assert problems(asked, "weak-secret", env=text) == []


def test_a_placeholder_of_the_example_is_a_note_for_a_secret_alone(asked: Asked) -> None:
    selected = "STORAGE_TYPE=aliyun-oss\nALIYUN_OSS_BUCKET_NAME=b\nALIYUN_OSS_ENDPOINT=https://x\n"
    text = f"{OWN}{selected}ALIYUN_OSS_SECRET_KEY=your-secret-key\n"
    (problem,) = problems(asked, "placeholder", env=text)
    assert (problem.key, problem.severity) == ("ALIYUN_OSS_SECRET_KEY", "note")
    bucket = "STORAGE_TYPE=google-storage\nGOOGLE_STORAGE_BUCKET_NAME=your-bucket-name\n"
    assert problems(asked, "placeholder", env=f"{OWN}{bucket}") == []


def test_a_secret_that_is_needed_or_invalid_is_reported_once(asked: Asked) -> None:
    text = f"{OWN}MAIL_TYPE=resend\nMAIL_DEFAULT_SEND_FROM=a@b.example\nRESEND_API_KEY=your-key\n"
    ids = [each.id for each in checked(asked, env=text).problems if each.key == "RESEND_API_KEY"]
    assert ids == ["required-setting-empty"]


def test_a_default_of_an_own_compose_file_is_not_difys(asked: Asked) -> None:
    compose = (
        "services:\n  api:\n    image: x\n    environment:\n"
        "      SECRET_KEY: ${SECRET_KEY:-mine-in-git-1}\n"
    )
    found_ids = [
        each.id
        for each in checked(asked, env="SECRET_KEY=mine-in-git-1\n", compose=compose).problems
    ]
    assert "public-secret" not in found_ids
    assert problems(asked, "default-secret", env="A=1\n", compose=compose) == []


def test_secrets_that_are_left_to_the_defaults(asked: Asked) -> None:
    text = OWN.replace("DB_PASSWORD=a-secret-of-my-own", "DB_PASSWORD=")
    (problem,) = problems(asked, "default-secret", env=text)
    assert (problem.line, problem.key, problem.severity) == (1, "DB_PASSWORD", "warning")
    assert problem.message.endswith("compose file: DB_PASSWORD")


def test_only_some_of_many_defaults_are_named(asked: Asked) -> None:
    keys = "".join(
        f"      K{n}_SECRET_KEY: ${{K{n}_SECRET_KEY:-difyai123456}}\n" for n in range(10)
    )
    compose = f"services:\n  api:\n    image: x\n    environment:\n{keys}"
    (problem,) = problems(asked, "default-secret", env="A=1\n", compose=compose)
    assert problem.message.endswith("K6_SECRET_KEY, K7_SECRET_KEY and 2 more")


@pytest.mark.parametrize(
    "variables",
    [
        "",  # nothing of the user's to compare with
        "A=1\nCOMPOSE_PROFILES=other\nB_PASSWORD=x-of-my-own\n",
    ],
)
def test_defaults_that_do_not_matter(asked: Asked, variables: str) -> None:
    compose = (
        "services:\n  db:\n    image: x\n    profiles: [never]\n    environment:\n"
        "      A_PASSWORD: ${A_PASSWORD:-known-value}\n"
        "  api:\n    image: x\n    environment:\n"
        "      B_PASSWORD: ${B_PASSWORD:-known-value}\n      C_PASSWORD: your-key\n"
        "      D_PASSWORD: ${D_PASSWORD:-changeme}\n      E_PASSWORD: ${E_PASSWORD:-true}\n"
        "      F_PASSWORD: ${B_PASSWORD:-x}${A_PASSWORD:-y}\n"
        "      QDRANT_API_KEY: ${QDRANT_API_KEY:-known-value}\n"
    )
    assert problems(asked, "default-secret", env=variables, compose=compose) == []


def test_one_of_several_env_files_leaves_nothing_to_defaults(asked: Asked) -> None:
    compose = (
        "services:\n  api:\n    image: x\n    env_file: [core.env, .env]\n    environment:\n"
        "      DB_PASSWORD: ${DB_PASSWORD:-difyai123456}\n"
    )

    def rules(name: str) -> set[str]:
        report = check_files(
            asked.index,
            asked.sources,
            env=CustomerFile(path=name, data=b"LOG_LEVEL=INFO\n"),
            compose=[CustomerFile(path="docker-compose.yaml", data=compose.encode())],
        )
        return {each.id for each in report.problems}

    assert "default-secret" in rules(".env")
    assert "default-secret" not in rules("core.env")


def test_a_default_that_the_program_does_not_read_is_for_another_container(tmp_path: Path) -> None:
    files = files_below(UPSTREAMS)
    path = "docker/docker-compose.yaml"
    text, _ = files["dify"][path]
    line = "      MODE: api\n"
    assert text.count(line) == 1
    text = text.replace(line, f"{line}      STORE_SECRET_KEY: ${{STORE_SECRET_KEY:-storeadmin}}\n")
    text += "\n  store:\n    image: store\n    profiles: [store]\n    environment:\n"
    text += "      STORE_SECRET_KEY: ${STORE_SECRET_KEY:-storeadmin}\n"
    files["dify"][path] = text, facts_of("dify", path, text)
    asked = literal_index(tmp_path, files, versions={"dify": VERSION})
    assert problems(asked, "default-secret", env=f"{OWN}COMPOSE_PROFILES=weaviate\n") == []
    (problem,) = problems(asked, "default-secret", env=f"{OWN}COMPOSE_PROFILES=weaviate,store\n")
    assert problem.key == "STORE_SECRET_KEY"
