"""Small upstream repositories in Dify's style, indexed, for the tests of `locate`: FILES, and those
of the services around the API, SERVICES.
"""

# ruff: noqa: E501 - sources and pasted lines stay whole

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Mapping
from hashlib import sha1
from pathlib import Path

from ctxkit.ask.locate.candidates import LocateContext
from ctxkit.dify.repositories import REPOSITORIES
from ctxkit.extract.registry import is_test, language_of
from ctxkit.index.build import build_index
from ctxkit.index.builder import SourceFile, building
from ctxkit.index.digest import digest
from ctxkit.index.jobs import Job
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources
from ctxkit.index.worker import read_job
from ctxkit.model import Checkout, Finding
from ctxkit.workspace.checked_out import head_commit
from tests.ask.literal import blob_id

Tree = Mapping[str, Mapping[str, str]]
"""The text of each file, by repository and path."""

Ask = Callable[[str], Finding]
ContextOf = Callable[[str], LocateContext]

MAIL = "api/services/mail_service.py"
LETTER = "api/services/letter_service.py"
LAUNCHER = "internal/core/launcher.go"
PREFIX = (
    "2026-05-26 13:22:31.627 INFO [Dummy-685] [{file}:{line}] 7c13e32e0c455c8fb169b28b94e35e04 - "
)
DELIVERING = "Delivering invitation letter to a@example.com on attempt 3"

FILES: dict[str, dict[str, str]] = {
    "dify": {
        "web/i18n/en-US/letter-box.json": """{
  "delivery.done": "Delivered {{count}} letters to the recipient",
  "delivery.refused": "The postman refused this letter",
  "delivery.returned": "The postman refused this letter",
  "delivery.unseen": "The pillar box is being painted"
}
""",
        "web/i18n/zh-Hans/letter-box.json": """{
  "delivery.done": "已向收件人投递 {{count}} 封信件",
  "delivery.refused": "邮递员拒绝了这封信，请稍后再试",
  "delivery.unseen": "邮筒正在刷漆"
}
""",
        "web/i18n/de-DE/letter-box.json": """{
  "delivery.refused": "Der Briefträger hat diesen Brief nicht angenommen"
}
""",
        "web/i18n/nl-NL/letter-box.json": """{
  "delivery.refused": "De postbode heeft deze brief niet aangenomen"
}
""",
        "web/app/(common)/app/[appId]/stamps/page.tsx": "export default function Stamps() {\n  return null\n}\n",
        "web/app/(common)/apps/page.tsx": "export default function Apps() {\n  return null\n}\n",
        "web/app/[locale]/[any]/page.tsx": "export default function Any() {\n  return null\n}\n",
        "web/app/letter-box.tsx": """import { useTranslation } from 'react-i18next'

export function LetterBox({ refused, reason }: Props) {
  const { t } = useTranslation()
  if (refused)
    return <Toast message={t('delivery.refused', { ns: 'letterBox' })} />
  if (reason)
    return <Toast message={t(`delivery.${reason}`, { ns: 'letterBox' })} />
  return <p>{t('delivery.done', { ns: 'letterBox', count: 3 })}</p>
}
""",
        "api/services/mail_service.py": """import logging

from configs import dify_config

logger = logging.getLogger(__name__)


class MailService:
    def deliver(self, recipient: str, attempt: int) -> None:
        if not recipient:
            raise ValueError("mail recipient is not configured")
        logger.info("Delivering invitation letter to %s on attempt %s", recipient, attempt)
        if attempt > dify_config.MAIL_MAX_ATTEMPTS:
            raise MailQuotaError(f"mail quota of {recipient} exhausted after {attempt} attempts")

    def close(self, reason: Exception) -> None:
        logger.exception(reason)
""",
        "api/services/letter_service.py": """import logging

logger = logging.getLogger(__name__)


def archive(letter_id: str) -> None:
    logger.info("Archived letter: %s", letter_id)
    logger.warning("storage bucket rejected letter %s", letter_id)
""",
        "api/extensions/ext_pigeons.py": """import pigeonry


def send(letter: str) -> None:
    try:
        pigeonry.loft().send(letter)
    except pigeonry.errors.StormError:
        return
""",
        "api/extensions/ext_lofts.py": """from pigeonry import loft


def open_loft() -> None:
    loft()
""",
        "api/tasks/archive_letter_task.py": """import logging

from celery import shared_task

logger = logging.getLogger(__name__)


@shared_task(queue="mail")
def archive_letter_task(letter_id: str) -> None:
    logger.info("Archived letter: %s", letter_id)
""",
        "api/core/engine.py": """class Engine:
    def run(self, node) -> None:
        try:
            node.execute()
        except Exception as e:
            raise RuntimeError(f"Node {node.id} run failed: {e}") from e

    def limit(self) -> int:
        return Engine.LIMIT
""",
        "api/controllers/console/error.py": """from libs.exception import BaseHTTPException


class LetterLimitError(BaseHTTPException):
    error_code = "letter_limit_exceeded"
    description = "The number of letters is over the limit of this plan."
    code = 403
""",
        "api/models/letter.py": """from models.base import Base


class Letter(Base):
    __tablename__ = "letters"

    id = mapped_column(StringUUID, primary_key=True)
    body = mapped_column(sa.Text)
""",
        "api/migrations/versions/9f1d2c3b4a5e_add_letters.py": """'''add letters

Revision ID: 9f1d2c3b4a5e
'''
from alembic import op
import sqlalchemy as sa

revision = '9f1d2c3b4a5e'


def upgrade():
    op.create_table('letters',
    sa.Column('id', sa.Uuid()),
    sa.Column('body', sa.Text()),
    sa.UniqueConstraint('body', name='unique_body')
    )
""",
        "api/core/app/base_app_generate_response_converter.py": """class Converter:
    def error_to_stream_response(self, e: Exception) -> dict:
        errors = {
            ValueError: {"code": "invalid_param", "status": 400},
            LetterLimitExceededError: {"code": "letter_limit_exceeded", "status": 429},
        }
        return errors[type(e)]
""",
        "docker/nginx/conf.d/default.conf.template": """server {
    listen ${NGINX_PORT};

    location /console/api {
      proxy_pass http://api:5001;
    }

    location /v1 {
      proxy_pass http://api:5001;
    }

    location / {
      proxy_pass http://web:3000;
      client_max_body_size 1m;
    }
}
""",
        "api/controllers/console/__init__.py": """from flask import Blueprint
from flask_restx import Namespace

from libs.external_api import ExternalApi

bp = Blueprint("console", __name__, url_prefix="/console/api")
api = ExternalApi(bp, version="1.0")
console_ns = Namespace("console", path="/")
api.add_namespace(console_ns)
""",
        "api/controllers/console/letters.py": """from controllers.console import console_ns


@console_ns.route("/letters/<uuid:letter_id>")
class LetterApi(Resource):
    def get(self, letter_id):
        if letter_id is None:
            raise Forbidden()
        return {}

    def delete(self, letter_id):
        return {}, 204


@console_ns.route("/letters/drafts")
class DraftListApi(Resource):
    def get(self):
        if not current_user.is_editor:
            raise Forbidden()
        return []


@console_ns.route("/parcels")
class ParcelListApi(Resource):
    def post(self):
        raise NotFound("No such parcel.")


@console_ns.route("/parcels/<uuid:parcel_id>")
class ParcelApi(Resource):
    def get(self, parcel_id):
        raise NotFound("No such parcel.")
""",
        "api/services/parcel_service.py": """def weigh(parcel) -> int:
    return parcel.customs_form.weight


def __getattr__(name: str) -> int:
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
""",
        "api/extensions/ext_blueprints.py": """from configs import dify_config


def init_app(app):
    CORS(web_bp, resources={"/*": {"origins": dify_config.WEB_API_CORS_ALLOW_ORIGINS}})
    CORS(console_app_bp, resources={"/*": {"origins": dify_config.CONSOLE_CORS_ALLOW_ORIGINS}})
""",
        "docker/ssrf_proxy/squid.conf.template": """acl SSL_ports port 443
acl Safe_ports port 80
acl Safe_ports port 443
acl Safe_ports port 1025-65535
acl CONNECT method CONNECT
http_access allow localhost
http_access deny !Safe_ports
http_access deny CONNECT !SSL_ports
http_access deny all
cache_peer ${SANDBOX_HOST} parent ${SANDBOX_PORT} 0 no-query originserver
""",
        "api/configs/feature/__init__.py": """from pydantic import Field, PositiveInt
from pydantic_settings import BaseSettings


class MailConfig(BaseSettings):
    MAIL_MAX_ATTEMPTS: PositiveInt = Field(description="Attempts to deliver a letter", default=5)
""",
        "api/tests/unit_tests/test_mail.py": """import logging

logger = logging.getLogger(__name__)


def test_mail() -> None:
    logger.info("Delivering invitation letter to %s on attempt %s", "a", 1)
""",
    },
    "dify-helm": {
        "charts/dify/templates/config.tpl": """{{- define "dify.worker.config" -}}
MODE: worker
{{ include "dify.vectordb.config" . }}
{{- end }}

{{- define "dify.vectordb.config" -}}
VECTOR_STORE: weaviate
{{- end }}
""",
        "charts/dify/templates/pvc.yaml": """apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: {{ template "dify.pluginDaemon.fullname" . }}
spec:
  accessModes: [ReadWriteMany]
""",
    },
    "dify-plugin-daemon": {
        "internal/core/launcher.go": """package core

import (
	"errors"
	"fmt"

	"github.com/langgenius/dify-plugin-daemon/pkg/utils/log"
)

var ErrNoNode = errors.New("no launchable node, plugin vanished")

func Launch(name string) error {
	log.Info("acquired launch lease", "plugin", name, "method", "uv sync")
	log.Info("acquired launch lease", "plugin", name, "method", "pip")
	speak := loggers["info"]
	speak("lease holder changed", "plugin", name)
	return fmt.Errorf("failed to prepare the launch pad: %w", ErrNoNode)
}
""",
    },
}


STORE = "internal/db/store.go"
POOL = "internal/core/pool.go"
SQUID = "docker/ssrf_proxy/squid.conf.template"
SCRIPT = "docker/ssrf_proxy/docker-entrypoint.sh"
COMPOSE = "docker/docker-compose.yaml"
CONFIG = "charts/dify/templates/config.tpl"
VALUES = "charts/dify/values.yaml"
DEPLOYMENT = "charts/dify/templates/letter-box-deployment.yaml"
SERVICES: dict[str, dict[str, str]] = {
    "dify": {
        SQUID: """acl localnet src 10.0.0.0/8
acl localnet src 172.16.0.0/12
http_port ${HTTP_PORT}
http_port ${REVERSE_PROXY_PORT} accel vhost
include /etc/squid/conf.d/*.conf
connect_timeout 30 seconds
""",
        SCRIPT: """#!/bin/bash
export LC_ALL=${LC_ALL:-en_US.UTF-8}
echo "filling the template in"
awk '{
    print
}' /etc/squid/squid.conf.template > /etc/squid/squid.conf
/usr/sbin/squid -NYC
""",
        "docker/nginx/docker-entrypoint.sh": "#!/bin/bash\nexec nginx -g 'daemon off;'\n",
        "docker/nginx/proxy.conf.template": "proxy_read_timeout ${NGINX_PROXY_READ_TIMEOUT};\n",
        COMPOSE: """x-shared-env: &shared
  STAMP_LEVEL_MAX: ${STAMP_LEVEL_MAX:-9}
  STAMP_LEVEL: ${STAMP_LEVEL:-INFO}
""",
        "api/libs/gates.py": """def stamped(view):
    def decorated(*args):
        if not args:
            raise ValueError
        return view(*args)

    return decorated


def weighed(view):
    def decorated(*args):
        if len(args) > 9:
            raise ValueError("the parcel of letters is too heavy for this tariff")
        return view(*args)

    return decorated
""",
        "api/core/rag/store.py": """import logging

logger = logging.getLogger(__name__)


def create(collection_name: str) -> None:
    logger.info("%s already exists in the collection store", collection_name)
""",
        "api/controllers/service_api/__init__.py": """from flask import Blueprint
from flask_restx import Namespace

from libs.external_api import ExternalApi

bp = Blueprint("service_api", __name__, url_prefix="/v1")
api = ExternalApi(bp, version="1.0")
service_ns = Namespace("service_api", path="/")
api.add_namespace(service_ns)
""",
        "api/controllers/service_api/letters.py": """from controllers.service_api import service_ns


@service_ns.route("/letters")
class LetterListApi(Resource):
    def post(self):
        return {}


@service_ns.route("/stamps/franked")
class FrankedStampApi(Resource):
    def post(self):
        return {}
""",
    },
    "dify-helm": {
        "charts/dify/templates/_helpers.tpl": """{{- define "dify.letterBox.fullname" -}}
{{ template "dify.fullname" . }}-pillar-box
{{- end -}}
""",
        VALUES: """image:
  letterBox:
    repository: example/letter-box
letterBox:
  # how many
  replicas: 1
  paint:
    colour: red
stamps:
  replicas: 2
""",
        "charts/dify/Chart.yaml": "name: dify\ndependencies:\n- name: postbank\n",
        # What a packaged chart brings along, which nothing said of Dify's chart is about.
        "charts/dify/charts/postbank/Chart.yaml": "name: postbank\ndependencies:\n- name: vault\n",
        "charts/dify/charts/postbank/values.yaml": "stamps:\n  replicas: 1\nletterBox:\n  paint: red\n",
        "charts/dify/charts/postbank/templates/letter-box.yaml": "kind: Deployment\ndata:\n  LETTER_BOX_URL: {{ .Values.url }}\n",
        CONFIG: """{{- define "dify.letterBox.config" -}}
LETTER_BOX_URL: {{ .Values.letterBox.url }}
{{- end }}
""",
        DEPLOYMENT: """apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ template "dify.letterBox.fullname" . }}
spec:
  template:
    spec:
      containers:
        - image: letter-box
          name: letter-box
""",
    },
    "dify-plugin-daemon": {
        "internal/types/app/config.go": """package app

type Config struct {
	LetterKey string `envconfig:"LETTER_KEY" validate:"required"`
}
""",
        "internal/types/models/letter.go": """package models

type PostalLetter struct {
	Model
	Body string `gorm:"size:255;unique"`
}
""",
        STORE: """package db

import "gorm.io/gorm"

func Open(dsn string) (*gorm.DB, error) {
	return gorm.Open(dialect(dsn))
}

func Migrate() error {
	return database.AutoMigrate(Letter{})
}

func One(id string) (Letter, error) {
	var letter Letter
	err := database.First(&letter).Error
	return letter, err
}

func All() ([]Letter, error) {
	var letters []Letter
	err := database.Find(&letters).Error
	return letters, err
}
""",
        POOL: """package core

import "github.com/langgenius/dify-plugin-daemon/pkg/utils/log"

type Pool struct{}

func (p *Pool) Start(size int) {
	if size < 1 {
		log.Panic("pool cannot start with %d lanes", size)
	}
	p.open(size)
}

func (p *Pool) Drain(name string) error {
	log.Error("pool drained too early", "lane", name, "error", errDrained)
	return fmt.Errorf("lane is still open: %w", errDrained)
}

func (p *Pool) open(size int) {
	p.lanes = make([]lane, size)
}
""",
        "internal/server/server.go": """package server

func (a *App) Run() {
	pool.Start(0)
}
""",
    },
}


def build(
    folder: Path, version: str = "1.14.0", changed: Tree | None = None
) -> tuple[Index, Sources]:
    """Write FILES, or what has `changed` since, to folders below `folder` and return the index that
    `build_index` makes of them. The repositories that do not change have nothing.

    Neither git nor another process runs, which take ten times as long: `build_committed` has both.
    """
    roots = _write(folder, changed or FILES)
    state = folder / ".ctxkit"
    state.mkdir()
    checkouts = []
    with building(state, digest=digest()) as builder:
        for repo, root in roots.items():
            commit = sha1(repo.encode()).hexdigest()
            checkout = Checkout(repo=repo, version=version, commit=commit, match="tag")
            checkouts.append(checkout)
            files = [
                SourceFile(path, blob_id((root / path).read_bytes()), is_test(path))
                for path in sorted((changed or FILES).get(repo, ()))
                if language_of(path)
            ]
            for number, file in builder.add_tree(repo, commit, files):
                read = read_job(Job(number, repo, str(root), file.path, file.oid, file.test))
                assert not read.differs
                builder.add_facts(number, read.rows, read.broken)
                builder.add_mentions(number, calls=read.calls, writes=read.writes)
        builder.set_view(checkouts)
    return _opened(state, roots)


def build_committed(
    folder: Path, version: str = "1.14.0", changed: Tree | None = None
) -> tuple[Index, Sources]:
    """Do the same with real git: what is built twice in a folder has both versions."""
    checkouts = []
    roots = _write(folder, changed or FILES)
    for repo, root in roots.items():
        (root / "LICENSE").write_text("none\n", encoding="utf8")
        identity = ("-c", "user.name=Upstream", "-c", "user.email=upstream@example.com")
        environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        for command in (
            ("init", "-q"),
            ("add", "-A"),
            (*identity, "commit", "-q", "--allow-empty", "-m", "one"),
        ):
            subprocess.run(("git", "-C", str(root), *command), check=True, env=environment)
        commit = head_commit(root)
        assert commit
        checkouts.append(Checkout(repo=repo, version=version, commit=commit, match="tag"))
    build_index(folder / ".ctxkit", checkouts, roots)
    return _opened(folder / ".ctxkit", roots)


def _write(folder: Path, tree: Tree) -> dict[str, Path]:
    """Write files to the folders of their repositories; return all of those by name."""
    roots = {repo: folder / repo for repo in (*(row.name for row in REPOSITORIES), *tree)}
    for repo, root in roots.items():
        root.mkdir(parents=True, exist_ok=True)
        for name, content in tree.get(repo, {}).items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(content, encoding="utf8")
    return roots


def _opened(state: Path, roots: dict[str, Path]) -> tuple[Index, Sources]:
    index = Index.open(state)
    return index, Sources(index, roots)


def line_of(repo: str, path: str, fragment: str) -> int:
    """Return the first line with `fragment` in a file of FILES or SERVICES."""
    text = FILES.get(repo, {}).get(path) or SERVICES[repo][path]
    lines = text.split("\n")
    return next(number for number, line in enumerate(lines, 1) if fragment in line)


def place(path: str, fragment: str, repo: str = "") -> tuple[str, int]:
    """Return a path and the first line with `fragment` in it."""
    repos = [repo] if repo else [r for r in (*FILES, *SERVICES) if _has(r, path)]
    return path, line_of(repos[0], path, fragment)


def _has(repo: str, path: str) -> bool:
    return path in FILES.get(repo, {}) or path in SERVICES.get(repo, {})


def places(finding: Finding) -> list[tuple[str, int]]:
    """Return the places of an answer, the best first."""
    return [(hit.fact.path, hit.fact.line) for hit in finding.hits]


def first(finding: Finding) -> tuple[str, int]:
    """Return the best place of an answer."""
    return places(finding)[0]


def keys(finding: Finding) -> list[str]:
    """Return the names of the settings of an answer, the first one first."""
    return [key.name for key in finding.keys]
