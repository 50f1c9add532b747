"""The public face: open a workspace, ask it a question, get an answer with its JSON form and its
bundle.

Not here: how questions are answered (`ask/`), how answers look (`bundle/`, `output/`), what the
command line prints (`commands/`).
"""

from ctxkit.api.answers import Answer, Checked, ContextBundle, LogReport
from ctxkit.api.workspace import Workspace, open_workspace

__all__ = ["Answer", "Checked", "ContextBundle", "LogReport", "Workspace", "open_workspace"]
