"""Whether a chart makes anything of values in a part that a user leaves off, and which of its own
values its templates take.

Not here: the value itself (`effective_chart.py`), the templates (`deployment/rendering/`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ctxkit.deployment.shipped_chart import shipped_chart
from ctxkit.files.user_files import CustomerFile
from ctxkit.files.values import ValuesFile
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources


def why_idle(
    index: Index,
    sources: Sources,
    values: Sequence[CustomerFile],
    written: Sequence[ValuesFile],
    paths: Iterable[str],
) -> dict[str, str]:
    """Return why the values at paths have no effect, by path: a switch around each is off, and the
    chart makes the same objects with other values. A path that has one is left out, and all are
    where only Helm could tell.
    """
    chart = shipped_chart(sources)
    if chart is None:
        return {}
    given = (chart.values, *written)
    off = {path: _switch_that_is_off(path, given) for path in paths if _may_be_changed(path, given)}
    off = {path: switch for path, switch in off.items() if switch}
    if not off:
        return {}
    # Most values are of parts that are on: they need no templates.
    from ctxkit.deployment.rendering.chart import rendered_chart

    now = rendered_chart(index, sources, values)
    if now is None or now.untold:
        return {}
    # A chart that is on and not rendered may read the values of its part.
    below = {each.name for each in now.dependencies}
    off = {path: switch for path, switch in off.items() if path.partition(".")[0] not in below}

    def changes_nothing(some: Iterable[str]) -> bool:
        changed = (_changed(path, given) for path in some)
        then = rendered_chart(index, sources, (*values, *changed))
        return then is not None and (now.files, now.untold) == (then.files, then.untold)

    if not changes_nothing(off):  # all at once is one rendering, and mostly enough
        off = {path: switch for path, switch in off.items() if changes_nothing([path])}
    return {path: f"{switch} is false" for path, switch in off.items()}


def fixed_value(
    index: Index, sources: Sources, values: Sequence[CustomerFile], variable: str
) -> str | None:
    """Return the value that the objects of a release give a variable, None where they give it none
    or several, or only Helm could tell.
    """
    from ctxkit.deployment.rendering.chart import rendered_chart

    made = rendered_chart(index, sources, values)
    if made is None:
        return None
    entry = re.compile(rf"^ +{re.escape(variable)}: *(\S+) *$", re.MULTILINE)
    texts = (file.data.decode("utf8", "replace") for file in made.files)
    found = {value.strip("\"'") for text in texts for value in entry.findall(text)}
    return found.pop() if len(found) == 1 else None


def _may_be_changed(path: str, given: Sequence[ValuesFile]) -> bool:
    leaf = _leaf(path, given)
    return leaf is not None and path.partition(".")[0] != "global" and _another(leaf) is not None


def _leaf(path: str, given: Sequence[ValuesFile]) -> object:
    leaves = [file.leaves[path].plain for file in given if path in file.leaves]
    return leaves[-1] if leaves else None


def _changed(path: str, given: Sequence[ValuesFile]) -> CustomerFile:
    """Return a file that gives a path another value of its type."""
    text = _yaml(path, _another(_leaf(path, given)))
    return CustomerFile(path="values.yaml", data=text.encode())


def _another(value: object) -> object:
    """Return another value of the same type, None if there is no plain one."""
    if isinstance(value, bool):
        return "false" if value else "true"
    if isinstance(value, int):
        return value + 1
    return "another-value" if isinstance(value, str) else None


def _yaml(path: str, value: object) -> str:
    """Return a values file that has a value at a path."""
    *folders, name = path.split(".")
    lines = [f"{'  ' * depth}{folder}:" for depth, folder in enumerate(folders)]
    return "\n".join([*lines, f"{'  ' * len(folders)}{name}: {value}"])


def _switch_that_is_off(path: str, values: Sequence[ValuesFile]) -> str:
    """Return the `enabled` around a path that is false, the innermost first; empty without one."""
    while (path := path.rpartition(".")[0]) != "":
        switch = f"{path}.enabled"
        given = [file.leaves[switch].value for file in values if switch in file.leaves]
        if given[-1:] == ["false"]:
            return switch
    return ""
