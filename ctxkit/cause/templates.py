"""What led to a line of a chart template or of a program's configuration: the conditions around it,
the values in it, the objects that it names.

From the facts of the index: such files have no functions. Not here: code (`slice.py`).
"""

from __future__ import annotations

from msgspec.structs import replace

from ctxkit.cause.chart_objects import users_of
from ctxkit.cause.code import Code
from ctxkit.cause.guards import UNTAKEN
from ctxkit.cause.mounted import brought_by, given_by, rendered_by
from ctxkit.cause.pods import image_cause_of, parts_told, pod_cause_of
from ctxkit.cause.refused_objects import deciding_field, field_told, is_absent, is_refused
from ctxkit.cause.shell import shell_cause_of
from ctxkit.cause.template_branches import not_taken
from ctxkit.model import ConfigUse, Directive, Fact, Location, Manifest, Symbol, TemplateCall
from ctxkit.model.cause import CausePlace, Decider, StatementCause
from ctxkit.regex import regex

_AROUND = 0.1
_EACH = 0.15
_IN_LINE = 0.2
_OF_NAME = 0.08
_OF_VALUE = 0.2
_OF_INCLUDE = 0.3
_OF_NAMED = 0.4
_CONDITION_INSIDE = 0.5
_VALUE_INSIDE = 0.9

_CONDITIONS = frozenset(("helm-condition", "helm-with", "helm-range"))
_NOT_GIVEN = _CONDITIONS | {"helm-literal"}
_SCRIPT = "shell"
_LIST = "acl"
_BY_SCRIPT = frozenset((("sets", _SCRIPT), ("renames", _SCRIPT)))
_NAMED_TEMPLATE = regex(r"(?:template|include)\s{1,4}\"([\w.-]{1,100})\"")
_MAX_EACH = 4
_MAX_INCLUDES = 3
_MAX_LEVELS = 3
_MAX_NAMED = 4
_MAX_DEFINITION_LINES = 5
_MAX_RULES = 8
_MAX_ACTION_LINES = 40


class _Found:
    def __init__(self) -> None:
        self.guards: dict[tuple[str, str, int], CausePlace] = {}
        self.decides: dict[str, Decider] = {}
        self.callers: list[CausePlace] = []

    def guard(self, code: Code, use: ConfigUse, why: str) -> CausePlace:
        where = _opening(code, use)
        key = (where.repo, where.path, where.line)
        return self.guards.setdefault(key, code.place(where, why))

    def show(self, place: CausePlace) -> None:
        """Add a place that led there, unless its line is one already."""
        where = place.location
        self.guards.setdefault((where.repo, where.path, where.line), place)

    def decide(self, use: ConfigUse, how: tuple[CausePlace, ...], cost: float) -> None:
        known = self.decides.get(use.name)
        if known is None or cost < known.cost:
            self.decides[use.name] = Decider(
                use=use, how=how, cost=cost, conditional=use.via in _CONDITIONS
            )


def _opening(code: Code, use: ConfigUse) -> Location:
    """Return the lines from where the action that holds a condition begins: it may take several."""
    for number in range(use.line, max(use.line - _MAX_ACTION_LINES, 0), -1):
        _, opens, behind = code.line(use.repo, use.path, number).rpartition("{{")
        if opens and (number == use.line or "}}" not in behind):
            return replace(use.location, line=number)
        if number < use.line and "}}" in behind:
            break
    return use.location


def template_cause_of(code: Code, fact: Fact, text: str) -> StatementCause:
    """Return what led to a line of a template, which is rendered where its conditions hold; or what
    decides the trouble of a pod that `text` tells, where that is what a template makes.
    """
    uses = _uses(code, fact.repo, fact.path)
    if isinstance(fact, Manifest):
        parts = None if is_refused(fact, text) else parts_told(fact, text)
        if parts is not None:
            return pod_cause_of(code, fact, uses, parts, text)
    if isinstance(fact, ConfigUse) and fact.role == "sets":
        return image_cause_of(code, fact, text)
    found = _Found()
    _around(code, found, uses, fact.line, 0.0, "condition")
    for use in uses:
        if use.line == fact.line and use.via not in _NOT_GIVEN:
            place = code.place(use.location, "value in the line")
            if not _given_by_script(code, found, use, place):
                found.decide(use, (place,), _IN_LINE)
    if isinstance(fact, Directive):
        _lists(code, found, fact)
        _earlier_rules(code, found, fact)
        found.callers += brought_by(code, fact.repo, fact.path)
        variables = [name for name, decider in found.decides.items() if decider.cost == _IN_LINE]
        found.callers += given_by(code, fact.repo, fact.path, variables)
        for place in rendered_by(code, fact.repo, fact.path) if variables else ():
            found.show(place)
    if isinstance(fact, Manifest):
        found.callers += users_of(code, fact)
        _of_object(code, found, uses, fact, text)
    _includes(code, found, fact)
    _named(code, found, fact)
    decides = sorted(found.decides.values(), key=lambda decider: decider.cost)
    return StatementCause(
        guards=tuple(found.guards.values()),
        decides=tuple(decides),
        callers=tuple(found.callers),
    )


def _given_by_script(code: Code, found: _Found, use: ConfigUse, place: CausePlace) -> bool:
    """Add what decides the value of a variable that only a script gives one before the template is
    filled in; return whether one does.
    """
    named = [f for f in code.index.keyed(use.name) if isinstance(f, ConfigUse)]
    given = [f for f in named if f.repo == use.repo and use.name in (f.name, f.target)]
    if ("sets", False) in {(f.role, f.via == _SCRIPT) for f in given}:
        return False
    given = [f for f in given if (f.role, f.via) in _BY_SCRIPT]
    for each in given:
        way = (place, code.place(each.location, f"value of {use.name}"))
        for decider in shell_cause_of(code, each.location).decides:
            found.decide(decider.use, (*way, *decider.how), _IN_LINE + decider.cost)
        if each.name != use.name:
            found.decide(each, way, _IN_LINE + _OF_VALUE)
    return bool(given)


def _uses(code: Code, repo: str, path: str) -> list[ConfigUse]:
    facts = code.index.in_file(repo, path, ConfigUse)
    return [f for f in facts if isinstance(f, ConfigUse) and f.role in ("renders", "reads")]


def _around(
    code: Code, found: _Found, uses: list[ConfigUse], line: int, cost: float, why: str
) -> None:
    """Add the conditions whose block holds a line, the innermost first."""
    holding = [u for u in uses if u.via in _CONDITIONS and u.line <= line <= u.until]
    holding.sort(key=lambda use: (use.until - use.line, -use.line))
    near, last = 0, 0
    for use in holding:
        if last and use.until != last:
            near += 1
        last = use.until
        place = found.guard(code, use, why)
        found.decide(use, (place,), cost + _AROUND + _EACH * near)
    for count, use in enumerate(not_taken(code, uses, line), 1):
        more = _AROUND + _EACH * min(count, _MAX_EACH)
        found.decide(use, (found.guard(code, use, UNTAKEN),), cost + more)


def _of_object(code: Code, found: _Found, uses: list[ConfigUse], fact: Manifest, text: str) -> None:
    """Add what decides the trouble of an object: the field that is refused, the name by which it is
    looked for in vain, or, where no field is told, all that is in it.
    """
    refused = deciding_field(code, fact, uses, text)
    for decider in refused:
        _around(code, found, uses, decider.how[0].location.line, 0.0, "condition")
        found.decide(decider.use, decider.how, decider.cost)
    if is_absent(fact, text):
        for caller in found.callers:
            for use in _uses(code, caller.location.repo, caller.location.path):
                if use.line == caller.location.line and use.via not in _CONDITIONS:
                    found.decide(use, (caller,), _OF_NAME)
    elif not any((refused, field_told(text))):
        _inside(code, found, uses, fact)


def _inside(code: Code, found: _Found, uses: list[ConfigUse], fact: Manifest) -> None:
    """Add the conditions and the values in an object: a message about one is about those."""
    for use in uses:
        if not fact.line <= use.line <= fact.end_line or use.via == "helm-variable":
            continue
        if use.via in _CONDITIONS:
            found.decide(use, (found.guard(code, use, "condition inside"),), _CONDITION_INSIDE)
        else:
            found.decide(use, (code.place(use.location, "value inside"),), _VALUE_INSIDE)


def _includes(code: Code, found: _Found, fact: Fact) -> None:
    """Add the templates that include the definition that holds the line, and those that include
    these, as long as few do; and their conditions.
    """
    names = [fact.symbol] if fact.symbol else []
    for level in range(_MAX_LEVELS):
        calls = [c for n in names for c in code.index.named(TemplateCall, n) if c.repo == fact.repo]
        for call in calls[:_MAX_INCLUDES]:
            found.callers.append(code.place(call.location, f"includes {call.name}"))
            uses = _uses(code, call.repo, call.path)
            if level == 0 or len(calls) == 1:
                _around(code, found, uses, call.line, _OF_INCLUDE * (level + 1), "condition")
        if len(calls) > _MAX_INCLUDES:
            break
        names = list(dict.fromkeys(call.symbol for call in calls if call.symbol))


def _named(code: Code, found: _Found, fact: Fact) -> None:
    """Add the conditions of the objects whose name the line has: without one, nobody answers; and
    where the name is put together.
    """
    line = code.line(fact.repo, fact.path, fact.line)
    for name in dict.fromkeys(_NAMED_TEMPLATE.findall(line)):
        objects = [m for m in code.index.all(Manifest) if m.object == name and m.repo == fact.repo]
        for manifest in sorted(objects, key=lambda m: m.name != "Service")[:_MAX_NAMED]:
            uses = _uses(code, manifest.repo, manifest.path)
            why = f"condition of the {manifest.name}"
            _around(code, found, uses, manifest.line, _OF_NAMED, why)
        _define(code, found, name, fact.repo)


def _define(code: Code, found: _Found, name: str, repo: str) -> None:
    """Add the definition of a template, whole if it is short: a name is put together there."""
    symbols = [
        s
        for s in code.index.named(Symbol, name)
        if s.what == "template" and s.repo == repo and not s.test
    ]
    for symbol in symbols if len(symbols) == 1 else ():
        is_short = symbol.end_line - symbol.line <= _MAX_DEFINITION_LINES
        where = replace(symbol.location, end_line=symbol.end_line if is_short else symbol.line)
        found.show(code.place(where, f"value of {name}"))


def _earlier_rules(code: Code, found: _Found, fact: Directive) -> None:
    """Add the rules of the same name before a rule: the first that fits decides."""
    rules = [
        f
        for f in code.index.in_file(fact.repo, fact.path, Directive)
        if f.line < fact.line and f.symbol == fact.symbol and f.name in (fact.name, "include")
    ]
    for rule in rules[-_MAX_RULES:][::-1]:
        found.show(code.place(rule.location, "rule before it"))


def _lists(code: Code, found: _Found, fact: Directive) -> None:
    """Add the access lists of squid that a rule names: what is in them decides whether it fits."""
    if fact.program != "squid":
        return
    names = {word.lstrip("!") for word in fact.value.split()[1:]}
    for each in code.index.in_file(fact.repo, fact.path, Directive):
        if isinstance(each, Directive) and each.name == _LIST and _name_of(each) in names:
            found.show(code.place(each.location, f"what {_name_of(each)} is"))


def _name_of(access_list: Directive) -> str:
    return access_list.value.partition(" ")[0]
