"""The commands that collect a case only read, hide secrets, and are what a shell takes."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from ctxkit.commands.app import run
from ctxkit.output.collecting import Platform, collect_commands
from ctxkit.text.languages import Language

PLATFORMS: tuple[Platform, ...] = ("kubectl", "compose")
READING = {
    "kubectl": ("get", "logs"),
    "helm": ("history",),
    "docker": ("compose", "inspect"),
    "docker compose": ("ps", "logs"),
}
HIDING = re.compile(r"sed -E '((?:[^']|'\\\'')*)' (\S+)")


@pytest.mark.parametrize("platform", PLATFORMS)
def test_every_command_only_reads_and_none_reads_a_secret(platform: Platform) -> None:
    text = collect_commands(platform)
    for program, verbs in READING.items():
        for line in text.splitlines():
            if line.startswith("#"):
                continue
            for found in re.finditer(rf"(?<![\w./-]){program} ([a-z]+)", line):
                assert found[1] in verbs
    code = "".join(line for line in text.splitlines() if not line.startswith("#"))
    assert not re.search(r"\bsecrets?\b|\bconfigmaps?\b|-o (?:json|yaml)\b|describe", code)


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.skipif(not shutil.which("bash"), reason="no bash")
def test_a_shell_takes_them(platform: Platform) -> None:
    subprocess.run(["bash", "-n"], input=collect_commands(platform), text=True, check=True)


@pytest.mark.parametrize(
    ("platform", "name", "text", "hidden"),
    [
        (
            "compose",
            ".env",
            "SECRET_KEY=sk-9f73\nDB_HOST=db\nREDIS_PASSWORD=\nexport S3_SECRET_KEY=abc\n"
            "ACCESS_TOKEN_EXPIRE_MINUTES=60\nCELERY_BROKER_URL=redis://:pw4711@redis:6379/1\n",
            "SECRET_KEY=***HIDDEN***\nDB_HOST=db\nREDIS_PASSWORD=\n"
            "export S3_SECRET_KEY=***HIDDEN***\nACCESS_TOKEN_EXPIRE_MINUTES=60\n"
            "CELERY_BROKER_URL=redis://:***HIDDEN***@redis:6379/1\n",
        ),
        (
            "compose",
            ".env",
            "ADMIN_API_KEY=k\nMINIO_SECRET_KEY=m\nORACLE_PWD=o\n# SECRET_KEY=old\nMAX_TOKENS=3\n"
            "REDIS_KEY_PREFIX=p\nURLS=redis://:a@one,redis://:b@two\n"
            "PEM='\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n'\n",
            "ADMIN_API_KEY=***HIDDEN***\nMINIO_SECRET_KEY=***HIDDEN***\nORACLE_PWD=***HIDDEN***\n"
            "# SECRET_KEY=***HIDDEN***\nMAX_TOKENS=3\nREDIS_KEY_PREFIX=p\n"
            "URLS=redis://:***HIDDEN***@one,redis://:***HIDDEN***@two\n"
            "PEM='\n***HIDDEN***\n'\n",
        ),
        (
            "compose",
            '"$file"',
            'environment:\n  SECRET_KEY: k\n  LOG_LEVEL: INFO\n  - "API_TOKEN=t"\n'
            '  - DB_PASSWORD=a"b\n',
            'environment:\n  SECRET_KEY: "***HIDDEN***"\n  LOG_LEVEL: INFO\n'
            '  - "API_TOKEN=***HIDDEN***"\n  - DB_PASSWORD=***HIDDEN***\n',
        ),
        (
            "kubectl",
            "values.yaml",
            "extraEnv:\n- name: OPENAI_API_KEY\n  value: k\n- name: LOG_LEVEL\n  value: INFO\n"
            "pem: |\n  MIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n",
            'extraEnv:\n- name: OPENAI_API_KEY\n  value: "***HIDDEN***"\n- name: LOG_LEVEL\n'
            "  value: INFO\npem: |\n  ***HIDDEN***\n",
        ),
        (
            "kubectl",
            "values.yaml",
            'api:\n  secretKey: "kQ9v"\n  existingSecret:\n  url: postgres://a:pw4711@db/x\n'
            "  replicas: 1\n",
            'api:\n  secretKey: "***HIDDEN***"\n  existingSecret:\n'
            "  url: postgres://a:***HIDDEN***@db/x\n  replicas: 1\n",
        ),
    ],
)
@pytest.mark.skipif(not shutil.which("sed"), reason="no sed")
def test_secrets_are_hidden_and_what_is_empty_stays_empty(
    tmp_path: Path, platform: Platform, name: str, text: str, hidden: str
) -> None:
    script = next(s for s, file in HIDING.findall(collect_commands(platform)) if file == name)
    script = script.replace("'\\''", "'")
    done = subprocess.run(
        ["sed", "-E", script], input=text, text=True, check=True, capture_output=True, cwd=tmp_path
    )
    assert done.stdout == hidden


def test_they_are_printed_without_a_workspace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.argv", ["ctxkit", "triage", "--how", "compose"])
    assert run() == 0
    assert capsys.readouterr().out == collect_commands("compose")


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("lang", ["ja", "zh"])
def test_what_they_say_is_in_the_language_and_what_they_do_is_the_same(
    platform: Platform, lang: Language
) -> None:
    plain, said = collect_commands(platform).splitlines(), collect_commands(platform, lang)
    for english, line in zip(plain, said.splitlines(), strict=True):
        is_said = english.startswith(("# ", "echo "))
        assert (line != english) == is_said, line
