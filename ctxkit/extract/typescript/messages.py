"""Which component shows a text of a catalog: calls of `t`, elements with an `i18nKey`, keys kept in
tables.

A scan of the bytes, without a parse: most components show texts and hold no other fact. Not here:
the texts themselves (`extract/catalog.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ctxkit.extract.typescript.symbols import Definitions
from ctxkit.model import HOLE, Fact, MessageUse

_TEXT = rb"(?:'([^'\\\n]{1,200})'|\"([^\"\\\n]{1,200})\"|`([^`\\\n]{1,300})`)"
# t('operation.save', { ns: 'common' })   t(`${i18nPrefix}.title`)   <Trans i18nKey="table.empty"
# ns="appLog" /> Each pattern begins with a literal, by which the scan jumps from place to place.
_CALLED = re.compile(rb"t\(\s{0,80}" + _TEXT)
_ELEMENT = re.compile(rb"i18nKey=\{?\s{0,80}" + _TEXT)
_TABLED = re.compile(rb": '([a-z]\w{1,60}(?:\.[A-Za-z][\w-]{0,60}){1,8})'(?=[\s,;)\]}])")
_NAMESPACE = re.compile(rb"\bns[:=]\s?\{?['\"]([\w-]{1,60})['\"]")
_HOOK = re.compile(rb"useTranslation\((?:\w{1,30}, )?['\"]([\w-]{1,60})['\"]")
_CONSTANT = re.compile(rb"const (\w{1,60})(?:: ?string)? = '([\w.-]{1,120})'")
_FILLED = re.compile(r"\$\{([^{}`]{0,200})\}")
_KEY = re.compile(rf"[\w-][\w {HOLE}.-]{{0,160}}")
_FILES = (
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
_AFTER = 300  # bytes behind a key in which its namespace is looked for


def message_uses(data: bytes, definitions: Definitions) -> Iterator[Fact]:
    """Yield the places of a file that show a text of a catalog."""
    if not (b"t(" in data or b"i18nKey" in data or b"Key" in data):
        return
    constants: dict[str, str] | None = None
    hook = _HOOK.search(data)
    default = hook[1].decode() if hook else ""
    lines = _Lines(data)
    for match in (*_CALLED.finditer(data), *_ELEMENT.finditer(data)):
        called = data[match.start() : match.start() + 1] == b"t"
        if called and _IN_NAME.match(data, match.start() - 1):
            continue  # `useEffect(`, `test(`
        key = (match[1] or match[2] or match[3]).decode("utf8", "replace")
        if "${" in key:
            if constants is None:
                constants = {m[1].decode(): m[2].decode() for m in _CONSTANT.finditer(data)}
            key = _filled(key, constants)
        if _KEY.fullmatch(key):
            behind = data[match.end() : match.end() + _AFTER].partition(b")" if called else b">")[0]
            named = _NAMESPACE.search(behind)
            yield _use(
                key, named[1].decode() if named else default, lines.of(match.start()), definitions
            )
    for match in _TABLED.finditer(data):
        key = match[1].decode()
        if not key.endswith(_FILES):
            yield _use(key, "", lines.of(match.start(1)), definitions)


def _use(key: str, namespace: str, line: int, definitions: Definitions) -> MessageUse:
    """A key that is known in part is looked up by what stands before its first hole, up to a dot."""
    name = key.partition(HOLE)[0].rpartition(".")[0] + ".*" if HOLE in key else key
    pattern = key if HOLE in key else ""
    symbol = definitions.at(line)
    return MessageUse(
        name=name, namespace=namespace, pattern=pattern, line=line, end_line=line, symbol=symbol
    )


def _filled(key: str, constants: dict[str, str]) -> str:
    return _FILLED.sub(lambda match: constants.get(match[1], HOLE), key)


class _Lines:
    """Line numbers of rising positions, each counted from the last one."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._known = (0, 1)

    def of(self, position: int) -> int:
        at, line = self._known
        if position < at:
            at, line = 0, 1
        self._known = (position, line + self._data.count(b"\n", at, position))
        return self._known[1]
