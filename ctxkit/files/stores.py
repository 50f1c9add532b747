"""The objects below a url of a store (S3 and its like, or a folder), listed and read by fsspec.

A url of any other kind is refused, also one with a password: whoever lists the processes of this
machine would read it, and each store has a better place for it. Links are left out. Not here: what
the objects are (`ask/triage/`).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import IO, Any, NamedTuple, cast

from ctxkit.errors import ClusterError, UsageError
from ctxkit.regex import regex
from ctxkit.text.redact import Redactor

PACKAGES = {
    "s3": "s3fs",
    "s3a": "s3fs",
    "gs": "gcsfs",
    "gcs": "gcsfs",
    "az": "adlfs",
    "abfs": "adlfs",
    "abfss": "adlfs",
    "oss": "ossfs",
    "file": "fsspec",
    "memory": "fsspec",
}
"""The schemes that are read, with the package that fsspec needs for each."""

OF_EXTRA = ("fsspec", "s3fs")
"""The packages of the extra `ctxkit[fleet]`."""

_BLOCK_BYTES = 8 << 20
"""Bytes that are fetched at once: s3fs would take 50 MB."""

_MAX_DEPTH = 32
_URL = regex(r"([A-Za-z][A-Za-z0-9+.-]*)(?:::[^/]*)?://")
_MAX_ERROR_CHARS = 200


class StoredObject(NamedTuple):
    """An object: its name below the url, where the store has it, and its bytes."""

    name: str
    path: str
    size: int


def is_url(name: str) -> bool:
    """Return whether a name is that of a store, and not of a file."""
    return _URL.match(name) is not None


class Store:
    """A url of a store. Raise UsageError if it is none that can be read."""

    def __init__(self, url: str) -> None:
        self._redactor = Redactor()
        self.url = self._redactor.mask(url).rstrip("/")
        scheme = url.partition("://")[0].lower()
        if scheme not in PACKAGES:
            kinds = ", ".join(PACKAGES)
            raise UsageError(f"{self.url}: no store that can be read", hint=f"these can: {kinds}")
        user = url.partition("://")[2].partition("/")[0].rpartition("@")[0]
        if ":" in user or self.url != url.rstrip("/"):
            raise UsageError(
                f"{self.url}: the url has a password, which every user of this machine can see",
                hint="give it to the store's own settings (AWS_PROFILE, a file of credentials)",
            )
        self._files, self._root = self._opened(url, PACKAGES[scheme])

    def _opened(self, url: str, package: str) -> tuple[Any, str]:
        install = "'ctxkit[fleet]'" if package in OF_EXTRA else package
        try:
            from fsspec.core import url_to_fs  # type: ignore[import-not-found,import-untyped,unused-ignore]

            # Not one that this process made before: it would list what was there then.
            files, root = url_to_fs(url, skip_instance_cache=True)
        except ImportError:
            hint = f"run: pip install {install}"
            raise UsageError(f"{self.url}: {package} is not installed", hint=hint) from None
        except Exception as error:
            raise self._failed(error) from None
        return files, str(root)

    def folders(self) -> list[str]:
        """Return the names of the folders directly below the url, in order. Raise ClusterError if
        the store does not answer, UsageError if there is nothing.
        """
        if self.is_object:
            return []
        try:
            entries = self._listed(self._root)
        except FileNotFoundError:
            raise UsageError(f"{self.url}: there is nothing", hint="check the url") from None
        return sorted(_last(each["name"]) for each in entries if _is(each, "directory"))

    def objects(self, folder: str = "", *, deep: bool = True) -> Iterator[StoredObject]:
        """Yield the objects in a folder below the url, and, if `deep`, in all below that; of a url
        that is an object, that one. Raise ClusterError if the store fails.
        """
        if not folder and self.is_object:
            name = _last(self._root)
            yield StoredObject(name, self._root, int(self._files.info(self._root)["size"] or 0))
            return
        start = f"{self._root.rstrip('/')}/{folder}" if folder else self._root
        yield from self._below(start, "", _MAX_DEPTH if deep else 0)

    @cached_property
    def is_object(self) -> bool:
        """Whether the url is that of an object. Raise ClusterError if the store does not answer."""
        try:
            return bool(self._files.isfile(self._root))
        except Exception as error:
            raise self._failed(error) from None

    def _below(self, path: str, above: str, depth: int) -> Iterator[StoredObject]:
        entries = sorted(self._listed(path), key=lambda entry: str(entry["name"]))
        for entry in entries:
            if _is(entry, "file"):
                name = f"{above}{_last(entry['name'])}"
                yield StoredObject(name, entry["name"], int(entry.get("size") or 0))
        for entry in entries:
            if depth and _is(entry, "directory"):
                name = _last(entry["name"])
                yield from self._below(entry["name"], f"{above}{name}/", depth - 1)

    def _listed(self, path: str) -> list[dict[str, Any]]:
        """Return the entries directly in a folder; a store may list that among them."""
        try:
            entries = self._files.ls(path, detail=True)
        except FileNotFoundError:
            raise
        except Exception as error:
            raise self._failed(error) from None
        here = path.rstrip("/")
        return [each for each in entries if str(each["name"]).rstrip("/") != here]

    def open(self, item: StoredObject) -> IO[bytes]:
        """Open an object for reading. Raise OSError if it cannot be."""
        return cast(IO[bytes], self._files.open(item.path, "rb", block_size=_BLOCK_BYTES))

    def _failed(self, error: Exception) -> ClusterError:
        """Return what the user is told of an error of the store: of many kinds, with or without a
        text of its own.
        """
        text = self._redactor.mask(str(error))[:_MAX_ERROR_CHARS]
        told = f"{type(error).__name__}: {text}" if text else type(error).__name__
        hint = "check the url, the network and the credentials of the store"
        return ClusterError(f"{self.url}: the store failed: {told}", hint=hint)


def _last(path: Any) -> str:
    return str(path).rstrip("/").rpartition("/")[2]


def _is(entry: dict[str, Any], kind: str) -> bool:
    """Return whether an entry is of a kind, no link, and has a name."""
    return entry.get("type") == kind and not entry.get("islink") and bool(_last(entry["name"]))
