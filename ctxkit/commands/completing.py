"""What a shell offers for a word that is being typed: settings, sources, prompts of the workspace.

Typer knows the commands and options, and how each shell asks. Not here: its script for a shell
(`assistants.py`).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from ctxkit.commands.app import opened
from ctxkit.errors import CtxkitError

if TYPE_CHECKING:
    from ctxkit.api import Workspace

WORKSPACE = "CTXKIT_WORKSPACE"
"""The variable with the folder of the workspace, for shells that are elsewhere."""

_MAX_OFFERED = 200


def setting_names(incomplete: str) -> list[str]:
    """Return the settings of the workspace that begin as a word does."""
    return _of_workspace(lambda ws: ws.index.key_names(), incomplete)


def source_names(incomplete: str) -> list[str]:
    """Return the sources of the workspace that begin as a word does."""
    return _of_workspace(lambda ws: ws.checkouts, incomplete)


def prompt_choices(incomplete: str) -> list[str]:
    """Return the prompts that begin as a word does."""
    from ctxkit.output.prompts import prompt_names

    return _offered(prompt_names(), incomplete)


def _of_workspace(names: Callable[[Workspace], Iterable[str]], incomplete: str) -> list[str]:
    try:
        with opened(Path(os.environ.get(WORKSPACE) or ".")) as ws:
            return _offered(names(ws), incomplete)
    except (CtxkitError, OSError):
        return []  # there is nothing to offer, and nowhere to say why


def _offered(names: Iterable[str], incomplete: str) -> list[str]:
    return [name for name in names if name.startswith(incomplete)][:_MAX_OFFERED]
