"""Plugin manifests and providers: the credentials and endpoint settings that a user fills in.

Only the blocks that declare them are read; a provider's YAML is mostly translations. Not here: the
code that reads them (`python/settings_use.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ctxkit.extract.lines import LineIndex
from ctxkit.extract.source import Language, Source
from ctxkit.files.yaml_lines import read_documents, split_lines
from ctxkit.files.yaml_tree import YAML_ENDINGS, Node, shown
from ctxkit.model import ConfigKey, Fact

_TOP_LEVEL_KEY = re.compile(r"[^\s#]")
_NOT_OF_PLUGIN = re.compile(r"(^|/)(\.github|locales?|i18n)/|(^|/)pnpm-lock\.yaml$|(^|/)templates/")
_BLOCKS = (
    "credential_form_schemas",
    "credentials_for_provider",
    "credentials_schema",
    "client_schema",
    "settings",
)
_BLOCK = re.compile(rf"^[ \t]*({'|'.join(_BLOCKS)}):[ \t]*(?:#.*)?$", re.MULTILINE)


def extract(source: Source) -> Iterator[Fact]:
    """Yield the credentials that a plugin's YAML file declares."""
    if source.test:
        return
    lines = split_lines(source.data)
    text = "\n".join(lines)
    owner = _provider(lines) or source.path.rpartition("/")[2].partition(".")[0]
    index = LineIndex(text)
    for match in _BLOCK.finditer(text):
        first = index.line_at(match.start()) - 1
        for root in read_documents(lines, first, _block_end(lines, first)):
            for block in root.children:
                yield from _credentials(block, owner)


def _block_end(lines: list[str], first: int) -> int:
    """Return the index after the block that the key on line `first` opens; its items may be
    indented no more than it.
    """
    indent = _indent(lines[first])
    for number in range(first + 1, len(lines)):
        content = lines[number].lstrip(" \t")
        if not content or content.startswith("#"):
            continue
        depth = _indent(lines[number])
        if content.startswith("-"):
            depth += 1  # an item belongs to the key even if its dash is right below it
        if depth <= indent:
            return number
    return len(lines)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" \t"))


def _provider(lines: list[str]) -> str:
    """Return the name of `provider: openai`, else of `identity: name:`, else an empty string."""
    is_identity = False
    for line in lines:
        name = ""
        if line.startswith("provider:"):
            name = _scalar(line.split("#")[0])
        elif is_identity and line.lstrip().startswith("name:"):
            name = _scalar(line)
        if name:
            return name
        if _TOP_LEVEL_KEY.match(line):
            is_identity = line.startswith("identity:")
    return ""


def _scalar(line: str) -> str:
    """`openai` of `provider: "openai"`."""
    return line.partition(":")[2].strip(" \t\"'")


def _credentials(block: Node, owner: str) -> Iterator[ConfigKey]:
    """Yield the credentials of a block: a list of them, or a mapping by their names."""
    is_list = block.kind == "sequence"
    # Many things are called settings; those of a form are a list, and have a type.
    is_form_only = block.key == "settings"
    if is_form_only and not is_list:
        return
    for entry in block.children:
        named = _name_node(entry) if is_list else entry
        if named is None or entry.kind != "mapping":
            continue
        if is_form_only and entry.get("type") is None:
            continue
        yield _credential(entry, named, owner)


def _name_node(entry: Node) -> Node | None:
    return entry.get("variable") or entry.get("name")


def _credential(entry: Node, named: Node, owner: str) -> ConfigKey:
    """Return a credential; `named` is the node of its name, or the entry itself with its key."""
    name = named.key if named is entry else named.value
    default = entry.get("default")
    descriptions = (_english(entry.get("label")), _english(entry.get("help")))
    is_required = _value(entry, "required").lower() == "true"
    return ConfigKey(
        name=name,
        line=named.line,
        end_line=entry.end_line,
        origin="credential",
        attribute=name,
        type=_value(entry, "type"),
        default=shown(default) if default is not None else None,
        description=". ".join(text for text in descriptions if text),
        constraints="required" if is_required else "optional",
        owner=owner,
    )


def _value(entry: Node, key: str) -> str:
    node = entry.get(key)
    return node.value if node is not None else ""


def _english(node: Node | None) -> str:
    """Return the English text of a node, or the first if it has none in English."""
    if node is None or node.kind == "null":
        return ""
    if node.kind == "scalar":
        return node.value
    english = node.get("en_US") or node.get("title")
    if english is None and node.children:
        english = node.children[0]
    return _english(english)


LANGUAGE = Language(
    name="plugin-yaml",
    endings=YAML_ENDINGS,
    matches=lambda path: not _NOT_OF_PLUGIN.search(path),
    extract=extract,
    words=tuple(f"{block}:".encode() for block in _BLOCKS),
)
