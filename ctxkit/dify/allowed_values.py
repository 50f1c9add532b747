"""Values that code accepts where the declared type says only text, or a pattern.

Not here: values that the code's own comparisons show (`ask/check/evidence.py`), what a value then
needs (`choice.py`).
"""

from __future__ import annotations

from dataclasses import dataclass

from ctxkit.dify.row import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class AllowedValues(Row):
    """The only `values` that the variable `name` of a program may have."""

    program: str
    name: str
    values: tuple[str, ...]


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


@dataclass(frozen=True, slots=True, kw_only=True)
class EnumeratedSetting(Row):
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


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaPattern(Row):
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
