"""The operations that errors of Go's standard library name, and the functions that do them: of
`open conf/config.yaml: no such file or directory` those that open a file.

Not here: which function failed (`failing.py`).
"""

from __future__ import annotations

from ctxkit.cause.plain_names import plain
from ctxkit.regex import regex

_OPERATIONS = {
    "open": ("open", "create", "readfile", "writefile"),
    "stat": ("stat",),
    "lstat": ("lstat", "walk"),
    "mkdir": ("mkdir",),
    "chmod": ("chmod",),
    "chown": ("chown",),
    "rename": ("rename",),
    "remove": ("remove",),
    "unlinkat": ("remove",),
    "readlink": ("readlink", "evalsymlinks"),
    "symlink": ("symlink",),
    "fork/exec": ("start", "run", "output", "combinedoutput"),
    "exec": ("lookpath", "start", "run", "output", "combinedoutput"),
    "dial": ("dial", "ping", "connect"),
    "listen": ("listen", "serve"),
}
"""By the operation of an `os.PathError`, `exec.Error` or `net.OpError`, how the names of the
functions begin that return it. https://pkg.go.dev/os#PathError https://pkg.go.dev/net#OpError
"""
_OPERATED = regex(rf"(?:^|[\s:\"(])({'|'.join(_OPERATIONS)}):? [^\s:][^\n]{{0,300}}?: ")


def operates(name: str, line: str) -> bool:
    """Return whether a function of a name does the operation whose error a line tells."""
    last = plain(name).lower()
    told = (_OPERATIONS.get(each, ()) for each in _OPERATED.findall(line[:4_000]))
    return bool(last) and any(last.startswith(begin) for begins in told for begin in begins)
