"""Fetch a file over http or https, within limits of size and time.

urllib with the proxies of the environment, and no other scheme, whatever an index or a redirect
says. Credentials reach only the server that they were given for. Not here: what is fetched
(`repository.py`), `oci://` (`registry.py`).
"""

from __future__ import annotations

import base64
import http.client
import ssl
import time
import urllib.request
from contextlib import closing, suppress
from pathlib import Path
from typing import IO, Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit

from ctxkit.errors import GitError
from ctxkit.files.atomic import write_atomically
from ctxkit.workspace.git_errors import printable
from ctxkit.workspace.helm_urls import origin
from ctxkit.workspace.urls import public_url

TRIES = 3
_PAUSES = (0.5, 2.0)  # seconds before the second try and the third
_SILENT_SECONDS = 20.0
_WHOLE_SECONDS = 180.0
_PART_BYTES = 65536
_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
_MEGABYTE = 1_000_000
_CHECK_NETWORK = "check the network, the proxy and the url"
_HINTS = {
    401: "the server requires a login: write user and password into the url",
    403: "the server refused access: check the url, its credentials and the proxy",
    404: "check the url in workspace.yaml",
    407: "the proxy requires a login: write user and password into HTTPS_PROXY",
}


class _PassingError(Exception):
    """A failure that may be gone at the next try."""


def fetch(url: str, *, limit: int, credentials: str = "") -> bytes:
    """Return what the server gives for `url`, at most `limit` bytes. Raise GitError otherwise.

    `credentials` are `user:password`, for this server. What may pass is tried three times.
    """
    for pause in (*_PAUSES[: TRIES - 1], None):
        try:
            return _fetch_once(url, limit, credentials)
        except _PassingError as error:
            if pause is None:
                message = f"{public_url(url)}: {printable(str(error))} ({TRIES} tries)"
                raise GitError(message, hint=_CHECK_NETWORK) from None
            time.sleep(pause)
    raise AssertionError("the last try returns or raises")


def keep(path: Path, data: bytes) -> None:
    """Keep what was fetched for later runs without a server; where that fails, they need it."""
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, data)


def _fetch_once(url: str, limit: int, credentials: str) -> bytes:
    headers = {
        "User-Agent": "ctxkit",
        "Accept": "*/*",
        "Accept-Encoding": "identity",
    }
    try:
        _check_scheme(url)
        request = urllib.request.Request(url, headers=headers)  # noqa: S310 - it was checked
        if credentials:
            request.add_unredirected_header("Authorization", _basic(credentials))
        with closing(_opener().open(request, timeout=_SILENT_SECONDS)) as response:
            return _read(response, url, limit)
    except HTTPError as error:
        with error:
            raise _status(url, error) from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise _failure(url, error) from None


def _check_scheme(url: str) -> None:
    """Raise ValueError unless a url is one of the two schemes, and one at all."""
    scheme = urlsplit(url).scheme
    if scheme not in ("http", "https"):
        raise ValueError(f"'{scheme}' is neither http nor https")


def _basic(credentials: str) -> str:
    return f"Basic {base64.b64encode(credentials.encode()).decode('ascii')}"


def _opener() -> urllib.request.OpenerDirector:
    """Return what opens urls: without the handlers for files and FTP, which an index could name."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.UnknownHandler(),
        _Redirects(),
        urllib.request.HTTPErrorProcessor(),
    ):
        opener.add_handler(handler)
    return opener


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows redirects, but from https only to https, and with credentials only to the server that
    they are for.
    """

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        _check_scheme(newurl)
        if urlsplit(req.full_url).scheme == "https" and urlsplit(newurl).scheme != "https":
            raise ValueError("redirects from https to http")
        found = super().redirect_request(req, fp, code, msg, headers, newurl)
        given = req.unredirected_hdrs.get("Authorization")
        if found is not None and given and origin(newurl) == origin(req.full_url):
            found.add_unredirected_header("Authorization", given)
        return found


def _read(response: Any, url: str, limit: int) -> bytes:
    """Return the body, part by part as it arrives. Raise GitError where it is too large,
    _PassingError where it is cut off or takes too long.
    """
    length = response.headers.get("Content-Length", "")
    expected = int(length) if length.isdecimal() else None
    if expected is not None and expected > limit:
        raise _too_large(url, limit)
    end = time.monotonic() + _WHOLE_SECONDS
    parts, size = [], 0
    while part := response.read1(_PART_BYTES):
        parts.append(part)
        size += len(part)
        if size > limit:
            raise _too_large(url, limit)
        if time.monotonic() > end:
            raise _PassingError(f"not finished after {_WHOLE_SECONDS:.0f} s")
    if expected is not None and size < expected:
        raise _PassingError(f"cut off after {size} of {expected} bytes")
    return b"".join(parts)


def _too_large(url: str, limit: int) -> GitError:
    message = f"{public_url(url)}: larger than {limit // _MEGABYTE} MB"
    return GitError(message, hint="is it the url of a Helm repository?")


def _status(url: str, error: HTTPError) -> Exception:
    """Return the error for an answer that is not the file."""
    reason = printable(" ".join(str(error.reason).split()))
    if error.code in _AGAIN:
        return _PassingError(f"the server answered {error.code} {reason}")
    message = f"{public_url(url)}: the server answered {error.code} {reason}"
    return GitError(message, hint=_HINTS.get(error.code, _CHECK_NETWORK))


def _failure(url: str, error: Exception) -> Exception:
    """Return the error for a connection that failed."""
    reason = error.reason if isinstance(error, URLError) else error
    if isinstance(reason, ssl.SSLCertVerificationError):
        message = f"{public_url(url)}: {reason.verify_message}"
        hint = "give the certificate of your proxy: export SSL_CERT_FILE=FILE"
        return GitError(message, hint=hint)
    if isinstance(reason, TimeoutError):
        return _PassingError(f"no answer for {_SILENT_SECONDS:.0f} s")
    if isinstance(error, ValueError):
        return GitError(f"{public_url(url)}: {printable(str(error))}", hint=_CHECK_NETWORK)
    return _PassingError(printable(_words(reason)))


def _words(reason: object) -> str:
    if isinstance(reason, OSError) and reason.strerror:
        return reason.strerror
    if isinstance(reason, http.client.IncompleteRead):
        return "the connection was cut off"
    return str(reason) or type(reason).__name__
