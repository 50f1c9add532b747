"""Charts from a registry, by the user's own helm or oras."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from ctxkit.errors import GitError
from ctxkit.workspace import programs as programs_of_the_user
from ctxkit.workspace.helm.index_file import ChartVersion
from ctxkit.workspace.helm.registry import pull
from ctxkit.workspace.helm.repository import HelmRepository
from ctxkit.workspace.helm.store import ChartStore
from tests.workspace.helm.server import Chart, Server

NEW = Chart("1.0.0+b.1", "1.14.0")
REFERENCE = "oci://registry.example.org/charts/dify"

_PROGRAM = """\
#!{python}
import pathlib, sys
arguments = sys.argv[1:]
pathlib.Path({log!r}).write_text(repr(arguments))
folder = pathlib.Path(arguments[-1])
{body}
"""


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "programs"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


def install(programs: Path, name: str, body: str) -> Path:
    """Install a program that logs its arguments and then does something."""
    log = programs.parent / f"{name}.log"
    file = programs / name
    file.write_text(_PROGRAM.format(python=sys.executable, log=str(log), body=body))
    file.chmod(0o755)
    return log


def writes(data: bytes, *names: str) -> str:
    return "\n".join(f"(folder / {name!r}).write_bytes({data!r})" for name in names)


def test_helm_pulls(programs: Path) -> None:
    log = install(programs, "helm", writes(b"archive", "dify-1.0.0.tgz"))
    assert pull(REFERENCE, "1.0.0+b.1", limit=100) == b"archive"
    arguments = log.read_text()
    assert arguments.startswith(f"['pull', '{REFERENCE}', '--version', '1.0.0+b.1', '--dest")


def test_oras_pulls_where_there_is_no_helm(programs: Path) -> None:
    log = install(programs, "oras", writes(b"archive", "x.tgz"))
    assert pull(REFERENCE, "1.0.0+b.1", limit=100) == b"archive"
    assert log.read_text().startswith(
        "['pull', 'registry.example.org/charts/dify:1.0.0_b.1', '--output'"
    )


def test_with_neither_it_says_so(programs: Path) -> None:
    with pytest.raises(GitError) as error:
        pull(REFERENCE, "1.0.0", limit=100)
    assert error.value.message == (
        f"{REFERENCE} needs the program helm or oras, and neither is on the PATH"
    )


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("sys.exit('WARNING: x\\nError: denied \\x1b[31m')", r"helm pull: denied \?\[31m$"),
        ("sys.exit(1)", "no reason given"),
        ("", "helm pulled 0 archives, not 1"),
        (writes(b"1", "a.tgz", "b.tgz"), "helm pulled 2 archives, not 1"),
        (writes(b"x" * 101, "a.tgz"), "larger than 0 MB"),
    ],
)
def test_what_goes_wrong_is_told(programs: Path, body: str, words: str) -> None:
    install(programs, "helm", body)
    with pytest.raises(GitError, match=words):
        pull(REFERENCE, "1.0.0", limit=100)


def test_a_program_that_cannot_be_run_is_named(programs: Path) -> None:
    program = programs / "helm"
    program.write_text("#!/none/such\n")
    program.chmod(0o755)
    with pytest.raises(GitError) as error:
        pull(REFERENCE, "1.0.0", limit=100)
    assert error.value.message == f"{REFERENCE}: cannot run {program}: No such file or directory"


def test_a_program_that_does_not_end_is_given_up(
    programs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(programs_of_the_user, "_SECONDS", 0.5)
    install(programs, "helm", "import time; time.sleep(30)")
    with pytest.raises(GitError, match="is not finished after"):
        pull(REFERENCE, "1.0.0", limit=100)


def test_a_registry_or_a_url_of_an_index_lead_to_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, server: Server
) -> None:
    programs = tmp_path / "programs"
    programs.mkdir()
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    log = install(programs, "helm", writes(NEW.archive, "x.tgz"))
    chart = ChartVersion(chart="dify", version=NEW.version, app_version="", urls=())
    repository = HelmRepository(
        "oci://r.example.org/c", ChartStore(tmp_path / "a", "dify-helm", "dify")
    )
    commit = repository.obtain(chart)
    assert "'oci://r.example.org/c/dify'" in log.read_text()
    url = server.charts("/x", NEW, urls="oci://r.example.org/other/dify:1.0.0_b.1")
    indexed = HelmRepository(url, ChartStore(tmp_path / "b", "dify-helm", "dify"))
    assert indexed.obtain(indexed.index()[0]) == commit
    assert "'oci://r.example.org/other/dify', '--version', '1.0.0+b.1'" in log.read_text()
