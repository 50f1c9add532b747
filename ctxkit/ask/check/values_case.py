"""The input of a check of a values file.

Not here: what is looked for (`values_check.py`), which values are in use
(`values/selection.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from msgspec import Struct, field

from ctxkit.ask.check.chart_paths import ChartPaths
from ctxkit.ask.check.enumerations import Enumerations
from ctxkit.ask.check.evidence import Evidence
from ctxkit.ask.check.known_names import Names
from ctxkit.ask.check.reporting import Reporter, Spot
from ctxkit.ask.check.value_rules import report_objection
from ctxkit.ask.check.values_moved import MovedValues
from ctxkit.ask.check.values_releases import is_of_chart
from ctxkit.dify.enterprise import is_enterprise_part
from ctxkit.dify.programs import scope_name
from ctxkit.files.user_files import Setting
from ctxkit.files.values import Value, ValuesFile
from ctxkit.index.sources import Sources
from ctxkit.settings.graph import SettingsGraph
from ctxkit.values.secrets import is_in_own_secret
from ctxkit.values.selection import ChartValues

_MIN_ENTERPRISE_PARTS = 2  # one may be the user's own
_MIN_UNKNOWN_PARTS = 3  # fewer may be the user's own additions
_MIN_UNKNOWN = 4  # values; fewer may be mistakes
_MAX_UNKNOWN_SHARE = 0.6
_MAX_LOOKED_AT = 1_000  # values; the chart has as many


class ValuesCase(Struct, kw_only=True, dict=True):
    """One check of a values file; `compose`: the sources hold the compose deployment;
    `missing` are the programs whose code they do not have.

    `layers` are all values files of the release in order, of which `file` is one: a later one
    overrides an earlier. `moved` answers where values moved to that the chart no longer has.
    `names_other_chart`: a manifest says that they are for a chart of another name.
    """

    file: ValuesFile
    layers: tuple[ValuesFile, ...]
    chart: ChartPaths
    moved: MovedValues
    walker: SettingsGraph
    sources: Sources
    enumerations: Enumerations
    reporter: Reporter
    compose: bool
    missing: frozenset[str] = frozenset()
    names_other_chart: bool = False
    _names: dict[str, Names] = field(default_factory=dict)

    @cached_property
    def is_other_chart(self) -> bool:
        """Whether the values are those of a chart whose templates are not in the workspace."""
        is_likely = any(is_of_chart(layer, self.chart) for layer in self.layers)
        if self.names_other_chart and not is_likely:
            return True
        return is_other_chart(self.given, self.chart)

    @cached_property
    def unknown_parts(self) -> list[str]:
        """The parts at the top of the files that the chart does not have."""
        return unknown_parts(self.given, self.chart)

    @cached_property
    def given(self) -> dict[str, Value]:
        """The values of all layers by path, of each the one that counts."""
        found: dict[str, Value] = {}
        for layer in self.layers:
            found.update(layer.leaves)
        return found

    @cached_property
    def merged(self) -> ChartValues:
        """The values that the templates get: the chart's own ones with those of the files."""
        given = {path: leaf.value or "" for path, leaf in self.given.items()}
        return given if self.is_other_chart else {**self.chart.defaults, **given}

    def has_own_secret(self, path: str) -> bool:
        """Return whether a layer names an existing secret beside a value, or above it."""
        return is_in_own_secret(path, self.merged, self.given)

    def counts(self, leaf: Value) -> bool:
        """Return whether no later layer sets the same path."""
        return self.given.get(leaf.path) is leaf

    def spot_of_given(self, path: str) -> Spot | None:
        """Return where the layer that counts sets a value, None if no layer does."""
        for layer in reversed(self.layers):
            leaf = layer.leaves.get(path)
            if leaf is not None:
                return Spot(path=layer.path, key=path, line=leaf.line, end_line=leaf.end_line)
        return None

    @cached_property
    def evidence(self) -> Evidence:
        return Evidence(self.walker, self.sources, self.enumerations)

    def names_of(self, program: str) -> Names:
        """Return the names that a program declares."""
        if program not in self._names:
            self._names[program] = Names(self.enumerations.declared_names(program))
        return self._names[program]

    def spot(self, leaf: Value) -> Spot:
        """Return where the file sets a value."""
        return Spot(path=self.file.path, key=leaf.path, line=leaf.line, end_line=leaf.end_line)

    def spot_of_variable(self, setting: Setting) -> Spot:
        """Return where the file sets a variable of a container."""
        return Spot(
            path=self.file.path, key=setting.name, line=setting.line, end_line=setting.end_line
        )

    def report_objections(self, spot: Spot, value: str, program: str, variable: str) -> None:
        """Report why a program does not accept a value of the file for its variable."""
        reader = scope_name(program)
        for key, objection in self.evidence.objections(program, variable, value):
            report_objection(self.reporter, objection, spot, value, reader, key, variable=variable)


def unknown_parts(given: Mapping[str, Value], chart: ChartPaths) -> list[str]:
    """Return the parts at the top of values that the chart does not have."""
    return sorted({path.split(".")[0] for path in given} - chart.parts)


def is_other_chart(given: Mapping[str, Value], chart: ChartPaths) -> bool:
    """Return whether most of the values are unknown to the chart, and not as misspellings, or
    several of their parts are known to be the Enterprise chart's alone.
    """
    if not chart.parts:
        return True
    own = [path for path in given if not chart.is_of_subchart(path)][:_MAX_LOOKED_AT]
    unknown = [path for path in own if not chart.knows(path) and not chart.intended(path)]
    enterprise = [part for part in unknown_parts(given, chart) if is_enterprise_part(part)]
    if len(enterprise) >= _MIN_ENTERPRISE_PARTS or (enterprise and len(unknown) == len(own)):
        return True
    if len({path.split(".")[0] for path in unknown}) < _MIN_UNKNOWN_PARTS:
        return False
    return len(unknown) >= _MIN_UNKNOWN and len(unknown) > _MAX_UNKNOWN_SHARE * len(own)
