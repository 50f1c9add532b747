"""Text of a log, of a file or of a user -> text in HTML that is shown and never obeyed.

Not here: what is masked (`text/redact.py`).
"""

from __future__ import annotations

from html import escape

from ctxkit.text.visible import visible, visible_line


def shown(text: str) -> str:
    """Return a text as one line of HTML; characters that do not show themselves are written out."""
    return escape(visible_line(text), quote=True)


def shown_lines(text: str) -> str:
    """Return a text of several lines as HTML."""
    return escape(visible(text), quote=True)


def linked(text: str, url: str) -> str:
    """Return a text that is a link, if its address is one of the web."""
    if not url.startswith("https://"):
        return shown(text)
    return f'<a href="{escape(url, quote=True)}" rel="noreferrer">{shown(text)}</a>'
