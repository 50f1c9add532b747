"""Names that Python files call and write.

Not here: the parts that all languages share (`extract/mentions.py`).
"""

from __future__ import annotations

import re

from ctxkit.extract.mentions import Mentions, called_names, decoded

_WORDS = frozenset(
    b"and assert await cls del elif else except False for from global import lambda None not"
    b" return self True while with yield bool dict float getattr hasattr int isinstance len"
    b" list print range set str super tuple type".split()
)
# Backwards, as calls are: self.timeout = 5, self.client: Client | None = None, self.tries += 1,
# Client(timeout=5)
_WRITTEN = re.compile(
    rb"=(?<!==)(?:"
    rb"(?:[-+*/|&^%@]{0,2}[ \t]{0,3}|[ \t]{1,3}[^=:\n]{1,80}:)(\w{3,60})\."
    rb"|(\w{3,60})[(,\s])"
)
# from mailing import send, deliver as deliver_now
_IMPORTED = re.compile(rb" import[ \t]+(\([^)]{0,4000}\)|[^\n(]{1,400})")
_FUNCTION = re.compile(rb"\b[a-z_]\w{2,59}\b")


def mentions(data: bytes) -> Mentions:
    """Return the names that a file calls and writes.

    The functions that it imports or defines count as called: what is not called by its name is
    handed over (`Thread(target=run)`).
    """
    calls = called_names(data)
    for names in _IMPORTED.findall(data):
        calls.update(_FUNCTION.findall(names))
    fields, keywords = set[bytes](), set[bytes]()
    for field, keyword in set(_WRITTEN.findall(data[::-1])):
        (fields if field else keywords).add((field or keyword)[::-1])
    return Mentions(calls=decoded(calls, _WORDS), writes=decoded(fields | keywords, _WORDS))
