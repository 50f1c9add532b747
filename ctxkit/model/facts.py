"""Facts: what the sources say, and where. Frozen, slotted, keyword-only, and without behaviour of
their own.

Not here: how facts are found (`extract/`), kept (`index/reader.py`) or shown
(`output/json_form.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

HOLE = "\x1f"
"""Stands in a template for a value known only at run time.

The ASCII "unit separator" occurs in no source text.
"""

Match = Literal["exact", "tag", "nearest", "as-of", "guess"]
"""How a checkout's version was found, best first."""

Role = Literal["declares", "sets", "renames", "renders", "reads", "documents"]
"""What a place has to do with a setting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkout:
    """A source at the version that the workspace holds.

    `url` bears no credentials; `commit` is 40 hex digits.
    """

    repo: str
    version: str
    commit: str
    match: Match
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """A span of lines (1-based, both ends included) of a file (POSIX path below the repository's
    root).
    """

    repo: str
    path: str
    line: int
    end_line: int
    symbol: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something that a source file says, and the place where it says it.

    `name` is what one looks the fact up by. `symbol` is the enclosing function or class
    (`Mail.send`, `FullDuplex.Start`), empty at module level. `repo`, `path` and `test` come from
    the file: extractors leave them out and the index fills them in.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigKey(Fact):
    """A program declares a setting.

    `name` is the name under which it is set from outside (environment variable, YAML path of the
    sandbox's config.yaml, credential variable); `attribute` the name by which the code reads it
    (`ServerKey`). `default` is the source text of an expression where `default_is_expression`, else
    the plain value (`15`, `info`, no quotes); None: no default. `aliases` are further names for
    `name`, in the order in which they win.
    """

    kind: ClassVar[str] = "config_key"

    origin: Literal[
        "pydantic", "computed", "property", "envconfig", "getenv", "yaml", "zod", "credential"
    ]
    attribute: str = ""
    type: str = ""
    default: str | None = None
    default_is_expression: bool = False
    description: str = ""
    constraints: str = ""
    aliases: tuple[str, ...] = ()
    owner: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigUse(Fact):
    """A place that sets, renames, renders, reads or documents a setting under the name `name`.

    `via` says in which way (`dify_config`, `field`, `getenv`, `compose`, `env-example`,
    `helm-values`, `helm-template`, `shell`, `credential`, ...). `value` is what is set there, or
    the fallback of a read. `target` is the other name of a rename or rendering: in `SERVER_KEY:
    ${PLUGIN_DAEMON_KEY:-x}` the use of `PLUGIN_DAEMON_KEY` has the target `SERVER_KEY`. `services`
    are the containers that get the target.

    `group` is the YAML anchor below which an entry stands (`shared-api-worker-env`); the services
    that merge it each have a use with `via` = `compose-merge` and the name
    `*shared-api-worker-env`. Of a read with `via` = `copy` it is the name to which the file copied
    the setting and by which it is read there. `partial`: a chart's template renders the value with
    text around it, as the port of an address. `until` is the last line of the block that a
    condition or `with` of a chart template governs.
    """

    kind: ClassVar[str] = "config_use"

    role: Role
    via: str
    value: str | None = None
    target: str = ""
    services: tuple[str, ...] = ()
    description: str = ""
    group: str = ""
    until: int = 0
    partial: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LogTemplate(Fact):
    """A statement that writes a log line; `name` is what it calls (`logger.info`, `slog.Warn`,
    `console.error`).

    `template` is the message with HOLE for each value, white space folded; `args` are the
    expressions that fill the holes, in order; `fields` the keys of structured attributes (`plugin`
    in slog's `plugin=...`).
    """

    kind: ClassVar[str] = "log_template"

    template: str
    level: str = ""
    args: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Raise(Fact):
    """A statement that makes an error; `name` is the class or function (`ValueError`, `errors.New`,
    `panic`).
    """

    kind: ClassVar[str] = "raise"

    template: str
    args: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Route(Fact):
    """A handler is bound to a path below `router`; `name` is the path as written
    (`/apps/<uuid:app_id>`).

    `router` is the full name of the object that it is bound to (`controllers.console:console_ns`, a
    gin group's variable); the prefix in front is found by following RoutePrefix facts. `methods` is
    empty for any method. `handler` is the function or class that answers.
    """

    kind: ClassVar[str] = "route"

    router: str
    methods: tuple[str, ...] = ()
    handler: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutePrefix(Fact):
    """The router `name` hangs below the router `parent` (empty: the root) at `prefix`."""

    kind: ClassVar[str] = "route_prefix"

    prefix: str = ""
    parent: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientCall(Fact):
    """The web console calls the API; `name` is the path below the API's prefix, a pattern as routes
    are (`/apps/<id>`).

    `method` is empty where the call does not tell it.
    """

    kind: ClassVar[str] = "client_call"

    method: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task(Fact):
    """A Celery task; `name` as Celery logs it
    (`tasks.mail_invite_member_task.send_invite_member_mail_task`).
    """

    kind: ClassVar[str] = "task"

    queue: str = ""
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Table(Fact):
    """A database table and the class that models it."""

    kind: ClassVar[str] = "table"

    model: str
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Migration(Fact):
    """A migration makes a part of the database; `name` is that of the part, of a column with its
    table (`apps.icon`).

    `revision` is the migration's own id, which is also the name of the fact for the migration as a
    whole.
    """

    kind: ClassVar[str] = "migration"

    what: Literal["revision", "table", "column", "constraint", "index"]
    revision: str = ""
    table: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorCode(Fact):
    """An error class with a code of its own; `name` is the code as the JSON body bears it
    (`app_unavailable`).
    """

    kind: ClassVar[str] = "error_code"

    error: str
    status: int | None = None
    template: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Symbol(Fact):
    """A definition; `name` is the qualified name.

    `what`: `argument` is a keyword argument or parameter with a literal value
    (`shared_task.max_retries`), `template` a chart's `define`. `bases` are the classes that a class
    derives from, as its source names them.
    """

    kind: ClassVar[str] = "symbol"

    what: Literal["function", "method", "class", "constant", "argument", "template"]
    value: str = ""
    doc: str = ""
    bases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Message(Fact):
    """A text that the web console shows, in the original language; `name` is its key
    (`common.operation.save`).

    `text` is a template as those of statements are, `args` are the names of its values. It is no
    `template`, so that the texts of a user interface are not counted among those that programs log.
    """

    kind: ClassVar[str] = "message"

    text: str
    args: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageUse(Fact):
    """A component shows a text; `name` is its key as written there, without the namespace if that
    is given apart.

    `pattern` is the key with HOLE for what is known at run time only; `name` then ends in `.*`.
    """

    kind: ClassVar[str] = "message_use"

    namespace: str = ""
    pattern: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Directive(Fact):
    """A line of a configuration of nginx or squid, or of a Content-Security-Policy (`csp`); `name`
    is the directive.
    """

    kind: ClassVar[str] = "directive"

    program: str
    value: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest(Fact):
    """A chart template makes a Kubernetes object from `line` to `end_line`; `name` is its kind
    (`ConfigMap`).

    `object` is the expression of its `metadata.name` (`dify.api.fullname` for `{{ template
    "dify.api.fullname" . }}`, the source text with other actions), by which `envFrom` finds it;
    `template` the same with HOLE for each action. `containers` are the names of those that a pod of
    it runs, without those that only prepare it.
    """

    kind: ClassVar[str] = "manifest"

    template: str = ""
    object: str = ""
    containers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateCall(Fact):
    """A chart template includes the `define` called `name`; `symbol` is the `define` that it does
    so in.

    `context` is the value path that it passes on (`api.otel`), empty for the whole context. In an
    object, `section` is the top-level key that it stands below (`metadata`, `data`), `services` the
    container, if it is in one.
    """

    kind: ClassVar[str] = "template_call"

    context: str = ""
    section: str = ""
    services: tuple[str, ...] = ()


KINDS: dict[str, type[Fact]] = {
    kind.kind: kind
    for kind in (
        ConfigKey,
        ConfigUse,
        LogTemplate,
        Raise,
        Route,
        RoutePrefix,
        Task,
        Table,
        ErrorCode,
        Symbol,
        Directive,
        Manifest,
        TemplateCall,
        ClientCall,
        Message,
        MessageUse,
        Migration,
    )
}
