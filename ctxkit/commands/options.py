"""Options that several commands have, each defined once.

A command takes a group of them as one parameter: a struct whose fields are the options.

Not here: what is done with them (`printing.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import Annotated, Any, Literal, get_type_hints

import typer
from msgspec import Struct

from ctxkit.commands.completing import WORKSPACE, prompt_choices
from ctxkit.commands.language import wanted_language
from ctxkit.errors import UsageError
from ctxkit.text.languages import Language

DEFAULT_FOLDER = Path()

Folder = Annotated[
    Path,
    typer.Option(
        "-w",
        "--workspace",
        metavar="DIR",
        envvar=WORKSPACE,
        show_envvar=False,
        help=f"Workspace folder, or one inside it; default: ${WORKSPACE}, else where you are.",
    ),
]
Version = Annotated[
    str | None,
    typer.Option(
        "--version", metavar="VERSION", help="Ask a further version, brought by sync --also."
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Out = Annotated[
    Path | None, typer.Option("--out", metavar="FILE", help="Write to FILE instead of stdout.")
]


def _count(text: str) -> int:
    """Return a whole number from 1 on."""
    try:
        number = int(text)
    except ValueError:
        number = 0
    if number < 1:
        raise typer.BadParameter(f"{text!r} is not a whole number from 1 on")
    return number


class BundleFormat(str, Enum):
    """The format of a bundle."""

    markdown = "markdown"
    xml = "xml"


class ReaderLanguage(str, Enum):
    """The language of a reader."""

    en = "en"
    ja = "ja"
    zh = "zh"


class CollectFrom(str, Enum):
    """Where a deployment runs, for the commands that collect what triage needs of it."""

    kubectl = "kubectl"
    compose = "compose"


class BundleDetail(str, Enum):
    """How much a bundle shows of the places that it names."""

    brief = "brief"
    code = "code"


Lang = Annotated[
    ReaderLanguage | None,
    typer.Option(
        "--lang",
        help="Language of labels, notes and the prompt; default: the locale's.",
        show_default=False,
    ),
]


PromptName = Annotated[
    str | None,
    typer.Option(
        "--prompt",
        metavar="NAME",
        help="Wrap the bundle in the prompt NAME.",
        autocompletion=prompt_choices,
    ),
]


class AnswerOptions(Struct, frozen=True, kw_only=True):
    """In which form an answer is wanted, and where it goes."""

    workspace: Folder = DEFAULT_FOLDER
    version: Version = None
    json: Json = False
    budget: Annotated[
        int,
        typer.Option(
            "--budget",
            metavar="N",
            parser=_count,
            help="Maximum number of tokens in the bundle.",
        ),
    ] = 3000
    format: Annotated[BundleFormat, typer.Option("--format", help="Format of the bundle.")] = (
        BundleFormat.markdown
    )
    copy: Annotated[bool, typer.Option("--copy", help="Also copy the bundle to the clipboard.")] = (
        False
    )
    out: Out = None
    prompt: PromptName = None
    lang: Lang = None
    bundle: Annotated[
        bool,
        typer.Option(
            "-b", "--bundle", help="Print the full bundle even when stdout is a terminal."
        ),
    ] = False

    @property
    def wanted_lang(self) -> Language:
        """The language of the reader: the one asked for, else that of the user's locale."""
        return wanted_language(self.lang)


class QuestionOptions(AnswerOptions, frozen=True, kw_only=True):
    """The same of a question with one answer: how much of it is wanted."""

    verbose: Annotated[
        bool,
        typer.Option("-v", "--verbose", help="Show reasons, layers and all places as well."),
    ] = False
    brief: Annotated[
        bool, typer.Option("--brief", help="Bundle without source: the same as --detail brief.")
    ] = False
    detail: Annotated[
        BundleDetail | None,
        typer.Option(
            "--detail", help="Name places only, or show their source.", show_default=False
        ),
    ] = None
    hyperlink_format: Annotated[
        str | None,
        typer.Option(
            "--hyperlink-format",
            metavar="FORMAT",
            help="Links of places in a terminal: none, file, vscode, cursor, a URL with {path}.",
        ),
    ] = None
    diagram: Annotated[
        bool, typer.Option("--diagram", help="Add a setting's chain as a Mermaid diagram.")
    ] = False

    @property
    def is_detail_given(self) -> bool:
        """Whether a bundle is asked for by saying how much it shows."""
        return self.brief or self.detail is not None or self.diagram

    @property
    def wanted_detail(self) -> Literal["brief", "code"]:
        """How much the bundle shows. Raise UsageError if the options disagree."""
        if self.brief and self.detail is BundleDetail.code:
            raise UsageError("give either --brief or --detail code, not both")
        return "brief" if self.brief or self.detail is BundleDetail.brief else "code"


class ReportOptions(AnswerOptions, frozen=True, kw_only=True):
    """The same of a report, which is not a bundle unless one is asked for."""

    bundle: Annotated[
        bool,
        typer.Option(
            "-b", "--bundle", help="Print one context bundle of the causes and their source."
        ),
    ] = False
    brief: Annotated[
        bool, typer.Option("--brief", help="Bundle without source: causes and places only.")
    ] = False
    verbose: Annotated[
        bool,
        typer.Option(
            "-v", "--verbose", help="Show every statement and the charts in a terminal as well."
        ),
    ] = False

    @property
    def is_form_given(self) -> bool:
        """Whether a form of the report is asked for, or where it goes."""
        return any((self.json, self.bundle, self.brief, self.prompt, self.copy, self.out))


class DeploymentFiles(Struct, frozen=True, kw_only=True):
    """The files of a deployment."""

    env: Annotated[
        Path | None,
        typer.Option("--env", metavar="FILE", help="The deployment's .env, or its folder."),
    ] = None
    values: Annotated[
        list[Path] | None,
        typer.Option("--values", metavar="FILE", help="The deployment's Helm values (repeatable)."),
    ] = None
    compose: Annotated[
        list[Path] | None,
        typer.Option(
            "--compose", metavar="FILE", help="A Compose file of the deployment (repeatable)."
        ),
    ] = None


def with_option_groups(command: Callable[..., None]) -> Callable[..., None]:
    """Return `command` in the form that Typer needs: in place of a parameter that is a struct
    of options, one parameter for each of its fields.
    """
    groups: dict[str, type[Struct]] = {}
    parameters: list[Parameter] = []
    for parameter in signature(command, eval_str=True).parameters.values():
        kind = parameter.annotation
        if isinstance(kind, type) and issubclass(kind, Struct):
            groups[parameter.name] = kind
            parameters += _options_of(kind)
        else:
            parameters.append(parameter.replace(kind=Parameter.KEYWORD_ONLY))

    def run(**given: Any) -> None:
        for parameter, group in groups.items():
            options = {name: given.pop(name) for name in group.__struct_fields__}
            given[parameter] = group(**options)
        command(**given)

    run.__name__, run.__doc__ = command.__name__, command.__doc__
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    run.__signature__ = Signature(parameters)  # type: ignore[attr-defined]
    return run


def _options_of(group: type[Struct]) -> list[Parameter]:
    hints = get_type_hints(group, include_extras=True)
    return [
        Parameter(
            name,
            Parameter.KEYWORD_ONLY,
            default=default,
            annotation=hints[name],
        )
        for name, default in zip(group.__struct_fields__, group.__struct_defaults__, strict=True)
    ]
