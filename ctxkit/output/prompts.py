"""The prompts that can be put around a bundle: prose in `prompts/*.md`, with `$name` placeholders.

A prompt file begins with front matter (`name`, `description`, `for`: the commands it goes with)
between lines of `---`. Not here: any prompt text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ctxkit.errors import CtxkitError, UsageError

_HERE = Path(__file__).parent.parent
# In a wheel the prompts lie in the package, in a checkout beside it.
_FOLDER = _HERE / "prompts" if (_HERE / "prompts").is_dir() else _HERE.parent / "prompts"
_PLACEHOLDER = re.compile(r"\$(\$|[A-Za-z_]\w*)")
_FIELDS = ("name", "description", "for")
BUNDLE = "bundle"
"""The placeholder that the bundle takes; every prompt has it once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """A prompt: `body` with placeholders; `commands` are those whose bundles it is written for."""

    name: str
    description: str
    commands: tuple[str, ...]
    body: str


def prompt_names() -> list[str]:
    """Return the names of all prompts, sorted."""
    return sorted(file.stem for file in _FOLDER.glob("*.md"))


def load_prompt(name: str) -> Prompt:
    """Return a prompt by its name. Raise UsageError where there is none."""
    if name not in prompt_names():
        raise UsageError(
            f"no prompt named {name!r}", hint=f"there are: {', '.join(prompt_names())}"
        )
    return parse_prompt((_FOLDER / f"{name}.md").read_text(encoding="utf8"), f"{name}.md")


def parse_prompt(text: str, file: str) -> Prompt:
    """Return the prompt that a file holds.

    Raise CtxkitError, with the line, where it is not well formed.
    """
    head, fence, body = text.removeprefix("---\n").partition("\n---\n")
    if not text.startswith("---\n") or not fence:
        raise CtxkitError(
            f"{file}:1: no front matter",
            hint="begin with lines of `name: value` between two lines of ---",
        )
    fields: dict[str, str] = {}
    for number, line in enumerate(head.splitlines(), 2):
        key, colon, value = line.partition(":")
        if not colon or key.strip() not in _FIELDS:
            raise CtxkitError(
                f"{file}:{number}: not a field: {line!r}", hint=f"fields are: {', '.join(_FIELDS)}"
            )
        fields[key.strip()] = value.strip()
    missing = [field for field in _FIELDS if not fields.get(field)]
    if missing:
        raise CtxkitError(f"{file}: the front matter lacks {', '.join(missing)}")
    if [found[1] for found in _PLACEHOLDER.finditer(body)].count(BUNDLE) != 1:
        raise CtxkitError(f"{file}: the text must hold ${BUNDLE} once")
    commands = tuple(word.strip() for word in fields["for"].split(","))
    return Prompt(
        name=fields["name"],
        description=fields["description"],
        commands=commands,
        body=body.strip() + "\n",
    )


def around_bundle(prompt: Prompt, values: Mapping[str, str]) -> tuple[str, str]:
    """Return what stands before and after the bundle, its placeholders filled from `values`.

    Raise CtxkitError for a placeholder that `values` does not fill.
    """
    unknown = {found[1] for found in _PLACEHOLDER.finditer(prompt.body)} - {"$", BUNDLE, *values}
    if unknown:
        raise CtxkitError(f"prompt {prompt.name}: nothing fills ${', $'.join(sorted(unknown))}")
    before, _, after = re.split(rf"(\${BUNDLE}\b)", prompt.body, maxsplit=1)
    return _filled(before, values), _filled(after, values)


def _filled(text: str, values: Mapping[str, str]) -> str:
    return _PLACEHOLDER.sub(lambda found: "$" if found[1] == "$" else values[found[1]], text)
