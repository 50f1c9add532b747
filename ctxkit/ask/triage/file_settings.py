"""The values that the files of a deployment give settings, and the lines that do.

Not here: which value a container gets in the end (`ask/explain/effective.py`).
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from ctxkit.ask.triage.case_results import Proof
from ctxkit.deployment.user_deployment import UserDeployment
from ctxkit.errors import UsageError
from ctxkit.files.decoding import decode
from ctxkit.files.dotenv import read_env
from ctxkit.files.values import read_values
from ctxkit.regex import regex

_COMPOSE_LINE = regex(r"^\s*(?:- )?['\"]?([A-Z][A-Z0-9_]{2,100})['\"]?\s?[:=]\s?(.*)$")


class SetValue(Struct, frozen=True, kw_only=True):
    """A setting in a file: its name there, its value and its line."""

    name: str
    value: str
    path: str
    line: int
    text: str

    @property
    def proof(self) -> Proof:
        return Proof(file=self.path, line=self.line, text=self.text)


class FileSettings:
    """All settings of the files, by name."""

    def __init__(self, files: UserDeployment) -> None:
        self.texts = [(file.path, decode(file.data)) for file in (*files.compose, *files.values)]
        self._by_name: dict[str, list[SetValue]] = {}
        for each in _all(files):
            self._by_name.setdefault(each.name, []).append(each)

    @property
    def names(self) -> list[str]:
        """The names of all settings, in the order of the files."""
        return list(self._by_name)

    @property
    def values(self) -> list[str]:
        """All values of the settings."""
        return [each.value for found in self._by_name.values() for each in found]

    def get(self, name: str) -> SetValue | None:
        """Return where a setting is set, the line that wins by its kind of file."""
        found = self._by_name.get(name)
        return found[-1] if found else None

    def named(self, ending: str) -> Iterator[SetValue]:
        """Yield the values whose path has these last keys."""
        for name, found in self._by_name.items():
            if name.endswith(f".{ending}") or name == ending:
                yield found[-1]


def _all(files: UserDeployment) -> Iterator[SetValue]:
    for file in (*files.env_files.values(), *((files.env,) if files.env else ())):
        for setting in read_env(file).settings.values():
            text = f"{setting.name}={setting.value}"
            yield SetValue(
                name=setting.name,
                value=setting.value,
                path=file.path,
                line=setting.line,
                text=text,
            )
    for file in files.values:
        try:
            values = read_values(file).values
        except UsageError:
            continue
        for each in values:
            text = f"{each.keys[-1]}: {each.value}"
            yield SetValue(
                name=each.path,
                value=each.value or "",
                path=file.path,
                line=each.line,
                text=text,
            )
    for file in files.compose:
        for number, line in enumerate(decode(file.data).split("\n"), 1):
            found = _COMPOSE_LINE.match(line)
            if found:
                yield SetValue(
                    name=found[1],
                    value=found[2].strip("'\""),
                    path=file.path,
                    line=number,
                    text=line.strip(),
                )
