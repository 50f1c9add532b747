"""ctxkit: exact source context for debugging self-hosted Dify with an AI assistant.

`open_workspace` is the way in. The rest is imported at first use: `import ctxkit` costs next to
nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ctxkit.api import (
        Answer,
        Chart,
        Workspace,
        drift_values,
        new_values,
        open_workspace,
        upgrade_values,
    )

__all__ = [
    "Answer",
    "Chart",
    "Workspace",
    "drift_values",
    "new_values",
    "open_workspace",
    "upgrade_values",
]
__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    if name in __all__:
        from ctxkit import api

        return getattr(api, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
