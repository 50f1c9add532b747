"""Settings that Go sources declare: struct fields with `envconfig` or `yaml` tags.

Not here: the defaults that code sets and the reads (`settings_use.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ctxkit.extract.go.file import GoFile
from ctxkit.extract.treesitter import QueryMatch, Scopes, end_line_of, line_of
from ctxkit.model import ConfigKey, Fact

_TAG = re.compile(r'(\w{1,30}):"((?:[^"\\]|\\.){0,1000})"')
_CONFIG_TYPE = re.compile(r"(?:[cC]onfig|[cC]onfiguration|[sS]ettings)s?$")
_COMMENT_BESIDE = re.compile(r"`\s*//\s*(.{1,300})$")
_MAX_BLOCK_LINES = 40
_MAX_HEADING_WORDS = 4
"""A shorter comment above a block of fields is the block's heading and is about all of them."""
_NESTED = "\0"


def config_keys(file: GoFile) -> Iterator[Fact]:
    """Yield the settings that a file declares."""
    fields = file.matches("config_key")
    structs = Scopes(
        [
            (match.node("type"), f"{_tags(match).get('yaml', '')} {match.text('attribute')}")
            for match in fields
            if _is_struct(match)
        ],
        separator=_NESTED,
    )
    for match in fields:
        tags, owner = _tags(match), file.at(match.node("field"))
        if _is_struct(match):
            continue
        if _is_setting(tags, owner):
            yield _config_key(file, match, tags, owner, structs)


def _is_struct(match: QueryMatch) -> bool:
    return match.node("type").type == "struct_type"


def _tags(match: QueryMatch) -> dict[str, str]:
    """Return the parts of a field's tag as reflection does: `yaml:"port"` is `port` for `yaml`."""
    pairs = _TAG.findall(match.text("tag"))
    return {key: value.replace('\\"', '"') for key, value in pairs}


def _is_setting(tags: dict[str, str], owner: str) -> bool:
    if _leaf(tags) in ("", "-"):
        return False
    if "envconfig" in tags:
        return True
    # Many structs are written as YAML; with a tag for JSON they are those of an API.
    return "json" not in tags and bool(_CONFIG_TYPE.search(owner))


def _leaf(tags: dict[str, str]) -> str:
    name = tags.get("envconfig") or tags.get("yaml", "")
    return name.partition(",")[0]  # `yaml:"port,omitempty"`


def _config_key(
    file: GoFile, match: QueryMatch, tags: dict[str, str], owner: str, structs: Scopes
) -> ConfigKey:
    field, leaf = match.node("field"), _leaf(tags)
    around = structs.at(field.start_byte)
    nests = [nest.partition(" ") for nest in around.split(_NESTED) if nest]  # YAML key, field
    path = ".".join([*(key for key, _, _ in nests), leaf])
    is_yaml = "envconfig" not in tags
    line = line_of(field)
    return ConfigKey(
        name=path if is_yaml else leaf,
        line=line,
        end_line=end_line_of(field),
        symbol=owner,
        origin="yaml" if is_yaml else "envconfig",
        attribute=".".join([*(attribute for _, _, attribute in nests), match.text("attribute")]),
        type=match.text("type"),
        default=tags.get("default"),
        constraints=tags.get("validate", ""),
        description=_description(file, line),
        aliases=(leaf,) if is_yaml and nests else (),
        owner=owner,
    )


def _description(file: GoFile, line: int) -> str:
    """Return the comment beside a field, above it, or the heading of its block."""
    beside = _COMMENT_BESIDE.search(file.line_text(line))
    if beside:
        return beside[1].strip()
    if above := file.comment_above(line):
        return above
    heading = file.comment_above(_first_of_block(file, line))
    if len(heading.split()) > _MAX_HEADING_WORDS:
        return ""  # a sentence, about the first field alone
    return heading


def _first_of_block(file: GoFile, line: int) -> int:
    """Return the first of the successive fields up to a line."""
    first = line
    while line - first < _MAX_BLOCK_LINES and "`" in file.line_text(first - 1):
        first -= 1
    return first
