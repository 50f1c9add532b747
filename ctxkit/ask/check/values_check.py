"""Check a values file: paths that no template uses, placeholders, public secrets, values that
contradict.

Where the templates are not in the workspace (the Enterprise chart) only what is certain without
them is checked. Not here: the rules about several values (`rules.py`), `.env` files
(`env_check.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from ctxkit.ask.check.chart_paths import Chart
from ctxkit.ask.check.enumerations import Enumerations
from ctxkit.ask.check.evidence import Evidence
from ctxkit.ask.check.known_names import Names, facts_of, readers_of
from ctxkit.ask.check.reporting import Reporter, holds_secret
from ctxkit.ask.check.rules import COMMON_SECRETS, Breach, is_placeholder, is_weak
from ctxkit.ask.check.validation import fix_of_value
from ctxkit.ask.check.values_rules import VALUES_RULES
from ctxkit.ask.check.values_rules.chosen import is_chosen
from ctxkit.ask.check.values_rules.enterprise import ENTERPRISE_PARTS, ENTERPRISE_SECRETS
from ctxkit.ask.check.values_types import mistyped
from ctxkit.dify.libraries import is_read_by_library
from ctxkit.dify.programs import SERVICES_OF, VALUES, is_program, scope_name, scope_of_service
from ctxkit.files.user_files import Setting
from ctxkit.files.values import Value, ValuesFile, extra_env
from ctxkit.index.sources import Sources
from ctxkit.model import ConfigUse
from ctxkit.settings.chain import chain_of
from ctxkit.settings.graph import SettingsGraph
from ctxkit.settings.inference import inferred
from ctxkit.settings.names import Name
from ctxkit.settings.status import effect_of
from ctxkit.text.redact import secret_class

_EXTRA_ENV = (".extraEnv", ".extraEnvs", ".env")
_MOST_DEAD = 400  # values whose effect is followed one by one
# LOG_LEVEL: {{ .Values.api.logLevel | quote }}, or: UPLOAD_FILE_SIZE_LIMIT: {{ .uploadFileSize |
# default 15 | quote }}
_PLAIN = re.compile(
    r"\s*[\w.-]+:\s*[\"']?\{\{-?\s*[\w.$]*\.(\w+)\s*(?:\|\s*(?:quote|squote|toString|int|int64|default\s+[\w.\"-]+)\s*)*-?\}\}"
    r"[\"']?\s*\Z"
)


@dataclass(frozen=True, slots=True)
class ValuesView:
    """A chart's values as the rules see them."""

    values: Mapping[str, str | None]

    def value(self, service: str, name: str) -> str:
        return "" if service else self.values.get(name) or ""

    def has(self, service: str, name: str) -> bool:
        return not service and name in self.values

    def runs(self, service: str) -> bool:
        return False

    def names(self, service: str) -> Iterable[str]:
        return () if service else self.values

    def shipped(self, service: str, name: str) -> str:
        return ""

    def is_shipped(self, service: str, name: str) -> bool:
        return False

    def shares_host(self, service: str) -> bool:
        return False


class ValuesCheck:
    """One check of a values file."""

    def __init__(
        self,
        file: ValuesFile,
        chart: Chart,
        walker: SettingsGraph,
        sources: Sources,
        enumerations: Enumerations,
        reporter: Reporter,
        *,
        compose: bool,
    ) -> None:
        self.file = file
        self.chart = chart
        self.walker = walker
        self.sources = sources
        self.enumerations = enumerations
        self.evidence = Evidence(walker, sources, enumerations)
        self.reporter = reporter
        self.compose = compose
        self.foreign = is_of_other_chart(file, chart)
        mine = {path: leaf.value for path, leaf in file.leaves.items()}
        self.merged: dict[str, str | None] = mine if self.foreign else {**chart.defaults(), **mine}

    def run(self) -> None:
        """Report everything that is wrong."""
        view = ValuesView(self.merged)
        for rule in VALUES_RULES:
            for breach in rule.look(view):
                self._report(breach)
        if self.foreign:
            self._say_foreign()
            self._by_inference()
        else:
            self._paths()
        self._extra_env()
        for wrong in mistyped(
            self.file.leaves, self.merged if self.foreign else self.chart.defaults()
        ):
            self.reporter.add(
                "wrong-type",
                key=wrong.path,
                path=self.file.path,
                line=wrong.line,
                message=wrong.message,
                fix=wrong.fix,
            )
        for path, leaf in self.file.leaves.items():
            self._secret(path, leaf)

    # --- paths ---

    def _paths(self) -> None:
        self.walker.about(self.file.leaves)
        left = _MOST_DEAD
        anchored = {
            node.key
            for node in self.file.root.children
            if node.anchor and not self.chart.knows(node.key)
        }
        for path, leaf in self.file.leaves.items():
            if (
                self.chart.is_of_subchart(path)
                or path.split(".")[0] in anchored
                or self.reporter.has(path, self.file.path, "scheduler-replicas")
            ):
                continue
            if not self.chart.knows(path):
                self._unknown(path, leaf)
            elif left > 0 and leaf.value not in (None, "", "[]", "{}"):
                left -= 1
                self._effect(path, leaf)

    def _unknown(self, path: str, leaf: Value) -> None:
        meant = self.chart.meant(path)
        if meant:
            self._add(
                "misspelt-key",
                leaf,
                f"the chart has no {path}; probably {meant} is meant",
                f"rename it to {meant}",
            )
            return
        near = self.chart.near(path)
        tail = f"; the nearest are {', '.join(near)}" if near else ""
        self._add(
            "unknown-key",
            leaf,
            f"no template of {self.chart.name} uses {path}{tail}",
            f"remove {path}",
        )

    def _effect(self, path: str, leaf: Value) -> None:
        chain = chain_of(self.walker, [Name(VALUES, path)])
        effect = effect_of(chain, compose=self.compose)
        if effect.status == "dead" and not self.chart.is_used(path):
            shipped = self.chart.defaults().get(path) == leaf.value
            tail = ", as in the chart's own file" if shipped else ""
            self._add(
                "dead-key",
                leaf,
                f"{path} has no effect: {effect.why}{tail}",
                f"remove {path}",
                note=shipped,
            )
            return
        if leaf.node.kind != "scalar" or "{{" in (leaf.value or ""):
            return
        for fact in chain.records:
            if (
                isinstance(fact, ConfigUse)
                and fact.name == path
                and fact.target
                and self._is_plain(fact, path)
            ):
                for scope in self.walker.delivery.scopes(fact):
                    setting = Setting(
                        name=path, value=leaf.value or "", line=leaf.line, end_line=leaf.end_line
                    )
                    self._value(setting, scope, fact.target)

    def _is_plain(self, fact: ConfigUse, path: str) -> bool:
        """Tell whether a line of a template hands a value on as it is."""
        rows = self.sources.lines(fact.repo, fact.path)
        row = rows[fact.line - 1] if fact.line <= len(rows) else ""
        match = _PLAIN.match(row) if len(row) < 400 else None
        return match is not None and match[1] == path.rpartition(".")[2]

    def _value(self, setting: Setting, program: str, variable: str) -> None:
        for key, objection in self.evidence.objections(program, variable, setting.value):
            shown = self.reporter.shown(setting.name, setting.value)
            under = f" (as {variable})" if variable != setting.name else ""
            self.reporter.add(
                objection.rule,
                key=setting.name,
                path=self.file.path,
                line=setting.line,
                end_line=setting.end_line,
                message=f"{shown}: {scope_name(program)}{under} wants {objection.wanted}",
                fix=fix_of_value(key, setting.name, setting.value, objection.wanted),
                places=[objection.place],
            )

    def _by_inference(self) -> None:
        """Look at the numbers and switches that a chart without templates most likely hands to a
        program.
        """
        names: set[str] = set().union(
            *(self.enumerations.declared_names(program) for program in SERVICES_OF)
        )
        for path, leaf in self.file.leaves.items():
            if (
                leaf.node.kind != "scalar"
                or not leaf.value
                or "{{" in leaf.value
                or not is_chosen(path, self.merged)
            ):
                continue
            for name in inferred(path, names)[:1]:
                self._likely(path, leaf, name)

    def _likely(self, path: str, leaf: Value, name: str) -> None:
        own = scope_of_service(path.split(".")[0])
        for program in (own,) if is_program(own) else ("api",):
            for key, objection in self.evidence.objections(program, name, leaf.value or ""):
                if key is None or not objection.wanted.startswith(
                    ("a whole number", "a number", "true or false")
                ):
                    continue
                self.reporter.add(
                    objection.rule,
                    key=path,
                    path=self.file.path,
                    line=leaf.line,
                    message=f"{self.reporter.shown(path, leaf.value or '')}: most likely this is {name} of "
                    f"{scope_name(program)}, which wants {objection.wanted}",
                    fix=fix_of_value(key, path, leaf.value or "", objection.wanted),
                    severity="warning",
                    places=[objection.place],
                )

    # --- variables of one's own ---

    def _extra_env(self) -> None:
        for path, leaf in self.file.leaves.items():
            if not path.endswith(_EXTRA_ENV):
                continue
            program = scope_of_service(path.split(".")[0])
            if program not in ("api", "web", "sandbox", "plugin_daemon"):
                continue
            seen: dict[str, Setting] = {}
            for setting in extra_env(leaf.node):
                self._variable(setting, program, path)
                if first := seen.get(setting.name):
                    message = f"{setting.name} of {path} is set again on line {setting.line}, which counts"
                    self._add_at("set-twice", first, message, "remove one of the two")
                seen[setting.name] = setting

    def _variable(self, setting: Setting, program: str, path: str) -> None:
        if is_placeholder(setting.value):
            self._add_at(
                "placeholder",
                setting,
                f"{setting.name} of {path} holds a placeholder",
                "set a value of your own",
            )
        self._value(setting, program, setting.name)
        if is_read_by_library(setting.name) or program in readers_of(
            facts_of(self.walker, setting.name)
        ):
            return
        names = self._names_of(program)
        meant = names.meant(setting.name)
        if meant and meant != setting.name:
            message = (
                f"{scope_name(program)} knows no {setting.name} ({path}); probably {meant} is meant"
            )
            self._add_at("misspelt-key", setting, message, f"rename it to {meant}")
        elif not self.foreign and self.chart.has_sources(program):
            near = names.near(setting.name)
            tail = f"; the nearest are {', '.join(near)}" if near else ""
            message = f"{scope_name(program)} reads no {setting.name} ({path}){tail}"
            self._add_at("unknown-key", setting, message, f"remove {setting.name}")

    def _names_of(self, program: str) -> Names:
        if program not in self._names:
            self._names[program] = Names(self.enumerations.declared_names(program))
        return self._names[program]

    @cached_property
    def _names(self) -> dict[str, Names]:
        return {}

    # --- rules and secrets ---

    def _report(self, breach: Breach) -> None:
        leaves = [leaf for at in breach.at if (leaf := self.file.leaves.get(at.name)) is not None]
        if leaves:
            also = [f"line {each.line}" for each in leaves[1:]]
            message = breach.why + (f" (see {', '.join(also)})" if also else "")
            self.reporter.add(
                breach.rule,
                key=leaves[0].path,
                path=self.file.path,
                line=leaves[0].line,
                message=message,
                fix=breach.fix,
                severity=breach.severity,
            )

    def _secret(self, path: str, leaf: Value) -> None:
        if leaf.node.kind != "scalar" or not leaf.value or not is_chosen(path, self.merged):
            return
        if self.reporter.has(path, self.file.path, "chosen-but-empty", "refused-value"):
            return
        if any(
            self.reporter.has(switch, self.file.path, "settings-clash")
            for switch in _switches_above(path)
        ):
            return  # nobody knows what was meant to be chosen
        if (
            secret_class(path)
            and (self.merged.get("externalSecret.enabled") or "").lower() == "true"
        ):
            return  # secrets come from a vault
        if is_placeholder(leaf.value):
            certain = "#replace_me" in leaf.value.lower()
            message, fix = f"{path} holds a placeholder", f"set {path} to a value of your own"
            unsure = self.foreign and not secret_class(
                path
            )  # a template that is not here may never use it
            self.reporter.add(
                "placeholder",
                key=path,
                path=self.file.path,
                line=leaf.line,
                message=message,
                fix=fix,
                severity=None if certain else "note" if unsure else "warning",
            )
        elif holds_secret(path, leaf.value) and self._is_public(path, leaf.value):
            message = f"{path} still has the chart's own value, which everyone can read"
            self._add(
                "public-secret",
                leaf,
                message,
                "set a value of your own, such as `openssl rand -base64 42` prints",
            )
        elif (
            holds_secret(path, leaf.value)
            and is_weak(leaf.value)
            and not leaf.value.startswith("{{")
        ):
            message = f"{path} is short, or a word that people try first"
            self._add(
                "weak-secret",
                leaf,
                message,
                "set a longer one, such as `openssl rand -base64 42` prints",
            )

    def _is_public(self, path: str, value: str) -> bool:
        digest = sha256(value.encode("utf8", "replace")).hexdigest()[:16]
        return (
            value in COMMON_SECRETS
            or digest in ENTERPRISE_SECRETS
            or self.chart.defaults().get(path) == value
        )

    def _say_foreign(self) -> None:
        parts = sorted({path.split(".")[0] for path in self.file.leaves} - self.chart.tops())
        shown = ", ".join(parts[:4])
        whose = "the Enterprise chart" if ENTERPRISE_PARTS.intersection(parts) else "another chart"
        self.reporter.add(
            "other-chart",
            key="",
            path=self.file.path,
            line=1,
            message=f"these are values of {whose} ({shown}, ... are unknown to {self.chart.name}), whose templates are "
            "not in the workspace: only what is certain without them was checked",
        )

    def _add(self, rule: str, leaf: Value, message: str, fix: str, *, note: bool = False) -> None:
        self.reporter.add(
            rule,
            key=leaf.path,
            path=self.file.path,
            line=leaf.line,
            end_line=leaf.end_line,
            message=message,
            fix=fix,
            severity="note" if note else None,
            places=self.chart.places(leaf.path) if note else (),
        )

    def _add_at(self, rule: str, setting: Setting, message: str, fix: str) -> None:
        self.reporter.add(
            rule,
            key=setting.name,
            path=self.file.path,
            line=setting.line,
            end_line=setting.end_line,
            message=message,
            fix=fix,
        )


def _switches_above(path: str) -> Iterator[str]:
    parts = path.split(".")
    for depth in range(1, len(parts)):
        yield from (f"{'.'.join(parts[:depth])}.{switch}" for switch in ("type", "externalType"))


def is_of_other_chart(file: ValuesFile, chart: Chart) -> bool:
    """Tell whether most of a values file is unknown to the chart, or a part that only the
    Enterprise chart has.
    """
    tops = {path.split(".")[0] for path in file.leaves}
    unknown = tops - chart.tops()
    return (
        bool(unknown & ENTERPRISE_PARTS)
        or not chart.tops()
        or (len(unknown) > 2 and 2 * len(unknown) > len(tops))
    )
