"""The cause of a statement: what led to it, what decides that, who called.

Plain functions over the flow of the few functions concerned. Not here: flow itself (`flow/`), which
statement a line comes from (`ask/locate/`).
"""

from ctxkit.cause.code import Code
from ctxkit.cause.ranking import deciding
from ctxkit.cause.slice import cause_of

__all__ = ["Code", "cause_of", "deciding"]
