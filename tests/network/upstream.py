"""A deployment in the form of Dify's, in our own words: what programs read, what containers get."""

from __future__ import annotations

COMPOSE = """\
x-shared-env: &shared-env
  DB_HOST: ${DB_HOST:-db_postgres}
  DB_PORT: ${DB_PORT:-5432}
  DB_DATABASE: ${DB_DATABASE:-dify}
  REDIS_HOST: ${REDIS_HOST:-redis}
  CELERY_BROKER_URL: ${CELERY_BROKER_URL:-redis://:sesame-9@redis:6379/1}
  VECTOR_STORE: ${VECTOR_STORE:-weaviate}
  WEAVIATE_ENDPOINT: ${WEAVIATE_ENDPOINT:-http://weaviate:8080}
  QDRANT_URL: ${QDRANT_URL:-http://qdrant:6333}
  MILVUS_URI: ${MILVUS_URI:-http://milvus-standalone:19530}
  CODE_EXECUTION_ENDPOINT: ${CODE_EXECUTION_ENDPOINT:-http://sandbox:8194}
  INTERNAL_FILES_URL: ${INTERNAL_FILES_URL:-}
  CONSOLE_API_URL: ${CONSOLE_API_URL:-}
  MARKETPLACE_API_URL: ${MARKETPLACE_API_URL:-https://market.example.com}
services:
  api:
    image: langgenius/dify-api:1.14.0
    environment:
      <<: *shared-env
      MODE: api
      PLUGIN_DAEMON_URL: ${PLUGIN_DAEMON_URL:-http://plugin_daemon:5002}
      UNKNOWN_URL: http://sandbox:8194
    healthcheck:
      test: [CMD, curl, -f, "http://localhost:5001/health", "-u", "a:${ADMIN_PASSWORD:-hush}"]
    volumes:
      - ./volumes/app:/app/storage
  worker:
    image: langgenius/dify-api:1.14.0
    environment:
      <<: *shared-env
      MODE: worker
      CELERY_QUEUES: ${CELERY_QUEUES:-}
  worker_beat:
    image: langgenius/dify-api:1.14.0
    environment:
      <<: *shared-env
      MODE: beat
  web:
    image: langgenius/dify-web:1.14.0
    environment:
      CONSOLE_API_URL: ${CONSOLE_API_URL:-}
      SERVER_CONSOLE_API_URL: ${SERVER_CONSOLE_API_URL:-http://api:5001}
  db_postgres:
    image: postgres:15-alpine
    profiles: [postgresql]
    environment:
      POSTGRES_DB: ${DB_DATABASE:-dify}
  redis:
    image: redis:6-alpine
    environment:
      REDISCLI_AUTH: sesame-9
  sandbox:
    image: langgenius/dify-sandbox:0.2.15
    environment:
      HTTP_PROXY: ${SANDBOX_HTTP_PROXY:-http://ssrf_proxy:3128}
  plugin_daemon:
    image: langgenius/dify-plugin-daemon:0.6.0-local
    environment:
      <<: *shared-env
      DB_DATABASE: ${DB_PLUGIN_DATABASE:-dify_plugin}
      DIFY_INNER_API_URL: ${PLUGIN_DIFY_INNER_API_URL:-http://api:5001}
      PIP_MIRROR_URL: ${PIP_MIRROR_URL:-}
    ports:
      - "${EXPOSE_PLUGIN_PORT:-5003}:5003"
  ssrf_proxy:
    image: ubuntu/squid:latest
    environment:
      HTTP_PORT: 3128
      SANDBOX_HOST: ${SSRF_SANDBOX_HOST:-sandbox}
      SANDBOX_PORT: ${SANDBOX_PORT:-8194}
  nginx:
    image: nginx:latest
    environment:
      NGINX_SOCKET_IO_UPSTREAM: ${NGINX_SOCKET_IO_UPSTREAM:-api:5001}
    volumes:
      - ./nginx/conf.d:/etc/nginx/conf.d
  weaviate:
    image: semitechnologies/weaviate:1.27.0
    profiles: [weaviate]
  qdrant:
    image: langgenius/qdrant:v1.8.3
    profiles: [qdrant]
  etcd:
    image: quay.io/coreos/etcd:v3.5.5
    profiles: [milvus]
    networks: [milvus]
  milvus-standalone:
    image: milvusdb/milvus:v2.6.3
    profiles: [milvus]
    environment:
      ETCD_ENDPOINTS: ${ETCD_ENDPOINTS:-etcd:2379}
      NO_PROXY: localhost,etcd,redis
      IMAGE: etcd:6379
    networks: [milvus]
networks:
  milvus: {}
"""

ENV = """\
DB_HOST=db_postgres
REDIS_HOST=redis
VECTOR_STORE=weaviate
WEAVIATE_ENDPOINT=http://weaviate:8080
COMPOSE_PROFILES=${VECTOR_STORE:-weaviate},postgresql
"""

TEMPLATE = """\
server {
    location /api {
      proxy_pass http://api:5001;
    }
    location /socket.io/ {
      set $upstream ${NGINX_SOCKET_IO_UPSTREAM};
      proxy_pass http://$upstream;
    }
    location / {
      proxy_pass http://web:3000;
    }
}
"""

SETTINGS = "\n".join(
    [
        "from pydantic import Field",
        "from pydantic_settings import BaseSettings",
        "",
        "",
        "class Settings(BaseSettings):",
        *(
            f'    {name}: str = Field(description="{name}", default="{default}")'
            for name, default in [
                ("DB_HOST", "localhost"),
                ("DB_PORT", "5432"),
                ("DB_DATABASE", "dify"),
                ("REDIS_HOST", "localhost"),
                ("CELERY_BROKER_URL", ""),
                ("VECTOR_STORE", ""),
                ("WEAVIATE_ENDPOINT", ""),
                ("QDRANT_URL", ""),
                ("MILVUS_URI", ""),
                ("CODE_EXECUTION_ENDPOINT", ""),
                ("PLUGIN_DAEMON_URL", ""),
                ("INTERNAL_FILES_URL", ""),
                ("CONSOLE_API_URL", ""),
                ("MARKETPLACE_API_URL", ""),
                ("TEMPLATES_URL", "https://templates.example.com"),
                ("LOCAL_URL", "http://localhost:9"),
            ]
        ),
        "",
    ]
)

USES = "\n".join(
    [
        "from configs import dify_config",
        "",
        "VALUES = [",
        *(
            f"    dify_config.{line.split(':')[0].strip()},"
            for line in SETTINGS.splitlines()
            if "Field(" in line
        ),
        "]",
        "",
    ]
)

ENTRYPOINT = """\
#!/bin/bash
if [[ "${MODE}" == "worker" ]]; then
  if [[ -z "${CELERY_QUEUES}" ]]; then
    if [[ "${EDITION}" == "CLOUD" ]]; then
      DEFAULT_QUEUES="dataset,mail,rbac,workflow_team"
    else
      DEFAULT_QUEUES="dataset,mail,rbac,workflow"
    fi
  fi
fi
"""

QUEUES = """\
from configs import dify_config

if dify_config.EDITION == "CLOUD":
    _team_queue = "workflow_team"
else:
    _team_queue = "workflow"


class Queues:
    TEAM_QUEUE = _team_queue
"""

TASKS = '''\
from celery import shared_task

from tasks.queues import Queues

RBAC_QUEUE = "rbac"


@shared_task(queue="dataset")
def index_document_task(document):
    """
    Usage: index_document_task.delay(document)
    """


@shared_task(queue=RBAC_QUEUE)
def grant_access_task(app):
    pass


@shared_task(queue=Queues.TEAM_QUEUE)
def run_workflow_task(run):
    pass


@shared_task(queue="lonely")
def lonely_task():
    pass


@shared_task
def plain_task():
    pass
'''

SERVICE = """\
from tasks.documents import index_document_task


class DocumentService:
    def save(self, document):
        index_document_task.delay(document)
        other_index_document_task.delay(document)
        return {"function": index_document_task, "args": [document]}
"""

DAEMON = """\
package app

type Config struct {
	DBHost string `envconfig:"DB_HOST"`
	DBDatabase string `envconfig:"DB_DATABASE"`
	RedisHost string `envconfig:"REDIS_HOST"`
	DifyInnerApiURL string `envconfig:"DIFY_INNER_API_URL"`
	PipMirrorUrl string `envconfig:"PIP_MIRROR_URL"`
}
"""

SERVER = """\
package server

func Start(config *app.Config) {
	use(config.DBHost)
	use(config.DBDatabase)
	use(config.RedisHost)
	use(config.DifyInnerApiURL)
	use(config.PipMirrorUrl)
}
"""

WEB = """\
export const serverUrl = process.env.SERVER_CONSOLE_API_URL
export const browserUrl = process.env.CONSOLE_API_URL
"""

SQUID = """\
http_port ${HTTP_PORT}
cache_peer ${SANDBOX_HOST} parent ${SANDBOX_PORT} 0 no-query originserver
"""

TEXTS = {
    "dify": {
        "docker/docker-compose.yaml": COMPOSE,
        "docker/.env.example": ENV,
        "docker/nginx/conf.d/default.conf.template": TEMPLATE,
        "docker/ssrf_proxy/squid.conf.template": SQUID,
        "api/configs/app_config.py": SETTINGS,
        "api/core/uses.py": USES,
        "api/docker/entrypoint.sh": ENTRYPOINT,
        "api/tasks/documents.py": TASKS,
        "api/tasks/queues.py": QUEUES,
        "api/services/document_service.py": SERVICE,
        "web/config/server.ts": WEB,
    },
    "dify-plugin-daemon": {
        "internal/types/app/config.go": DAEMON,
        "internal/server/server.go": SERVER,
    },
}
VERSIONS = {"dify": "1.14.0", "dify-plugin-daemon": "0.6.0", "dify-sandbox": "0.2.15"}

MANIFEST = """\
apiVersion: v1
kind: ConfigMap
metadata:
  name: my-api
data:
  MODE: api
  DB_HOST: my-db.prod.svc.cluster.local
  DB_DATABASE: dify
  CODE_EXECUTION_ENDPOINT: http://runner:8194
  MARKETPLACE_API_URL: https://market.example.com
---
apiVersion: v1
kind: Secret
metadata:
  name: my-api
data:
  CELERY_BROKER_URL: cmVkaXM6Ly86c2VzYW1lLTlAbXktcmVkaXM6NjM3OS8x
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: my-gateway
data:
  Caddyfile: |
    :80 {
      handle /console/api/* {
        reverse_proxy my-api:5001
      }
    }
---
apiVersion: v1
kind: Service
metadata: {name: my-api, namespace: prod}
spec:
  type: NodePort
  ports: [{port: 5001}]
  selector: {app: api}
---
apiVersion: v1
kind: Service
metadata: {name: my-db, namespace: prod}
spec: {ports: [{port: 5432}], selector: {app: db}}
---
apiVersion: v1
kind: Service
metadata: {name: my-redis}
spec: {ports: [{port: 6379}], selector: {app: redis}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: my-api}
spec:
  template:
    metadata: {labels: {app: api}}
    spec:
      containers:
        - name: api
          image: registry.example.com/dify-api:1.14.2
          envFrom:
            - configMapRef: {name: my-api}
            - secretRef: {name: my-api}
            - secretRef: {name: elsewhere}
          readinessProbe: {httpGet: {path: /health, port: 5001}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: my-gateway}
spec:
  template:
    metadata: {labels: {app: gateway}}
    spec:
      containers: [{name: gateway, image: "langgenius/enterprise_gateway:1"}]
      volumes: [{name: config, configMap: {name: my-gateway}}]
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: my-db}
spec:
  template:
    metadata: {labels: {app: db}}
    spec: {containers: [{name: db, image: "postgres:15"}]}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: my-redis}
spec:
  template:
    metadata: {labels: {app: redis}}
    spec: {containers: [{name: redis, image: "redis:7"}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: hooked, annotations: {"helm.sh/hook": test}}
spec:
  template:
    spec: {containers: [{name: hooked, image: "busybox"}]}
"""
"""A rendered chart; the sandbox that its api calls is elsewhere."""
