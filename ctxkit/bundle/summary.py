"""What a bundle says before its source: the answer in lines, most important first.

Not here: the source itself (`citations.py`), JSON (`output/json_form.py`), the coloured short form
(`output/terminal.py`).
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxkit.model import (
    ConfigKey,
    ConfigUse,
    Finding,
    Hit,
    KeyAnswer,
    Location,
    ProgramSetting,
    Symbol,
)
from ctxkit.output.diagram import chain_lines, mermaid
from ctxkit.text.code import fenced
from ctxkit.text.locations import place_name
from ctxkit.text.wording import (
    public_kind,
    short,
    shown_template,
    symbol_of,
    told_services,
    with_unit,
)

_KINDS = {ConfigKey.kind: "setting", ConfigUse.kind: "use of setting"}
_HITS = 24  # of a topic that are listed; the settings among them tell what they are
_READS = 2  # of such a setting
_ROWS = 16  # of a layers table
_LONGEST = 160  # characters of a text that is quoted in a line


def title(finding: Finding) -> str:
    """Return the question in one line; a pasted text is shown elsewhere."""
    command = f"ctxkit {finding.question.command}"
    return command if finding.question.pasted else f"{command} {short(finding.query)}"


def summary_lines(finding: Finding) -> list[str]:
    """Return the lines of the answer: how sure, at which versions, what was found."""
    return list(_lines(finding))


def _lines(finding: Finding) -> Iterator[str]:
    yield f"- confidence: {finding.confidence}"
    if finding.versions:
        parts = (f"{c.repo} {c.version} ({c.match}, {c.commit[:10]})" for c in finding.versions)
        yield f"- versions: {', '.join(parts)}"
    if not finding.hits and not finding.keys:
        yield "- nothing in these repositories answers this"
    for note in finding.notes:
        yield f"- note: {short(note, 400)}"
    if finding.suggestions:
        yield f"- nearest names: {', '.join(f'`{short(s)}`' for s in finding.suggestions)}"
    if finding.question.hits_hold_settings:
        yield from _topic_lines(finding)
        return
    for number, hit in enumerate(finding.hits, 1):
        yield _hit_line(number, hit)
    for key in finding.keys:
        yield from _key_lines(key, whole=finding.question.full_settings)


def _hit_line(number: int, hit: Hit) -> str:
    fact = hit.fact
    what = shown_template(getattr(fact, "template", "")) or fact.name
    symbol = symbol_of(fact)
    kind = _KINDS.get(fact.kind, public_kind(fact)).replace("_", " ")
    line = f"{number}. {kind} `{short(what)}` - {fact.repo} {place_name(fact.location)}"
    line += (f" in {symbol}" if symbol not in ("", fact.name) else "") + f" (score {hit.score:.2f}"
    line += (f": {'; '.join(short(reason) for reason in hit.why)})") if hit.why else ")"
    if hit.values:
        line += "; values: " + ", ".join(
            f"`{short(name, 60)}` = `{short(value)}`" for name, value in hit.values
        )
    return line


def _topic_lines(finding: Finding) -> Iterator[str]:
    """Return the best hits of a topic, each setting with what it is and which code reads it."""
    keys = {key.name: key for key in finding.keys}
    for number, hit in enumerate(finding.hits[:_HITS], 1):
        key = keys.pop(hit.fact.name, None) if isinstance(hit.fact, ConfigKey | ConfigUse) else None
        if key is not None:
            yield _setting_line(number, hit, key)
        else:
            yield (
                _symbol_line(number, hit, hit.fact)
                if isinstance(hit.fact, Symbol)
                else _hit_line(number, hit)
            )
    if len(finding.hits) > _HITS:
        yield f"- {len(finding.hits) - _HITS} more that fit less well: `--json` lists them"


def _setting_line(number: int, hit: Hit, key: KeyAnswer) -> str:
    default = f" = `{short(key.default, 60)}`" if key.default is not None else ""
    line = (
        f"{number}. setting `{key.name}`{default} - {hit.fact.repo} {place_name(hit.fact.location)}"
    )
    line += "" if key.status == "live" else f" [{key.status}]"
    line += f": {short(key.description, _LONGEST)}" if key.description else ""
    reads = [place for place in key.places if place.role == "reads"][:_READS]
    read = "; ".join(f"{_place(place.location)}{_function(place.location)}" for place in reads)
    return line + (f" - read at {read}" if read else "")


def _symbol_line(number: int, hit: Hit, symbol: Symbol) -> str:
    value = f" = `{short(symbol.value, 60)}`" if symbol.value else ""
    place = f"{symbol.repo} {place_name(symbol.location)}"
    why = f": {'; '.join(short(reason) for reason in hit.why)}" if hit.why else ""
    return f"{number}. {symbol.what} `{short(symbol.name)}`{value} - {place} (score {hit.score:.2f}{why})"


def _function(location: Location) -> str:
    return f" in {location.symbol}" if location.symbol else ""


def _key_lines(key: KeyAnswer, *, whole: bool) -> Iterator[str]:
    default = f", default `{short(key.default)}`" if key.default is not None else ", no default"
    kind = f"{short(key.type)}{default}" if key.type else default.removeprefix(", ")
    yield f"- `{key.name}`: {kind}. {short(key.description, 400)}".rstrip()
    yield f"  - status: {key.status}" + (
        f", because {short(key.status_why, 300)}" if key.status_why else ""
    )
    if key.services:
        yield f"  - services that get it: {told_services(key)}"
    if len(key.programs) > 1:
        yield "  - each program has its own: " + "; ".join(_program(p) for p in key.programs)
    for note in key.notes:
        yield f"  - note: {short(note, 400)}"
    for line in chain_lines(key.chain):
        yield f"  - chain: {short(line, 400)}"
    if whole and len(key.layers) > 1:
        yield _layers_table(key)
    if whole and (graph := mermaid(key.chain)):
        yield "\n" + fenced(graph, "mermaid").rstrip("\n")
    tabled = (
        {row.location for row in key.layers[:_ROWS]} if whole and len(key.layers) > 1 else set()
    )
    for place in key.places:
        if place.location in tabled:
            continue
        value = f" = `{short(place.value, 80)}`" if place.value is not None else ""
        where = f"{place.location.repo} {place_name(place.location)}"
        yield f"  - {place.role} `{place.name}`{value} - {where}"


def _program(setting: ProgramSetting) -> str:
    default = "no default" if setting.default is None else f"default `{short(setting.default, 60)}`"
    return f"{setting.program} {f'`{short(setting.type, 60)}` ' if setting.type else ''}{default}"


def _layers_table(key: KeyAnswer) -> str:
    """Return the layers as a table; a row of which the name is not the one asked for tells it."""
    lines = ["", "| layer | value | where |", "|---|---|---|"]
    for row in key.layers[:_ROWS]:
        of = row.program or ", ".join(row.services)
        name = "" if row.name == key.name else f" as {_cell(row.name)}"
        value = f"{_cell(row.value or '')}{' ≠' if row.differs else ''}"
        lines.append(
            f"| {row.layer}{f' ({of})' if of else ''}{name} | {value} | {_place(row.location)} |"
        )
    if len(key.layers) > _ROWS:
        lines.append(f"| … {len(key.layers) - _ROWS} more | | |")
    return "\n".join(lines)


def _cell(text: str) -> str:
    cut = with_unit(short(text, 60)).replace("`", "'").replace("|", "\\|")
    return f"`{cut}`" if cut else "(empty)"


def _place(location: Location) -> str:
    return f"{location.repo} {place_name(location)}".replace("|", "\\|")
