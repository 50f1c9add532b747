"""Who can end a failure that no row about causes tells: by the class of its error and by its words.

Not here: the levels of known causes (`causes*.py`).
"""

from __future__ import annotations

from ctxkit.dify.cause_row import MAX_TEXT_CHARS, Judged, Level
from ctxkit.dify.row import Row, compiled
from ctxkit.regex import regex

_PYTHON = "https://docs.python.org/3/library/exceptions.html"
_SQLALCHEMY = "https://docs.sqlalchemy.org/en/20/errors.html"
_GO = "https://pkg.go.dev/runtime#Error"
_ERROR = regex(r"(?m)^(?:panic: )?((?:\w+\.){0,8}\w*(?:Error|Exception|Interrupt))\b|^(panic): ")
_MAY_BE_OUTSIDE = ("RuntimeError", "")
"""Classes of errors that a program raises itself, also of what is outside of it."""


class LevelRow(Row, frozen=True, kw_only=True):
    """Words that `told` matches in an error's text, or the classes `errors`; with `own_code` only
    where it was raised in the sources of Dify. `near_miss` has similar words and another level.
    """

    level: Level
    why: str
    near_miss: str
    told: str = ""
    errors: tuple[str, ...] = ()
    own_code: bool = False

    def tells(self, text: str, error: str) -> bool:
        """Return whether a text, or the class of its error without its module, tells this level."""
        return error in self.errors or bool(self.told and compiled(self.told).search(text))


LEVELS: tuple[LevelRow, ...] = (
    LevelRow(
        level="product",
        why="the interpreter raised {} in Dify's own code",
        errors=(
            "AttributeError",
            "KeyError",
            "TypeError",
            "IndexError",
            "NameError",
            "UnboundLocalError",
            "AssertionError",
            "RecursionError",
            "NotImplementedError",
            "ZeroDivisionError",
            "StopIteration",
            "RuntimeError",
            "ImportError",
            "ModuleNotFoundError",
            "UnicodeDecodeError",
        ),
        told=r"NoneType' object|object has no attribute|unexpected keyword argument"
        r"|missing \d{1,2} required positional",
        own_code=True,
        since="1.8.1",
        reference=_PYTHON,
        sample="AttributeError: 'NoneType' object has no attribute 'id'",
        near_miss="ValueError: not a number",
    ),
    LevelRow(
        level="product",
        why="{} says that Dify's own code uses its database or its data wrongly",
        errors=(
            "InvalidRequestError",
            "DetachedInstanceError",
            "PendingRollbackError",
            "IntegrityError",
            "StatementError",
            "DataError",
            "MissingGreenlet",
            "ObjectDeletedError",
            "ValidationError",
        ),
        own_code=True,
        since="1.8.1",
        reference=_SQLALCHEMY,
        sample="sqlalchemy.exc.InvalidRequestError: Can't operate on closed transaction",
        near_miss="sqlalchemy.exc.OperationalError: connection refused",
    ),
    LevelRow(
        level="product",
        why="Dify's own code panicked",
        errors=("panic",),
        told="nil pointer dereference|index out of range|invalid memory address",
        own_code=True,
        since="1.8.1",
        reference=_GO,
        sample="runtime error: invalid memory address or nil pointer dereference",
        near_miss="panic recovered, it goes on",
    ),
    LevelRow(
        level="use",
        why="the credentials or the quota of a model were refused",
        told="Invoke(?:Authorization|RateLimit|BadRequest|ServerUnavailable)Error|quota"
        "|QuotaExceeded|insufficient_quota|credentials|invalid_api_key|content_filter"
        "|context length",
        since="1.8.1",
        reference="https://github.com/langgenius/dify-official-plugins/tree/main/models/openai",
        sample="InvokeRateLimitError: [models] Rate Limit Error",
        near_miss="InvokeConnectionError: refused",
    ),
    LevelRow(
        level="use",
        why="the request was refused as it is",
        told="BadRequest: 400|NotFound: 404|Forbidden: 403|not found in (?:the )?(?:app|dataset)",
        since="1.8.1",
        reference="https://werkzeug.palletsprojects.com/en/stable/exceptions/",
        sample="werkzeug.exceptions.BadRequest: 400 Bad Request: no file",
        near_miss="werkzeug.exceptions.InternalServerError: 500",
    ),
    LevelRow(
        level="environment",
        why="the error names something outside of the program: a network, a host, a certificate",
        errors=("ConnectTimeout", "ReadTimeout", "SSLError"),
        told="[Cc]onnection refused|Name or service not known|no such host|timed out|i/o timeout"
        "|Temporary failure in name resolution|Network is unreachable|Connect(?:ion)?Error"
        "|ConnectTimeout|ReadTimeout|SSLError|SSLCertVerification|certificate|deadline exceeded",
        since="1.8.1",
        reference="https://www.man7.org/linux/man-pages/man3/errno.3.html",
        sample="dial tcp: lookup redis: no such host",
        near_miss="no such key",
    ),
    LevelRow(
        level="environment",
        why="the error names something outside of the program: a database, a disk, a login",
        errors=("OperationalError",),
        told="[Pp]ermission denied|No space left|OperationalError|SQLSTATE"
        "|40[13] (?:Unauthorized|Forbidden)|authentication failed|[Uu]nable to authenticate"
        "|AuthenticationException",
        since="1.8.1",
        reference="https://www.postgresql.org/docs/current/errcodes-appendix.html",
        sample="write /app/storage/x: No space left on device",
        near_miss="no room for more words",
    ),
)


def error_in(text: str) -> str:
    """Return the class of the last error that a text ends with, as tracebacks do; may be empty."""
    found = ""
    for match in _ERROR.finditer(text[:MAX_TEXT_CHARS]):
        found = match[1] or match[2]
    return found


def level_of(text: str, error: str, *, is_own_code: bool, has_settings: bool) -> Judged:
    """Return the level of a failure: `error` is the class of its error, `is_own_code`: raised in
    the sources of the workspace.
    """
    text, name = text[:MAX_TEXT_CHARS], error.rpartition(".")[2]
    told = [row for row in LEVELS if row.tells(text, name)]
    outside = [row for row in told if row.level == "environment"]
    if name in _MAY_BE_OUTSIDE and outside:
        told = [row for row in told if not row.own_code]
    for row in told:
        if is_own_code or not row.own_code:
            return Judged(level=row.level, why=row.why.format(name or "the error"))
    if has_settings:
        return Judged(level="environment", why="a setting decides it")
    return Judged(
        level="undecided",
        why="neither the error nor a setting tells who can end it",
        missing="the whole traceback, and the files of the deployment",
    )
