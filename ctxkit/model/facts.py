"""Facts: what extractors find in source files, and on which lines.

Frozen, slotted, keyword-only data without behaviour. Not here: facts of databases
(`database_facts.py`), the extractors (`extract/`), storage (`index/reader.py`), the JSON form
(`output/json_form.py`).
"""

from __future__ import annotations

from typing import ClassVar, Literal

from msgspec import Struct

from ctxkit.model.vocabulary import Match, Origin, Role, ServerProgram, Via

HOLE = "\x1f"
"""The placeholder in a template for a value known only at run time.

The ASCII "unit separator", because it never occurs in source text.
"""


class Checkout(Struct, frozen=True, kw_only=True):
    """A source repository at the version that the workspace uses.

    `url` contains no credentials; `commit` is 40 hex digits.
    """

    repo: str
    version: str
    commit: str
    match: Match
    url: str = ""


class Location(Struct, frozen=True, kw_only=True):
    """A span of lines in a file: 1-based, both ends included.

    `path` is POSIX, relative to the root of the repository.
    """

    repo: str
    path: str
    line: int
    end_line: int
    symbol: str = ""


class Fact(Struct, frozen=True, kw_only=True):
    """Something that an extractor found on a line of a source file.

    `name` is the key of lookups. `symbol` is the enclosing function or class (`Mail.send`,
    `FullDuplex.Start`), empty at module level. `repo`, `path` and `test` belong to the file:
    extractors leave them empty and the index fills them in.
    """

    kind: ClassVar[str]

    name: str
    line: int
    end_line: int
    symbol: str = ""
    repo: str = ""
    path: str = ""
    test: bool = False

    @property
    def location(self) -> Location:
        return Location(
            repo=self.repo,
            path=self.path,
            line=self.line,
            end_line=self.end_line,
            symbol=self.symbol,
        )


class ConfigKey(Fact, frozen=True, kw_only=True):
    """The declaration of a setting by a program.

    `name` is the external name (environment variable, YAML path in the sandbox's config.yaml,
    credential variable); `attribute` is the name in the code (`ServerKey`). `default` is the plain
    value (`15`, `info`, no quotes), or source text if `default_is_expression`; None means no
    default. `aliases` are alternative external names, in order of precedence. `owner` is the class
    that declares the setting.
    """

    kind: ClassVar[str] = "config_key"

    origin: Origin
    attribute: str = ""
    type: str = ""
    default: str | None = None
    default_is_expression: bool = False
    description: str = ""
    constraints: str = ""
    aliases: tuple[str, ...] = ()
    owner: str = ""


def service_key(service: str, key: str) -> str:
    """Return the name of the image or the profiles of a compose service; no setting has it."""
    return f"services.{service}.{key}"


class ConfigUse(Fact, frozen=True, kw_only=True):
    """A line that sets, renames, renders, reads or documents the setting `name`.

    `via` is the form of that line. `value` is the value that it sets, or the fallback of a read.
    `target` is the new name in a rename or rendering: in `SERVER_KEY: ${PLUGIN_DAEMON_KEY:-x}` the
    use of `PLUGIN_DAEMON_KEY` has the target `SERVER_KEY`. `services` are the containers that
    receive the target.

    `group` is the YAML anchor of the block that contains the entry (`shared-api-worker-env`); each
    service that merges the block has a use with `via` = `compose-merge` and the name
    `*shared-api-worker-env`. The image and the profiles of a service have the names of
    `service_key`; profiles are joined by commas in `value`.

    For `via` = `copy`, `group` is the local name of the copy. `partial` means that a chart template
    adds text to the value, as in an address with a port. `until` is the last line of the block that
    a condition, `with` or `range` of a chart template opens.
    """

    kind: ClassVar[str] = "config_use"

    role: Role
    via: Via
    value: str | None = None
    target: str = ""
    services: tuple[str, ...] = ()
    description: str = ""
    group: str = ""
    until: int = 0
    partial: bool = False


class LogTemplate(Fact, frozen=True, kw_only=True):
    """A log statement; `name` is the function that it calls (`logger.info`, `slog.Warn`,
    `console.error`).

    `template` is the message with HOLE for each value and white space folded; `args` are the
    expressions for the holes, in order; `fields` are the keys of structured attributes (`plugin` in
    slog's `plugin=...`).
    """

    kind: ClassVar[str] = "log_template"

    template: str
    level: str = ""
    args: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()


class Raise(Fact, frozen=True, kw_only=True):
    """A statement that creates an error; `name` is the class or function (`ValueError`,
    `errors.New`, `panic`), `code` the error's own, or the constant that holds it (`JobNotFound`).
    """

    kind: ClassVar[str] = "raise"

    template: str
    args: tuple[str, ...] = ()
    code: str = ""


class Route(Fact, frozen=True, kw_only=True):
    """An HTTP route; `name` is the path as written (`/apps/<uuid:app_id>`, `/runs/{run_id}`),
    relative to `router`. `{...}` at its end stands for whatever follows a pattern of Go that ends
    with a slash.

    `router` is the full name of the object that registers the route
    (`controllers.console:console_ns`, the variable of a gin group); RoutePrefix facts lead from it
    to the full path. No `methods` means any method. `handler` is the function or class that
    answers.
    """

    kind: ClassVar[str] = "route"

    router: str
    methods: tuple[str, ...] = ()
    handler: str = ""


class RoutePrefix(Fact, frozen=True, kw_only=True):
    """The registration of the router `name` on the router `parent` at `prefix`.

    No `parent` means the root. `adds`: the prefix is put before the router's own, as FastAPI does,
    instead of replacing it, as Flask does. A function that makes a router is a parent of it.
    """

    kind: ClassVar[str] = "route_prefix"

    prefix: str = ""
    parent: str = ""
    adds: bool = False


class ClientCall(Fact, frozen=True, kw_only=True):
    """A request of one of Dify's programs to another; `name` is the path as far as the code of the
    caller has it, with placeholders as in routes (`/apps/<id>`).

    `method` is empty if the call names none. `program`: a server makes it, not the web console.
    """

    kind: ClassVar[str] = "client_call"

    method: str = ""
    program: bool = False


class Task(Fact, frozen=True, kw_only=True):
    """A Celery task; `name` is the one that Celery logs
    (`tasks.mail_invite_member_task.send_invite_member_mail_task`).
    """

    kind: ClassVar[str] = "task"

    queue: str = ""
    options: tuple[str, ...] = ()


class ErrorCode(Fact, frozen=True, kw_only=True):
    """An error class with its own error code; `name` is the code in the JSON body
    (`app_unavailable`).

    `error` is the class, `status` the HTTP status, `template` the message.
    """

    kind: ClassVar[str] = "error_code"

    error: str
    status: int | None = None
    template: str = ""


class Symbol(Fact, frozen=True, kw_only=True):
    """A definition; `name` is the qualified name.

    An `argument` is a keyword argument or parameter with a literal value
    (`shared_task.max_retries`), a `template` is a `define` of a chart. `bases` are the base classes
    of a class as written in the source.
    """

    kind: ClassVar[str] = "symbol"

    what: Literal["function", "method", "class", "constant", "argument", "template"]
    value: str = ""
    doc: str = ""
    bases: tuple[str, ...] = ()


class Message(Fact, frozen=True, kw_only=True):
    """A text of the web console in the original language; `name` is its key
    (`common.operation.save`).

    `text` is a template like that of a log statement and `args` are the names of its values. The
    field is not called `template`, so that texts of the user interface never count as log messages.
    """

    kind: ClassVar[str] = "message"

    text: str
    args: tuple[str, ...] = ()


class MessageUse(Fact, frozen=True, kw_only=True):
    """A component that shows a text; `name` is its key as written, without the namespace if
    `namespace` has it.

    `pattern` is the key with HOLE for each part known only at run time; `name` then ends in `.*`.
    """

    kind: ClassVar[str] = "message_use"

    namespace: str = ""
    pattern: str = ""


class Directive(Fact, frozen=True, kw_only=True):
    """A directive in a configuration of nginx or squid, or in a Content-Security-Policy;
    `description` is the comment right above it and behind it.
    """

    kind: ClassVar[str] = "directive"

    program: ServerProgram
    value: str = ""
    description: str = ""


class Manifest(Fact, frozen=True, kw_only=True):
    """A Kubernetes object that a chart template renders; `name` is its kind (`ConfigMap`).

    `object` is the expression of its `metadata.name` (`dify.api.fullname` for `{{ template
    "dify.api.fullname" . }}`, else the source text), the key that `envFrom` refers to; `template`
    is the same with HOLE for each action. `containers` are those of its pod, without init
    containers.
    """

    kind: ClassVar[str] = "manifest"

    template: str = ""
    object: str = ""
    containers: tuple[str, ...] = ()


class TemplateCall(Fact, frozen=True, kw_only=True):
    """An `include` of the `define` called `name`; `symbol` is the `define` that contains it.

    `context` is the value path passed as context (`api.otel`), empty for the whole context. Inside
    an object, `section` is the top-level key (`metadata`, `data`) and `services` the container, if
    there is one.
    """

    kind: ClassVar[str] = "template_call"

    context: str = ""
    section: str = ""
    services: tuple[str, ...] = ()


class PythonProject(Fact, frozen=True, kw_only=True):
    """A project of Python; `name` is that of its distribution (`dify-agent`).

    `packages` are the folders that are installed as packages, relative to the repository; `*` in
    the last part of one stands for anything, and not all need to exist. `members` are the folders
    of other projects that are installed with it, with `*` likewise. `built`: the project itself is
    installed, wherever it runs.
    """

    kind: ClassVar[str] = "python_project"

    packages: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    built: bool = False


class PageSection(Fact, frozen=True, kw_only=True):
    """A section of a page for people (README, FAQ, documentation); `name` is its heading.

    `description` is its prose.
    """

    kind: ClassVar[str] = "section"

    description: str = ""
