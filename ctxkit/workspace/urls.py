"""Git urls and revisions that a user gives: which are safe to hand to git, and how they are shown
without secrets.

Not here: talking to a server (`sync.py`). urllib is imported where a url is taken apart: a query
imports this module.
"""

from __future__ import annotations

from pathlib import Path

from ctxkit.regex import regex
from ctxkit.text.secret_urls import has_bare_password, without_userinfo

PROTOCOLS = ("file", "https", "http", "ssh", "git")
"""The protocols that git may use.

`ext::` and `fd::` would run any command that a workspace.yaml of a stranger names.
"""

_SCHEME = regex(r"([A-Za-z][A-Za-z0-9+.-]*)://")
_HELPER = regex(r"[A-Za-z0-9+.-]*::")
_SCP = regex(r"(?:[^/:@\s]+@)?[^/:@\s]+:(?!//)")  # git@github.com:langgenius/dify
_DRIVE = regex(r"[A-Za-z]:[\\/]")
_LOCAL_STARTS = ("/", "./", "../", "~/", "\\")
_OPTION_HOST = regex(r"[^/]*@-|-")
_CONTROL = regex(r"[\x00-\x1f\x7f]")
_REVISION = regex(r"[^\x00-\x20\x7f~^:?*\[\\\ud800-\udfff]+")
_MAX_REVISION = 120  # bytes: as hexadecimal digits, it is the name of a folder
_NO_NAME = "is not a valid name for a tag, branch or commit"


def url_problem(url: str) -> str:
    """Return why `url` must not be given to git; empty if it may."""
    if not url.strip():
        return "is empty"
    if _CONTROL.search(url) or url != url.strip():
        return "contains white space or control characters"
    if url.startswith("-"):
        return "begins with a dash, so git would read it as an option"
    if _HELPER.match(url):
        return f"uses the git remote helper '{url.partition('::')[0]}', which could run any command"
    if scheme := _SCHEME.match(url):
        return _scheme_problem(url, scheme[1].lower())
    if is_local(url) or _SCP.match(url):
        return "has no host" if _OPTION_HOST.match(url) else ""
    return "is neither a url nor a path (write ./NAME for a folder next to workspace.yaml)"


def _scheme_problem(url: str, scheme: str) -> str:
    from urllib.parse import urlsplit

    if scheme not in PROTOCOLS:
        return f"uses the protocol '{scheme}'; supported are {', '.join(PROTOCOLS)}"
    try:
        parts = urlsplit(url)
    except ValueError:
        return "is not a valid url"
    if scheme == "file":
        return "" if parts.path.strip("/") else "has no folder"
    if has_bare_password(url):
        return "has '/', '?' or '#' in its password (write %2F, %3F or %23)"
    host = parts.netloc.rpartition("@")[2].partition(":")[0]
    # A host that begins with a dash would be an option of ssh.
    return "" if host and not host.startswith("-") else "has no host"


def is_local(url: str) -> bool:
    """Return whether `url` is that of a folder on this machine."""
    if url.lower().startswith("file://") or url.startswith(_LOCAL_STARTS):
        return True
    return _DRIVE.match(url) is not None


def absolute_url(url: str, folder: Path) -> str:
    """Return `url` with a path relative to `folder`, or to the user's home, made absolute."""
    if url.startswith("~/"):
        return str(Path(url).expanduser())
    if url.startswith(("./", "../")):
        return str((folder / url).resolve())
    return url


def public_url(url: str) -> str:
    """Return `url` as it may be printed and kept: no password, no token, no query; the user name of
    ssh stays.
    """
    if not _SCHEME.match(url):
        return url
    from urllib.parse import urlsplit

    if has_bare_password(url):
        return without_userinfo(url).replace("***@", "", 1)
    try:
        parts = urlsplit(url)
    except ValueError:
        return without_userinfo(url).replace("***@", "", 1)
    user, at, host = parts.netloc.rpartition("@")
    kept = f"{user.partition(':')[0]}@" if at and parts.scheme == "ssh" else ""
    return parts._replace(netloc=kept + host, query="", fragment="").geturl()


def without_secrets(text: str, url: str) -> str:
    """Return `text`, which git wrote while it worked on `url`, without the secrets of that or of
    any url.
    """
    text = text.replace(url, public_url(url))
    for secret in sorted(_secrets_of(url), key=len, reverse=True):
        text = text.replace(secret, "***")
    return without_userinfo(text)


def _secrets_of(url: str) -> set[str]:
    """Return the password of a url, or a user name that is a token, as written and as meant."""
    from urllib.parse import unquote, urlsplit

    if not _SCHEME.match(url):
        return set()
    user, at, _ = urlsplit(url).netloc.rpartition("@")
    if not at:
        return set()
    name, _, secret = user.partition(":")
    if not secret and not url.startswith("ssh"):
        secret = name
    return {secret, unquote(secret)} - {""}


def revision_problem(name: str) -> str:
    """Return why `name` cannot be a tag, branch or commit (after git-check-ref-format(1)); empty if
    it can.
    """
    if not name:
        return "is empty"
    if name.startswith("-"):
        return "begins with a dash, so git would read it as an option"
    if not _REVISION.fullmatch(name) or ".." in name or "@{" in name or name == "@":
        return _NO_NAME
    if any(_is_bad_part(part) for part in name.split("/")):
        return _NO_NAME
    if len(name.encode()) > _MAX_REVISION:
        return f"is longer than {_MAX_REVISION} bytes"
    return ""


def _is_bad_part(part: str) -> bool:
    return not part or part.startswith(".") or part.endswith((".lock", "."))
