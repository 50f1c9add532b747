"""The plugin of Claude Code: the same skills and the same MCP server, for whoever wants no files in
the workspace, and the marketplace that offers it.

Pure. The files are in the repository, and a test compares them. Not here: the words (`words.py`),
the files of a workspace (`setup.py`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from ctxkit import __version__
from ctxkit.assistants.setup import FILES
from ctxkit.assistants.words import skill_files

PLUGIN = "plugins/claude-code"
"""The folder of the plugin in the repository."""

_NAME = "ctxkit"
_OWNER = {"name": "ctxkit"}
_DESCRIPTION = "Answers about a self-hosted Dify from its own source, at the versions that run."


def plugin_files() -> Iterator[tuple[str, str]]:
    """Yield path and text of each file of the plugin and its marketplace."""
    yield (
        ".claude-plugin/marketplace.json",
        _json(
            {
                "name": _NAME,
                "owner": _OWNER,
                "description": _DESCRIPTION,
                "plugins": [
                    {"name": _NAME, "source": f"./{PLUGIN}", "description": _DESCRIPTION},
                ],
            }
        ),
    )
    yield (
        f"{PLUGIN}/.claude-plugin/plugin.json",
        _json(
            {
                "name": _NAME,
                "version": __version__,
                "description": _DESCRIPTION,
                "author": _OWNER,
                "license": "Apache-2.0",
                "keywords": ["dify", "debugging", "self-hosted"],
            }
        ),
    )
    mcp = FILES["claude"].mcp
    if mcp is not None:
        yield f"{PLUGIN}/{mcp.path}", _json({mcp.key: {_NAME: mcp.server}})
    for path, text in skill_files():
        yield f"{PLUGIN}/skills/{path}", text


def _json(data: object) -> str:
    return json.dumps(data, indent=2) + "\n"
