"""The keys of a Helm repository in workspace.yaml and workspace.lock."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from ctxkit.errors import WorkspaceError
from ctxkit.workspace.config import SourceSpec, load_workspace
from ctxkit.workspace.helm_urls import resolve, split_oci
from ctxkit.workspace.lockfile import (
    Lock,
    LockedSource,
    is_of,
    read_lock,
    source_url,
    write_lock,
)

URL = "https://charts.example.org/dify-helm"


def source(folder: Path, text: str, name: str = "dify-helm") -> SourceSpec:
    rows = f'dify: "1.14.0"\nsources:\n  dify: {{git: https://e.org/d}}\n  {name}: {text}\n'
    (folder / "workspace.yaml").write_text(rows, encoding="utf8")
    return load_workspace(folder).sources[name]


def test_a_helm_repository_alone_or_with_git(tmp_path: Path) -> None:
    spec = source(tmp_path, f"{{helm: {URL}}}")
    assert (spec.helm, spec.chart, spec.git, spec.pinned) == ((URL,), "dify", "", "")
    spec = source(tmp_path, f"{{helm: {URL}, git: https://e.org/h, chart: c, version: '3.7.4+b'}}")
    assert (spec.git, spec.chart, spec.pinned, spec.line) == ("https://e.org/h", "c", "3.7.4+b", 4)


def test_mirrors_are_a_list(tmp_path: Path) -> None:
    spec = source(tmp_path, f"{{helm: [{URL}, 'http://user:pw@mirror.example.org/x?a=b']}}")
    assert spec.helm == (URL, "http://user:pw@mirror.example.org/x?a=b")
    assert "pw" not in repr(spec)


def test_a_registry_needs_a_version(tmp_path: Path) -> None:
    spec = source(tmp_path, "{helm: 'oci://r.example.org:5000/charts', version: '1.0.0'}")
    assert spec.helm == ("oci://r.example.org:5000/charts",)


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("{helm: ''}", "helm of 'dify-helm' is empty", ""),
        ("{helm: []}", "helm of 'dify-helm' has no url", "give its url"),
        ("{helm: [1]}", "helm of 'dify-helm' must be text, not a number", "quotes"),
        ("{helm: {a: b}}", "helm of 'dify-helm' must be text, not a mapping", ""),
        ("{helm: file:///x}", "is not the url of a Helm repository", ""),
        ("{helm: ftp://e.org}", "is not the url of a Helm repository", ""),
        ("{helm: ./charts}", "is not the url of a Helm repository", ""),
        ("{helm: 'https://'}", "has no host", ""),
        ("{helm: 'https://[x'}", "is not a valid url", ""),
        ("{helm: 'https://e.org:x'}", "is not a valid url", ""),
        ("{helm: 'https://e.org/a b'}", "contains white space", ""),
        ("{helm: 'oci://-x/y', version: '1.0.0'}", "is not a valid oci:// url", ""),
        ("{helm: 'oci://e.org/y?a', version: '1.0.0'}", "is not a valid oci:// url", ""),
        ("{helm: oci://e.org/y}", "is a registry, which has no index", "version: X.Y.Z"),
        (f"{{helm: {URL}, ref: a}}", "'ref' of 'dify-helm' is of git", "`version:`"),
        (f"{{helm: {URL}, chart: ../x}}", "is not the name of a chart", ""),
        (f"{{helm: {URL}, chart: -x}}", "is not the name of a chart", ""),
        (f"{{helm: {URL}, version: latest}}", "is not the version of a chart", ""),
        (f"{{helm: {URL}, version: 1.0/../x}}", "is not the version of a chart", ""),
        ("{git: https://e.org/x, chart: dify}", "and there is no 'helm'", "`ref:`"),
        ("{git: https://e.org/x, version: '1.0.0'}", "and there is no 'helm'", "`ref:`"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(
    tmp_path: Path, text: str, message: str, hint: str
) -> None:
    with pytest.raises(WorkspaceError) as error:
        source(tmp_path, text)
    assert message in error.value.message
    assert error.value.message.startswith("workspace.yaml:4: ")
    assert hint in error.value.hint


def test_dify_itself_is_in_git(tmp_path: Path) -> None:
    (tmp_path / "workspace.yaml").write_text(f'dify: "1"\nsources: {{dify: {{helm: {URL}}}}}\n')
    with pytest.raises(WorkspaceError, match="'dify' is in git"):
        load_workspace(tmp_path)


ENTRY = LockedSource(
    helm=URL, chart="dify", version="dify-3.7.4", commit="a" * 40, match="tag", because="it fits"
)


def test_the_lock_says_where_a_chart_came_from(tmp_path: Path) -> None:
    lock = Lock(dify="1.14.0", sources={"dify-helm": ENTRY})
    write_lock(tmp_path, lock)
    assert read_lock(tmp_path) == lock
    assert source_url(ENTRY) == f"helm+{URL}"
    assert source_url(replace(ENTRY, helm="", git="https://e.org/x")) == "https://e.org/x"


def test_an_entry_without_any_origin_is_invalid(tmp_path: Path) -> None:
    write_lock(tmp_path, Lock(dify="1", sources={"dify-helm": replace(ENTRY, helm="")}))
    with pytest.raises(WorkspaceError, match="invalid entry"):
        read_lock(tmp_path)


def test_which_entry_is_of_what_workspace_yaml_says() -> None:
    spec = SourceSpec(name="dify-helm", helm=("https://other.example.org", URL), chart="dify")
    assert is_of(ENTRY, spec)
    assert not is_of(ENTRY, replace(spec, helm=("https://other.example.org",)))
    assert not is_of(ENTRY, replace(spec, chart="other"))
    assert not is_of(ENTRY, replace(spec, version="3.7.4"))
    assert not is_of(ENTRY, replace(spec, git="https://e.org/x"))
    from_git = replace(ENTRY, helm="", chart="", git="https://e.org/x")
    assert is_of(from_git, replace(spec, git="https://e.org/x"))
    assert not is_of(from_git, spec)


@pytest.mark.parametrize(
    ("repository", "reference", "url"),
    [
        ("https://e.org/a", "x-1.tgz", "https://e.org/a/x-1.tgz"),
        ("https://e.org/a/", "charts/x-1.tgz", "https://e.org/a/charts/x-1.tgz"),
        ("https://e.org", "x-1+b.tgz", "https://e.org/x-1+b.tgz"),
        ("https://e.org/a", "../x.tgz", "https://e.org/x.tgz"),
        ("https://e.org/a", "/x.tgz", "https://e.org/x.tgz"),
        ("https://e.org/a?t=1", "x.tgz", "https://e.org/a/x.tgz?t=1"),
        ("https://e.org/a?t=1", "https://f.org/x.tgz?u=2", "https://f.org/x.tgz?u=2"),
        ("https://e.org/a", "//f.org/x.tgz", "https://f.org/x.tgz"),
        ("https://e.org/a", "\u8bf4 1.tgz", "https://e.org/a/%E8%AF%B4%201.tgz"),
        ("https://e.org/a", "https://f.org/a%20b.tgz", "https://f.org/a%20b.tgz"),
    ],
)
def test_a_url_of_an_index_is_resolved_as_by_helm(
    repository: str, reference: str, url: str
) -> None:
    assert resolve(repository, reference) == url


def test_a_reference_of_a_registry_is_taken_apart() -> None:
    assert split_oci("oci://r.example.org:5000/a/b:1.0.0_c") == (
        "oci://r.example.org:5000/a/b",
        "1.0.0+c",
    )
    for wrong in ("oci://r.example.org/a", "oci://r/a:-x", "oci://r/a@sha256:0", "oci://:1"):
        with pytest.raises(ValueError, match="oci"):
            split_oci(wrong)
