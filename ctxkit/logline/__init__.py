"""Log text as people paste it -> events: message, prefix fields, stack frames, errors.

Not here: which source statement wrote a message (`ask/locate/locate.py`).
"""

from ctxkit.logline.events import parse_events
from ctxkit.logline.line import parse_line
from ctxkit.logline.parsed import ErrorLine, Event, Frame, ParsedLine

__all__ = ["ErrorLine", "Event", "Frame", "ParsedLine", "parse_events", "parse_line"]
