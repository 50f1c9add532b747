"""Secrets that other words announce: headers, rows of a table, addresses whose path is a key.

Rows and no code; each takes linear time: what may be between the announcing words and the secret is
bounded. Not here: finding them in a line (`announced_secrets.py`), sentences
(`secret_sentences.py`), command lines (`secret_commands.py`), `NAME=value` (`named_values.py`),
words that are recognizably secrets (`secret_shapes.py`).
"""

from __future__ import annotations

from msgspec import Struct


class Phrase(Struct, frozen=True, kw_only=True):
    """A pattern whose group `s` is a secret, looked for in texts that have one of `needles`.

    `sample` is what it finds. `is_loose`: the words may also speak of a secret without naming it,
    so only a value with a digit is one; `is_random`: they say so little that only a random word
    is; `is_pair`: only a user and a password in base64.
    """

    needles: tuple[str, ...]
    pattern: str
    kind: str
    sample: str
    is_loose: bool = False
    is_random: bool = False
    is_pair: bool = False


VALUE = r"""(?P<s>[^\s"'`“”「」『』<>,;，。、；：（）()]{3,200})"""
OPEN = r"""["'`“「『（(【]?"""

PHRASES = (
    Phrase(
        needles=(" | ",),
        pattern=rf"\|\s{{0,30}}`?(?P<option>[A-Za-z][\w.-]{{1,60}})`?\s{{0,60}}\|\s{{0,30}}{OPEN}{VALUE}",
        kind="",
        sample="| password | X1x |",
        is_loose=True,
    ),
    # The secret that goes with the name of a key: `Credential("AKID...", "X")`.
    Phrase(
        needles=("akid", "akia", "ltai", "aklt", "rzp_"),
        pattern=r"\b(?:AKID|AKIA|LTAI|AKLT|rzp_live_|rzp_test_)\w{12,60}[\"']?[,:;/\s，；]{1,3}(?:-\w{1,2}\s|(?i:sk|secret\w{0,9})\s?[:：=]\s?)?[\"']?"
        r"(?P<s>[\w/+]{24,64}={0,2})",
        kind="SECRET_KEY",
        sample="AKIDX0000000000000000 / X1xY2yZ3zX1xY2yZ3zX1xY2yZ3z",
        is_random=True,
    ),
    Phrase(
        needles=("bearer ",),
        pattern=r"\b(?i:bearer )(?P<s>[A-Za-z0-9_.+/=-]{16,})",
        kind="TOKEN",
        sample="Bearer X1xxxxxxxxxxxxxx",
    ),
    Phrase(
        needles=("basic ",),
        pattern=r"\b(?i:basic)\s{1,3}(?P<s>[A-Za-z0-9+/_-]{6,2000}={0,2})",
        kind="AUTHORIZATION",
        sample="Basic dTp4X1xx",
        is_pair=True,
    ),
    # Addresses whose path is a key.
    Phrase(
        needles=("hooks.slack.com",),
        pattern=r"hooks\.slack\.com/(?:services|workflows|triggers)/(?P<s>[\w/+-]{16,120})",
        kind="WEBHOOK",
        sample="https://hooks.slack.com/services/X/X/X1xxxxxxxxxxxxx",
    ),
    Phrase(
        needles=("hooks.",),
        pattern=r"/(?P<s>T[A-Z0-9]{6,12}/B[A-Z0-9]{6,12}/\w{16,60})",
        kind="WEBHOOK",
        sample="https://hooks.example/T0000000/B0000000/X1xxxxxxxxxxxxxx",
    ),
    # An address of which a part says that the rest lets in: `/webhooks/1/X`, `/reset-password/X`.
    Phrase(
        needles=("hook", "reset", "invit", "activat", "verif", "confirm", "magic", "unsubscribe"),
        pattern=r"/[\w.-]{0,30}(?:hooks?|reset|invit|activat|verif|confirm|magic|unsubscribe)[\w-]{0,20}/"
        r"(?:[a-z_]{1,20}/){0,2}(?P<s>(?=(?:[^\s\d]{0,80}\d){3})[\w@/.~-]{16,300})",
        kind="WEBHOOK",
        sample="https://discord.com/api/webhooks/123456/X1xxxxxxxxxxxxxx",
    ),
    Phrase(
        needles=("access_token$",),
        pattern=r"(?P<s>access_token\$(?:production|sandbox)\$\w{16}\$[0-9a-f]{32})",
        kind="TOKEN",
        sample="access_token$production$X1xxxxxxxxxxxxxx$0123456789abcdef0123456789abcdef",
    ),
    # Of Dify's own: api/controllers/mcp, api/controllers/trigger.
    Phrase(
        needles=("/mcp/server/", "/triggers/"),
        pattern=r"/(?:mcp/server|triggers/(?:webhook(?:-debug)?|plugin))/(?P<s>[\w-]{8,64})(?![\w-])",
        kind="WEBHOOK",
        sample="https://x/mcp/server/X1xxxxxxxxxxxxxx/mcp",
    ),
    Phrase(
        needles=("hooks.zapier.com", "sctapi.ftqq.com", "maker.ifttt.com", "api.day.app"),
        pattern=r"(?:hooks/catch/\d{1,20}/|ftqq\.com/|/with/key/|api\.day\.app/)(?P<s>[\w-]{16,100})",
        kind="WEBHOOK",
        sample="https://hooks.zapier.com/hooks/catch/1/X1xxxxxxxxxxxxxx",
    ),
)  # fmt: skip
