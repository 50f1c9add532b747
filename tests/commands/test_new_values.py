"""The command that writes a new values file: for its owner alone, over nothing, without a word of
its secrets.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ctxkit.files.values import load_values
from tests.ask.new_values.charts import COMMUNITY
from tests.commands.test_cli import run

CALL = ("new-values", "--profile", "minimal", "--base", "chart.yaml", "--out", "new.yaml")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "chart.yaml").write_text(COMMUNITY)
    return tmp_path


def secrets_in(path: Path) -> list[str]:
    leaves = load_values(path).leaves
    names = ("global.appSecretKey", "api.auth.internalApiKey", "redis.auth.password")
    return [str(leaves[name].plain) for name in names]


def test_the_file_is_its_owners_and_its_secrets_are_nowhere_else(folder: Path) -> None:
    done = run(*CALL, cwd=folder)
    assert done.returncode == 0
    new = folder / "new.yaml"
    assert new.stat().st_mode & 0o777 == 0o600
    assert sorted(each.name for each in folder.iterdir()) == ["chart.yaml", "new.yaml"]
    assert b"wrote new.yaml" in done.stderr
    for secret in secrets_in(new):
        assert secret.encode() not in done.stdout + done.stderr


def test_json_has_no_secret(folder: Path) -> None:
    done = run(*CALL, "--json", cwd=folder)
    data = json.loads(done.stdout)
    assert (data["command"], data["out"], data["backup"]) == ("new-values", "new.yaml", "")
    assert {each["from"] for each in data["values"]} == {"profile", "made"}
    for secret in secrets_in(folder / "new.yaml"):
        assert secret not in done.stdout.decode()


def test_a_file_that_is_there_is_not_replaced(folder: Path) -> None:
    (folder / "new.yaml").write_text("mine: 1\n")
    done = run(*CALL, cwd=folder)
    assert done.returncode == 2
    assert b"there is such a file" in done.stderr
    assert (folder / "new.yaml").read_text() == "mine: 1\n"
    done = run(*CALL, "--force", cwd=folder)
    assert done.returncode == 0
    assert (folder / "new.yaml.bak").read_text() == "mine: 1\n"
    assert (folder / "new.yaml").stat().st_mode & 0o777 == 0o600


def test_a_link_that_leads_nowhere_is_not_followed(folder: Path) -> None:
    (folder / "new.yaml").symlink_to(folder / "elsewhere.yaml")
    assert run(*CALL, cwd=folder).returncode == 2
    assert not (folder / "elsewhere.yaml").exists()


def test_secrets_are_kept_from_a_file_that_was_made_before(folder: Path) -> None:
    run(*CALL, cwd=folder)
    kept = secrets_in(folder / "new.yaml")
    again = (*CALL[:-1], "again.yaml", "--mine", "new.yaml")
    assert run(*again, cwd=folder).returncode == 0
    assert secrets_in(folder / "again.yaml") == kept


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--profile", "huge"), b"no profile 'huge'"),
        (("--set", "api.replica=2"), b"no such value"),
        (("--base", "none.yaml"), b"No such file"),
        (("--mine", "none.yaml"), b"No such file"),
        (("--chart", "1.0"), b"not both"),
        (("--out", "."), b"not a file"),
    ],
)
def test_what_cannot_be_done(folder: Path, words: tuple[str, ...], message: bytes) -> None:
    done = run(*CALL, *words, cwd=folder)
    assert done.returncode == 2
    assert message in done.stderr
    assert not (folder / "new.yaml").exists()


def test_a_broken_rule_is_an_exit_code(folder: Path) -> None:
    done = run(*CALL, "--set", "redis.enabled=false", cwd=folder)
    assert done.returncode == 1
    assert b"no-data-store" in done.stdout


@pytest.mark.parametrize(("lang", "secrets"), [("ja", "シークレット"), ("zh", "密钥")])
def test_the_report_is_in_the_language_of_its_reader(folder: Path, lang: str, secrets: str) -> None:
    run(*CALL, "--lang", "en", cwd=folder)
    keys = load_values(folder / "new.yaml").leaves.keys()
    done = run(*CALL, "--force", "--lang", lang, cwd=folder)
    told = (done.stdout + done.stderr).decode()
    assert secrets in told
    for english in ("made:", "wrote new.yaml", "| line |"):
        assert english not in told
    assert load_values(folder / "new.yaml").leaves.keys() == keys
    assert (folder / "new.yaml").read_text().isascii(), "the file is in English"
