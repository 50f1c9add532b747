"""A small deployment for the tests of effective values."""

from __future__ import annotations

from pathlib import Path

from ctxkit.ask.explain.explain import explain
from ctxkit.files.user_files import CustomerFile
from ctxkit.model import KeyAnswer
from tests.ask.literal import Asked
from tests.settings.sources import source_index

COMPOSE = """
x-shared: &shared
  LOG_LEVEL: ${LOG_LEVEL:-INFO}
  SECRET_KEY: ${SECRET_KEY:-public-default}
services:
  api:
    environment:
      <<: *shared
  worker:
    environment:
      <<: *shared
      LOG_LEVEL: WARNING
  sandbox:
    environment:
      API_KEY: ${SANDBOX_API_KEY:-dify-sandbox}
  db_postgres:
    environment:
      PGDATA: /data
"""
SOURCES = {
    "dify api/configs/x.py": """
class Config(BaseSettings):
    LOG_LEVEL: str = Field(default="INFO")
    SECRET_KEY: str = Field(default="")
    RETRIES: int = Field(default=3)
    BARE: str
""",
    "dify api/core/x.py": """
from configs import dify_config

print(dify_config.LOG_LEVEL, dify_config.SECRET_KEY, dify_config.RETRIES, dify_config.BARE)
""",
    "dify docker/docker-compose.yaml": COMPOSE,
    "dify-sandbox internal/static/config.go": """
package static

func init() {
	key := os.Getenv("API_KEY")
}
""",
    "dify-helm charts/dify/values.yaml": "api:\n  logLevel: INFO\n  extraEnv: []\n",
    "dify-helm charts/dify/templates/api-deployment.yaml": """
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
            - name: LOG_LEVEL
              value: {{ .Values.api.logLevel }}
""",
}


def deployed(folder: Path) -> Asked:
    return source_index(folder, SOURCES)


def answer(asked: Asked, key: str) -> KeyAnswer:
    return explain(asked.index, asked.sources, key).keys[0]


def file(path: str, text: str) -> CustomerFile:
    return CustomerFile(path=path, data=text.encode())
