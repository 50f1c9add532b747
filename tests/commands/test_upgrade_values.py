"""The commands between versions: what they write where, and that no file of the user's is lost."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.ask.upgrade.test_upgrade import NEW, OLD
from tests.commands.test_cli import run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "old.yaml").write_text(OLD)
    (tmp_path / "new.yaml").write_text(NEW)
    (tmp_path / "mine.yaml").write_text(
        'global:\n  secretKey: "hunter2hunter2"\napi:\n  replicas: 5\n'
    )
    (tmp_path / "mine.yaml").chmod(0o600)
    return tmp_path


def test_drift_of_two_files_as_json_is_exact(folder: Path) -> None:
    done = run("drift", "--values", "old.yaml", "--to", "new.yaml", "--json", cwd=folder)
    data = json.loads(done.stdout)
    assert (done.returncode, data["command"]) == (0, "drift")
    assert set(data["changes"]) == {"added", "removed", "changed"}
    assert {"path": "api.image.tag", "old": "1.13.3", "new": "1.14.0"} in data["changes"]["changed"]
    assert data["changes"]["removed"] == [{"path": "api.corsOrigins", "value": "http://a,http://b"}]


def test_drift_of_a_file_and_itself_finds_nothing(folder: Path) -> None:
    done = run("drift", "--values", "old.yaml", "--to", "old.yaml", cwd=folder)
    assert done.returncode == 1
    assert b"0 added, 0 removed, 0 changed" in done.stdout


def test_drift_masks_secrets_where_people_read(folder: Path) -> None:
    done = run("drift", "--values", "old.yaml", "--to", "mine.yaml", cwd=folder)
    assert b"hunter2" not in done.stdout
    assert b"`global.secretKey` | `#REPLACE_ME#` | `<REDACTED:SECRET_KEY#1>`" in done.stdout


def test_json_masks_a_secret_that_only_the_new_file_has(folder: Path) -> None:
    (folder / "new.yaml").write_text(OLD + "audit:\n  signingSecret: 4fKz9Qw1\n")
    words = ("drift", "--values", "old.yaml", "--to", "new.yaml", "--json")
    data = json.loads(run(*words, cwd=folder).stdout)
    assert data["masked"] is True
    assert data["changes"]["added"] == [
        {"path": "audit.signingSecret", "value": "<REDACTED:SECRET#1>"}
    ]
    data = json.loads(run(*words, "--no-mask", cwd=folder).stdout)
    assert data["masked"] is False
    assert data["changes"]["added"] == [{"path": "audit.signingSecret", "value": "4fKz9Qw1"}]


@pytest.mark.parametrize("more", ["", "extra:\n  db:\n    password: own-own-own\n"])
def test_json_masks_the_secrets_of_a_deployment(folder: Path, more: str) -> None:
    (folder / "mine.yaml").write_text((folder / "mine.yaml").read_text() + more)
    done = run("drift", "--values", "mine.yaml", "--to", "new.yaml", "--json", cwd=folder)
    assert b"hunter2" not in done.stdout
    assert b"own-own" not in done.stdout
    assert json.loads(done.stdout)["masked"] is True
    assert b"--no-mask shows them" in done.stderr
    done = run(
        "drift", "--values", "mine.yaml", "--to", "new.yaml", "--json", "--no-mask", cwd=folder
    )
    assert b"hunter2hunter2" in done.stdout


def test_placeholders_are_no_secrets(folder: Path) -> None:
    (folder / "mine.yaml").write_text("db: {password: '#REPLACE_ME#'}\n")
    done = run("drift", "--values", "mine.yaml", "--to", "new.yaml", cwd=folder)
    assert b"| `db.password` | `#REPLACE_ME#` |" in done.stdout


def test_drift_narrows_to_the_customers_file(folder: Path) -> None:
    done = run(
        "drift",
        "--values",
        "old.yaml",
        "--to",
        "new.yaml",
        "--mine",
        "mine.yaml",
        "--json",
        cwd=folder,
    )
    assert json.loads(done.stdout)["changes"] == {
        "added": [], "removed": [], "changed": [{"path": "api.replicas", "old": 1, "new": 2}]
    }  # fmt: skip


def test_drift_reads_charts_of_the_workspace(demo_folder: Path) -> None:
    done = run(
        "drift", "--from-chart", "0.36.0", "--to-chart", "dify-0.37.0", "--json", cwd=demo_folder
    )
    changed = json.loads(done.stdout)["changes"]["changed"]
    assert {"path": "image.api.tag", "old": "1.13.3", "new": "1.14.0"} in changed
    done = run("drift", "--from-chart", "0.35.0", "--to-chart", "0.37.0", cwd=demo_folder)
    assert done.returncode == 2
    assert b"no tag '0.35.0'" in done.stderr
    assert b"nearest: dify-0.36.0" in done.stderr


def test_an_upgrade_goes_to_stdout_and_its_report_to_stderr(folder: Path) -> None:
    done = run("upgrade-values", "mine.yaml", "--base", "old.yaml", "--to", "new.yaml", cwd=folder)
    assert done.returncode == 0
    assert b'secretKey: "hunter2hunter2"' in done.stdout
    assert b"replicas: 5   # since 1.14" in done.stdout
    assert b"hunter2" not in done.stderr
    assert b"## Needs review" in done.stderr


def test_the_report_shows_what_the_chart_changed_in_a_text(folder: Path) -> None:
    for name, lines in (("old", "a\n    b"), ("new", "a\n    c"), ("mine", "a\n    b\n    mine")):
        (folder / f"{name}.yaml").write_text(f"squid:\n  conf: |\n    {lines}\n    z\n")
    done = run(
        "upgrade-values",
        "mine.yaml",
        "--base",
        "old.yaml",
        "--to",
        "new.yaml",
        "--out",
        "o.yaml",
        cwd=folder,
    )
    assert b"```diff\n@@ -1,3 +1,3 @@\n a\n-b\n+c\n z\n```" in done.stdout


def test_comments_that_are_left_behind_are_told_without_their_secrets(folder: Path) -> None:
    with (folder / "mine.yaml").open("a") as file:
        file.write("# password: hunter2hunter2\n# ask ops\n")
    done = run("upgrade-values", "mine.yaml", "--to", "new.yaml", "--out", "o.yaml", cwd=folder)
    assert b"| 6 | `# ask ops` |" in done.stdout
    assert b"hunter2" not in done.stdout


def test_a_chart_of_the_workspace_is_taken_for_the_base(demo_folder: Path, tmp_path: Path) -> None:
    run("drift", "--from-chart", "0.36.0", "--to-chart", "0.37.0", cwd=demo_folder)
    chart = "charts/dify/values.yaml"
    old = subprocess.run(
        ["git", "-C", demo_folder / "dify-helm", "show", f"dify-0.36.0:{chart}"],
        check=True,
        capture_output=True,
    ).stdout
    (tmp_path / "mine.yaml").write_bytes(old + b"own: {a: 1}\n")
    arguments = ("upgrade-values", str(tmp_path / "mine.yaml"), "--to-chart", "0.37.0", "--json")
    data = json.loads(run(*arguments, cwd=demo_folder).stdout)
    assert data["base"] == "values.yaml of dify-0.36.0"
    assert "mine.yaml looks like a copy of values.yaml of dify-0.36.0" in data["notes"][0]
    assert {d["action"] for d in data["decisions"] if d["path"] == "image.api.tag"} == {"default"}


def test_an_upgrade_as_json_accounts_for_every_value(folder: Path) -> None:
    done = run(
        "upgrade-values",
        "mine.yaml",
        "--base",
        "old.yaml",
        "--to",
        "new.yaml",
        "--json",
        cwd=folder,
    )
    data = json.loads(done.stdout)
    assert "replicas: 5" in data["text"]
    by_path = {decision["path"]: decision for decision in data["decisions"]}
    assert by_path["api.replicas"] == {
        "path": "api.replicas",
        "action": "kept",
        "why": "your value; the default has changed too",
        "check": True,
        "line": 4,
        "yours": 5,
        "old": 1,
        "new": 2,
    }
    assert by_path["global.secretKey"]["yours"] == "<REDACTED:SECRET_KEY#1>"


def test_what_stood_in_the_output_is_kept_beside_it(folder: Path) -> None:
    before = (folder / "mine.yaml").read_bytes()
    done = run("upgrade-values", "mine.yaml", "--to", "new.yaml", "--out", "mine.yaml", cwd=folder)
    assert done.returncode == 0
    assert b"the old content is in mine.yaml.bak" in done.stderr
    assert (folder / "mine.yaml.bak").read_bytes() == before
    assert "hunter2hunter2" in (folder / "mine.yaml").read_text()
    assert (folder / "mine.yaml").stat().st_mode & 0o777 == 0o600
    run("upgrade-values", "mine.yaml", "--to", "old.yaml", "--out", "mine.yaml", cwd=folder)
    assert (folder / "mine.yaml.bak").read_bytes() == before
    assert (folder / "mine.yaml.bak1").is_file()


def test_a_new_file_is_no_more_readable_than_the_customers(folder: Path) -> None:
    run("upgrade-values", "mine.yaml", "--to", "new.yaml", "--out", "out.yaml", cwd=folder)
    assert (folder / "out.yaml").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["drift", "--values", "old.yaml"], 2, b"nothing to compare"),
        (["drift", "--values", "none.yaml", "--to", "new.yaml"], 2, b"none.yaml: No such file"),
        (
            ["drift", "--values", "twice.yaml", "--to", "new.yaml"],
            2,
            b"twice.yaml:2: duplicate key 'a' (first defined on line 1)",
        ),
        (["drift", "--values", "old.yaml", "--to", "new.yaml", "--to-chart", "1"], 2, b"not both"),
        (["drift", "--values", "old.yaml", "--to-chart", "0.37.0"], 3, b"no workspace.yaml"),
        (["upgrade-values", "mine.yaml"], 2, b"no chart to upgrade to"),
        (
            ["upgrade-values", "mine.yaml", "--to", "new.yaml", "--out", "no/such/x.yaml"],
            2,
            b"no/such/x.yaml",
        ),
        (["upgrade-values", "mine.yaml", "--to", "new.yaml", "--out", "."], 2, b"not a file"),
    ],
)
def test_errors_say_what_and_where(
    folder: Path, arguments: list[str], code: int, message: bytes
) -> None:
    (folder / "twice.yaml").write_text("a: 1\na: 2\n")
    done = run(*arguments, cwd=folder)
    assert done.returncode == code, done
    assert message in done.stderr
    assert b"Traceback" not in done.stderr


def test_a_secret_without_a_place_is_named_and_fails(folder: Path) -> None:
    (folder / "mine.yaml").write_text("audit:\n  signingSecret: my-own-secret-1\n")
    (folder / "old.yaml").write_text(OLD + "audit:\n  signingSecret: public\n")
    arguments = ("upgrade-values", "mine.yaml", "--base", "old.yaml", "--to", "new.yaml")
    done = run(*arguments, "--out", "out.yaml", cwd=folder)
    assert done.returncode == 1
    assert b"audit.signingSecret: the new chart does not read it" in done.stderr
    assert b"my-own-secret-1" not in done.stderr + done.stdout
    assert "signingSecret: my-own-secret-1" in (folder / "out.yaml").read_text()
    assert run(*arguments, "--json", cwd=folder).returncode == 1
