"""The components that show a text of a catalog: calls of `t`, elements with an `i18nKey`, keys in
tables.

A scan of the bytes, without a parse: most components show texts and contain no other fact. Not
here: the texts themselves (`extract/catalog.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from ctxkit.extract.lines import LineCounter
from ctxkit.extract.typescript.symbols import Definitions
from ctxkit.model import HOLE, Fact, MessageUse

# Each of the three begins with a literal, by which the scan jumps from place to place.
_TEXT = rb"(?:'([^'\\\n]{1,200})'|\"([^\"\\\n]{1,200})\"|`([^`\\\n]{1,300})`)"
# t('operation.save', { ns: 'common' })   t(`${i18nPrefix}.title`)
_CALL = re.compile(rb"t\(\s{0,80}" + _TEXT)
# <Trans i18nKey="table.empty" ns="appLog" />
_ELEMENT = re.compile(rb"i18nKey=\{?\s{0,80}" + _TEXT)
# { labelKey: 'state.open' }
_TABLE_ENTRY = re.compile(rb": '([a-z]\w{1,60}(?:\.[A-Za-z][\w-]{0,60}){1,8})'(?=[\s,;)\]}])")
_NAMESPACE = re.compile(rb"\bns[:=]\s?\{?['\"]([\w-]{1,60})['\"]")
_HOOK = re.compile(rb"useTranslation\((?:\w{1,30}, )?['\"]([\w-]{1,60})['\"]")
_CONSTANT = re.compile(rb"const (\w{1,60})(?:: ?string)? = '([\w.-]{1,120})'")
_SUBSTITUTION = re.compile(r"\$\{([^{}`]{0,200})\}")
_KEY = re.compile(rf"[\w-][\w {HOLE}.-]{{0,160}}")
_ENDS_OF_FILE_NAMES = (
    ".css",
    ".svg",
    ".png",
    ".json",
    ".tsx",
    ".ts",
    ".js",
    ".md",
    ".mdx",
    ".yml",
    ".yaml",
    ".com",
    ".ai",
    ".app",
)
_IN_NAME = re.compile(rb"[\w$]")
_MAX_NAMESPACE_DISTANCE = 300  # bytes after a key in which its namespace is looked for
_WORDS = (b"t(", b"i18nKey", b"Key")


def message_uses(data: bytes, definitions: Definitions) -> Iterator[Fact]:
    """Yield the places of a file that show a text of a catalog."""
    if not any(word in data for word in _WORDS):
        return
    file = _File(data, definitions)
    for match in _CALL.finditer(data):
        before = data[max(match.start() - 1, 0) : match.start()]
        if not _IN_NAME.match(before):  # `useEffect(`, `test(`
            yield from file.use(match, end=b")")
    for match in _ELEMENT.finditer(data):
        yield from file.use(match, end=b">")
    for match in _TABLE_ENTRY.finditer(data):
        key = match[1].decode()
        if not key.endswith(_ENDS_OF_FILE_NAMES):
            yield file.fact(key, "", match.start(1))


class _File:
    """The namespace, constants and lines of a file, which all its uses share."""

    def __init__(self, data: bytes, definitions: Definitions) -> None:
        self._data = data
        self._definitions = definitions
        self._lines = LineCounter(data)
        hook = _HOOK.search(data)
        self._default_namespace = hook[1].decode() if hook else ""

    @cached_property
    def _constants(self) -> dict[str, str]:
        return {m[1].decode(): m[2].decode() for m in _CONSTANT.finditer(self._data)}

    def use(self, match: re.Match[bytes], *, end: bytes) -> Iterator[MessageUse]:
        """Yield the use that a call or element is, if its key is one; `end` closes it."""
        key = match[match.lastindex or 0].decode("utf8", "replace")
        if "${" in key:
            key = _SUBSTITUTION.sub(lambda each: self._constants.get(each[1], HOLE), key)
        if not _KEY.fullmatch(key):
            return
        after = self._data[match.end() : match.end() + _MAX_NAMESPACE_DISTANCE]
        named = _NAMESPACE.search(after.partition(end)[0])
        namespace = named[1].decode() if named else self._default_namespace
        yield self.fact(key, namespace, match.start())

    def fact(self, key: str, namespace: str, position: int) -> MessageUse:
        """Return a use; a key that is known in part is looked up by the names before its first
        hole.
        """
        name, pattern = key, ""
        if HOLE in key:
            name, pattern = key.partition(HOLE)[0].rpartition(".")[0] + ".*", key
        line = self._lines.line_at(position)
        return MessageUse(
            name=name,
            line=line,
            end_line=line,
            symbol=self._definitions.at(line),
            namespace=namespace,
            pattern=pattern,
        )
