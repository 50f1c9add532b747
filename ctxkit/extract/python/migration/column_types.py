"""Types of columns and their defaults as PostgreSQL names them.

Not here: which column has them (`operations.py`).
"""

from __future__ import annotations

from ctxkit.extract.python.migration.values import (
    Attribute,
    ForeignCall,
    ForeignName,
    Value,
    is_known,
)

_PLAIN = {
    "bigint": "bigint",
    "biginteger": "bigint",
    "binarydata": "bytea",
    "boolean": "boolean",
    "bytea": "bytea",
    "char": "character",
    "date": "date",
    "double": "double precision",
    "double_precision": "double precision",
    "float": "double precision",
    "inet": "inet",
    "integer": "integer",
    "int": "integer",
    "interval": "interval",
    "json": "json",
    "jsonb": "jsonb",
    "adjustedjson": "jsonb",
    "jsonmodelcolumn": "text",
    "largebinary": "bytea",
    "longtext": "text",
    "pickletype": "bytea",
    "real": "real",
    "smallint": "smallint",
    "smallinteger": "smallint",
    "stringuuid": "uuid",
    "text": "text",
    "unicodetext": "text",
    "uuid": "uuid",
}
"""Names of SQLAlchemy and of Dify's own types (api/models/types.py), without case."""
_OF_LENGTH = ("enum", "enumtext", "nvarchar", "string", "unicode", "varchar")
_OF_TIME = ("datetime", "timestamp")
_OF_DIGITS = ("decimal", "numeric")
_ENUM_LENGTH = 20  # of EnumText, unless its words are longer
_FUNCTIONS = {"current_timestamp": "CURRENT_TIMESTAMP", "now": "now()", "true": "true"}
_FUNCTIONS["false"] = "false"


def type_of(value: Value) -> str:
    """Return the type of a column as PostgreSQL names it: `character varying(255)`; the name as
    written of one that is not known, empty where no type is given.
    """
    if isinstance(value, ForeignName):
        return _named(ForeignCall(function=value.last, named={}))
    if isinstance(value, ForeignCall):
        if value.function == "with_variant":
            variant = value.get(1)
            return type_of(value.get(0) if variant == "postgresql" else value.target)
        return _named(value)
    return ""


def _named(call: ForeignCall) -> str:
    name = call.function.lower()
    if name in _OF_LENGTH:
        return _text_type(name, call)
    if name in _OF_TIME:
        zone = call.get(0, "timezone", default=False)
        return f"timestamp {'with' if zone is True else 'without'} time zone"
    if name in _OF_DIGITS:
        digits = [call.get(0, "precision"), call.get(1, "scale")]
        known = [str(each) for each in digits if isinstance(each, int)]
        return f"numeric({','.join(known)})" if known else "numeric"
    if name == "array":
        return f"{type_of(call.get(0, 'item_type'))}[]"
    if name == "char" and isinstance(call.get(0, "length"), int):
        return f"character({call.get(0, 'length')})"
    if name in ("float", "double") and isinstance(call.get(0, "precision"), int):
        return "real" if call.get(0, "precision") < 25 else "double precision"
    return _PLAIN.get(name, call.function)


def _text_type(name: str, call: ForeignCall) -> str:
    length = call.get(1, "length") if name == "enumtext" else call.get(0, "length")
    if name == "enumtext" and not isinstance(length, int):
        length = _ENUM_LENGTH
    return f"character varying({length})" if isinstance(length, int) else "character varying"


def sql_of(value: Value) -> str:
    """Return an expression of SQL: the default of a column, a part of an index."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    if isinstance(value, (int, float)):
        return str(value)
    if isinstance(value, ForeignCall):
        return _call_sql(value)
    if isinstance(value, (ForeignName, Attribute)):
        return value.last if isinstance(value, ForeignName) else value.name
    return "NULL" if value is None else "?"


def _call_sql(call: ForeignCall) -> str:
    first = call.get(0, "text", "sqltext")
    if call.function in ("text", "literal_column") and isinstance(first, str):
        return first
    if call.function == "Computed":
        return f"generated always as ({first if isinstance(first, str) else '?'})"
    if call.function == "Identity":
        return "generated as identity"
    if call.function in _FUNCTIONS and not call.args:
        return _FUNCTIONS[call.function]
    inner = ", ".join(
        sql_of(arg) for arg in call.args if is_known(arg) or isinstance(arg, ForeignCall)
    )
    return f"{call.function}({inner})"


def values_class_of(value: Value) -> str:
    """Return the class of the values of a column, as `EnumText(MessageStatus)` names it."""
    if not isinstance(value, ForeignCall) or value.function.lower() not in ("enum", "enumtext"):
        return ""
    first = value.get(0, "enum_class")
    return first.last if isinstance(first, ForeignName) else ""
