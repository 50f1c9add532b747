"""Plugin manifests and providers: the credentials and endpoint settings that a user fills in.

Only the blocks that declare them are read; a provider's YAML is mostly translations. Not here: the
code that reads them (`extract/python/language.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ctxkit.extract.source import Language, Source
from ctxkit.files.yaml_lines import read_documents, split_lines
from ctxkit.files.yaml_tree import Node, shown
from ctxkit.model import ConfigKey, Fact

_PATH = re.compile(r"\.ya?ml$")
_NOT_PLUGIN = re.compile(r"(^|/)(\.github|locales?|i18n)/|(^|/)pnpm-lock\.yaml$|(^|/)templates/")
_WORDS = (
    b"credential_form_schemas:",
    b"credentials_for_provider:",
    b"credentials_schema:",
    b"client_schema:",
    b"settings:",
)
_BLOCK = re.compile(
    rf"^[ \t]*({'|'.join(word.decode()[:-1] for word in _WORDS)}):[ \t]*(?:#.*)?$", re.MULTILINE
)


def extract(source: Source) -> Iterator[Fact]:
    """Yield the credentials that a plugin's YAML file declares."""
    if source.test:
        return
    lines = split_lines(source.data)
    text = "\n".join(lines)
    owner = _owner(lines, source.path)
    line, position = 0, 0
    for match in _BLOCK.finditer(text):
        line += text.count("\n", position, match.start())
        position = match.start()
        for root in read_documents(lines, line, _block_end(lines, line)):
            for block in root.children:
                yield from _credentials(block, owner)


def _block_end(lines: list[str], first: int) -> int:
    """Return the index behind the block that the key on line `first` opens; its items may stand as
    far left as it.
    """
    indent = len(lines[first]) - len(lines[first].lstrip(" \t"))
    for at in range(first + 1, len(lines)):
        content = lines[at].lstrip(" \t")
        here = len(lines[at]) - len(content)
        if (
            content
            and content[0] != "#"
            and (here < indent or (here == indent and content[0] != "-"))
        ):
            return at
    return len(lines)


def _owner(lines: list[str], path: str) -> str:
    """Return the provider's name: `provider: openai`, else `identity: name:`, else the file's own
    name.
    """
    inside = False
    for line in lines:
        if line.startswith("provider:") and (name := line[9:].split("#")[0].strip(" \t\"'")):
            return name
        if (
            inside
            and line.lstrip().startswith("name:")
            and (name := line.partition(":")[2].strip(" \t\"'"))
        ):
            return name
        if line[:1].strip() and not line.startswith("#"):
            inside = line.startswith("identity:")
    return path.rpartition("/")[2].partition(".")[0]


def _credentials(block: Node, owner: str) -> Iterator[ConfigKey]:
    for entry in block.children:
        name = entry.get("variable") or entry.get("name") if block.kind == "sequence" else None
        given_type = entry.get("type")
        if entry.kind != "mapping" or (block.kind == "sequence" and name is None):
            continue
        if block.key == "settings" and not (given_type and name):
            continue  # many things are called settings; a form's have a type
        required, default = entry.get("required"), entry.get("default")
        yield ConfigKey(
            name=name.value if name else entry.key,
            line=name.line if name else entry.line,
            end_line=entry.end_line,
            origin="credential",
            attribute=name.value if name else entry.key,
            type=given_type.value if given_type else "",
            default=shown(default) if default else None,
            description=". ".join(
                filter(None, (_english(entry.get("label")), _english(entry.get("help"))))
            ),
            constraints="required" if required and required.value.lower() == "true" else "optional",
            owner=owner,
        )


def _english(node: Node | None) -> str:
    """Return a text that is given for several languages."""
    if node is None or node.kind == "scalar":
        return node.value if node else ""
    english = (
        node.get("en_US") or node.get("title") or (node.children[0] if node.children else None)
    )
    return _english(english) if english is not None and english.kind != "null" else ""


LANGUAGE = Language(
    name="plugin-yaml",
    matches=lambda path: bool(_PATH.search(path)) and not _NOT_PLUGIN.search(path),
    extract=extract,
    words=_WORDS,
)
