"""What kind of failure a text tells, and the settings that decide one of that kind.

A call has many settings; which of them a failure of the call depends on follows from the words of
the failure: an address where the other end is not reached, a secret where it refuses. Not here:
which settings a call has (`origins.py`).
"""

# ruff: noqa: E501 - patterns stay whole

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from ctxkit.logline.patterns import LazyPattern
from ctxkit.regex import regex


class FailureKind(Struct, frozen=True, kw_only=True):
    """A kind of failure: the words of a text, in small letters, that tell it, and the words in the names of the
    settings that decide it. `sample` is a text of that kind. `guess`: the words are those of one
    who does not know; they count where nothing else is told.
    """

    name: str
    told: LazyPattern
    names: re.Pattern[str]
    sample: str
    guess: bool = False


REFUSED = "refused"
TIMED_OUT = "timed out"
UNRESOLVED = "not resolved"
NOT_REACHED = "not reached"
CERTIFICATE = "certificate"
UNREACHED = frozenset((UNRESOLVED, NOT_REACHED, TIMED_OUT, CERTIFICATE))
"""Kinds of failures of a request that nobody answered."""
KILLED = "signal: killed"
"""What Go says of a process that was killed: as a rule by the program itself, which waited too long.
"""


FAILURES = (
    FailureKind(
        name=REFUSED,
        told=LazyPattern(
            r"\b(?:401|403|unauthori[sz]ed|forbidden|authentication failed|invalid (?:api[ _-]?)?(?:key|token|password|signature)"
            r"|(?:api[ _-]?key|token|password|signature) (?:is )?(?:invalid|incorrect|wrong)|wrongpass|noauth|access denied)\b",
            hint="401|403|uthori|forbidden|authentication|invalid|incorrect|wrong|noauth|access denied",
        ),
        names=regex(
            r"(?i)key(?!_?prefix)|token|secret|password|passwd|(?<!by)pass\b|client_?id|auth|username|user\b|sign"
        ),
        sample="Failed to execute code, got status code 401",
    ),
    FailureKind(
        name=TIMED_OUT,
        told=LazyPattern(
            rf"\btime[d]?[ -]?out\b|err_(?:connection_)?timed_out|\btimeouts?\b|deadline exceeded|context cancell?ed|{KILLED}|(?<!line )\b(?:504|408)\b|too long",
            hint=f"out|deadline|context cancel|{KILLED}|504|408|too long",
        ),
        names=regex(r"(?i)time_?out|retr(?:y|ies)|deadline|interval|max_?execution|duration|wait"),
        sample="Request to URL https://example.com failed on attempt 3: timed out",
    ),
    FailureKind(
        name=UNRESOLVED,
        told=LazyPattern(
            r"name or service not known|no such host|\blookup [\w.-]{1,120}(?: on [\w.:\[\]]{1,60})?: |name resolution|name_not_resolved|getaddrinfo|\bdns\b|enotfound|eai_again",
            hint="service not known|such host|lookup |name resolution|not_resolved|getaddrinfo|dns|enotfound|eai_again",
        ),
        names=regex(r"(?i)host|url|uri|endpoint|addr|proxy|server|mirror|dsn|\.enabled$"),
        sample="[Errno -2] Name or service not known",
    ),
    FailureKind(
        name=NOT_REACHED,
        told=LazyPattern(
            r"connection[ _](?:refused|error|reset|aborted|failed|closed)|connect(?:ion)? to .{1,80} failed"
            r"|network is unreachable|no route to host|unreachable|dead parent"
            r"|could not connect|cannot connect|failed to connect|\b(?:502|503)\b"
            r"|\bdial (?:tcp|udp)\b|connect(?:ion)? ?timed? ?out|: eof\b|broken pipe|server disconnected|remote end closed|err_empty_response|err_address_|mixed content",
            hint="connect|unreachable|no route|dead parent|502|503|: eof|broken pipe|remote end|dial |err_|mixed content",
        ),
        # A probe that begins too early finds nobody.
        names=regex(
            r"(?i)host|url|uri|endpoint|addr|port|proxy|server|node|mirror|dsn|initialDelay"
        ),
        sample="connection refused",
    ),
    FailureKind(
        name="not there",
        told=LazyPattern(
            r"(?:status(?:[ _]code)?|\bcode|\bfailed)[:= ]{1,3}404\b|client error '404 |: 404 client error",
            hint="404",
        ),
        # A proxy that is asked passes on what the other end says.
        names=regex(r"(?i)^(?!.*proxy).*(?:host|url|uri|endpoint|addr|domain|server)"),
        sample="fetch recommended apps failed, status code: 404",
    ),
    FailureKind(
        name="address in use",
        told=LazyPattern(
            r"address (?:already )?in use|eaddrinuse|port is already allocated|cannot assign requested address",
            hint="in use|eaddrinuse|already allocated|cannot assign",
        ),
        names=regex(r"(?i)port$|host$|addr|listen|bind"),
        sample="listen tcp 0.0.0.0:5003: bind: address already in use",
    ),
    FailureKind(
        name="network",
        told=LazyPattern(
            r"network (?:issue|error)|connection problem|check (?:your|the) network",
            hint="network|connection problem",
        ),
        names=regex(r"(?i)host|url|uri|endpoint|addr|port|proxy|server|mirror|dsn|time_?out"),
        sample="Failed to execute code, which is likely a network issue",
        guess=True,
    ),
    FailureKind(
        name="not bound",
        told=LazyPattern(
            r"persistent ?volume|unbound|volume.{1,40}\bbind\b",
            hint="volume|unbound",
        ),
        names=regex(r"storageClass|existingClaim|accessMode"),
        sample="pod has unbound immediate PersistentVolumeClaims",
    ),
    FailureKind(
        name="too large",
        told=LazyPattern(
            r"\b413\b|too (?:large|big|many|long)|exceed|limit|maximum|at most|\b429\b|capacity",
            hint="413|429|too |exceed|limit|maximum|at most|capacity",
        ),
        # The most seconds are a matter of time.
        names=regex(
            r"(?i)^(?!.*time_?out).*(?:max|limit|size|length|depth|count|num|capacity|quota|concurren|worker|pool)"
        ),
        sample="File size exceeded. the maximum is 15 MB",
    ),
    FailureKind(
        name="storage",
        told=LazyPattern(
            r"no such file|permission denied|invalid argument|read-only file system|no space left|failed to (?:save|open|read|write|create)"
            r"|file (?:not found|exists)|not found in storage",
            hint="no such file|denied|invalid argument|read-only|no space|failed to|file ",
        ),
        names=regex(r"(?i)path|root|dir|folder|storage|bucket|volume|file|scheme"),
        sample="open /app/storage/plugin_packages/x: invalid argument",
    ),
    FailureKind(
        name=CERTIFICATE,
        told=LazyPattern(
            r"certificate|\bx509\b|\bssl\b|\btls\b|handshake|\bno encryption\b|err_(?:cert|ssl)_",
            hint="cert|x509|ssl|tls|handshake|no encryption",
        ),
        names=regex(r"(?i)ssl|tls|verify|cert|(?:^|_)ca(?:_|$)"),
        sample="x509: certificate signed by unknown authority",
    ),
)


_MAX_TEXT_CHARS = 4_000
_QUOTED_CODE = regex(
    r"(?m)^([^\n]{0,80}?)( {0,8})(File \"[^\"\n]{1,300}\", line \d{1,7}, in [^\n]{1,200}\n)\1\2 {1,8}(?! {0,8}File \")[^\n]*"
)
"""The source below a frame of a traceback: its words tell of no failure."""
_OWN_ANSWER = LazyPattern(
    r"[{,]\s{0,4}\"(?:status\": ?403|code\": ?\"forbidden\")\s{0,4}(?=[,}])", hint='"status"|"code"'
)
"""What the api answers to those whose role or plan does not allow something: no secret decides it."""


def failures_told(text: str) -> list[FailureKind]:
    """Return the kinds of failure that a text tells, most of which tell one or none."""
    lower = _OWN_ANSWER.sub("", _QUOTED_CODE.sub(r"\1\2\3", text[:_MAX_TEXT_CHARS]).lower())
    told = [kind for kind in FAILURES if kind.told.search(lower) is not None]
    return [kind for kind in told if not kind.guess] or told


def is_of_kind(name: str, kinds: Sequence[FailureKind]) -> bool:
    """Return whether a setting of that name decides a failure of one of the kinds."""
    return any(kind.names.search(name) is not None for kind in kinds)
