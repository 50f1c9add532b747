"""Check the form of a values or compose file: broken YAML, duplicate keys, further documents.

Not here: how the flaws are found (`files/yaml_flaws.py`), what the values mean
(`values_check.py`, `deployment/containers.py`).
"""

from __future__ import annotations

from ctxkit.ask.check.reporting import Reporter, Spot
from ctxkit.ask.check.rule import FileRule
from ctxkit.files.decoding import decode
from ctxkit.files.user_files import CustomerFile
from ctxkit.files.yaml_flaws import YamlFlaw, flaws_of

INVALID_YAML = FileRule(
    id="invalid-yaml",
    category="not-yaml",
    severity="error",
    summary="The file is not valid YAML",
    why="Helm or docker compose rejects the whole file, and nothing else in it can be checked.",
    remedy="Correct the line, or the ones above it.",
    broken={"values": "api:\n\tlogLevel: INFO\n", "compose": "services:\n  api: [\n"},
    kept={"values": "api:\n  logLevel: INFO\n", "compose": "services:\n  api: {}\n"},
)
DUPLICATE_YAML_KEY = FileRule(
    id="duplicate-yaml-key",
    category="set-twice",
    severity="warning",
    summary="A YAML key is set twice in the same mapping",
    why="Helm uses the last one, and the content of the first one is lost. docker compose rejects"
    " the file, so there it is an error.",
    remedy="Keep one of the two.",
    broken={
        "values": "api:\n  logLevel: INFO\napi:\n  logLevel: DEBUG\n",
        "compose": "services:\n  api:\n    image: a\n    image: b\n",
    },
    kept={
        "values": "api:\n  logLevel: DEBUG\n",
        "compose": "services:\n  api:\n    image: b\n",
    },
)
EXTRA_DOCUMENT = FileRule(
    id="extra-document",
    category="not-yaml",
    severity="warning",
    summary="A values file holds a second document",
    why="Helm reads only the first document.",
    remedy="Keep one document in each file.",
    broken={"values": "api:\n  logLevel: INFO\n---\nweb:\n  replicas: 2\n"},
    kept={"values": "api:\n  logLevel: INFO\nweb:\n  replicas: 2\n"},
)
RULES = (INVALID_YAML, DUPLICATE_YAML_KEY, EXTRA_DOCUMENT)


def check_form(file: CustomerFile, reporter: Reporter, *, compose: bool = False) -> bool:
    """Report the flaws of a file; return whether it can be read at all."""
    flaws = flaws_of(decode(file.data))
    for flaw in flaws:
        _report(file, reporter, flaw, compose=compose)
    return all(flaw.kind != "broken" for flaw in flaws)


def _report(file: CustomerFile, reporter: Reporter, flaw: YamlFlaw, *, compose: bool) -> None:
    spot = Spot(path=file.path, key="", line=flaw.line)
    if flaw.kind == "broken":
        fix = "correct this line, or the ones above it"
        reporter.add(INVALID_YAML, spot, flaw.message, fix)
    elif flaw.kind == "twice" and compose:
        message = f"duplicate key: {flaw.message}, and docker compose rejects the file"
        reporter.add(DUPLICATE_YAML_KEY, spot, message, "keep one of the two", severity="error")
    elif flaw.kind == "twice":
        message = f"duplicate key: {flaw.message}, which takes effect; this one is lost"
        reporter.add(DUPLICATE_YAML_KEY, spot, message, "keep one of the two")
    elif not compose:  # docker compose reads all documents
        message = f"{flaw.message}, and Helm reads only the first"
        reporter.add(EXTRA_DOCUMENT, spot, message, "keep one document per file")
