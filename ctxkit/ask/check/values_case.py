"""The input of a check of a values file.

Not here: what is looked for (`values_check.py`), which values are in use
(`values_rules/selection.py`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from ctxkit.ask.check.chart_paths import ChartPaths
from ctxkit.ask.check.enumerations import Enumerations
from ctxkit.ask.check.evidence import Evidence
from ctxkit.ask.check.known_names import Names
from ctxkit.ask.check.reporting import Reporter, Spot
from ctxkit.ask.check.rule import ChartValues
from ctxkit.ask.check.value_rules import report_objection
from ctxkit.dify.enterprise import is_enterprise_part
from ctxkit.dify.programs import scope_name
from ctxkit.files.user_files import Setting
from ctxkit.files.values import Value, ValuesFile
from ctxkit.index.sources import Sources
from ctxkit.settings.graph import SettingsGraph

_MIN_UNKNOWN_PARTS = 3  # fewer may be the user's own additions


@dataclass(kw_only=True)
class ValuesCase:
    """One check of a values file; `compose`: the sources hold the compose deployment; `missing` are
    the programs whose code they do not have.
    """

    file: ValuesFile
    chart: ChartPaths
    walker: SettingsGraph
    sources: Sources
    enumerations: Enumerations
    reporter: Reporter
    compose: bool
    missing: frozenset[str] = frozenset()
    _names: dict[str, Names] = field(default_factory=dict, init=False)

    @cached_property
    def is_other_chart(self) -> bool:
        """Whether the values are those of a chart whose templates are not in the workspace."""
        return is_other_chart(self.file, self.chart)

    @cached_property
    def unknown_parts(self) -> list[str]:
        """The parts at the top of the file that the chart does not have."""
        return unknown_parts(self.file, self.chart)

    @cached_property
    def merged(self) -> ChartValues:
        """The values that the templates get: the chart's own ones with those of the file."""
        given = {path: leaf.value or "" for path, leaf in self.file.leaves.items()}
        return given if self.is_other_chart else {**self.chart.defaults, **given}

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


def unknown_parts(file: ValuesFile, chart: ChartPaths) -> list[str]:
    """Return the parts at the top of a values file that the chart does not have."""
    return sorted({path.split(".")[0] for path in file.leaves} - chart.parts)


def is_other_chart(file: ValuesFile, chart: ChartPaths) -> bool:
    """Return whether most of a values file is unknown to the chart, or one of its parts is known
    to be the Enterprise chart's alone.
    """
    if not chart.parts:
        return True
    unknown = unknown_parts(file, chart)
    if any(is_enterprise_part(part) for part in unknown):
        return True
    parts = {path.split(".")[0] for path in file.leaves}
    return len(unknown) >= _MIN_UNKNOWN_PARTS and 2 * len(unknown) > len(parts)
