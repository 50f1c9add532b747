"""How git gets the user and password of a url: from its environment, by a helper of ours.

In the url they would stand in the list of processes, for git starts a helper with it. Not here: the
credentials of the user's own helpers, which git asks where a url has none.
"""

from __future__ import annotations

from typing import NamedTuple

_SCHEMES = ("http", "https")
_USER, _PASSWORD = "CTXKIT_GIT_USER", "CTXKIT_GIT_PASSWORD"
_HELPER = (
    '!f() { test "$1" = get && '
    f'printf "username=%s\\npassword=%s\\n" "${_USER}" "${_PASSWORD}"; }}; f'
)


class Login(NamedTuple):
    """A url without its password, git's settings that have it ask our helper, and the variables
    that the helper reads.
    """

    url: str
    settings: tuple[tuple[str, str], ...] = ()
    variables: tuple[tuple[str, str], ...] = ()


def login_of(url: str) -> Login:
    """Return how git is to be given `url`. Only one of http has a password that git could use."""
    from urllib.parse import unquote, urlsplit

    parts = urlsplit(url)
    named, at, host = parts.netloc.rpartition("@")
    user, colon, secret = named.partition(":")
    user, secret = unquote(user), unquote(secret)
    if parts.scheme.lower() not in _SCHEMES or not at or not colon or "\n" in user + secret:
        return Login(url)
    # Of this server alone: whoever it sends us on to gets nothing.
    where = f"credential.{parts.scheme}://{host}"
    settings = ((f"{where}.helper", ""), (f"{where}.helper", _HELPER))
    return Login(
        parts._replace(netloc=host).geturl(), settings, ((_USER, user), (_PASSWORD, secret))
    )
