#!/usr/bin/env python3
"""Compare the map of a deployment with what a person reads in its files.

usage: map_oracle.py FOLDER [--helm BINARY]

FOLDER has a workspace for each version, named after it (1.14.0, 1.16.0). The links are those of
`map_links.txt`: callers, callees and ports, read by hand in the compose files, their example files,
the templates of nginx and squid and the chart. With --helm, the real Helm renders the community
chart of the workspace, the charts that it depends on replaced by ones that this program makes, with
the names of Services that the real ones have. Values files, those of the profiles of `new-values`
and random ones, are rendered alike, and the map of the values has to have the links and the hosts
outside of what Helm makes of them.

Precision: of the links that ctxkit is sure of, how many are in the list; recall: how many of the
list ctxkit has. Links that may never be used are compared apart. The services, images and ports of
each compose file are compared with what PyYAML reads in the same file.
"""

from __future__ import annotations

import argparse
import random
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import yaml

import ctxkit

LINKS = Path(__file__).parent / "map_links.txt"
RELEASE = "mydify"
VALUES_RELEASE = "dify"  # the one that a map of values assumes
HOSTS = ("address", "endpoint", "host", "url", "uri")
SUBCHARTS = {
    "postgresql": (
        "architecture: standalone\n",
        [
            (
                '{R}-postgresql{{ if eq .Values.architecture "replication" }}-primary{{ end }}',
                5432,
                "postgresql",
                "bitnamilegacy/postgresql:15",
            )
        ],
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
            words = [
                w for name, value in case.settings.items() for w in ("--set", f"{name}={value}")
            ]
            text = rendered(charted(workspace, folder, RELEASE), helm, RELEASE, words)
            file = folder / f"{workspace.name}.yaml"
            file.write_text(text)
            return ws.map(manifests=[file]).to_dict()["map"]
        if not case.settings:
            return ws.map().to_dict()["map"]
        text = (workspace / "dify/docker/.env.example").read_text()
        for name, value in case.settings.items():
            text = re.sub(rf"^{name}=.*$", f"{name}={value}", text, flags=re.MULTILINE)
        env = folder / ".env"
        env.write_text(text)
        return ws.map(env=env).to_dict()["map"]


def charted(workspace: Path, folder: Path, release: str) -> Path:
    """Return a copy of the chart, with charts of this program for those that it depends on."""
    chart = folder / f"chart-{workspace.name}-{release}"
    if chart.exists():
        return chart
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
            service = service.replace("{R}", release)
            text += OBJECTS.format(name=service, port=port, app=app)
            text += WORKLOAD.format(name=service, app=app, image=image) if image else ""
        (root / "templates" / "all.yaml").write_text(text)
    return chart


def rendered(chart: Path, helm: Path, release: str, words: list[str]) -> str:
    done = subprocess.run(
        [helm.resolve(), "template", release, ".", *words],
        cwd=chart,
        capture_output=True,
        text=True,
        check=False,
        env={"HOME": str(chart.parent)},
    )
    if done.returncode:
        raise RuntimeError(f"helm template: {done.stderr}")
    return done.stdout


# --- values: what the map tells of them without Helm ---------------------------------------------


def values_of(workspace: Path, folder: Path, count: int) -> Iterator[tuple[str, Path]]:
    """Yield values files: none, those of each profile, and random ones that switch parts of the
    chart on and off and name hosts elsewhere.
    """
    empty = folder / "empty.yaml"
    empty.write_text("{}\n")
    yield "the chart's own", empty
    for profile in ("minimal", "poc", "ha"):
        with ctxkit.open_workspace(workspace) as ws:
            file = folder / f"{profile}.yaml"
            file.write_text(ws.new_values(profile).text)
            yield profile, file
    own = yaml.safe_load((workspace / "dify-helm/charts/dify/values.yaml").read_text())
    switches = [path for path, value in leaves(own) if path[-1] == "enabled"]
    hosts = [
        path for path, _ in leaves(own) if path[0].startswith("external") and path[-1] in HOSTS
    ]
    for number in range(count):
        draw = random.Random(f"{workspace.name} {number}")
        values: dict = {}
        for path in draw.sample(switches, 6):
            put(values, path, draw.random() < 0.7)
        for path in draw.sample(hosts, 3):
            put(values, path, f"h{number}-{path[0].lower()}.example.com")
        put(values, ("worker", "extraEnv"), [{"name": "CELERY_QUEUES", "value": "dataset,mail"}])
        file = folder / f"random-{number}.yaml"
        file.write_text(yaml.safe_dump(values))
        yield f"random {number}", file


def leaves(value: object, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], object]]:
    if isinstance(value, dict):
        for key, below in value.items():
            yield from leaves(below, (*path, key))
    else:
        yield path, value


def put(values: dict, path: tuple[str, ...], value: object) -> None:
    for key in path[:-1]:
        values = values.setdefault(key, {})
    values[path[-1]] = value


def compare_values(workspace: Path, folder: Path, helm: Path, count: int) -> None:
    """Compare the map of values with that of what Helm makes of them."""
    chart = charted(workspace, folder, VALUES_RELEASE)
    both = told = there = refused = 0
    for name, file in values_of(workspace, folder, count):
        try:
            text = rendered(chart, helm, VALUES_RELEASE, ["-f", str(file)])
        except RuntimeError:
            refused += 1
            continue
        manifest = folder / "values.rendered.yaml"
        manifest.write_text(text)
        with ctxkit.open_workspace(workspace) as ws:
            real = parts_of(ws.map(manifests=[manifest]).to_dict()["map"])
            said = parts_of(ws.map(values=[file]).to_dict()["map"])
        both, told, there = both + len(real & said), told + len(said), there + len(real)
        for sign, odd in (("too many", said - real), ("missing", real - said)):
            for each in sorted(odd):
                print(f"  {workspace.name}, {name}: {sign}: {' '.join(map(str, each))}")
    print(
        f"values of {workspace.name}: {both} of {there} links and hosts, {told - both} too many;"
        f" Helm refuses {refused} files"
    )


def parts_of(found: dict) -> set[tuple]:
    links = {
        (each["from"], each["to"], each["port"], each["kind"], each["certain"], *each["queues"])
        for each in found["links"]
    }
    hosts = {
        ("outside", each["host"], each["port"], *each["services"]) for each in found["outside"]
    }
    return links | hosts


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
    parser.add_argument("--random", type=int, default=20, help="random values files, with --helm")
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
            if given.helm is not None:
                compare_values(given.folder / version, Path(folder), given.helm, given.random)
    for version in sorted({case.version for case in every}):
        compare_services(version, given.folder / version)
    print(f"precision {right / said:.3f}, recall {right / real:.3f} of {real} links")


if __name__ == "__main__":
    main()
