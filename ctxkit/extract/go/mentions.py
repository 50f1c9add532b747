"""Names that Go files call and write.

Not here: the parts that all languages share (`extract/mentions.py`).
"""

from __future__ import annotations

import re

from ctxkit.extract.mentions import NAME, Mentions, called_names, decoded

_WORDS = frozenset(
    b"append bool byte cap case chan close context copy ctx default delete err error false float64"
    b" for func int int64 interface len make map new nil panic range return string struct switch"
    b" true uint64 var".split()
)
# s.timeout = 5, r.conn, err = dial()
_FIELD = re.compile(
    rb"\.(%b)(?=(?:,[ \t]{0,3}[\w.]{1,80}){0,3}[ \t]{0,3}(?:<<|>>|[-+*/|&^%%])?=(?!=))" % NAME
)
# Options{Timeout: 5}
_KEY = re.compile(rb"[{,\s](%b):(?=[ \t])" % NAME)
# r.GET("/run", handler), Setup(s.Run), Config{OnError: report}; the function may be another file's
_HANDED_OVER = re.compile(rb"(?:[(,]|:[ \t])\s{0,40}(?:\w{1,60}\.)?(%b)(?=\s{0,40}[,)}])" % NAME)


def mentions(data: bytes) -> Mentions:
    """Return the names that a file calls and writes."""
    return Mentions(
        calls=decoded(called_names(data).union(_HANDED_OVER.findall(data)), _WORDS),
        writes=decoded({*_FIELD.findall(data), *_KEY.findall(data)}, _WORDS),
    )
