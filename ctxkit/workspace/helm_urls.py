"""The urls of a Helm repository: which may be given, and what an index's urls lead to.

The rules are those of Helm (`repo.ResolveReferenceURL`). Not here: fetching (`helm/download.py`).
"""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import quote, unquote, urljoin, urlsplit, urlunsplit

from ctxkit.regex import regex

OCI = "oci://"
_CONTROL = regex(r"[\x00-\x20\x7f]")
_OCI_URL = regex(r"oci://[A-Za-z0-9][A-Za-z0-9.-]*(:\d{1,5})?(/[A-Za-z0-9][A-Za-z0-9._-]*)*/?")
_OCI_CHART = regex(
    r"(oci://[A-Za-z0-9][A-Za-z0-9.-]*(?::\d{1,5})?(?:/[A-Za-z0-9][A-Za-z0-9._-]*)+)"
    r":([A-Za-z0-9_][A-Za-z0-9._-]*)"
)
_CHART = regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_VERSION = regex(r"v?\d{1,9}(\.\d{1,9}){0,2}(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?")
_MAX_VERSION_CHARS = 100
_SAFE = "/%:=&?~#+!$,;'@()*[]"


class LoginUrl(NamedTuple):
    """A url without its credentials, and those (`user:password`, empty if none)."""

    url: str
    credentials: str


def repository_problem(url: str) -> str:
    """Return why `url` cannot be that of a Helm repository; empty if it can."""
    if not url:
        return "is empty"
    if _CONTROL.search(url):
        return "contains white space or control characters"
    if url.startswith(OCI):
        return "" if _OCI_URL.fullmatch(url) else "is not a valid oci:// url"
    try:
        parts = urlsplit(url)
        host = parts.hostname
        _ = parts.port
    except ValueError:
        return "is not a valid url"
    if parts.scheme not in ("http", "https"):
        return "is not the url of a Helm repository (https://..., http://... or oci://...)"
    return "" if host else "has no host"


def lock_problem(place: str) -> str:
    """Return why no release lock can be at `place`, a url or a file; empty if one can."""
    if "://" in place:
        is_registry = place.startswith(OCI)
        return "is a registry, not a file or url" if is_registry else repository_problem(place)
    return "" if place and not _CONTROL.search(place.replace(" ", "")) else "is no file or url"


def chart_problem(name: str) -> str:
    """Return why no chart can be called `name`; empty if one can."""
    return "" if _CHART.fullmatch(name) and ".." not in name else "is not the name of a chart"


def version_problem(version: str) -> str:
    """Return why no chart can have this version; empty if one can.

    A version becomes the name of a tag.
    """
    is_one = len(version) <= _MAX_VERSION_CHARS and _VERSION.fullmatch(version)
    if not is_one or ".." in version or version.endswith((".", ".lock")):
        return "is not the version of a chart (such as 3.7.4)"
    return ""


def resolve(repository: str, reference: str) -> str:
    """Return the absolute url of `reference`, which stands in the index of `repository`.

    A relative one is below the repository, whether its url ends with a slash or not, and gets its
    query (a token, say). Raise ValueError where it is none.
    """
    if urlsplit(reference).scheme:
        return quote(reference, safe=_SAFE)
    parts = urlsplit(repository)
    base = parts._replace(path=f"{parts.path.rstrip('/')}/", query="", fragment="")
    found = urlsplit(urljoin(urlunsplit(base), reference))
    return quote(urlunsplit(found._replace(query=parts.query, fragment="")), safe=_SAFE)


def split_credentials(url: str) -> LoginUrl:
    """Return a url and the credentials in it apart, for they must not reach another server."""
    parts = urlsplit(url)
    user, _, host = parts.netloc.rpartition("@")
    return LoginUrl(urlunsplit(parts._replace(netloc=host)), unquote(user))


def origin(url: str) -> tuple[str, str, int | None]:
    """Return what two urls of the same server have in common."""
    parts = urlsplit(url)
    default = {"http": 80, "https": 443}.get(parts.scheme)
    return parts.scheme, parts.hostname or "", parts.port or default


def oci_chart(repository: str, chart: str) -> str:
    """Return the reference of a chart in a registry, without its version."""
    return f"{repository.rstrip('/')}/{chart}"


def split_oci(url: str) -> tuple[str, str]:
    """Return reference and version of an `oci://...:tag` that an index names.

    A tag has an underscore for the plus sign of a version. Raise ValueError where it is none.
    """
    found = _OCI_CHART.fullmatch(url)
    if not found:
        raise ValueError(url)
    return found[1], found[2].replace("_", "+")
