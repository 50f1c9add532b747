"""Take a workspace to a site without network: export it into one file, import it there.

What is imported is checked and set up in a folder beside its place, which it gets when it is whole.
Nothing of an archive is run: the clones get our configuration, the search index, which Whoosh keeps
as a pickle, is built anew. Not here: the archive (`workspace/portable/`), the index (`index/`).
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from msgspec import Struct

import ctxkit
from ctxkit.api.comparisons import AnyPath
from ctxkit.api.maintenance import index, prepare_search, status
from ctxkit.errors import UsageError, WorkspaceError
from ctxkit.files.atomic import replace_file
from ctxkit.index.build import BUILD_LOCK
from ctxkit.index.digest import digest
from ctxkit.index.received import index_fault
from ctxkit.index.schema import DATABASE, SCHEMA
from ctxkit.output.portable_report import portable_dict
from ctxkit.workspace.config import WorkspaceConfig, load_workspace
from ctxkit.workspace.dead_runs import clear_beside
from ctxkit.workspace.folder import CHARTS, FILE, KINDS, LOCK_FILE, RUN_SYNC
from ctxkit.workspace.leftovers import remove_tree
from ctxkit.workspace.lockfile import Lock, read_lock
from ctxkit.workspace.locks import exclusive
from ctxkit.workspace.portable.archive import Progress, digest_of, unpack, write_archive
from ctxkit.workspace.portable.contents import (
    archives_of,
    chart_indexes,
    kept_versions,
    public_yaml,
    sources_of,
)
from ctxkit.workspace.portable.manifest import (
    FORMAT,
    INDEX,
    ArchiveManifest,
    ImportRefusedError,
    Member,
)
from ctxkit.workspace.portable.packs import make_pack
from ctxkit.workspace.portable.setup import set_up_archives, set_up_source
from ctxkit.workspace.repository import sync_lock

_SUFFIXES = (".tar.gz", ".tgz")


class Ported(Struct, frozen=True, kw_only=True):
    """A workspace that was exported or imported: the archive's size and sha256, its manifest, the
    lock of the workspace, and its folder.
    """

    command: str
    file: Path
    folder: Path
    size: int
    sha256: str
    manifest: ArchiveManifest
    lock: Lock

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        where = self.file if self.command == "export" else self.folder
        return portable_dict(self.command, where, self.size, self.sha256, self.manifest, self.lock)


def _silent(_action: str, _done: int, _steps: int) -> None:
    pass


def export_workspace(
    folder: AnyPath, file: AnyPath, *, history: bool = True, progress: Progress | None = None
) -> Ported:
    """Write the workspace that `folder` is in into `file`, for `import_workspace`.

    Without `history` the other versions that were fetched are left out. The same workspace gives
    the same bytes. Raise WorkspaceError where it is not whole.
    """
    path, report = Path(file), progress or _silent
    if not path.name.endswith(_SUFFIXES):
        raise UsageError(f"{path.name} is no name for an archive", hint="name it FILE.tar.gz")
    if not path.parent.is_dir():
        raise UsageError(f"no such folder: {path.parent}")
    config = load_workspace(Path(folder))
    with sync_lock(config), exclusive(config.state_folder / BUILD_LOCK, what="the index"):
        _check_whole(config)
        lock = read_lock(config.folder)
        assert lock is not None, "without one it is not whole"
        clear_beside(path)
        with _beside(path) as temporary:
            manifest, files = _packed(config, lock, history, temporary, report)
            report("writing", 0, 0)
            _write(path, manifest, files, temporary)
    return _ported("export", path, config.folder, manifest, lock)


def _ported(
    command: str, file: Path, folder: Path, manifest: ArchiveManifest, lock: Lock
) -> Ported:
    size, sha256 = digest_of(file)
    return Ported(
        command=command,
        file=file,
        folder=folder,
        size=size,
        sha256=sha256,
        manifest=manifest,
        lock=lock,
    )


def _write(path: Path, manifest: ArchiveManifest, files: Sequence[Path], folder: Path) -> None:
    new = folder / path.name
    try:
        write_archive(new, manifest, files)
        replace_file(path, new)
    except OSError as error:
        raise WorkspaceError(f"cannot write {path}: {error.strerror}") from None


@contextmanager
def _beside(path: Path) -> Iterator[Path]:
    """Make a folder beside `path`, which is removed at the end."""
    folder = path.with_name(f".{path.name}.tmp-{os.getpid()}")
    try:
        folder.mkdir()
    except OSError as error:
        raise WorkspaceError(f"cannot write to {path.parent}: {error.strerror}") from None
    try:
        yield folder
    finally:
        remove_tree(folder)


def _check_whole(config: WorkspaceConfig) -> None:
    """Raise WorkspaceError unless all that workspace.lock says is checked out and indexed."""
    state = status(config.folder)
    for source in state.status.sources:
        if source.problem:
            message = f"the workspace is not whole: {source.name}: {source.problem}"
            raise WorkspaceError(message, hint=source.hint or RUN_SYNC)
        if source.dirty:
            message = f"{source.name} has local changes, which an archive would not have"
            raise WorkspaceError(message, hint=f"commit, stash or undo them, then {RUN_SYNC}")
    for version in state.status.further:
        if version.error:
            message = f"the workspace is not whole: {version.error.message}"
            raise WorkspaceError(message, hint=version.error.hint or RUN_SYNC)
    if state.index != "fresh":
        raise WorkspaceError(f"the index is {state.index}", hint="run: ctxkit index")


def _packed(
    config: WorkspaceConfig, lock: Lock, history: bool, folder: Path, report: Progress
) -> tuple[ArchiveManifest, list[Path]]:
    """Return the manifest of a workspace, and the files of its members, in their order."""
    versions = kept_versions(config) if history else {}
    yaml = folder / FILE
    yaml.write_bytes(public_yaml(config))
    files = {FILE: yaml, LOCK_FILE: config.folder / LOCK_FILE}
    for name in versions:
        member = f"versions/{name}/{LOCK_FILE}"
        files[member] = config.state_folder / member
    files |= chart_indexes(config)
    repositories = [*sources_of(config, {"": lock, **lock.also, **versions}), *archives_of(config)]
    for number, each in enumerate(repositories):
        report("packing", number, len(repositories))
        packs = folder / str(number)
        packs.mkdir()
        oids = each.packed.refs.values()
        files[each.packed.member] = make_pack(each.folder, each.git_dir, oids, packs)
    files[INDEX] = config.state_folder / DATABASE
    manifest = ArchiveManifest(
        format=FORMAT,
        ctxkit=ctxkit.__version__,
        dify=config.dify,
        schema=SCHEMA,
        digest=digest(),
        history=history,
        repositories=tuple(each.packed for each in repositories),
        members=tuple(_member(name, file) for name, file in files.items()),
    )
    return manifest, list(files.values())


def _member(name: str, file: Path) -> Member:
    size, sha256 = digest_of(file)
    return Member(name=name, size=size, sha256=sha256)


def import_workspace(
    file: AnyPath,
    folder: AnyPath | None = None,
    *,
    reindex: bool = False,
    progress: Progress | None = None,
) -> Ported:
    """Set up the workspace of an archive in `folder`, which must be new; by default it is named
    after the file.

    `reindex`: build the index here instead of taking it from the archive. Raise WorkspaceError
    where the archive is damaged, unsafe, or of another ctxkit; then nothing is there.
    """
    path, report = Path(file), progress or _silent
    home = _new_home(path, folder)
    clear_beside(home)
    with _beside(home) as beside, TemporaryDirectory(dir=beside) as members:
        manifest, files = unpack(path, Path(members), report)
        if not reindex:
            _check_index(manifest, files[INDEX])
        new = beside / "workspace"
        new.mkdir()
        lock = _set_up(new, home, manifest, files, report, reindex=reindex)
        try:
            if home.exists():
                home.rmdir()
            new.rename(home)
        except OSError as error:
            raise WorkspaceError(f"cannot move into {home}: {error.strerror}") from None
    return _ported("import", path, home, manifest, lock)


def _new_home(file: Path, folder: AnyPath | None) -> Path:
    """Return the folder of the new workspace. Raise UsageError where something is there."""
    name = next((file.name.removesuffix(end) for end in _SUFFIXES if file.name.endswith(end)), "")
    if folder is None and not name:
        raise UsageError(f"{file.name} gives the workspace no name", hint="give a FOLDER")
    home = Path(name if folder is None else folder).absolute()
    hint = "give a FOLDER that does not exist yet"
    if home.is_symlink() or (home.exists() and not home.is_dir()):
        raise UsageError(f"{home} is no folder", hint=hint)
    if home.is_dir() and (any(home.iterdir()) or home.resolve() == Path.cwd().resolve()):
        fault = "is the current folder" if not any(home.iterdir()) else "is not empty"
        raise UsageError(f"{home} {fault}", hint=hint)
    if not home.parent.is_dir():
        raise UsageError(f"no such folder: {home.parent}")
    return home


def _check_index(manifest: ArchiveManifest, file: Path) -> None:
    fault = "it was built by another ctxkit"
    if (manifest.schema, manifest.digest) == (SCHEMA, digest()):
        fault = index_fault(file, digest())
    if fault:
        raise ImportRefusedError(
            f"the index of the archive cannot be used: {fault} (the archive is of ctxkit "
            f"{ascii(manifest.ctxkit[:20])[1:-1]}, this is {ctxkit.__version__})",
            hint="run: ctxkit import --reindex FILE, which builds it here from the sources",
        )


def _set_up(
    new: Path,
    home: Path,
    manifest: ArchiveManifest,
    files: Mapping[str, Path],
    report: Progress,
    *,
    reindex: bool,
) -> Lock:
    """Make the workspace in the folder `new`, to be moved to `home`; return its lock."""
    for name in (FILE, LOCK_FILE):
        files[name].replace(new / name)
    config, lock = load_workspace(new), read_lock(new)
    if lock is None or not set(lock.in_all_versions()) <= set(config.sources):
        raise ImportRefusedError(f"the archive is not whole: {LOCK_FILE} does not fit {FILE}")
    with sync_lock(config):
        _set_up_repositories(config, lock, home, manifest, files, report)
        _move_state(config.state_folder, files)
    if reindex:
        index(new, progress=report)
    else:
        files[INDEX].replace(config.state_folder / DATABASE)
    _check_result(new)
    prepare_search(config, report)
    return lock


def _set_up_repositories(
    config: WorkspaceConfig,
    lock: Lock,
    home: Path,
    manifest: ArchiveManifest,
    files: Mapping[str, Path],
    report: Progress,
) -> None:
    archives = [each for each in manifest.repositories if each.kind in KINDS]
    names = list(lock.in_all_versions())
    steps = len(archives) + len(names)
    for number, each in enumerate(archives):
        report("unpacking", number, steps)
        set_up_archives(config.state_folder, each, files[each.member])
    for number, name in enumerate(names, len(archives)):
        report("unpacking", number, steps)
        packed = manifest.repository("sources", name)
        if packed is None:
            raise ImportRefusedError(f"the archive is not whole: it has no source {name}")
        spec = config.sources[name]
        set_up_source(config, spec, lock, packed, files[packed.member], home)


def _move_state(state: Path, files: Mapping[str, Path]) -> None:
    """Move what is kept beside the sources to its places: locks of other versions, indexes of Helm
    repositories.
    """
    for name, file in files.items():
        folder, *rest = name.split("/")
        if folder == "versions":
            place = state.joinpath(name)
        elif folder == CHARTS and rest[1].endswith((".yaml", ".md")):
            place = state / CHARTS / "-".join(rest)
        else:
            continue
        place.parent.mkdir(parents=True, exist_ok=True)
        file.replace(place)
        if place.name == LOCK_FILE:
            read_lock(place.parent)


def _check_result(new: Path) -> None:
    """Raise ImportRefusedError unless the workspace is whole."""
    state = status(new)
    faults = [f"{each.name}: {each.problem}" for each in state.status.problems]
    faults += [each.error.message for each in state.status.further if each.error]
    if state.index != "fresh":
        faults.append("the index is not of its commits")
    if faults:
        raise ImportRefusedError(f"the archive is not whole: {faults[0]}")
