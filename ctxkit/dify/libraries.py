"""Variables that a library or a run time reads, so that no line of Dify's sources names them.

Not here: variables that the code of a program reads (`extract/`).
"""

from __future__ import annotations

import re
from functools import cache

from ctxkit.dify.row import Row

EVERY_PROCESS = "every process"
"""Who reads what the system gives to all: it is no setting of a deployment."""


class LibraryVariable(Row, frozen=True, kw_only=True):
    """`reader` reads the environment variables that `names` (a pattern, any case) matches.

    `yields_to_declarations` means that programs declare settings with the same prefix for
    themselves: those are not the library's.
    """

    names: str
    reader: str
    yields_to_declarations: bool = False


class FlaskSetting(Row, frozen=True, kw_only=True):
    """`reader` reads the settings that `names` (a pattern) matches from Flask's configuration.

    The api passes all of its settings to Flask (`app.config.from_mapping`).
    """

    names: str
    reader: str


LIBRARY_VARIABLES = (
    LibraryVariable(
        names=r"LANG|LANGUAGE|LC_\w+",
        reader="the C library (locale)",
        since="1.0.0",
        reference="https://man7.org/linux/man-pages/man7/locale.7.html",
        sample="LC_ALL",
    ),
    LibraryVariable(
        names=r"TZ",
        reader="the C library (time zone)",
        since="1.0.0",
        reference="https://man7.org/linux/man-pages/man3/tzset.3.html",
        sample="TZ",
    ),
    LibraryVariable(
        names=r"PATH|HOME",
        reader=EVERY_PROCESS,
        since="1.0.0",
        reference="https://man7.org/linux/man-pages/man7/environ.7.html",
        sample="HOME",
    ),
    LibraryVariable(
        names=r"(HTTPS?|ALL|NO|FTP)_PROXY",
        reader="HTTP clients",
        since="1.0.0",
        reference="https://everything.curl.dev/usingcurl/proxies/env.html",
        sample="HTTPS_PROXY",
    ),
    LibraryVariable(
        names=r"SSL_CERT_\w+",
        reader="OpenSSL and Go",
        since="1.0.0",
        reference="https://docs.openssl.org/3.0/man7/openssl-env/",
        sample="SSL_CERT_FILE",
    ),
    LibraryVariable(
        names=r"MALLOC_\w+",
        reader="the C library (memory)",
        since="1.0.0",
        reference="https://man7.org/linux/man-pages/man3/mallopt.3.html",
        sample="MALLOC_ARENA_MAX",
    ),
    LibraryVariable(
        names=r"PYTHON[A-Z]\w*",
        reader="Python",
        since="1.0.0",
        reference="https://docs.python.org/3/using/cmdline.html#environment-variables",
        sample="PYTHONPATH",
    ),
    LibraryVariable(
        names=r"UV_\w+",
        reader="uv",
        since="1.0.0",
        reference="https://docs.astral.sh/uv/reference/environment/",
        sample="UV_CACHE_DIR",
    ),
    LibraryVariable(
        names=r"PIP_\w+",
        reader="pip",
        yields_to_declarations=True,
        since="1.0.0",
        reference="https://pip.pypa.io/en/stable/topics/configuration/#environment-variables",
        sample="PIP_INDEX_URL",
    ),
    LibraryVariable(
        names=r"GUNICORN_CMD_ARGS",
        reader="gunicorn",
        since="1.0.0",
        reference="https://docs.gunicorn.org/en/stable/settings.html",
        sample="GUNICORN_CMD_ARGS",
    ),
    LibraryVariable(
        names=r"FLASK_\w+",
        reader="Flask",
        since="1.0.0",
        reference="https://flask.palletsprojects.com/en/stable/cli/",
        sample="FLASK_APP",
    ),
    LibraryVariable(
        names=r"SQLALCHEMY_\w+",
        reader="SQLAlchemy",
        since="1.0.0",
        reference="https://docs.sqlalchemy.org/en/20/changelog/migration_20.html",
        sample="SQLALCHEMY_WARN_20",
    ),
    LibraryVariable(
        names=r"REQUESTS_CA_BUNDLE",
        reader="requests",
        since="1.0.0",
        reference="https://requests.readthedocs.io/en/latest/user/advanced/#ssl-cert-verification",
        sample="REQUESTS_CA_BUNDLE",
    ),
    LibraryVariable(
        names=r"CURL_CA_BUNDLE",
        reader="curl and requests",
        since="1.0.0",
        reference="https://curl.se/docs/sslcerts.html",
        sample="CURL_CA_BUNDLE",
    ),
    LibraryVariable(
        names=r"TIKTOKEN_CACHE_DIR",
        reader="tiktoken",
        since="1.0.0",
        reference="https://github.com/openai/tiktoken/blob/main/tiktoken/load.py",
        sample="TIKTOKEN_CACHE_DIR",
    ),
    LibraryVariable(
        names=r"NLTK_DATA",
        reader="NLTK",
        since="1.0.0",
        reference="https://www.nltk.org/data.html",
        sample="NLTK_DATA",
    ),
    LibraryVariable(
        names=r"HF_\w+",
        reader="huggingface_hub",
        since="1.0.0",
        reference="https://huggingface.co/docs/huggingface_hub/package_reference/environment_variables",
        sample="HF_ENDPOINT",
    ),
    LibraryVariable(
        names=r"TRANSFORMERS_\w+",
        reader="transformers",
        since="1.0.0",
        reference="https://huggingface.co/docs/transformers/installation",
        sample="TRANSFORMERS_OFFLINE",
    ),
    LibraryVariable(
        names=r"SCARF_NO_ANALYTICS|DO_NOT_TRACK",
        reader="Scarf's analytics",
        since="1.0.0",
        reference="https://docs.scarf.sh/package-analytics/",
        sample="SCARF_NO_ANALYTICS",
    ),
    LibraryVariable(
        names=r"NODE_\w+",
        reader="Node.js",
        since="1.0.0",
        reference="https://nodejs.org/api/cli.html#environment-variables",
        sample="NODE_OPTIONS",
    ),
    LibraryVariable(
        names=r"NPM_\w+",
        reader="npm",
        since="1.0.0",
        reference="https://docs.npmjs.com/cli/using-npm/config",
        sample="NPM_CONFIG_REGISTRY",
    ),
    LibraryVariable(
        names=r"PNPM_\w+",
        reader="pnpm",
        since="1.0.0",
        reference="https://pnpm.io/npmrc",
        sample="PNPM_HOME",
    ),
    LibraryVariable(
        names=r"COREPACK_\w+",
        reader="Corepack",
        since="1.0.0",
        reference="https://github.com/nodejs/corepack#environment-variables",
        sample="COREPACK_NPM_REGISTRY",
    ),
    LibraryVariable(
        names=r"NEXT_TELEMETRY_DISABLED",
        reader="Next.js",
        since="1.0.0",
        reference="https://nextjs.org/telemetry",
        sample="NEXT_TELEMETRY_DISABLED",
    ),
    LibraryVariable(
        names=r"GIN_MODE",
        reader="Gin",
        since="1.0.0",
        reference="https://pkg.go.dev/github.com/gin-gonic/gin#pkg-constants",
        sample="GIN_MODE",
    ),
    LibraryVariable(
        names=r"GO(MAXPROCS|GC|DEBUG|MEMLIMIT)",
        reader="Go",
        since="1.0.0",
        reference="https://pkg.go.dev/runtime#hdr-Environment_Variables",
        sample="GOMAXPROCS",
    ),
    LibraryVariable(
        names=r"GRPC_\w+",
        reader="gRPC",
        since="1.0.0",
        reference="https://grpc.github.io/grpc/core/md_doc_environment_variables.html",
        sample="GRPC_VERBOSITY",
    ),
    LibraryVariable(
        names=r"OTEL_\w+",
        reader="OpenTelemetry",
        since="1.0.0",
        reference="https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/",
        sample="OTEL_SERVICE_NAME",
    ),
    LibraryVariable(
        names=r"DD_\w+",
        reader="Datadog's tracer",
        since="1.0.0",
        reference="https://docs.datadoghq.com/tracing/trace_collection/library_config/python/",
        sample="DD_SERVICE",
    ),
    LibraryVariable(
        names=r"AWS_\w+",
        reader="the AWS SDK",
        since="1.0.0",
        reference="https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html",
        sample="AWS_DEFAULT_REGION",
    ),
    LibraryVariable(
        names=r"GOOGLE_APPLICATION_CREDENTIALS",
        reader="the Google Cloud SDK",
        since="1.0.0",
        reference="https://cloud.google.com/docs/authentication/application-default-credentials",
        sample="GOOGLE_APPLICATION_CREDENTIALS",
    ),
    LibraryVariable(
        names=r"COMPOSE_\w+",
        reader="docker compose",
        since="1.0.0",
        reference="https://docs.docker.com/compose/how-tos/environment-variables/envvars/",
        sample="COMPOSE_PROFILES",
    ),
    LibraryVariable(
        names=r"DOCKER_\w+",
        reader="docker",
        since="1.0.0",
        reference="https://docs.docker.com/reference/cli/docker/#environment-variables",
        sample="DOCKER_HOST",
    ),
)

FLASK_SETTINGS = (
    FlaskSetting(
        names=r"SQLALCHEMY_\w+",
        reader="Flask-SQLAlchemy",
        since="1.0.0",
        reference="https://flask-sqlalchemy.readthedocs.io/en/stable/config/",
        sample="SQLALCHEMY_ECHO",
    ),
    FlaskSetting(
        names=r"SESSION_\w+|PERMANENT_SESSION_LIFETIME",
        reader="Flask",
        since="1.0.0",
        reference="https://flask.palletsprojects.com/en/stable/config/#SESSION_COOKIE_NAME",
        sample="SESSION_COOKIE_NAME",
    ),
    FlaskSetting(
        names=r"SECRET_KEY",
        reader="Flask",
        since="1.0.0",
        reference="https://flask.palletsprojects.com/en/stable/config/#SECRET_KEY",
        sample="SECRET_KEY",
    ),
    FlaskSetting(
        names=r"TESTING|DEBUG",
        reader="Flask",
        since="1.0.0",
        reference="https://flask.palletsprojects.com/en/stable/config/#DEBUG",
        sample="DEBUG",
    ),
    FlaskSetting(
        names=r"MAX_CONTENT_LENGTH|MAX_FORM_\w+",
        reader="Flask",
        since="1.0.0",
        reference="https://flask.palletsprojects.com/en/stable/config/#MAX_CONTENT_LENGTH",
        sample="MAX_FORM_PARTS",
    ),
    FlaskSetting(
        names=r"SEND_FILE_MAX_AGE_DEFAULT",
        reader="Flask",
        since="1.0.0",
        reference="https://flask.palletsprojects.com/en/stable/config/#SEND_FILE_MAX_AGE_DEFAULT",
        sample="SEND_FILE_MAX_AGE_DEFAULT",
    ),
    FlaskSetting(
        names=r"SERVER_NAME|APPLICATION_ROOT|PREFERRED_URL_SCHEME",
        reader="Flask",
        since="1.0.0",
        reference="https://flask.palletsprojects.com/en/stable/config/#SERVER_NAME",
        sample="PREFERRED_URL_SCHEME",
    ),
    FlaskSetting(
        names=r"TEMPLATES_AUTO_RELOAD",
        reader="Flask",
        since="1.0.0",
        reference="https://flask.palletsprojects.com/en/stable/config/#TEMPLATES_AUTO_RELOAD",
        sample="TEMPLATES_AUTO_RELOAD",
    ),
    FlaskSetting(
        names=r"RESTX_\w+",
        reader="Flask-RESTX",
        since="1.0.0",
        reference="https://flask-restx.readthedocs.io/en/latest/",
        sample="RESTX_MASK_HEADER",
    ),
)


@cache
def _library_names() -> re.Pattern[str]:
    """Return one pattern for all rows, compiled when first needed: commands must start fast."""
    return re.compile("|".join(f"({row.names})" for row in LIBRARY_VARIABLES), re.IGNORECASE)


@cache
def library_variable(name: str) -> LibraryVariable | None:
    """Return the row of the library or run time that reads the variable `name`, or None."""
    if _library_names().fullmatch(name) is None:
        return None
    rows = LIBRARY_VARIABLES
    return next(row for row in rows if re.fullmatch(row.names, name, re.IGNORECASE))


def is_read_by_library(name: str) -> bool:
    """Return whether a library or a run time reads the variable `name`."""
    return library_variable(name) is not None


def flask_setting(name: str) -> FlaskSetting | None:
    """Return the row of the library that takes the setting `name` from Flask, or None."""
    return next((row for row in FLASK_SETTINGS if re.fullmatch(row.names, name)), None)
