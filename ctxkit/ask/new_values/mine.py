"""What a new values file keeps of an older one: the secrets that are set there, and what only the
user knows.

Not here: the other values of the older file, which `upgrade-values` carries over.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

from msgspec import Struct

from ctxkit.dify.charts import moved_value
from ctxkit.dify.secrets import is_placeholder
from ctxkit.files.values import Value, ValuesFile
from ctxkit.files.yaml_types import same
from ctxkit.text.hidden_values import is_hidden
from ctxkit.values.places import Places


class Mine(Struct, frozen=True, kw_only=True, dict=True):
    """An older values file, None without one, beside the chart of the new file."""

    file: ValuesFile | None
    base: ValuesFile

    @property
    def name(self) -> str:
        return self.file.path if self.file else ""

    @cached_property
    def _values(self) -> dict[str, Value]:
        """The values by the path at which the chart of the new file has them."""
        if self.file is None:
            return {}
        places = Places(self.base.leaves)
        found: dict[str, Value] = {}
        for path, value in self.file.leaves.items():
            if path in self.base.leaves:
                found[path] = value
        for path, value in self.file.leaves.items():
            if path not in self.base.leaves:
                found.setdefault(moved_value(path) or places.of(path) or path, value)
        return found

    def value(self, path: str) -> Value | None:
        """Return the value that the older file sets for a path, None where it sets none."""
        value = self._values.get(path)
        if value is None or value.plain in (None, ""):
            return None
        text = value.value or ""
        if is_placeholder(text) or is_hidden(text):
            return None
        return value

    def hides(self, path: str) -> bool:
        """Return whether the value was hidden before the older file was passed on."""
        value = self._values.get(path)
        return value is not None and is_hidden(value.value or "")

    def names_of_secrets(self) -> dict[str, Any]:
        """Return the values with which the older file takes secrets from Kubernetes or a vault."""
        return {
            path: value.plain
            for path in self._values
            if _names_secrets(path) and path in self.base.leaves
            for value in [self.value(path)]
            if value is not None and not same(value.plain, self.base.leaves[path].plain)
        }

    def others(self, taken: set[str]) -> list[str]:
        """Return the values that differ from the chart's and are not in the new file."""
        return [
            path
            for path, value in self._values.items()
            if path not in taken and not self._is_default(path, value)
        ]

    def _is_default(self, path: str, value: Value) -> bool:
        default = self.base.leaves.get(path)
        return default is not None and same(default.plain, value.plain)


def _names_secrets(path: str) -> bool:
    return path.startswith("externalSecret.") or path.rpartition(".")[2].startswith("existing")
