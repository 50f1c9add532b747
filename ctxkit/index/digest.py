"""Digests of the modules that decide what an index holds: an index of another digest is stale.

Nothing is bumped by hand. Every query asks for `digest()`, so nothing here may import tree-sitter,
or the extractors that need it. Not here: comparing (`freshness.py`, `database.py`).
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from ctxkit.hashes import blake2b

PACKAGE = Path(__file__).parent.parent

FACT_SOURCES = (
    "extract",
    "dify/paths.py",
    "files/compose_scalars.py",
    "files/atomic.py",
    "files/env_lines.py",
    "files/interpolation.py",
    "files/toml_text.py",
    "files/yaml_aliases.py",
    "files/yaml_cursor.py",
    "files/yaml_flow.py",
    "files/yaml_lines.py",
    "files/yaml_scalars.py",
    "files/yaml_text.py",
    "files/yaml_tokens.py",
    "files/yaml_tree.py",
    "hashes.py",
    "index/builder.py",
    "index/database.py",
    "index/rows.py",
    "index/schema.py",
    "model/database_facts.py",
    "model/facts.py",
    "model/kinds.py",
    "model/vocabulary.py",
    "regex.py",
    "text/catalogs.py",
    "text/template.py",
    "text/words.py",
)
"""Modules and folders that decide which facts a file has and how they are stored: all that the
extractors and the builder import, which a test works out from the imports.
"""

SEARCH_SOURCES = (
    "dify/cause_row.py",
    "dify/causes.py",
    "dify/causes_browser.py",
    "dify/causes_cluster.py",
    "dify/causes_data.py",
    "dify/causes_limits.py",
    "dify/causes_mail.py",
    "dify/causes_models.py",
    "dify/causes_network.py",
    "dify/causes_of_files.py",
    "dify/causes_platform.py",
    "dify/causes_plugins.py",
    "dify/causes_redis.py",
    "dify/causes_storages.py",
    "dify/causes_stores.py",
    "dify/choice.py",
    "dify/closed_components.py",
    "dify/complaints.py",
    "dify/images.py",
    "dify/library_failures.py",
    "dify/packages.py",
    "dify/programs.py",
    "dify/repositories.py",
    "dify/row.py",
    "dify/service_names.py",
    "dify/services.py",
    "dify/storages.py",
    "dify/subjects.py",
    "dify/vector_stores.py",
    "dify/worker_settings.py",
    "index/fact_queries.py",
    "index/search_documents.py",
    "index/setting_profiles.py",
    "regex.py",
    "text/words.py",
)
"""Modules that decide, beside the facts, what the search index holds."""

_SUFFIXES = (".py", ".scm")
_GRAMMARS = "tree_sitter"
_SEARCH_LIBRARY = "whoosh"


@cache
def digest() -> str:
    """Return the digest of all that decides the facts of a file: our own modules and queries, and
    the grammars.
    """
    return _digest_of(FACT_SOURCES, installed(_GRAMMARS))


@cache
def search_digest() -> str:
    """Return the digest of all that decides, beside the facts, what the search index holds."""
    return _digest_of(SEARCH_SOURCES, installed(_SEARCH_LIBRARY))


def code_digest(sources: Iterable[str]) -> str:
    """Return the digest of modules and folders of ctxkit."""
    return _digest_of(sources, ())


def _digest_of(sources: Iterable[str], libraries: Iterable[str]) -> str:
    whole = blake2b()
    for name, content in decisive_sources(sources):
        whole.update(name.encode() + b"\0" + content + b"\0")
    for library in libraries:
        whole.update(library.encode() + b"\0")
    return whole.hexdigest()[:16]


def decisive_sources(sources: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the content of each of `decisive_files`."""
    for name in decisive_files(sources):
        with open(f"{PACKAGE}/{name}", "rb", buffering=0) as file:  # noqa: PTH123 - a query reads all
            yield name, file.read()


def decisive_files(sources: Iterable[str]) -> list[str]:
    """Return the modules and queries that `sources` names, by their names in the package, in a
    fixed order.
    """
    return sorted(name for source in sources for name in _names_below(source))


def _names_below(source: str) -> Iterator[str]:
    if source.endswith(_SUFFIXES):
        yield source
        return
    # Not Path.rglob, which takes three times as long.
    above = len(f"{PACKAGE}/")
    for folder, _, names in os.walk(PACKAGE / source):
        below = folder[above:].replace(os.sep, "/")
        yield from (f"{below}/{name}" for name in names if name.endswith(_SUFFIXES))


def installed(package: str) -> list[str]:
    """Return name and version of the installed distributions that begin with the name of `package`
    (`tree_sitter_go-0.25.0`); none where it is not installed.

    They are read from the names of folders beside the package: `importlib.metadata` takes longer to
    import than a query to answer.
    """
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        return []
    folders = Path(spec.origin).parent.parent.glob(f"{package}*.dist-info")
    return sorted(folder.stem for folder in folders)
