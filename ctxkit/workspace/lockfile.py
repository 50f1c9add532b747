"""workspace.lock: the commit of every source at the last sync, and how it was found.

Not here: finding it (`resolve.py`). The file has no credentials and no time, and one value a line,
so that it can be kept in git and its changes read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, cast, get_args

from msgspec import Struct, field

from ctxkit.errors import WorkspaceError
from ctxkit.files.yaml_strict import compose, entries, line_of, read_text, text_of
from ctxkit.model import Checkout, Match
from ctxkit.regex import regex
from ctxkit.workspace.config import SourceSpec, WorkspaceConfig, name_problem, write_text
from ctxkit.workspace.folder import FILE, LOCK_FILE, RUN_SYNC, same_version
from ctxkit.workspace.follow_rules import is_package_version, package_problem
from ctxkit.workspace.urls import public_url, revision_problem

LEFT = "left as it was"
"""Why a source is at the commit at which a sync that failed for it has left it."""

FROM_HELM = "helm+"
"""How the url of a source begins that came from a Helm repository."""
_FROM_WHEEL = "wheel+"

_HEAD = "# Written by `ctxkit sync`; `ctxkit sync --locked` brings back exactly these commits.\n"
_FORMAT = "1"
_KEYS = ("format", "dify", "sources")
_SKIPPED = "skipped"
_ALSO = "also"
_ASKED_BY = "asked-by"
_NEEDED = {"version", "commit", "match"}
_COMMIT = regex(r"[0-9a-f]{40}")
_SHA256 = regex(r"[0-9a-f]{64}")
_REF = regex(r"refs/(tags|heads)/[^\s:*?~^\\]+")
_DELETE = f"delete the file and {RUN_SYNC}"
_ESCAPES = {'"': '\\"', "\\": "\\\\"}


class LockedSource(Struct, frozen=True, kw_only=True):
    """A source at the last sync.

    `git` is its url without credentials, `ref` the tag or branch (`refs/tags/1.14.0`) of `commit`,
    empty if there is none, `pinned` the `ref:` or `version:` of workspace.yaml, empty if it had
    none. `helm` is the Helm repository that its chart `chart` came from, `wheel` the package from
    whose wheel with the hash `sha256` it was made, empty if it came from git.
    `follows` is what workspace.yaml said of whose locks have its version.
    """

    git: str = ""
    helm: str = ""
    chart: str = ""
    wheel: str = ""
    sha256: str = ""
    version: str
    commit: str
    match: Match
    ref: str = ""
    pinned: str = ""
    follows: str = ""
    because: str = ""

    @property
    def is_left(self) -> bool:
        """Whether the last sync failed for it: then it is not what workspace.yaml asks for."""
        return self.because == LEFT


class Lock(Struct, frozen=True, kw_only=True):
    """A workspace.lock: the version of dify that was wanted, the sources by name, and why others of
    workspace.yaml have no version.

    `also` are the same of each further version, by its name; there `asked_by` says who asked for
    it: workspace.yaml or the option `--also`.
    """

    dify: str
    sources: Mapping[str, LockedSource]
    skipped: Mapping[str, str] = field(default_factory=dict)
    also: Mapping[str, Lock] = field(default_factory=dict)
    asked_by: str = ""

    def checkouts(self) -> tuple[Checkout, ...]:
        """Return the checkouts of the sources."""
        return tuple(checkout_of(name, entry) for name, entry in self.sources.items())

    def in_all_versions(self) -> dict[str, tuple[LockedSource, ...]]:
        """Return the entries of each source, that of the workspace's own version first."""
        found: dict[str, tuple[LockedSource, ...]] = {}
        for lock in (self, *self.also.values()):
            for name, entry in lock.sources.items():
                found[name] = (*found.get(name, ()), entry)
        return found

    def further(self, version: str) -> Lock | None:
        """Return the lock of a further version, with or without its `v`; None if there is none."""
        found = (own for name, own in self.also.items() if same_version(name, version))
        return next(found, None)

    def why_skipped(self, spec: SourceSpec, dify: str) -> str:
        """Return why a source has no version, empty if it has one or may have, for workspace.yaml
        is another now.
        """
        return self.skipped.get(spec.name, "") if spec.is_following and dify == self.dify else ""


def is_of(entry: LockedSource, spec: SourceSpec) -> bool:
    """Return whether an entry was made for the urls and the pin that workspace.yaml has now."""
    if (entry.git, entry.pinned) != (public_url(spec.git), spec.pinned):
        return False
    if entry.follows != spec.follows:
        return False
    if not entry.helm:
        return bool(spec.git)
    return entry.helm in map(public_url, spec.helm) and entry.chart == spec.chart


def source_url(entry: LockedSource) -> str:
    """Return where a source came from: the url of git, or that of a Helm repository or the name of
    a package, marked as such, for they have no web pages of the files.
    """
    if entry.wheel:
        return f"{_FROM_WHEEL}{entry.wheel}"
    return f"{FROM_HELM}{entry.helm}" if entry.helm else entry.git


def checkout_of(name: str, entry: LockedSource) -> Checkout:
    """Return the checkout of the source `name` at its entry."""
    return Checkout(
        repo=name,
        version=entry.version,
        commit=entry.commit,
        match=entry.match,
        url=source_url(entry),
    )


def _quoted(text: str) -> str:
    """Return `text` as a double-quoted YAML scalar on one line."""
    return f'"{"".join(map(_escaped, text))}"'


def _escaped(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    return character if character.isprintable() else f"\\U{ord(character):08x}"


def lock_text(lock: Lock) -> str:
    """Return the text of workspace.lock; empty values are left out."""
    rows = [_HEAD, f"format: {_quoted(_FORMAT)}\n", f"dify: {_quoted(lock.dify)}\n"]
    rows += _rows(lock)
    if lock.also:
        rows.append(f"{_ALSO}:\n")
    for version, other in lock.also.items():
        rows.append(f"  {_quoted(version)}:\n    {_ASKED_BY}: {_quoted(other.asked_by)}\n")
        rows.extend(f"    {row}" for row in _rows(other))
    return "".join(rows)


def _rows(lock: Lock) -> Iterator[str]:
    """Yield the rows of the sources of one version."""
    yield "sources:\n"
    for name, source in lock.sources.items():
        yield f"  {name}:\n"
        values = ((name, getattr(source, name)) for name in source.__struct_fields__)
        yield from (f"    {key}: {_quoted(value)}\n" for key, value in values if value)
    if lock.skipped:
        yield f"{_SKIPPED}:\n"
        yield from (f"  {name}: {_quoted(why)}\n" for name, why in lock.skipped.items())


def write_lock(folder: Path, lock: Lock) -> None:
    """Write workspace.lock as a whole; leave it alone where nothing in it changes."""
    path, text = folder / LOCK_FILE, lock_text(lock)
    if not path.is_file() or path.read_bytes() != text.encode():
        write_text(path, text)


def read_lock(folder: Path) -> Lock | None:
    """Return the content of workspace.lock in `folder`, None if there is none.

    Raise WorkspaceError where it is damaged.
    """
    path = folder / LOCK_FILE
    if not path.is_file():
        return None
    keys = (*_KEYS, _SKIPPED, _ALSO)
    root = entries(LOCK_FILE, compose(LOCK_FILE, read_text(path)), "the lock", keys)
    if missing := set(_KEYS) - set(root):
        raise WorkspaceError(f"{LOCK_FILE}: '{min(missing)}' is missing", hint=_DELETE)
    if text_of(LOCK_FILE, root["format"], "format") != _FORMAT:
        message = f"{LOCK_FILE} was written by another version of ctxkit"
        raise WorkspaceError(message, hint=RUN_SYNC)
    return Lock(
        dify=text_of(LOCK_FILE, root["dify"], "dify"),
        sources=_sources(root),
        skipped=_skipped(root),
        also=_also(root),
    )


def _also(root: Mapping[str, tuple[Any, Any]]) -> dict[str, Lock]:
    if _ALSO not in root:
        return {}
    found = entries(LOCK_FILE, root[_ALSO][1], _ALSO)
    return {version: _further(version, *entry) for version, entry in found.items()}


def _further(version: str, key: Any, node: Any) -> Lock:
    what = f"the version '{version}'"
    own = entries(LOCK_FILE, node, what, (_ASKED_BY, "sources", _SKIPPED))
    if revision_problem(version) or not {_ASKED_BY, "sources"} <= own.keys():
        fault = f"{LOCK_FILE}:{line_of(key)}: invalid entry for {what}"
        raise WorkspaceError(fault, hint=_DELETE)
    return Lock(
        dify=version,
        sources=_sources(own),
        skipped=_skipped(own),
        asked_by=text_of(LOCK_FILE, own[_ASKED_BY], _ASKED_BY),
    )


def _sources(root: Mapping[str, tuple[Any, Any]]) -> dict[str, LockedSource]:
    node = root["sources"][1]
    empty = node.id == "scalar" and not node.value
    sources = {} if empty else entries(LOCK_FILE, node, "sources")
    return {name: _source(name, node) for name, (_, node) in sources.items()}


def _skipped(root: Mapping[str, tuple[Any, Any]]) -> dict[str, str]:
    if _SKIPPED not in root:
        return {}
    found = entries(LOCK_FILE, root[_SKIPPED][1], _SKIPPED)
    return {name: text_of(LOCK_FILE, entry, name) for name, entry in found.items()}


def _source(name: str, node: Any) -> LockedSource:
    found = entries(LOCK_FILE, node, f"source '{name}'", LockedSource.__struct_fields__)
    values = {key: text_of(LOCK_FILE, entry, key) for key, entry in found.items()}
    if name_problem(name) or not _is_sound(values):
        message = f"{LOCK_FILE}:{line_of(node)}: invalid entry for source '{name}'"
        raise WorkspaceError(message, hint=_DELETE)
    return LockedSource(**cast(Any, values))


def _is_sound(values: Mapping[str, str]) -> bool:
    """Return whether the values are all there, and safe to hand to git."""
    if not _NEEDED.issubset(values) or values["match"] not in get_args(Match):
        return False
    if not values.get("git") and not values.get("helm"):
        return False
    if not _is_sound_wheel(values):
        return False
    ref = values.get("ref", "")
    return bool(_COMMIT.fullmatch(values["commit"])) and (not ref or bool(_REF.fullmatch(ref)))


def _is_sound_wheel(values: Mapping[str, str]) -> bool:
    """Return whether nothing says that a source is from a wheel, or what does is safe to hand to
    pip.
    """
    package, digest = values.get("wheel", ""), values.get("sha256", "")
    if not package and not digest:
        return True
    is_named = not package_problem(package) and is_package_version(values["version"])
    return is_named and bool(_SHA256.fullmatch(digest))


def check_lock(config: WorkspaceConfig, lock: Lock | None, wanted: Iterable[str] = ()) -> None:
    """Raise WorkspaceError where the lock does not have just the sources of workspace.yaml, or not
    every further version that is wanted.
    """
    if lock is None:
        raise WorkspaceError(f"no {LOCK_FILE} in {config.folder}", hint=RUN_SYNC)
    if lock.dify != config.dify:
        message = f"{LOCK_FILE} is for dify {lock.dify}, but {FILE} asks for {config.dify}"
        raise WorkspaceError(message, hint=RUN_SYNC)
    for spec in config.sources.values():
        entry = lock.sources.get(spec.name)
        if lock.why_skipped(spec, config.dify):
            continue
        if entry is None or entry.is_left or not is_of(entry, spec):
            fault = "is not in" if entry is None else "differs from"
            raise WorkspaceError(
                f"{FILE}:{spec.line}: '{spec.name}' {fault} {LOCK_FILE}", hint=RUN_SYNC
            )
    for version in wanted:
        if version not in lock.also:
            message = f"the further version {version} is not in {LOCK_FILE}"
            raise WorkspaceError(message, hint=f"{RUN_SYNC} --also {version}")
