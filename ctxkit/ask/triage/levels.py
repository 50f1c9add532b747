"""Who can end a failure that no row tells: by the class of its error and by its words.

Not here: the levels of the rows (`dify/causes*.py`).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from ctxkit.dify.cause_row import Level

_ENVIRONMENT = re.compile(
    r"[Cc]onnection refused|Name or service not known|no such host|timed out|i/o timeout"
    r"|Temporary failure in name resolution|[Pp]ermission denied|No space left"
    r"|Network is unreachable|Connect(?:ion)?Error|ConnectTimeout|ReadTimeout|OperationalError"
    r"|SSLError|SSLCertVerification|certificate|SQLSTATE|40[13] (?:Unauthorized|Forbidden)"
    r"|authentication failed|[Uu]nable to authenticate|AuthenticationException|deadline exceeded"
)
_USE = re.compile(
    r"Invoke(?:Authorization|RateLimit|BadRequest|ServerUnavailable)Error|quota|QuotaExceeded"
    r"|insufficient_quota|credentials|invalid_api_key|content_filter|context length"
    r"|BadRequest: 400|NotFound: 404|Forbidden: 403|not found in (?:the )?(?:app|dataset)"
)
_PRODUCT_ERRORS = frozenset({
    "AttributeError", "KeyError", "TypeError", "IndexError", "NameError", "UnboundLocalError",
    "AssertionError", "RecursionError", "NotImplementedError", "ZeroDivisionError",
    "StopIteration", "RuntimeError", "panic", "InvalidRequestError", "DetachedInstanceError",
    "PendingRollbackError", "IntegrityError", "StatementError",
    "ValidationError", "DataError", "MissingGreenlet", "ImportError",
    "ModuleNotFoundError", "ObjectDeletedError", "UnicodeDecodeError",
})  # fmt: skip
_PRODUCT = re.compile(
    r"nil pointer dereference|index out of range|invalid memory address|NoneType' object"
    r"|object has no attribute|unexpected keyword argument"
    r"|missing \d{1,2} required positional"
)


class Judged(NamedTuple):
    """A level, why, and what would decide it."""

    level: Level
    why: str
    missing: str = ""


def level_of(text: str, error: str, *, is_own_code: bool, has_settings: bool) -> Judged:
    """Return the level of a failure: `error` is the class of its error, `is_own_code`: raised in
    the sources of the workspace.
    """
    name = error.rpartition(".")[2]
    if name in _PRODUCT_ERRORS or _PRODUCT.search(text):
        if _ENVIRONMENT.search(text) and name in ("RuntimeError", ""):
            return Judged("environment", "the error names something outside of the program")
        if is_own_code:
            return Judged("product", f"{name or 'the error'} was raised in Dify's own code")
    if _USE.search(text):
        return Judged("use", "the request, or the credentials of a model, were refused")
    if _ENVIRONMENT.search(text):
        return Judged("environment", "the error names something outside of the program")
    if has_settings:
        return Judged("environment", "a setting decides it")
    return Judged(
        "undecided",
        "neither the error nor a setting tells who can mend it",
        "the whole traceback, and the files of the deployment",
    )
