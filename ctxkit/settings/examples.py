"""Small sources, as examples of the verdicts: each has a setting and the lines that decide on it.

They are written for this purpose, in the form of Dify's files. A test indexes each and asks for its
key. Not here: the verdicts (`verdicts.py`).
"""

from __future__ import annotations

from msgspec import Struct


class Example(Struct, frozen=True, kw_only=True):
    """A setting and the sources that it is asked of, as `repository path` and text.

    `missing` are the programs whose code they do not include.
    """

    key: str
    sources: tuple[tuple[str, str], ...]
    missing: frozenset[str] = frozenset()


def _example(key: str, *sources: tuple[str, str]) -> Example:
    return Example(key=key, sources=sources)


def _declared(name: str) -> tuple[str, str]:
    return (
        "dify api/configs/feature.py",
        f"""
class FeatureConfig(BaseSettings):
    {name}: int = Field(description="How often to try", default=3)
""",
    )


def _read(name: str) -> tuple[str, str]:
    return (
        "dify api/core/client.py",
        f"""
from configs import dify_config

def call():
    return dify_config.{name}
""",
    )


def _passed(name: str, service: str = "api") -> tuple[str, str]:
    return (
        "dify docker/docker-compose.yaml",
        f"""
services:
  {service}:
    environment:
      {name}: ${{{name}:-3}}
""",
    )


_COMPOSE = ("dify docker/docker-compose.yaml", "services:\n  api:\n    image: dify-api\n")
_DECLARED, _READ, _PASSED = _declared("RETRIES"), _read("RETRIES"), _passed("RETRIES")

DECLARED = _example("RETRIES", _DECLARED, _PASSED)
READ_AND_PASSED = _example("RETRIES", _DECLARED, _READ, _PASSED)
READ_BUT_NOT_PASSED = _example("RETRIES", _DECLARED, _READ, _COMPOSE)

_VALUES = ("dify-helm charts/dify/values.yaml", "api:\n  retries: 3\n")
_RENDERED_AS_VARIABLE = (
    "dify-helm charts/dify/templates/api-deployment.yaml",
    """
apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
spec:
  template:
    spec:
      containers:
        - name: api
          env:
            - name: RETRIES
              value: {{ .Values.api.retries | quote }}
""",
)
PASSED_BY_CHART_ONLY = _example(
    "RETRIES", _DECLARED, _READ, _COMPOSE, _VALUES, _RENDERED_AS_VARIABLE
)
ASKED_BY_PATH = _example("api.retries", _DECLARED, _READ, _COMPOSE, _VALUES, _RENDERED_AS_VARIABLE)

_MIDDLEWARE = (
    "dify docker/docker-compose.middleware.yaml",
    """
services:
  redis:
    ports:
      - "${REDIS_HOST_PORT:-6379}:6379"
""",
)
_PUBLISHED = (
    "dify docker/docker-compose.yaml",
    """
services:
  redis:
    ports:
      - "${REDIS_HOST_PORT:-6379}:6379"
""",
)
_FIXED = (
    "dify docker/docker-compose.yaml",
    """
services:
  api:
    environment:
      REDIS_HOST_PORT: 6379
""",
)
MIDDLEWARE_PORT = _example("REDIS_HOST_PORT", _MIDDLEWARE, _COMPOSE)
MIDDLEWARE_PORT_OF_COMPOSE_TOO = _example("REDIS_HOST_PORT", _MIDDLEWARE, _PUBLISHED)
PUBLISHED_PORT = _example("REDIS_HOST_PORT", _PUBLISHED)
_PUBLISHED_AND_PASSED = (
    "dify docker/docker-compose.yaml",
    """
services:
  api:
    environment:
      REDIS_HOST_PORT: ${REDIS_HOST_PORT:-6379}
  redis:
    ports:
      - "${REDIS_HOST_PORT:-6379}:6379"
""",
)
DECLARED_PORT = _example("REDIS_HOST_PORT", _declared("REDIS_HOST_PORT"), _PUBLISHED_AND_PASSED)
FIXED_PORT = _example("REDIS_HOST_PORT", _FIXED)

_COMPUTED_URI = (
    "dify api/configs/database.py",
    """
class DatabaseConfig(BaseSettings):
    DB_HOST: str = Field(description="Host", default="localhost")

    @computed_field
    def DB_URI(self) -> str:
        return "postgresql://" + self.DB_HOST
""",
)
COMPUTED = _example("DB_URI", _COMPUTED_URI, _read("DB_URI"))
COMPUTED_FROM = _example("DB_HOST", _COMPUTED_URI, _read("DB_URI"))

_TEMPLATE = ("dify docker/nginx/conf.d/default.conf.template", "listen ${PORT_LINE};\n")
OVERWRITTEN = _example(
    "PORT_LINE",
    ("dify docker/nginx/docker-entrypoint.sh", "#!/bin/bash\nexport PORT_LINE=80\n"),
    _TEMPLATE,
    _COMPOSE,
)
GIVEN_A_DEFAULT = _example(
    "PORT_LINE",
    ("dify docker/nginx/docker-entrypoint.sh", "#!/bin/bash\nexport PORT_LINE=${PORT_LINE:-80}\n"),
    _TEMPLATE,
    _COMPOSE,
)


def _of_runtime(name: str) -> tuple[str, str]:
    return (
        "dify-plugin-sdks python/dify_plugin/config.py",
        f"class PluginEnv(BaseSettings):\n    {name}: int = Field(default=5)\n",
    )


OF_SERVERLESS_PLUGINS = _example("SERVERLESS_WORKERS", _of_runtime("SERVERLESS_WORKERS"))
OF_PLUGINS = _example("MAX_WORKER", _of_runtime("MAX_WORKER"))

LIBRARY_VARIABLE = _example("PYTHONUNBUFFERED", _passed("PYTHONUNBUFFERED"))
LIBRARY_PREFIX_DECLARED = _example("PIP_MIRROR", _declared("PIP_MIRROR"), _passed("PIP_MIRROR"))
FLASK_SETTING = _example("MAX_FORM_PARTS", _declared("MAX_FORM_PARTS"), _passed("MAX_FORM_PARTS"))

LIBRARY_VARIABLE_DECLARED = _example("UV_LINK_MODE", _declared("UV_LINK_MODE"))
LIBRARY_VARIABLE_READ = _example("UV_LINK_MODE", _read("UV_LINK_MODE"))

PASSED_TO_POSTGRES = _example("PGDATA", _passed("PGDATA", "db_postgres"))
PASSED_TO_API_IN_VAIN = _example("PGDATA", _passed("PGDATA", "api"))
_PASSED_TO_SANDBOX = _passed("WORKER_TIMEOUT", "sandbox")
PASSED_TO_MISSING = Example(
    key="WORKER_TIMEOUT", sources=(_PASSED_TO_SANDBOX,), missing=frozenset({"sandbox"})
)
PASSED_TO_SANDBOX_IN_VAIN = _example("WORKER_TIMEOUT", _PASSED_TO_SANDBOX)
DECLARED_AND_PASSED_TO_MISSING = Example(
    key="WORKER_TIMEOUT",
    sources=(_declared("WORKER_TIMEOUT"), _PASSED_TO_SANDBOX),
    missing=frozenset({"sandbox"}),
)
_PASSED_TO_BOTH = (
    "dify docker/docker-compose.yaml",
    """
services:
  api:
    environment:
      PGDATA: ${PGDATA:-3}
  db_postgres:
    environment:
      PGDATA: ${PGDATA:-3}
""",
)
DECLARED_FOR_POSTGRES = _example("PGDATA", _declared("PGDATA"), _PASSED_TO_BOTH)

_REPLICAS = ("dify-helm charts/dify/values.yaml", "api:\n  replicas: 1\n")
_RENDERED_AS_FIELD = (
    "dify-helm charts/dify/templates/api-deployment.yaml",
    """
apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
spec:
  replicas: {{ .Values.api.replicas }}
""",
)
RENDERED_VALUE = _example("api.replicas", _REPLICAS, _RENDERED_AS_FIELD)
IDLE_VALUE = _example("api.replicas", _REPLICAS)
RENDERED_IN_VAIN = _example("api.retries", _COMPOSE, _VALUES, _RENDERED_AS_VARIABLE)

COMMENTED = _example("OLD_KEY", ("dify docker/.env.example", "# OLD_KEY=1\n"))
SET_IN_VAIN = _example("OLD_KEY", ("dify docker/.env.example", "OLD_KEY=1\n"))
PLUGIN_VARIABLE = _example(
    "OLD_KEY", ("dify-official-plugins tools/shop/.env.example", "OLD_KEY=1\n")
)
COMMENTED_FOR_PLUGIN = _example(
    "OLD_KEY", ("dify-official-plugins tools/shop/.env.example", "# OLD_KEY=1\n")
)
