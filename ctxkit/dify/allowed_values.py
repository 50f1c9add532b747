"""Values that code accepts where the declared type says only text, or a pattern.

Not here: values that the code's own comparisons show (`ask/check/evidence.py`), what a value then
needs (`choice.py`).
"""

from __future__ import annotations

from ctxkit.dify.row import Row


class AllowedValues(Row, frozen=True, kw_only=True):
    """The only `values` that the variable `name` of a program may have."""

    program: str
    name: str
    values: tuple[str, ...]


class ValidatedValue(Row, frozen=True, kw_only=True):
    """A value that a validator of a program accepts only where `pattern` matches the whole of it;
    `recipe` is a command that makes one.
    """

    program: str
    name: str
    pattern: str
    expected: str
    recipe: str = ""


VALIDATED_VALUES = (
    ValidatedValue(
        program="agent",
        name="DIFY_AGENT_SERVER_SECRET_KEY",
        pattern=r"\s*(?:[A-Za-z0-9_-]{43})?\s*",
        expected="32 bytes in base64url without padding",
        recipe="python3 -c 'import secrets; print(secrets.token_urlsafe(32))'",
        since="1.16.0",
        reference="dify dify-agent/src/dify_agent/agent_stub/server/tokens/agent_stub.py"
        "#strict unpadded base64url",
        sample="DIFY_AGENT_SERVER_SECRET_KEY",
    ),
)


ALLOWED_VALUES = (
    # logging.basicConfig raises at any other, also at these in small letters
    AllowedValues(
        program="api",
        name="LOG_LEVEL",
        values=("CRITICAL", "FATAL", "ERROR", "WARNING", "WARN", "INFO", "DEBUG", "NOTSET"),
        since="1.8.1",
        reference="https://docs.python.org/3/library/logging.html#logging-levels",
        sample="LOG_LEVEL",
    ),
    # from the library dify-cloud-kit, whose code is not in the sources
    AllowedValues(
        program="plugin_daemon",
        name="PLUGIN_STORAGE_TYPE",
        values=(
            "local",
            "aws_s3",
            "tencent_cos",
            "azure_blob",
            "aliyun_oss",
            "volcengine_tos",
            "huawei_obs",
            "gcs",
            "google_cloud_storage",
        ),
        since="1.8.1",
        reference="https://github.com/langgenius/dify-cloud-kit",
        sample="PLUGIN_STORAGE_TYPE",
    ),
    AllowedValues(
        program="plugin_daemon",
        name="PLATFORM",
        values=("local", "serverless", "aws_lambda"),
        since="1.8.1",
        reference="dify-plugin-daemon internal/types/app/config.go#PLATFORM",
        sample="PLATFORM",
    ),
)


class EnumeratedSetting(Row, frozen=True, kw_only=True):
    """A variable of type `str` whose value the code looks up in the enumeration `class_name`."""

    program: str
    name: str
    class_name: str


ENUMERATED_SETTINGS = (
    EnumeratedSetting(
        program="api",
        name="VECTOR_STORE",
        class_name="VectorType",
        since="1.8.1",
        reference="dify api/core/rag/datasource/vdb/vector_type.py#class VectorType",
        sample="VECTOR_STORE",
    ),
)


class SchemaPattern(Row, frozen=True, kw_only=True):
    """A regular expression of the web console's schema, and the description of the values that it
    accepts."""

    pattern: str
    values: str


SCHEMA_PATTERNS = (
    SchemaPattern(
        pattern=r"^\/.*[^/]$",
        values="a path such as /dify",
        since="1.13.3",
        reference=r"dify web/env.ts#regex(/^\/.*[^/]$/)",
        sample=r"^\/.*[^/]$",
    ),
)


def allowed_values(program: str, name: str) -> tuple[str, ...]:
    """Return the only values that a variable may have, none where that is not known."""
    for row in ALLOWED_VALUES:
        if (row.program, row.name) == (program, name):
            return row.values
    return ()


def enumeration_of(program: str, name: str) -> str:
    """Return the class of the enumeration that a variable of type `str` is looked up in, or ""."""
    for row in ENUMERATED_SETTINGS:
        if (row.program, row.name) == (program, name):
            return row.class_name
    return ""


def described_pattern(pattern: str) -> str:
    """Return the description of the values that a regular expression of a schema accepts."""
    for row in SCHEMA_PATTERNS:
        if row.pattern == pattern:
            return row.values
    return f"a value that matches /{pattern}/"


def validated_value(program: str, name: str) -> ValidatedValue | None:
    """Return what a validator of a program accepts for a variable, None where it is not known."""
    rows = (row for row in VALIDATED_VALUES if row.name == name)
    return next((row for row in rows if row.program == program), None)


def recipe_of(name: str) -> str:
    """Return a command that makes a valid value of a secret, empty where none is known."""
    return next((row.recipe for row in VALIDATED_VALUES if row.name == name), "")
