"""Compare the answers of a further version (`--version`) with those of a workspace of its own.

    python benchmarks/other_version.py PLAIN WORKSPACE VERSION [--every N]

PLAIN is a workspace of VERSION, WORKSPACE one of another version with `ctxkit sync --also VERSION`.
Every Nth setting is explained, every Nth log statement located (with a prefix that names its line),
by both; the JSON forms must be the same to the byte. Triage reads all these lines at once, find
gets the words of some settings. Prints what differs, the time of both, and exits with 1 if anything
differs.

A note on which other versions a line fits differs rightly, for each workspace has others: such
notes are left out.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

from ctxkit.api import Workspace, open_workspace
from ctxkit.model import ConfigKey, LogTemplate

OTHER_VERSIONS = re.compile(
    r"; (?:line \d+ matches|it matches) .*|.* is not in .*; .* has it.*|.*: ask with.*"
)


def plain(data: Any) -> str:
    """Return a JSON form as text, without what other versions of the workspace have."""
    notes = data.get("notes", [])
    data["notes"] = [OTHER_VERSIONS.sub("", note) for note in notes]
    data.pop("fits", None)
    bundle = data.get("bundle", {})
    for section in bundle.get("left_out", []):  # whose commands name the version
        section["command"] = section["command"].partition(" --version ")[0]
        bundle["tokens"] = 0
    return json.dumps(data, ensure_ascii=False, indent=1)


def lines_of(workspace: Workspace, every: int) -> list[str]:
    """Return a line for every Nth statement, as the api logs it."""
    facts = [fact for fact in workspace.index.all(LogTemplate) if not fact.test]
    return [
        f"2026-05-04 09:12:44.120 WARNING [Dummy-7] [{fact.path.rpartition('/')[2]}:{fact.line}]"
        f" - {re.sub(r'{[^}]*}|%[sdr]', 'abc', fact.template)}"
        for fact in facts[::every]
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("plain", type=Path)
    parser.add_argument("workspace", type=Path)
    parser.add_argument("version")
    parser.add_argument("--every", type=int, default=40)
    options = parser.parse_args()
    differing = asked = 0
    spent = [0.0, 0.0]
    with (
        open_workspace(options.plain) as own,
        open_workspace(options.workspace, version=options.version) as other,
    ):
        assert own.checkouts == other.checkouts, "the two are not of the same sources"
        keys = sorted({fact.name for fact in own.index.all(ConfigKey) if not fact.test})
        lines = lines_of(own, options.every)
        log = Path(tempfile.mkdtemp()) / "all.log"
        log.write_text("\n".join(lines), encoding="utf8")
        asked_keys = keys[:: options.every]
        topics = [key.replace("_", " ").lower() for key in keys[:: 20 * options.every]]
        questions: list[tuple[str, Callable[[Workspace], Any]]] = [
            *((f"explain {key}", lambda ws, key=key: ws.explain(key)) for key in asked_keys),
            *((f"locate {line}", lambda ws, line=line: ws.locate(line)) for line in lines),
            *((f"find {topic}", lambda ws, topic=topic: ws.find(topic)) for topic in topics),
            ("triage", lambda ws: ws.triage(log, jobs=1)),
        ]
        for name, ask in questions:
            texts = []
            for number, workspace in enumerate((own, other)):
                start = perf_counter()
                texts.append(plain(ask(workspace).to_dict()))
                spent[number] += perf_counter() - start
            asked += 1
            if texts[0] != texts[1]:
                differing += 1
                print(f"DIFFERS: {name}")
                pairs = zip(*(text.split("\n") for text in texts), strict=False)
                for a, b in [(a, b) for a, b in pairs if a != b][:3]:
                    print(f"  plain: {a.strip()[:200]}\n  other: {b.strip()[:200]}")
    print(f"{asked} questions, {differing} answers differ; {spent[0]:.1f} s and {spent[1]:.1f} s")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
