"""The public API: open a workspace, ask it a question, get an answer with its JSON form and its
bundle.

Not here: how questions are answered (`ask/`), how answers look (`bundle/`, `output/`), what the
command line prints (`commands/`).
"""

from ctxkit.api.answers import Answer, Checked, ContextBundle, LogReport
from ctxkit.api.comparisons import AnyPath, Chart, drift_values, upgrade_values
from ctxkit.api.values import new_values
from ctxkit.api.workspace import Workspace, open_workspace

__all__ = [
    "Answer",
    "AnyPath",
    "Chart",
    "Checked",
    "ContextBundle",
    "LogReport",
    "Workspace",
    "drift_values",
    "new_values",
    "open_workspace",
    "upgrade_values",
]
