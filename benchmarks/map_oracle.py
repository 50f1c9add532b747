#!/usr/bin/env python3
"""Compare the map of a deployment with what a person reads in its files.

usage: map_oracle.py FOLDER [--helm BINARY]

FOLDER has a workspace for each version, named after it (1.14.0, 1.16.0). The links are those of
`map_links.txt`: callers, callees and ports, read by hand in the compose files, their example files,
the templates of nginx and squid and the chart. With --helm, the real Helm renders the community
chart of the workspace, the charts that it depends on replaced by ones that this program makes, with
the names of Services that the real ones have.

Precision: of the links that ctxkit is sure of, how many are in the list; recall: how many of the
list ctxkit has. Links that may never be used are compared apart. The services, images and ports of
each compose file are compared with what PyYAML reads in the same file.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import yaml

import ctxkit

LINKS = Path(__file__).parent / "map_links.txt"
RELEASE = "mydify"
SUBCHARTS = {
    "postgresql": (
        "",
        [("{R}-postgresql-primary", 5432, "postgresql", "bitnamilegacy/postgresql:15")],
    ),
    "redis": (
        "sentinel: {enabled: false}\n",
        [("{R}-redis-master", 6379, "redis", "bitnamilegacy/redis:6.2")],
    ),
    "weaviate": (
        'service: {name: weaviate, type: ClusterIP, clusterIP: ""}\n'
        "grpcService: {enabled: true, name: weaviate-grpc, ports: [{name: grpc, port: 50051}]}\n"
        "authentication: {}\n",
        [
            ("weaviate", 80, "weaviate", "semitechnologies/weaviate:1.27.0"),
            ("weaviate-grpc", 50051, "weaviate", ""),
        ],
    ),
}
OBJECTS = """\
apiVersion: v1
kind: Service
metadata: {{name: {name}}}
spec: {{ports: [{{port: {port}}}], selector: {{app: {app}}}}}
---
"""
WORKLOAD = """\
apiVersion: apps/v1
kind: StatefulSet
metadata: {{name: {name}}}
spec:
  template:
    metadata: {{labels: {{app: {app}}}}}
    spec: {{containers: [{{name: {app}, image: "{image}"}}]}}
---
"""

Link = tuple[str, str, str]


class Case(NamedTuple):
    """A deployment, and the links that a person finds in it."""

    kind: str
    version: str
    settings: dict[str, str]
    sure: frozenset[Link]
    possible: frozenset[Link]

    @property
    def title(self) -> str:
        chosen = " ".join(f"{k}={v}" for k, v in self.settings.items())
        return " ".join(filter(None, (self.kind, self.version, chosen)))


def cases() -> Iterator[Case]:
    for part in re.split(r"^\[", LINKS.read_text(), flags=re.MULTILINE)[1:]:
        head, _, body = part.partition("]\n")
        kind, version, *settings = head.split()
        found: dict[str, set[Link]] = {"->": set(), "?": set()}
        for line in body.splitlines():
            if line and not line.startswith("#"):
                callers, mark, callee, port = re.fullmatch(
                    r"(.*) (->|\?) (\S+) (\S+)", line
                ).groups()  # type: ignore[union-attr]
                found[mark] |= {(each, callee, port) for each in callers.split(", ")}
        given = dict(each.split("=", 1) for each in settings)
        yield Case(kind, version, given, frozenset(found["->"]), frozenset(found["?"]))


def drawn(case: Case, workspace: Path, folder: Path, helm: Path | None) -> dict | None:
    with ctxkit.open_workspace(workspace) as ws:
        if case.kind == "chart":
            if helm is None:
                return None
            return ws.map(manifests=[rendered(case, workspace, folder, helm)]).to_dict()["map"]
        if not case.settings:
            return ws.map().to_dict()["map"]
        text = (workspace / "dify/docker/.env.example").read_text()
        for name, value in case.settings.items():
            text = re.sub(rf"^{name}=.*$", f"{name}={value}", text, flags=re.MULTILINE)
        env = folder / ".env"
        env.write_text(text)
        return ws.map(env=env).to_dict()["map"]


def rendered(case: Case, workspace: Path, folder: Path, helm: Path) -> Path:
    chart = folder / f"chart-{workspace.name}"
    shutil.copytree(workspace / "dify-helm/charts/dify", chart)
    needed = {
        each["name"]: each["version"]
        for each in yaml.safe_load((chart / "Chart.yaml").read_text())["dependencies"]
    }
    for name, (values, services) in SUBCHARTS.items():
        root = chart / "charts" / name
        (root / "templates").mkdir(parents=True)
        (root / "Chart.yaml").write_text(f"apiVersion: v2\nname: {name}\nversion: {needed[name]}\n")
        (root / "values.yaml").write_text(values)
        text = ""
        for service, port, app, image in services:
            service = service.replace("{R}", RELEASE)
            text += OBJECTS.format(name=service, port=port, app=app)
            text += WORKLOAD.format(name=service, app=app, image=image) if image else ""
        (root / "templates" / "all.yaml").write_text(text)
    given = [word for name, value in case.settings.items() for word in ("--set", f"{name}={value}")]
    done = subprocess.run(
        [helm.resolve(), "template", RELEASE, ".", *given],
        cwd=chart,
        capture_output=True,
        text=True,
        check=False,
        env={"HOME": str(folder)},
    )
    if done.returncode:
        sys.exit(f"helm template: {done.stderr}")
    file = folder / f"{workspace.name}.yaml"
    file.write_text(done.stdout)
    return file


def compare(case: Case, found: dict) -> tuple[int, int, int]:
    links = [link for link in found["links"] if link["kind"] != "queue"]
    ends = {(each["from"], each["to"], each["port"]): each["certain"] for each in links}
    sure = {link for link, certain in ends.items() if certain}
    possible = set(ends) - sure
    for what, mine, theirs in (("", sure, case.sure), (" (possible)", possible, case.possible)):
        for link in sorted(mine - theirs):
            print(f"  too many{what}: {' '.join(link)}")
        for link in sorted(theirs - mine):
            print(f"  missing{what}: {' '.join(link)}")
    apart = len(possible ^ case.possible)
    print(
        f"{case.title}: {len(sure & case.sure)} of {len(case.sure)} links, "
        f"{len(sure - case.sure)} too many; {len(possible)} possible ones, {apart} differ"
    )
    return len(sure & case.sure), len(sure), len(case.sure)


def compare_services(version: str, workspace: Path) -> int:
    """Compare services, images and published ports with PyYAML; return how many differ."""
    with ctxkit.open_workspace(workspace) as ws:
        found = ws.map().to_dict()["map"]
        wrong = 0
        data = yaml.safe_load((workspace / "dify/docker/docker-compose.yaml").read_text())
        names = {each["name"] for each in found["services"]} | set(found["off"])
        wrong += len(names ^ set(data["services"]))
        env = dict(
            line.split("=", 1)
            for line in (workspace / "dify/docker/.env.example").read_text().splitlines()
            if re.match(r"\w+=", line)
        )

        def filled(text: str) -> str:
            return re.sub(
                r"\$\{(\w+)(?::-([^}]*))?\}", lambda m: env.get(m[1]) or m[2] or "", str(text)
            )

        for each in found["services"]:
            said = data["services"][each["name"]]
            wrong += each["image"] != filled(said.get("image", ""))
            wrong += sorted(each["published"]) != sorted(map(filled, said.get("ports", [])))
    print(f"{version}: {len(names)} services, {wrong} differ from PyYAML")
    return wrong


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--helm", type=Path)
    given = parser.parse_args()
    right = said = real = 0
    every = list(cases())
    with tempfile.TemporaryDirectory() as folder:
        for case in every:
            found = drawn(case, given.folder / case.version, Path(folder), given.helm)
            if found is not None:
                counts = compare(case, found)
                right, said, real = right + counts[0], said + counts[1], real + counts[2]
    for version in sorted({case.version for case in every}):
        compare_services(version, given.folder / version)
    print(f"precision {right / said:.3f}, recall {right / real:.3f} of {real} links")


if __name__ == "__main__":
    main()
