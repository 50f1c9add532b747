"""The value that a setting has if nobody sets it, its type and its description.

Not here: what each layer gives it (`layer_values.py`).
"""

from __future__ import annotations

from collections.abc import Sequence

from ctxkit.model import Via
from ctxkit.regex import regex
from ctxkit.settings.chain import Chain
from ctxkit.settings.layers import Layer
from ctxkit.settings.records import (
    DeclarationRecord,
    Record,
    UseRecord,
    declarations_among,
    has_form,
    uses_among,
)

_OWN_FILES: frozenset[Via] = frozenset({"code-default", "sandbox-config", "dockerfile"})
"""Lines in the files of a program that set what nobody else sets."""

_CAST = regex(r"(?:typing\.)?cast\([\w.]+, ?[\"']([^\"'\\]*)[\"']\)")


def own_declarations(chain: Chain, records: Sequence[Record]) -> list[DeclarationRecord]:
    """Return the declarations of the names asked for, else of the names that they become."""
    keys = [key for key in declarations_among(records) if key.layer is Layer.DECLARED]
    return [key for key in keys if chain.depth.get(key.about) == 0] or keys


def default_of(chain: Chain, records: Sequence[Record]) -> str | None:
    """Return the default in a program, else the value that the deployment gives, else None."""
    uses = [use for use in uses_among(records) if use.value is not None]
    if chain.is_from_chart:
        # A value of the chart is asked for by its path: its default is the line of values.yaml.
        asked = [use for use in uses if use.about in chain.start]
        sets = [use for use in asked if use.role == "sets"]
        if sets:
            return sets[0].value
    keys = own_declarations(chain, records)
    if keys and all(key.is_computed for key in keys):
        return None
    default = _default_in_program(keys, uses)
    if default is not None:
        return default
    if keys or any(_is_program_read(use) for use in uses_among(records)):
        return None  # the program knows the setting and has no default
    return next((use.value for use in uses if use.role in ("sets", "renames")), None)


def _default_in_program(keys: Sequence[DeclarationRecord], uses: Sequence[UseRecord]) -> str | None:
    """Return the default of a declaration, else the fallback of a read, else a line of a file."""
    in_program = [use for use in uses if use.is_in_program]
    # A plugin reads a credential with the fallback of that one call.
    reads = [use for use in in_program if use.via != "credential"]
    fallbacks = [use for use in reads if use.role in ("reads", "renames")]
    lines = [use for use in in_program if use.via in _OWN_FILES]
    values = [_without_cast(key.default) for key in keys]
    values += [use.value for use in (*fallbacks, *lines)]
    return next((value for value in values if value is not None), None)


def _without_cast(default: str | None) -> str | None:
    """Return a default without the `cast` around it, which only type checkers read:
    `cast(_STORAGE, "opendal")` is `opendal`.
    """
    found = _CAST.fullmatch(default or "")
    return found[1] if found else default


def _is_program_read(use: UseRecord) -> bool:
    """Return whether code reads the setting.

    The template of a configuration does not count: for what is unset it has no value of its own.
    """
    if not use.is_in_program or use.via == "template":
        return False
    return use.role == "reads"


def type_of(chain: Chain, records: Sequence[Record]) -> str:
    """Return the type of a setting as its first declaration writes it."""
    return next((key.type for key in own_declarations(chain, records) if key.type), "")


def description_of(chain: Chain, records: Sequence[Record]) -> str:
    """Return the description of a setting in the code, else in an example file or a chart."""
    own = [key.description for key in own_declarations(chain, records)]
    others = [record for record in records if record.about not in chain.related]
    others = [record for record in others if not _is_about_subchart(record)]
    written = own + [record.description for record in others]
    return next((description for description in written if description), "")


def _is_about_subchart(record: Record) -> bool:
    """Return whether a description is about a subchart, of which the setting is only one value."""
    return has_form(record, "helm-subchart") and record.name != record.about.name
