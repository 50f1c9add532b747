"""What scripts, templates and comparisons make of a value: real extractors over small files of
Dify's kinds.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ctxkit.ask.check.enumerations import Enumerations
from ctxkit.ask.check.evidence import Evidence
from ctxkit.settings.graph import SettingsGraph
from tests.ask.check.conftest import facts_of
from tests.ask.literal import Files, literal_index

TEXTS = {
    "dify": {
        "api/configs/feature.py": """from pydantic import Field, field_validator
from pydantic_settings import BaseSettings


class FeatureConfig(BaseSettings):
    MAIL_TYPE: str | None = Field(description="Kind of mail", default=None)
    ETL_TYPE: str = Field(description="Kind of extraction", default="dify")
    DEBUG: bool = Field(description="Debugging", default=False)
    SQL_POOL_SIZE: int = Field(description="Connections", default=30)
    CHANGED_SIZE: int = Field(description="In kilobytes", default=1)

    @field_validator("CHANGED_SIZE", mode="before")
    def in_bytes(cls, value):
        return parse(value)
""",
        "api/extensions/ext_mail.py": """from configs import dify_config


def init_app(app):
    mail_type = dify_config.MAIL_TYPE
    if not mail_type:
        return
    match mail_type:
        case "resend":
            start_resend()
        case "smtp":
            start_smtp()
        case _:
            raise ValueError(mail_type)


def extract(path):
    if dify_config.ETL_TYPE == "Unstructured":
        return unstructured(path)
    return plain(path)
""",
        "api/docker/entrypoint.sh": """#!/bin/bash
if [[ "${MIGRATION_ENABLED}" == "true" ]]; then
  flask upgrade-db
fi
if [ "${SKIP_MIGRATION}" = "false" ]; then
  flask check-db
fi
if [ "${CELERY_AUTO_SCALE,,}" = "true" ]; then
  flask scale
fi
if [[ "${DEBUG}" == "true" ]]; then
  flask debug
fi
if [[ "${MODE}" == "worker" ]]; then
  celery worker
fi
if [[ "${MODE}" == "beat" ]]; then
  celery beat
fi
exec gunicorn --workers ${SERVER_WORKER_AMOUNT:-1} \\
  --worker-class ${SERVER_WORKER_CLASS:-gevent} app:app
""",
        "docker/nginx/nginx.conf.template": """http {
    keepalive_timeout  ${NGINX_KEEPALIVE_TIMEOUT};
    client_max_body_size ${NGINX_CLIENT_MAX_BODY_SIZE};
    server_name ${NGINX_SERVER_NAME};
}
""",
        "docker/docker-compose.yaml": """services:
  nginx:
    image: nginx
    ports:
    - '${EXPOSE_NGINX_PORT:-80}:${NGINX_PORT:-80}'
""",
        "web/docker/entrypoint.sh": """#!/bin/bash
export NEXT_PUBLIC_TIMEOUT_MS=${TIMEOUT_MS}
export NEXT_PUBLIC_API_PREFIX=${CONSOLE_API_URL}/console/api
export NEXT_PUBLIC_ALLOW_EMBED=${ALLOW_EMBED:-false}
""",
        "web/env.ts": """import * as z from 'zod'

const coercedBoolean = z.string()
  .refine(s => s === 'true' || s === 'false' || s === '0' || s === '1')
  .transform(s => s === 'true' || s === '1')
const coercedNumber = z.coerce.number().int().positive()

const clientSchema = {
  NEXT_PUBLIC_ALLOW_EMBED: coercedBoolean.default(false),
  NEXT_PUBLIC_API_PREFIX: z.url().optional(),
  NEXT_PUBLIC_BASE_PATH: z.string().regex(/^\\/.*[^/]$/).or(z.literal('')).default(''),
  NEXT_PUBLIC_EDITION: z.enum(['SELF_HOSTED', 'CLOUD']).default('SELF_HOSTED'),
  NEXT_PUBLIC_SUPPORT_EMAIL: z.email().optional(),
  NEXT_PUBLIC_TIMEOUT_MS: coercedNumber.default(60000),
}
""",
    },
    "dify-sandbox": {
        "internal/types/config.go": """package types

type DifySandboxGlobalConfigurations struct {
	WorkerTimeout int  `yaml:"worker_timeout"`
	EnableNetwork bool `yaml:"enable_network"`
}
""",
        "internal/static/config.go": """package static

func InitConfig(path string) error {
	timeout := os.Getenv("WORKER_TIMEOUT")
	if timeout != "" {
		difySandboxGlobalConfigurations.WorkerTimeout, _ = strconv.Atoi(timeout)
	}
	network := os.Getenv("ENABLE_NETWORK")
	if network != "" {
		difySandboxGlobalConfigurations.EnableNetwork, _ = strconv.ParseBool(network)
	}
	return nil
}
""",
    },
}


@pytest.fixture(scope="module")
def evidence(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Evidence]:
    folder = tmp_path_factory.mktemp("evidence")
    files: Files = {
        repo: {path: (text, facts_of(repo, path, text)) for path, text in texts.items()}
        for repo, texts in TEXTS.items()
    }
    asked = literal_index(folder, files)
    yield Evidence(
        SettingsGraph(asked.index), asked.sources, Enumerations(asked.index, asked.sources)
    )
    asked.index.close()


@pytest.mark.parametrize(
    ("program", "name", "value", "rule", "expected"),
    [
        ("api", "MAIL_TYPE", "mailgun", "unmatched-value", "one of resend, smtp"),
        ("api", "MAIL_TYPE", "SMTP", "unmatched-value", "one of resend, smtp"),
        ("api", "ETL_TYPE", "unstructured", "wrong-case", "one of Unstructured"),
        ("api", "MIGRATION_ENABLED", "yes", "switch-read-as-false", "true or false in lower case"),
        ("api", "CELERY_AUTO_SCALE", "on", "switch-read-as-false", "true or false"),
        ("api", "SERVER_WORKER_AMOUNT", "auto", "non-numeric-option", "a number"),
        (
            "nginx",
            "NGINX_CLIENT_MAX_BODY_SIZE",
            "100MB",
            "invalid-nginx-value",
            "a size such as 100m",
        ),
        (
            "nginx",
            "NGINX_KEEPALIVE_TIMEOUT",
            "1 minute",
            "invalid-nginx-value",
            "a time such as 60s",
        ),
        ("sandbox", "WORKER_TIMEOUT", "15s", "value-read-as-zero", "a whole number"),
        ("sandbox", "ENABLE_NETWORK", "yes", "value-read-as-zero", "true or false"),
        ("web", "TIMEOUT_MS", "60s", "invalid-value", "a whole number greater than 0"),
        ("web", "TIMEOUT_MS", "0", "invalid-value", "a whole number greater than 0"),
        ("web", "TIMEOUT_MS", "1.5", "invalid-value", "a whole number greater than 0"),
        ("web", "ALLOW_EMBED", "True", "invalid-value", "one of true, false, 0, 1"),
        ("web", "NEXT_PUBLIC_EDITION", "self_hosted", "invalid-value", "one of SELF_HOSTED, CLOUD"),
        ("web", "NEXT_PUBLIC_BASE_PATH", "dify/", "invalid-value", "a path such as /dify"),
        ("web", "NEXT_PUBLIC_API_PREFIX", "dify.example", "invalid-value", "a URL with a scheme"),
        ("web", "NEXT_PUBLIC_SUPPORT_EMAIL", "nobody", "invalid-value", "an email address"),
        ("api", "MODE", "Worker", "wrong-case", "one of worker, beat"),
        ("api", "SQL_POOL_SIZE", "x", "invalid-value", "a whole number"),
    ],
)
def test_a_value_that_a_reader_cannot_use(
    evidence: Evidence, program: str, name: str, value: str, rule: str, expected: str
) -> None:
    ((key, found),) = evidence.objections(program, name, value)
    assert found.rule.id == rule
    assert found.expected.startswith(expected)
    assert found.place.line > 0
    assert (key is not None) == (rule == "invalid-value")


@pytest.mark.parametrize(
    ("program", "name", "value", "reason"),
    [
        ("api", "MAIL_TYPE", "x", "accepts one of resend, smtp"),
        ("api", "ETL_TYPE", "unstructured", "compares it with Unstructured, and case matters"),
        ("api", "MODE", "Worker", "compares it with worker, beat, and case matters"),
        ("sandbox", "WORKER_TIMEOUT", "x", "reads it as 0, and accepts a whole number"),
        ("sandbox", "ENABLE_NETWORK", "x", "reads it as false, and accepts true or false"),
        (
            "api",
            "MIGRATION_ENABLED",
            "yes",
            "reads it as false, and accepts true or false in lower case",
        ),
        (
            "nginx",
            "NGINX_CLIENT_MAX_BODY_SIZE",
            "x",
            "accepts a size such as 100m in client_max_body_size",
        ),
    ],
)
def test_what_a_reader_does_with_a_value(
    evidence: Evidence, program: str, name: str, value: str, reason: str
) -> None:
    ((_, found),) = evidence.objections(program, name, value)
    assert found.reason == reason


@pytest.mark.parametrize(
    ("program", "name", "value"),
    [
        ("api", "MAIL_TYPE", "smtp"),
        ("api", "ETL_TYPE", "Unstructured"),
        ("api", "ETL_TYPE", "dify"),
        ("api", "MIGRATION_ENABLED", "false"),
        ("api", "MIGRATION_ENABLED", "False"),  # is no true, which is what it says
        ("api", "CELERY_AUTO_SCALE", "TRUE"),
        ("api", "DEBUG", "on"),  # the declared type takes it
        ("api", "SERVER_WORKER_AMOUNT", "4"),
        ("api", "SERVER_WORKER_AMOUNT", "1.5"),
        ("api", "SERVER_WORKER_AMOUNT", ""),
        ("api", "MIGRATION_ENABLED", "off"),
        ("api", "SKIP_MIGRATION", "true"),
        ("api", "MIGRATION_ENABLED", "No"),
        ("api", "MODE", "worker"),
        ("api", "MODE", "api"),  # none of the texts, in any case
        ("api", "CHANGED_SIZE", "1k"),  # a validator reads it first
        ("api", "MAIL_TYPE", ""),
        ("nginx", "NGINX_CLIENT_MAX_BODY_SIZE", ""),
        ("nginx", "NGINX_CLIENT_MAX_BODY_SIZE", "x" * 80),
        ("sandbox", "WORKER_TIMEOUT", ""),
        ("api", "SANDBOX_TIMEOUT", "x"),  # nothing is known of it
        ("api", "SERVER_WORKER_CLASS", "sync"),
        ("api", "WORKER_TIMEOUT", "15s"),  # is the sandbox's
        ("nginx", "NGINX_CLIENT_MAX_BODY_SIZE", "1G"),
        ("nginx", "NGINX_CLIENT_MAX_BODY_SIZE", "0"),
        ("nginx", "NGINX_KEEPALIVE_TIMEOUT", "1m 30s"),
        ("nginx", "NGINX_SERVER_NAME", "_"),
        ("sandbox", "WORKER_TIMEOUT", "15"),
        ("sandbox", "ENABLE_NETWORK", "T"),
        ("web", "TIMEOUT_MS", "6e4"),
        ("web", "ALLOW_EMBED", "1"),
        ("web", "CONSOLE_API_URL", "dify.example"),  # goes into a longer value
        ("web", "NEXT_PUBLIC_BASE_PATH", ""),
        ("web", "NEXT_PUBLIC_API_PREFIX", "https://dify.example/console/api"),
        ("web", "NEXT_PUBLIC_SUPPORT_EMAIL", "help@dify.example"),
    ],
)
def test_a_value_that_every_reader_takes(
    evidence: Evidence, program: str, name: str, value: str
) -> None:
    assert list(evidence.objections(program, name, value)) == []


@pytest.mark.parametrize(
    ("value", "refused"), [("eighty", 1), ("80", 0), ("127.0.0.1:8080", 0), ("80-90", 0), ("", 0)]
)
def test_a_published_port(evidence: Evidence, value: str, refused: int) -> None:
    assert len(list(evidence.port("EXPOSE_NGINX_PORT", value))) == refused
    assert not list(evidence.port("NGINX_SERVER_NAME", value))
