"""Names that TypeScript and JavaScript files call and write.

Not here: the parts that all languages share (`extract/mentions.py`).
"""

from __future__ import annotations

import re

from ctxkit.extract.mentions import NAME, Mentions, called_names, decoded

_WORDS = frozenset(
    b"any async await boolean catch const false for from function import let new null number return"
    b" string super switch this true type typeof undefined void while"
    b" filter find forEach has includes join map push slice some split then toString trim".split()
)
# this.timer = setTimeout(f); an object's `name: value` is too common to lead anywhere
_FIELD = re.compile(rb"\.(%b)[ \t]{0,3}(?:\*\*|\?\?|\|\||&&|[-+*/|&])?=(?![=>])" % NAME)
# import Form, { check, send as sendMail } from './mail'
_IMPORTED = re.compile(
    rb"import\s{1,3}(?!type\s)([^'\";]{1,4000}?)\sfrom\s{1,3}['\"]([^'\"\n]{1,300})"
)
_WORD = re.compile(rb"[\w$]+")
_OF_THIS_REPOSITORY = (b".", b"@/", b"~", b"#")


def mentions(data: bytes) -> Mentions:
    """Return the names that a file calls and writes.

    What it imports from files of its own repository it calls, shows as an element or hands over;
    what it imports from packages has no definition to start from.
    """
    own: set[bytes] = set()
    others: set[bytes] = set()
    for names, module in _IMPORTED.findall(data):
        target = own if module.startswith(_OF_THIS_REPOSITORY) else others
        target.update(_WORD.findall(names))
    names = {name for name in own if b"$" not in name}
    return Mentions(
        calls=decoded((called_names(data) - others) | names, _WORDS),
        writes=decoded(_FIELD.findall(data), _WORDS),
    )
