"""Mask the secrets in what a user pasted: logs, `.env` and `values.yaml` files.

In place: the line count stays, equal values get equal placeholders (`<REDACTED:SECRET_KEY#1>`), and
a secret that was masked once is masked wherever it stands again. Linear in the text. Not here: what
is a secret, by its name (`named_values.py`), its form (`secret_shapes.py`), the words around it
(`secret_phrases.py`) or its place in an address (`secret_urls.py`); upstream source, which is
public and is never masked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from ctxkit.text.secrets import hidden_class, may_be_secret, secret_class, speaks_of_secrets

if TYPE_CHECKING:
    from ctxkit.text.found import Named
    from ctxkit.text.private_keys import KeyBlock

    Finder = Callable[[str], Iterable[Named]]

__all__ = ["Redactor", "secret_class"]

_MIN_LINE_CHARS = 6
_MIN_SHAPE_CHARS = 16
_MIN_AGAIN_CHARS = 6
_MAX_AGAIN = 64
"""Secrets that are looked for in all of a text: what is pasted has few, and time stays linear."""
_MAX_PASSES = 8
"""A pattern finds again what it masked over, so that a masked text is masked to the end."""
_MAX_KEYS_OF_LINE = 100
_MIN_PLAIN_NUMBER = 1000
_NUMBERS_ARE_SECRETS = ("PASSWORD", "SECRET", "SECRET_KEY", "API_KEY")


class Redactor:
    """Masks texts of one answer, so that a value keeps its placeholder from text to text."""

    def __init__(self, told: Mapping[str, str] = MappingProxyType({})) -> None:
        """Begin with secrets that something else told, each with its class."""
        self._told = told
        self._placeholders: dict[str, str] = {}
        self._counts: dict[str, int] = {}
        self._again: dict[str, str] = {}

    def mask(self, text: str) -> str:
        """Return `text` with its secrets masked; it has as many lines as before."""
        for secret, kind in self._told.items():
            if secret in text:
                text = text.replace(secret, self._hide(secret, kind))
        speaks = speaks_of_secrets(text)
        finders = _finders_for(text, speaks=speaks)
        lines = text.split("\n")
        if speaks:
            from ctxkit.text.named_lines import NamedLines

            named = NamedLines()
            lines = [self._replaced(line, named.find(line)) for line in lines]
            if len(lines) > 1:
                from ctxkit.text.secret_tables import find_in_tables

                lines = list(map(self._replaced, lines, find_in_tables(lines)))
        if "kind" in text and "Secret" in text:
            from ctxkit.text.secret_manifests import find_in_manifests

            lines = list(map(self._replaced, lines, find_in_manifests(lines)))
        if "://" in text and "@" in text and len(lines) > 1:
            from ctxkit.text.continued_secrets import find_broken_urls

            for number, half in list(find_broken_urls(lines)):
                lines[number] = self._replaced(lines[number], (half,))
        if _may_hold_private_key(text):
            from ctxkit.text.private_keys import KeyBlock

            block = KeyBlock()
            masked = [
                line if block.is_public(line) else self._around(block, line, finders)
                for line in lines
            ]
        else:
            masked = [self._line(line, finders) for line in lines]
        if len(masked) > 1 and any(line.endswith((">", "\\")) for line in masked):
            masked = self._continued(text.split("\n"), masked)
        return self._once_more("\n".join(masked))

    def mask_value(self, name: str, value: Any) -> Any:
        """Return the value of a setting called `name`, as JSON has it, with its secrets masked.

        In lists and mappings each value goes by its own key, in `{name: X, value: Y}`, an
        environment variable, by X.
        """
        if isinstance(value, list):
            return [self.mask_value(name, item) for item in value]
        if isinstance(value, dict):
            return self._mask_mapping(value)
        kind = hidden_class(name)
        if isinstance(value, int) and not isinstance(value, bool):
            is_secret = kind in _NUMBERS_ARE_SECRETS and abs(value) >= _MIN_PLAIN_NUMBER
            return self._hide(str(value), kind) if is_secret else value
        if not isinstance(value, str):
            return value
        if kind and may_be_secret(value):
            return self._hide(value, kind)
        return self.mask(value)

    def mask_bound(self, name: str, value: str) -> str:
        """Return a part of a masked text, which a statement calls `name`, with its secrets masked:
        also one that only the rest of the text tells.
        """
        known = self._placeholders.get(value)
        if known is not None:
            return known
        for secret, placeholder in self._placeholders.items():
            if len(value) >= _MIN_AGAIN_CHARS and value in secret:
                return placeholder
            if len(secret) >= _MIN_AGAIN_CHARS and secret in value:
                value = value.replace(secret, placeholder)
        masked: str = self.mask_value(name, value)
        return masked

    def kind_of(self, secret: str) -> str:
        """Return the class of a secret that was masked."""
        return self._placeholders[secret].removeprefix("<REDACTED:").partition("#")[0]

    def known_in(self, text: str) -> list[str]:
        """Return the secrets masked so far that stand in a text."""
        return [secret for secret in self._placeholders if secret in text]

    def _mask_mapping(self, mapping: dict[str, Any]) -> dict[str, Any]:
        if mapping.get("kind") == "Secret":
            mapping = self._mask_manifest(mapping)
        variable = mapping.get("name")
        masked: dict[str, Any] = {}
        for key, item in mapping.items():
            name = key
            if key == "value" and isinstance(variable, str):
                name = variable
            masked[key] = self.mask_value(name, item)
        return masked

    def _mask_manifest(self, manifest: dict[str, Any]) -> dict[str, Any]:
        """Return the manifest of a Secret without what it holds."""
        return {
            key: {name: self._hide(str(each), "SECRET") for name, each in item.items() if each}
            if key in ("data", "stringData") and isinstance(item, dict)
            else item
            for key, item in manifest.items()
        }

    def _hide(self, value: str, kind: str) -> str:
        if value not in self._placeholders:
            self._counts[kind] = self._counts.get(kind, 0) + 1
            self._placeholders[value] = f"<REDACTED:{kind}#{self._counts[kind]}>"
            if len(self._again) < _MAX_AGAIN and tells_itself(value):
                self._again[value] = self._placeholders[value]
        return self._placeholders[value]

    def _around(self, block: KeyBlock, line: str, finders: Sequence[Finder]) -> str:
        """Return a line without its parts of keys, of which there may be several."""
        out: list[str] = []
        for _ in range(_MAX_KEYS_OF_LINE):
            before, key, line = block.split(line)
            out.append(self._line(before, finders))
            if not key:
                break
            out.append(self._hide(key, "PRIVATE_KEY"))
            if "-----BEGIN" not in line:
                break
        # Once more as a whole: what is before a key may tell what is behind it.
        return self._line("".join((*out, self._line(line, finders))), finders)

    def _line(self, line: str, finders: Sequence[Finder]) -> str:
        if len(line) < _MIN_LINE_CHARS:
            return line
        for _ in range(_MAX_PASSES):
            before = line
            for find in finders:
                line = self._replaced(line, find(line))
            if line == before:
                break
        return line

    def _continued(self, lines: Sequence[str], masked: list[str]) -> list[str]:
        from ctxkit.text.continued_secrets import find_continued

        out = list(masked)
        for number, rest in find_continued(lines, masked):
            out[number] = self._replaced(masked[number], (rest,))
        return out

    def _replaced(self, line: str, secrets: Iterable[Named]) -> str:
        out: list[str] = []
        done = 0
        for secret in secrets:
            if secret.start >= done:
                out += (line[done : secret.start], self._hide(secret.value, secret.kind))
                done = secret.start + len(secret.value)
        return "".join((*out, line[done:])) if out else line

    def _once_more(self, text: str) -> str:
        """Return a text without the secrets that stand in it once more, with nothing to tell."""
        for secret, placeholder in self._again.items():
            if secret in text:
                text = text.replace(secret, placeholder)
        return text


def tells_itself(value: str) -> bool:
    """Return whether a secret is nothing else where it stands alone: not `postgres`, not `1234`."""
    if len(value) < _MIN_AGAIN_CHARS or "REDACTED" in value or "#" in value:
        return False
    return any(c.isdigit() for c in value) and not value.isdigit()


def _may_hold_private_key(text: str) -> bool:
    return (
        "-----BEGIN" in text
        or "Private-Lines" in text
        or "=\n" in text
        or text.rstrip().endswith("=")
    )


def _finders_for(text: str, *, speaks: bool) -> list[Finder]:
    """Return what looks for secrets in the lines of a text, which `speaks` of them or not: imported
    only where the text has something that it could find.
    """
    finders: list[Finder] = []
    if "@" in text and ":" in text:
        from ctxkit.text.secret_urls import find_in_urls, find_without_scheme

        finders += (find_in_urls, find_without_scheme)
    if speaks:
        from ctxkit.text.announced_secrets import find_announced, rows_of
        from ctxkit.text.named_pairs import (
            find_columns,
            find_held,
            find_listed,
            find_named_behind,
            find_pairs,
        )
        from ctxkit.text.named_values import find_named
        from ctxkit.text.secret_sentences import find_in_sentences

        finders += (find_named, find_pairs, find_named_behind, find_listed, find_held, find_columns)
        finders += (partial(find_announced, rows=rows_of(text)), find_in_sentences)
    if any(len(word) >= _MIN_SHAPE_CHARS for word in text.split()):
        from ctxkit.text.secret_shapes import find_shapes

        finders.append(find_shapes)
    return finders
