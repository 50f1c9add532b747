"""The answers over a whole log, deployment or upgrade, each made in a process of its own.

They take up to three times the memory of other questions, and a process keeps most of what it once
took: so the server stays small, and a call that is cancelled ends with its process. This is what
that process runs; it does not need the SDK. Not here: who starts it (`mcp_server.py`).
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from ctxkit.api import open_workspace
from ctxkit.assistants.limited import MAX_TOKENS, limited
from ctxkit.errors import CtxkitError
from ctxkit.files.yaml_tree import YAML_ENDINGS
from ctxkit.index.garbage import collect_rarely
from ctxkit.index.processes import receive, send
from ctxkit.text.languages import Language


def triaged(folder: str, path: str, top: int, version: str | None) -> str:
    """Return what is in a log."""
    with open_workspace(folder, version=version) as workspace:
        report = workspace.triage(path).text(top)
    return limited(report, "ask for a smaller top, or call locate_dify_log")


def triage_prompt(folder: str, path: str, lang: Language) -> str:
    """Return the prompt for what is in a log."""
    with open_workspace(folder) as workspace:
        return workspace.triage(path).prompted("triage-log", lang=lang).markdown


def checked(
    folder: str, env: str | None, values: str | None, compose: list[str], version: str | None
) -> str:
    """Return what is wrong in the files of a deployment."""
    with open_workspace(folder, version=version) as workspace:
        text = workspace.check(env=env, values=values, compose=compose).text
    return limited(text, "mend these, and check again")


def mapped(
    folder: str, env: str | None, values: str | None, compose: list[str], version: str | None
) -> str:
    """Return the map of a deployment."""
    with open_workspace(folder, version=version) as workspace:
        drawn = workspace.map(env=env, values=values, compose=compose)
        return drawn.bundle(MAX_TOKENS, detail="brief").markdown


def compared(folder: str, old: str, new: str | None, mine: str | None) -> str:
    """Return what changed in settings between two versions."""
    with open_workspace(folder) as workspace:
        text = workspace.drift(old, new, mine=mine).markdown
    return limited(text, "give `mine`, a file of the deployment")


def planned(folder: str, old: str, new: str | None, mine: str | None) -> str:
    """Return the plan of an upgrade."""
    is_values = mine is not None and Path(mine).suffix.lower() in YAML_ENDINGS
    env, values = (None, mine) if is_values else (mine, None)
    with open_workspace(folder) as workspace:
        plan = workspace.upgrade_plan(old, new, env=env, values=values)
        return plan.bundle(MAX_TOKENS, detail="brief").markdown


def state(folder: str) -> str:
    """Return the state of the workspace."""
    from ctxkit.api.maintenance import status
    from ctxkit.output.workspace_report import status_text

    found = status(Path(folder))
    return status_text(found.status, found.index, found.pairs, found.further)


_ANSWERS: Mapping[str, Callable[..., str]] = {
    answer.__name__: answer
    for answer in (triaged, triage_prompt, checked, mapped, compared, planned, state)
}


def main() -> None:
    """Answer the question that is received: with its text, or with an error and its hint."""
    collect_rarely()
    stdout, sys.stdout = sys.stdout.buffer, sys.stderr
    name, given = receive(sys.stdin.buffer)
    try:
        send(stdout, (_ANSWERS[name](*given), "", ""))
    except CtxkitError as error:
        send(stdout, (None, error.message, error.hint))
