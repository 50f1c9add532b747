"""What rendering raises where only Helm can tell the text."""

from __future__ import annotations


class NotTold(Exception):
    """A template has what is not known here; the message says what."""
