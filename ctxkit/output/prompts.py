"""The prompts that can be put around a bundle: prose in `prompts/LANG/*.md`, with `$name`
placeholders.

A prompt file begins with front matter (`name`, `title`, `description`, `for`: the commands that it
applies to, `lang`) between two lines of `---`. Prompts of the user's own, in the folder of
their configuration, come before those that ship. Not here: any prompt text.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from ctxkit.errors import CtxkitError, UsageError
from ctxkit.files.toml_text import parse_toml
from ctxkit.model import Finding
from ctxkit.regex import regex
from ctxkit.text.languages import DEFAULT_LANGUAGE, LANGUAGES, Language
from ctxkit.text.visible import visible
from ctxkit.text.wording import short

BUNDLE = "bundle"
"""The placeholder that the bundle replaces; every prompt has it once."""

_PACKAGE = Path(__file__).parent.parent
_PLACEHOLDER = regex(r"\$(\$|[A-Za-z_]\w*)")
_FIELDS = ("name", "title", "description", "for", "lang")
_FENCE = "---\n"


class Prompt(Struct, frozen=True, kw_only=True):
    """A prompt: `body` with placeholders, and the commands whose bundles it is written for."""

    name: str
    title: str
    description: str
    commands: tuple[str, ...]
    lang: Language
    body: str


def _shipped() -> Path:
    # In a wheel the prompts are in the package, in a checkout beside it.
    in_wheel = _PACKAGE / "prompts"
    return in_wheel if in_wheel.is_dir() else _PACKAGE.parent / "prompts"


def _own() -> Path:
    """Return the folder of the user's own prompts, whether or not there is one."""
    base = os.environ.get("XDG_CONFIG_HOME") or Path("~/.config").expanduser()
    return Path(base) / "ctxkit" / "prompts"


def _files(lang: Language) -> Iterator[Path]:
    """Yield the files of all prompts, that of a name which counts first; those of another language
    only where it has nothing of that name.
    """
    for language in dict.fromkeys((lang, DEFAULT_LANGUAGE)):
        for folder in (_own(), _shipped()):
            yield from sorted((folder / language).glob("*.md"))


def prompt_names() -> list[str]:
    """Return the names of all prompts, sorted."""
    return sorted({file.stem for lang in LANGUAGES for file in _files(lang)})


def load_prompt(name: str, lang: Language = DEFAULT_LANGUAGE) -> Prompt:
    """Return a prompt by its name, in English where it is not there in a language.

    Raise UsageError if there is none, CtxkitError if its file is not well formed.
    """
    for file in _files(lang):
        if file.stem == name:
            return parse_prompt(file.read_text(encoding="utf8"), f"{file.parent.name}/{file.name}")
    names = ", ".join(prompt_names())
    raise UsageError(f"no prompt named {name!r}", hint=f"the prompts are: {names}")


def prompt_for(command: str, name: str, lang: Language = DEFAULT_LANGUAGE) -> Prompt:
    """Return a prompt for the answers of a command.

    Raise UsageError if there is no such prompt or it is for other questions.
    """
    prompt = load_prompt(name, lang)
    if command not in prompt.commands:
        raise UsageError(
            f"the prompt {name} does not apply to {command}",
            hint=f"it applies to: {', '.join(prompt.commands)}",
        )
    return prompt


def prompted_report(
    text: str,
    command: str,
    name: str,
    *,
    question: str,
    was_read: bool,
    lang: Language = DEFAULT_LANGUAGE,
) -> str:
    """Return a report inside a prompt; `was_read` says whether files of the deployment were."""
    prompt = prompt_for(command, name, lang)
    before, after = around_bundle(prompt, _values(question, prompt.lang, was_read=was_read))
    return f"{before}{visible(text).rstrip()}{after}"


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
    if fields["lang"] not in LANGUAGES:
        raise CtxkitError(
            f"{file}: unknown language: {fields['lang']!r}",
            hint=f"the languages are: {', '.join(LANGUAGES)}",
        )
    return Prompt(
        name=fields["name"],
        title=fields["title"],
        description=fields["description"],
        commands=tuple(word.strip() for word in fields["for"].split(",")),
        lang=fields["lang"],
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


def values_of(finding: Finding, lang: Language = DEFAULT_LANGUAGE) -> dict[str, str]:
    """Return what the placeholders of a prompt in a language stand for.

    `deployment` says whether the files of the deployment were read: a prompt that says otherwise
    contradicts its bundle.
    """
    was_read = any(key.effective for key in finding.keys)
    was_read = was_read or any(plan.files for plan in finding.plans)
    return _values(finding.query, lang, was_read=was_read)


def _values(question: str, lang: Language, *, was_read: bool) -> dict[str, str]:
    said = parse_toml((_shipped() / lang / "deployment.toml").read_text(encoding="utf8"))
    return {
        "question": short(question),
        "deployment": said["read" if was_read else "not_given"],
    }
