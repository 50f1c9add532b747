"""Lines of the services around the API - the Go programs, the proxies, Compose, Helm - as people
paste them.
"""

# ruff: noqa: E501 - pasted lines stay whole

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from ctxkit.ask.locate.locate import locate
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources
from ctxkit.model import Finding
from tests.ask.locate_workspace import build

Ask = Callable[[str], Finding]

STORE = "internal/db/store.go"
POOL = "internal/core/pool.go"
SQUID = "docker/ssrf_proxy/squid.conf.template"
SCRIPT = "docker/ssrf_proxy/docker-entrypoint.sh"
COMPOSE = "docker/docker-compose.yaml"
CONFIG = "charts/dify/templates/config.tpl"
VALUES = "charts/dify/values.yaml"
DEPLOYMENT = "charts/dify/templates/letter-box-deployment.yaml"
FILES = {
    "dify": {
        SQUID: """acl localnet src 10.0.0.0/8
acl localnet src 172.16.0.0/12
http_port ${HTTP_PORT}
http_port ${REVERSE_PROXY_PORT} accel vhost
include /etc/squid/conf.d/*.conf
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


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Index, Sources]]:
    index, sources = build(tmp_path_factory.mktemp("services"), changed=FILES)
    yield index, sources
    index.close()


@pytest.fixture(scope="module")
def ask(opened: tuple[Index, Sources]) -> Ask:
    return lambda text: locate(*opened, text)


def place(path: str, fragment: str) -> tuple[str, int]:
    """Return the path and the line on which `fragment` stands first in it."""
    text = next(files[path] for files in FILES.values() if path in files)
    return path, next(number for number, line in enumerate(text.split("\n"), 1) if fragment in line)


def first(finding: Finding) -> tuple[str, int]:
    return finding.hits[0].fact.path, finding.hits[0].fact.line


@pytest.mark.parametrize(
    ("line", "call"),
    [
        ("2025/08/26 08:25:20 /app/internal/db/store.go:{line} record not found", "First("),
        ("2025/08/26 08:25:20 /app/internal/db/store.go:{line}\n[error] failed to initialize database, got error x", "gorm.Open("),
        ('2025/08/26 08:25:20 /app/internal/db/store.go:{line} SLOW SQL >= 200ms\n[301.6ms] [rows:1] SELECT * FROM "letters"', "Find("),
        ('2025/08/26 08:25:20 /app/internal/db/store.go:{line} SLOW SQL >= 200ms\n[301.6ms] [rows:-] CREATE TABLE "letters" ()', "AutoMigrate("),
    ],
)  # fmt: skip
def test_gorm_names_the_call_that_asked(ask: Ask, line: str, call: str) -> None:
    path, number = place(STORE, call)
    here = ask(line.format(line=number))
    assert first(here) == (path, number)
    assert here.confidence == "high"
    moved = ask(line.format(line=number + 40))
    assert first(moved) == (path, number)
    assert moved.confidence == "medium"


def test_a_query_of_a_file_that_is_gone_is_a_guess(ask: Ask) -> None:
    finding = ask("2025/08/26 08:25:20 /app/internal/db/gone.go:3 record not found")
    assert first(finding) == place(STORE, "First(")
    assert finding.confidence == "low"


def test_a_text_prefix_needs_no_time(ask: Ask) -> None:
    finding = ask("pool.go:9: [PANIC]pool cannot start with 0 lanes")
    assert first(finding) == place(POOL, "log.Panic")
    assert finding.confidence == "high"
    assert first(
        ask("2025/05/22  02:57:35  pool.go:9:  [PANIC]pool  cannot  start  with  0  lanes")
    ) == place(POOL, "log.Panic")


def test_frames_without_functions_are_named_by_their_caller(ask: Ask) -> None:
    stack = "[Recovery] 2025/05/13 - 08:16:06 panic recovered:\nruntime error: index out of range\n/usr/local/go/src/runtime/panic.go:262 (0x476858)\n/app/internal/core/pool.go:{} (0xdadb12)\n/app/internal/core/pool.go:11 (0xdab4fa)\n"
    path, number = place(POOL, "p.lanes = make")
    assert first(ask(stack.format(number))) == (path, number)
    assert ask(stack.format(number)).confidence == "high"
    assert ask(stack.format(number)).hits[0].fact.symbol == "Pool.open"
    moved = ask(stack.format(9))
    assert moved.hits[0].fact.symbol == "Pool.open"
    assert moved.confidence == "medium"


def test_the_statement_tells_the_line_of_a_function_that_has_moved(ask: Ask) -> None:
    finding = ask(
        "2025/05/08 07:56:01 pool.go:168: [PANIC]pool cannot start with 0 lanes\n"
        "panic: [PANIC]pool cannot start with 0 lanes\n\ngoroutine 1 [running]:\n"
        "github.com/langgenius/dify-plugin-daemon/internal/core.(*Pool).Start(0xc0002a4420, 0x0)\n"
        "\t/app/internal/core/pool.go:168 +0x168\n"
        "github.com/langgenius/dify-plugin-daemon/internal/server.(*App).Run(0xc00011a1c8)\n"
        "\t/app/internal/server/server.go:4 +0x1ae\n"
    )
    assert first(finding) == place(POOL, "log.Panic")


def test_a_log_statement_of_a_file_that_has_another_name_since(ask: Ask) -> None:
    finding = ask("pool_lanes.go:128: [PANIC]pool cannot start with 0 lanes")
    assert first(finding) == place(POOL, "log.Panic")
    assert finding.confidence != "high"


@pytest.mark.parametrize(
    ("line", "path", "fragment"),
    [
        ("2025/12/26 04:56:14| Accepting reverse-proxy HTTP Socket connections at conn5 local=[::]:8194", SQUID, "accel"),
        ("2025/12/26 04:56:14| Accepting HTTP Socket connections at conn3 local=[::]:3128", SQUID, "${HTTP_PORT}"),
        ("2024/09/11 08:36:07| Closing HTTP(S) port [::]:8194", SQUID, "accel"),
        ("2025/02/01 14:40:13| Processing Configuration File: /etc/squid/conf.d/debian.conf (depth 1)", SQUID, "include"),
        ("2025-11-21 06:41:29.653 UTC [246] ERROR:  must be owner of table postal_letters", "internal/types/models/letter.go", "PostalLetter"),
        ("2024/09/11 08:37:00| WARNING: You should probably remove '172.16.0.0/12' from the ACL named 'localnet'", SQUID, "172.16"),
        ("/docker-entrypoint.sh: line 6: /etc/squid/squid.conf: Read-only file system", SCRIPT, "> /etc/squid"),
        ("/docker-entrypoint.sh: line 7:    34 Killed                  /usr/sbin/squid -NYC", SCRIPT, "/usr/sbin"),
        ("/docker-entrypoint.sh: line 4: warning: setlocale: LC_ALL: cannot change locale (en_US.UTF-8)", SCRIPT, "LC_ALL"),
        ('ERROR: Invalid interpolation format for "STAMP_LEVEL" option in service "x-shared-env": "x"', COMPOSE, "{STAMP_LEVEL:"),
        ("invalid interpolation format for x-shared-env.STAMP_LEVEL.\nYou may need to escape any $ with another $.", COMPOSE, "{STAMP_LEVEL:"),
        ('error validating data: [unknown object type "nil" in ConfigMap.data.LETTER_BOX_URL]', CONFIG, "LETTER_BOX_URL"),
        ('error while running post render on files: yaml: line 23: mapping key "LETTER_BOX_URL" already defined at line 22', CONFIG, "LETTER_BOX_URL"),
        ("2m  Warning  BackOff  pod/my-dify-pillar-box-7d48576c67-vmjxl  Back-off restarting failed container", DEPLOYMENT, "kind: Deployment"),
        ("Key: 'Config.LetterKey' Error:Field validation for 'LetterKey' failed on the 'required' tag", "internal/types/app/config.go", "LetterKey"),
        ("- stamps.replicas: Invalid type. Expected: integer, given: string", VALUES, "replicas: 2"),
        ("- at '/letterBox/paint/colour': got number, want string", VALUES, "colour"),
        ("coalesce.go:286: warning: cannot overwrite table with non table for dify.letterBox.paint (map[colour:red])", VALUES, "paint"),
        ("Error: YAML parse error on dify/templates/letter-box-deployment.yaml: error converting YAML to JSON: yaml: line 60: x", DEPLOYMENT, "apiVersion"),
        ("Error: found in Chart.yaml, but missing in charts/ directory: postbank", "charts/dify/Chart.yaml", "dependencies"),
        ('duplicate key value violates unique constraint "uni_postal_letters_body" (SQLSTATE 23505)', "internal/types/models/letter.go", "PostalLetter"),
    ],
)  # fmt: skip
def test_where_a_service_is_set_up(ask: Ask, line: str, path: str, fragment: str) -> None:
    finding = ask(line)
    assert first(finding) == place(path, fragment)
    assert finding.confidence in ("high", "medium")


@pytest.mark.parametrize(
    "line",
    [
        "/docker-entrypoint.sh: line 3: ups: command not found",  # two scripts have that name, none has the word
        'level=warning msg="The \\"STAMP_LEVEL\\" variable is not set. Defaulting to a blank string."',
        "2m  Warning  BackOff  pod/my-shop-pillar-box-7d48576c67-vmjxl  Back-off restarting failed container",
        "2m  Warning  BackOff  pod/my-dify-pillar-box-0  Back-off restarting failed container",  # no Deployment made it
        "2m  Warning  BackOff  pod/my-dify-letter-box-7d48576c67-vmjxl  Back-off restarting failed container",  # another chart's
        "coalesce.go:286: warning: cannot overwrite table with non table for dify.letterBox.varnish (map[])",  # no such value
        'Error: UPGRADE FAILED: Deployment.apps "my-dify-pillar-box" is invalid: spec.selector: field is immutable',
        'Failed to pull image "example/letter-box:9": rpc error: code = NotFound',
        "2025-08-05 16:15:11.843 UTC [231] DETAIL:  Key (id)=(9) already exists in the collection store",
        "db-1  | Key (id)=(9) already exists in the collection store",
        '2026-04-15 12:13:22.890 INFO [Dummy-2] [_client.py:1025]  - HTTP Request: POST http://api:5001/v1/letters "HTTP/1.1 200 OK"',
    ],
)
def test_what_others_wrote_is_not_claimed(ask: Ask, line: str) -> None:
    assert ask(line).confidence in ("low", "none")


def test_who_let_nginx_wait_comes_before_how_long_it_does(ask: Ask) -> None:
    finding = ask(
        "2025/03/26 09:51:11 [error] 16#16: *9 upstream timed out (110: Connection timed out) while reading response header "
        'from upstream, client: 10.0.0.1, server: _, request: "POST /v1/letters HTTP/1.1", upstream: "http://10.0.0.2:5001/v1/letters"'
    )
    assert [hit.fact.path for hit in finding.hits[:2]] == [
        "api/controllers/service_api/letters.py",
        "docker/nginx/proxy.conf.template",
    ]


def test_a_request_line_that_was_cut_inside_its_path(ask: Ask) -> None:
    cut = '172.18.0.1 - - [14/Jul/2025:11:22:08 +0000] "POST /v1/stamps/fra'
    assert ask(cut).hits[0].fact.name == "FrankedStampApi.post"
    assert ask(f'{cut}" 404').confidence in (
        "low",
        "none",
    )  # the path is whole, and nothing answers it


def test_an_image_that_cannot_be_pulled_is_named_in_the_values(ask: Ask) -> None:
    assert first(
        ask('Failed to pull image "example/letter-box:9": rpc error: code = NotFound')
    ) == place(VALUES, "example/")


def test_slog_whose_prefix_was_left_out(ask: Ask) -> None:
    finding = ask('pool drained too early error="lane is still open: lane is dry" lane=west')
    assert first(finding) == place(POOL, "drained too early")
    assert place(POOL, "still open") in [(hit.fact.path, hit.fact.line) for hit in finding.hits]
    assert first(ask("2026/04/02 10:11:12 ERROR pool drained too early lane=west")) == place(
        POOL, "drained too early"
    )


def test_of_functions_of_one_name_the_one_that_says_so_is_meant(ask: Ask) -> None:
    finding = ask(
        'Traceback (most recent call last):\n  File "/app/api/libs/gates.py", line 4, in decorated\n    refuse(args, because=text)\n'
        "ValueError: the parcel of letters is too heavy for this tariff"
    )
    assert first(finding) == place("api/libs/gates.py", "too heavy")
