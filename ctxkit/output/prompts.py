"""The prompts that can be put around a bundle: prose in `prompts/*.md`, with `$name` placeholders.

A prompt file begins with front matter (`name`, `description`, `for`: the commands that it applies
to) between two lines of `---`. Not here: any prompt text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from ctxkit.errors import CtxkitError, UsageError
from ctxkit.model import Finding
from ctxkit.text.wording import short

BUNDLE = "bundle"
"""The placeholder that the bundle replaces; every prompt has it once."""

_NO_FILES = (
    "The deployment's own .env, values and overrides were not given: a default is what Dify "
    "ships, not what runs."
)
_WITH_FILES = "The deployment's own files were read: lines that say `effective` are what runs."

_PACKAGE = Path(__file__).parent.parent
_PLACEHOLDER = re.compile(r"\$(\$|[A-Za-z_]\w*)")
_FIELDS = ("name", "description", "for")
_FENCE = "---\n"


class Prompt(Struct, frozen=True, kw_only=True):
    """A prompt: `body` with placeholders, and the commands whose bundles it is written for."""

    name: str
    description: str
    commands: tuple[str, ...]
    body: str


def _folder() -> Path:
    # In a wheel the prompts are in the package, in a checkout beside it.
    in_wheel = _PACKAGE / "prompts"
    return in_wheel if in_wheel.is_dir() else _PACKAGE.parent / "prompts"


def prompt_names() -> list[str]:
    """Return the names of all prompts, sorted."""
    return sorted(file.stem for file in _folder().glob("*.md"))


def load_prompt(name: str) -> Prompt:
    """Return a prompt by its name. Raise UsageError if there is none."""
    names = prompt_names()
    if name not in names:
        raise UsageError(f"no prompt named {name!r}", hint=f"the prompts are: {', '.join(names)}")
    return parse_prompt((_folder() / f"{name}.md").read_text(encoding="utf8"), f"{name}.md")


def parse_prompt(text: str, file: str) -> Prompt:
    """Return the prompt in the text of a file.

    Raise CtxkitError, with the line, if it is not well formed.
    """
    head, fence, body = text.removeprefix(_FENCE).partition(f"\n{_FENCE}")
    if not text.startswith(_FENCE) or not fence:
        raise CtxkitError(
            f"{file}:1: missing front matter",
            hint="begin with lines of `name: value` between two lines of ---",
        )
    fields = _front_matter(head, file)
    if _placeholders(body).count(BUNDLE) != 1:
        raise CtxkitError(f"{file}: the text must contain ${BUNDLE} exactly once")
    return Prompt(
        name=fields["name"],
        description=fields["description"],
        commands=tuple(word.strip() for word in fields["for"].split(",")),
        body=body.strip() + "\n",
    )


def _front_matter(head: str, file: str) -> dict[str, str]:
    fields: dict[str, str] = {}
    for number, line in enumerate(head.splitlines(), 2):
        key, colon, value = line.partition(":")
        if not colon or key.strip() not in _FIELDS:
            raise CtxkitError(
                f"{file}:{number}: unknown field: {line!r}",
                hint=f"the fields are: {', '.join(_FIELDS)}",
            )
        fields[key.strip()] = value.strip()
    missing = [field for field in _FIELDS if not fields.get(field)]
    if missing:
        raise CtxkitError(f"{file}: the front matter lacks {', '.join(missing)}")
    return fields


def _placeholders(body: str) -> list[str]:
    return [found[1] for found in _PLACEHOLDER.finditer(body)]


def around_bundle(prompt: Prompt, values: Mapping[str, str]) -> tuple[str, str]:
    """Return the text before and after the bundle, its placeholders filled from `values`.

    Raise CtxkitError for a placeholder that `values` lacks.
    """
    unknown = set(_placeholders(prompt.body)) - {"$", BUNDLE, *values}
    if unknown:
        raise CtxkitError(
            f"prompt {prompt.name}: unknown placeholder ${', $'.join(sorted(unknown))}"
        )
    before, _, after = re.split(rf"(\${BUNDLE}\b)", prompt.body, maxsplit=1)
    return _filled(before, values), _filled(after, values)


def _filled(text: str, values: Mapping[str, str]) -> str:
    return _PLACEHOLDER.sub(lambda found: {"$": "$", **values}[found[1]], text)


def values_of(finding: Finding) -> dict[str, str]:
    """Return what the placeholders of a prompt stand for.

    `deployment` says whether the files of the deployment were read: a prompt that says otherwise
    contradicts its bundle.
    """
    was_read = any(key.effective for key in finding.keys)
    return {
        "question": short(finding.query),
        "deployment": _WITH_FILES if was_read else _NO_FILES,
    }
