"""The version of the SDK that the plugin of a line runs with, where the workspace has another.

Every plugin has a lock of its own; the workspace has the version that most have. Not here: which
that is (`workspace/locked_versions.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ctxkit.ask.locate.candidates import Candidate
from ctxkit.dify.packages import SDK
from ctxkit.dify.repositories import PLUGINS
from ctxkit.errors import GitError
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources
from ctxkit.regex import regex

_MAX_CHARS = 20_000
_GROUPS = ("models", "tools", "agent-strategies", "extensions", "datasources", "triggers")
_AUTHOR, _NAME = r"[A-Za-z0-9_-]{1,60}", r"[A-Za-z0-9_-]{1,80}"
_VERSION = r"\d{1,5}\.\d{1,5}\.\d{1,5}(?:-\w{1,30})?"
_IDENTITY = regex(rf"(?<![\w/.-])({_AUTHOR})/({_NAME}):({_VERSION})(?![\w.])")
_FOLDER = regex(rf"/cwd/({_AUTHOR})/({_NAME}?)-({_VERSION})@")
_FIELD = regex(r"^(version|author|name):[ \t]{0,8}[\"']?([\w.-]{1,80})", re.M)


class _Plugin(NamedTuple):
    author: str
    name: str
    version: str


def sdk_notes(
    index: Index, sources: Sources, text: str, ranked: Iterable[Candidate]
) -> Iterator[str]:
    """Yield that the places in the SDK are of another version than the one plugin that a text names
    runs with.
    """
    checkouts = index.checkouts()
    if SDK.name not in checkouts or PLUGINS not in checkouts:
        return
    if not any(candidate.fact.repo == SDK.name for candidate in ranked):
        return
    named = _named(text[:_MAX_CHARS])
    if len(named) != 1:
        return
    (plugin,) = named
    try:
        found = _locked(sources, checkouts[PLUGINS].commit, plugin)
    except GitError:
        return
    held = checkouts[SDK.name].version
    if found is None or found[1] == held.removeprefix("v"):
        return
    at, sdk = found
    grade = "" if at == plugin.version else f" (nearest: that lock is of its version {at})"
    yield (
        f"{plugin.author}/{plugin.name}:{plugin.version} locks {SDK.distribution} {sdk}{grade}, "
        f"and the places in {SDK.name} are of {held}: lines may differ"
    )


def _named(text: str) -> set[_Plugin]:
    """Return the plugins that a text names, with their versions."""
    found = (*_IDENTITY.finditer(text), *_FOLDER.finditer(text))
    return {_Plugin(*each.groups()) for each in found}


def _locked(sources: Sources, commit: str, plugin: _Plugin) -> tuple[str, str] | None:
    """Return the version of a plugin that the workspace has, and the one of the SDK that it locks;
    None where the plugin is not there, or locks none.
    """
    from ctxkit.workspace.git_objects import read_named  # few lines get here
    from ctxkit.workspace.package_entries import entry_of_project

    root = sources.root(PLUGINS)
    folders = [f"{group}/{plugin.name}" for group in _GROUPS]
    manifests = read_named(root, [f"{commit}:{folder}/manifest.yaml" for folder in folders])
    for folder, manifest in zip(folders, manifests, strict=True):
        fields = dict(_FIELD.findall((manifest or b"").decode("utf8", "replace")))
        if (fields.get("author"), fields.get("name")) != (plugin.author, plugin.name):
            continue
        entry = entry_of_project(root, commit, folder, SDK.distribution)
        return (fields.get("version", ""), entry.version) if entry.version else None
    return None
