"""Measure whether secrets are masked in whatever ctxkit prints, and whether anything else is.

usage: python benchmarks/masking.py [--seed 1] [--set NAME] [--surfaces locate,...] [--misses N]

The lines are those of `secret_lines.py`, or of a set below `secret_sets/`: made-up secrets in the
forms of services and people, drawn anew for every seed, and lines without. Each goes through every
question that takes such a line, in the demo's workspace: a pasted line (Markdown, XML and JSON), a
log, a `.env` and a compose file, two values files. A secret is missed if any form of an answer has
it; a line without is changed if a placeholder is in the answer.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from drawn_lines import drawn_set, set_names
from secret_lines import Line, with_secrets, without_secrets

import ctxkit
from ctxkit.commands.demo import make_workspace

PLACEHOLDER = "<REDACTED"


def locate(ws: ctxkit.Workspace, folder: Path, line: Line) -> Iterator[str]:
    answer = ws.locate(line.text)
    yield answer.bundle().markdown
    yield answer.bundle(format="xml").markdown
    yield json.dumps(answer.to_dict(), ensure_ascii=False)


def triage(ws: ctxkit.Workspace, folder: Path, line: Line) -> Iterator[str]:
    file = folder / "x.log"
    file.write_text(f"{line.text}\n", "utf8")
    report = ws.triage(file, jobs=1)
    yield report.text()
    yield json.dumps(report.to_dict(), ensure_ascii=False)


def check(ws: ctxkit.Workspace, folder: Path, line: Line) -> Iterator[str]:
    file = folder / ".env"
    file.write_text(f"DEBUG=true\nLOG_LEVEL={line.text}\nMIGRATION_ENABLED=true\n", "utf8")
    report = ws.check(env=file)
    yield report.text
    yield json.dumps(report.to_dict(), ensure_ascii=False)
    yield json.dumps(report.sarif(), ensure_ascii=False)


def explain(ws: ctxkit.Workspace, folder: Path, line: Line) -> Iterator[str]:
    file = folder / ".env"
    first = line.text.partition("\n")[0]
    file.write_text(f"DEBUG=true\nLOG_LEVEL={first}\nMIGRATION_ENABLED=true\n", "utf8")
    answer = ws.explain("LOG_LEVEL", env=file)
    yield answer.bundle().markdown
    yield json.dumps(answer.to_dict(), ensure_ascii=False)


def values(ws: ctxkit.Workspace, folder: Path, line: Line) -> Iterator[str]:
    old, new = folder / "old.yaml", folder / "new.yaml"
    old.write_text("a: 1\n", "utf8")
    new.write_text(f"a: 2\nnote: {json.dumps(line.text, ensure_ascii=False)}\n", "utf8")
    drift = ws.drift_values(old, new)
    yield drift.markdown
    yield json.dumps(drift.to_dict(), ensure_ascii=False)
    yield ws.upgrade_values(new, old).markdown


SURFACES: dict[str, Callable[[ctxkit.Workspace, Path, Line], Iterator[str]]] = {
    "locate": locate,
    "triage": triage,
    "check": check,
    "explain": explain,
    "values": values,
}


def main() -> None:
    parser = argparse.ArgumentParser(description="how many secrets are masked in each answer")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--set", choices=set_names(), help="instead of secret_lines.py")
    parser.add_argument("--surfaces", default=",".join(SURFACES))
    parser.add_argument("--misses", type=int, default=0)
    options = parser.parse_args()
    if options.set:
        secret, plain = drawn_set(options.set, options.seed)
    else:
        secret, plain = with_secrets(options.seed), without_secrets(options.seed)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if make_workspace(folder / "demo"):
            raise SystemExit("the demo's workspace could not be made")
        with ctxkit.open_workspace(folder / "demo") as ws:
            for surface in options.surfaces.split(","):
                report(surface, ws, folder, secret, plain, options.misses)


def report(
    surface: str,
    ws: ctxkit.Workspace,
    folder: Path,
    secret: list[Line],
    plain: list[Line],
    misses: int,
) -> None:
    lines, missed = Counter[str](), Counter[str]()
    for line in secret:
        lines[line.kind] += 1
        forms = list(SURFACES[surface](ws, folder, line))
        if any(each in form for each in line.secrets for form in forms):
            missed[line.kind] += 1
            if missed.total() <= misses:
                print(f"  missed: {line.text!r}")
    changed = 0
    for line in plain:
        if any(PLACEHOLDER in form for form in SURFACES[surface](ws, folder, line)):
            changed += 1
            if changed <= misses:
                print(f"  changed: {line.text!r}")
    share = 1 - missed.total() / lines.total()
    kinds = ", ".join(f"{kind} {1 - missed[kind] / lines[kind]:.3f}" for kind in lines)
    print(f"{surface}: {share:.3f} of {lines.total()} masked ({kinds})")
    print(f"  {changed} of {len(plain)} lines without a secret changed")


if __name__ == "__main__":
    main()
