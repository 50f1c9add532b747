"""What a rule of `check` is: the kinds of problems, what a rule sees, and how it says that it is
broken.

Not here: the rules about `.env` files (`env_rules/`) and about a chart's values (`values_rules/`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from ctxkit.model import Severity

KINDS: dict[str, tuple[Severity, str]] = {
    "refused-value": ("error", "The program refuses the value when it starts"),
    "wrong-type": ("error", "A value has not the type that templates or Kubernetes take"),
    "versions-differ": ("warning", "Parts of Dify that belong together run at different versions"),
    "misread-value": ("error", "The program takes the value for something else than it says"),
    "secrets-disagree": ("error", "Two programs that must share a secret get different ones"),
    "chosen-but-empty": ("error", "Something is chosen whose settings are empty"),
    "settings-clash": ("error", "Two settings contradict each other"),
    "tls-one-side": ("error", "TLS is switched on at one end of a connection only"),
    "own-container": ("error", "A container is told to call itself where it should call another"),
    "url-form": (
        "warning",
        "A URL, host or origin is written in a way that the program cannot use",
    ),
    "not-chosen": ("warning", "Something is set up that is not chosen, so it has no effect"),
    "limit-below": (
        "warning",
        "A limit is higher than what an earlier program on the way lets through",
    ),
    "service-not-started": ("warning", "A setting points to a service that is not started"),
    "scheduler-replicas": (
        "error",
        "The scheduler runs more than once, and so does every scheduled task",
    ),
    "placeholder": ("error", "A placeholder was left in place"),
    "not-an-assignment": ("error", "A line is no assignment, and docker compose refuses the file"),
    "not-yaml": ("error", "The file is no YAML that Helm or docker compose reads"),
    "unclosed-quote": ("error", "A quote is not closed on its line"),
    "behind-quote": ("warning", "Text behind a closing quote is dropped"),
    "comment-as-value": ("warning", "A comment stands where the value should be"),
    "odd-character": ("warning", "A value has typographic quotes or invisible blanks around it"),
    "misspelt-key": ("error", "No program knows the key, but one that is spelt almost the same"),
    "unknown-key": ("warning", "No program of these sources knows the key"),
    "undelivered-key": (
        "warning",
        "A program reads the key, but this deployment does not hand it over",
    ),
    "dead-key": ("warning", "The key is handed over, but nothing reads it"),
    "unread-key": ("warning", "The program declares the key, but no code reads it"),
    "computed-key": ("warning", "The program computes the value itself"),
    "public-secret": (
        "warning",
        "A secret still has the default that everyone can read in Dify's repositories",
    ),
    "weak-secret": ("warning", "A secret is short, or one that people try first"),
    "expanded-dollar": ("warning", "A dollar sign is taken for a variable"),
    "set-twice": ("warning", "A key is set twice, and the last one counts"),
    "other-chart": (
        "note",
        "The values are those of a chart whose templates are not in the workspace",
    ),
}
"""The rules by name: how bad a breach is (a rule may make it milder) and what it means."""


class View(Protocol):
    """What a rule sees: the values that containers get (`api`, `MAIL_TYPE`), or those at the paths
    of a chart.
    """

    def value(self, service: str, name: str) -> str:
        """Return the value, empty where there is none."""

    def has(self, service: str, name: str) -> bool:
        """Tell whether the container gets the variable at all."""

    def runs(self, service: str) -> bool:
        """Tell whether the service is started."""

    def names(self, service: str) -> Iterable[str]:
        """Return the variables that the container gets."""

    def shipped(self, service: str, name: str) -> str:
        """Return the value where the user sets nothing."""

    def is_shipped(self, service: str, name: str) -> bool:
        """Tell whether the value is that of Dify's own compose file or example."""

    def shares_host(self, service: str) -> bool:
        """Tell whether the container has the network of its machine, so that localhost is the
        machine.
        """


class At(NamedTuple):
    """A setting as a rule names it: a variable of a service; for a chart the service is empty and
    `name` a path.
    """

    service: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """A rule is broken: `at` are the settings, the one to blame first; `why` names no values."""

    rule: str
    at: tuple[At, ...]
    why: str
    fix: str
    severity: Severity | None = None


Case = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule over several settings.

    `broken` and `kept` are cases of it: values by service and name.
    """

    look: Callable[[View], list[Breach]]
    broken: Case
    kept: Case


def is_on(value: str) -> bool:
    """Tell whether a switch is on, as every program here reads it."""
    return value.strip().lower() in ("1", "t", "true", "y", "yes", "on")


def host_of(value: str) -> str:
    """Return the host of a URL or of `host:port`."""
    rest = value.strip().partition("://")[2] or value.strip()
    authority = rest.replace("?", "/").partition("/")[0].rpartition("@")[2]
    return authority.partition(":")[0].lower()


def is_placeholder(value: str) -> bool:
    """Tell whether a value only holds the place of one: `#REPLACE_ME#`, `your-bucket-name`, `xxxx`."""
    low = value.strip().lower()
    return (
        "#replace_me" in low
        or low.startswith(
            (
                "your-",
                "your_",
                "your ",
                "you-",
                "<your",
                "replace-me",
                "replace_me",
                "changeme",
                "change-me",
            )
        )
        or "//your-" in low
        or "//<your" in low
        or (len(low) > 2 and not low.strip("x"))
    )


COMMON_SECRETS = frozenset(
    {
        "difyai123456",
        "dify123456",
        "dify-sandbox",
        "sk-9f73s3ljTXVcMT3Blb3ljTqtsKiGHXVcMT3BlbkFJLK7U",
    }
)
"""Secrets of Dify's examples that are copied from file to file, under many names."""


_TRIED_FIRST = frozenset(
    """password passw0rd password1 password123 admin123 administrator letmein qwerty123 12345678 123456789 1234567890
    difydify dify1234 dify12345 secretkey secret123 postgres redispass rootroot adminadmin mysecretkey changeit test1234
    p@ssw0rd""".split()  # noqa: SIM905
)


def is_weak(value: str) -> bool:
    """Tell whether a secret is shorter than eight characters, one character over and over, or among
    the first tried.
    """
    return (
        0 < len(value) < 8
        or (value != "" and len(set(value)) == 1)
        or value.lower() in _TRIED_FIRST
    )


_ORIGIN = re.compile(r"(?:[a-z][a-z0-9+.-]*://[^/\s\"'\[\]?#,]+|\*|null)\Z", re.IGNORECASE)


def are_origins(value: str) -> bool:
    """Tell whether a list with commas holds nothing but origins, as browsers send them, or `*`."""
    return len(value) > 40_000 or all(not each or _ORIGIN.match(each) for each in value.split(","))
