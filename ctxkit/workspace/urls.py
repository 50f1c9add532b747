"""Git urls and revisions that a user gives: which are safe to hand to git, and how they are shown
without secrets.

Not here: talking to a server (`sync.py`). urllib is imported where a url is taken apart: a query
imports this module.
"""

from __future__ import annotations

import re
from pathlib import Path

PROTOCOLS = ("file", "https", "http", "ssh", "git")
"""What git may speak.

`ext::` and `fd::` would run any command that a workspace.yaml of a stranger names.
"""

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")
_HELPER = re.compile(r"[A-Za-z0-9+.-]*::")
_SCP = re.compile(r"(?:[^/:@\s]+@)?[^/:@\s]+:(?!//)")  # git@github.com:langgenius/dify
_DRIVE = re.compile(r"[A-Za-z]:[\\/]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_USERINFO = re.compile(r"([A-Za-z][A-Za-z0-9+.-]{0,20}://)[^\s/?#'\"]*@")
_REVISION = re.compile(r"[^\x00-\x20\x7f~^:?*\[\\]+")


def url_problem(url: str) -> str:
    """Say why `url` must not be given to git; empty if it may."""
    if not url.strip():
        return "is empty"
    if _CONTROL.search(url) or url != url.strip():
        return "holds white space or control characters"
    if url.startswith("-"):
        return "begins with a dash, which git would take for an option"
    if _HELPER.match(url):
        return f"asks for the git helper '{url.partition('::')[0]}', which could run any command"
    if scheme := _SCHEME.match(url):
        return _scheme_problem(url, scheme[1].lower())
    if is_local(url) or _SCP.match(url):
        return "names no host" if re.match(r"[^/]*@-|-", url) else ""
    return "is neither a url nor a path (write ./NAME for a folder beside workspace.yaml)"


def _scheme_problem(url: str, scheme: str) -> str:
    from urllib.parse import urlsplit

    if scheme not in PROTOCOLS:
        return f"has the protocol '{scheme}', not one of {', '.join(PROTOCOLS)}"
    try:
        parts = urlsplit(url)
    except ValueError:
        return "is no url"
    host = parts.netloc.rpartition("@")[2].partition(":")[0]
    if scheme == "file":
        return "" if parts.path.strip("/") else "names no folder"
    return "" if host and not host.startswith("-") else "names no host"


def is_local(url: str) -> bool:
    """Tell whether `url` leads to a folder of this machine."""
    return (
        url.lower().startswith("file://")
        or url.startswith(("/", "./", "../", "~/", "\\"))
        or bool(_DRIVE.match(url))
    )


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

    try:
        parts = urlsplit(url)
    except ValueError:
        return _USERINFO.sub(r"\1", url)
    user, at, host = parts.netloc.rpartition("@")
    kept = f"{user.partition(':')[0]}@" if at and parts.scheme == "ssh" else ""
    return parts._replace(netloc=kept + host, query="", fragment="").geturl()


def without_secrets(text: str, url: str) -> str:
    """Return `text`, which git wrote while it worked on `url`, without the secrets of that or of
    any url.
    """
    from urllib.parse import unquote, urlsplit

    text = text.replace(url, public_url(url))
    user, at, _ = urlsplit(url).netloc.rpartition("@") if _SCHEME.match(url) else ("", "", "")
    if at:
        name, _, password = user.partition(":")
        secret = password or (name if not url.startswith("ssh") else "")
        for shown in sorted({secret, unquote(secret)} - {""}, key=len, reverse=True):
            text = text.replace(shown, "***")
    return _USERINFO.sub(r"\1***@", text)


def revision_problem(name: str) -> str:
    """Say why `name` can be no tag, branch or commit (after git-check-ref-format(1)); empty if it
    can.
    """
    if not name:
        return "is empty"
    if name.startswith("-"):
        return "begins with a dash, which git would take for an option"
    parts = name.split("/")
    wrong = (
        not _REVISION.fullmatch(name)
        or ".." in name
        or "@{" in name
        or name == "@"
        or any(not part or part.startswith(".") or part.endswith((".lock", ".")) for part in parts)
    )
    return "is no name that a tag, branch or commit can have" if wrong else ""
