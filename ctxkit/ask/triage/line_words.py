"""What a line of a log says, without what its logger wrote before.

Not here: how lines are read (`logline/`).
"""

from __future__ import annotations

from ctxkit.logline import parse_events
from ctxkit.logline.parsed import ParsedLine


def parsed_line(text: str) -> ParsedLine | None:
    """Return the first event of a text as it is read; None if there is none."""
    return next((event.line for event in parse_events(text)), None)


def answer_words(line: ParsedLine) -> str:
    """Return the request and the status of a line of an access log; nothing of another line."""
    fields = dict(line.fields)
    if not line.log_format.request or not fields.get("status"):
        return ""
    path = fields.get("path", "").partition("?")[0]
    return f"{fields.get('method', '')} {path} is answered with {fields['status']}".strip()


def said_by(text: str) -> str:
    """Return the message of a line with all that follows it, or the request that it is about."""
    text = text.partition("\n")[0].strip()
    line = parsed_line(text)
    if line is None:
        return text
    _, _, rest = text.partition(line.message or "\n")
    return answer_words(line) or f"{line.message}{rest}" or text
