"""All kinds of facts, by name.

The order decides nothing: an index is built by one list of them. Not here: what they are
(`facts.py`, `database_facts.py`).
"""

from __future__ import annotations

from ctxkit.model.database_facts import (
    Column,
    Migration,
    Mixin,
    SchemaChange,
    Table,
    TableUse,
)
from ctxkit.model.facts import (
    ClientCall,
    ConfigKey,
    ConfigUse,
    Directive,
    ErrorCode,
    Fact,
    LogTemplate,
    Manifest,
    Message,
    MessageUse,
    PageSection,
    PythonProject,
    Raise,
    Route,
    RoutePrefix,
    Symbol,
    Task,
    TemplateCall,
)

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
        SchemaChange,
        Column,
        Mixin,
        TableUse,
        PythonProject,
        PageSection,
    )
}
