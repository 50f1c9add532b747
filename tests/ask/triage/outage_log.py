"""The log of an hour in which much goes wrong, of a deployment with Compose and of one on
Kubernetes: nothing in it is random.

The statements, places and errors of Dify's own services are those of the demo's sources at 1.14.0.
Not here: what triage must find in it (`test_golden.py`).
"""

# ruff: noqa: E501 - lines of logs stay whole
# fmt: off

from __future__ import annotations

import json
from collections.abc import Iterator

GREEN, PLAIN = "\x1b[32m", "\x1b[0m"
MAIL_TASK = "tasks.mail_invite_member_task.send_invite_member_mail_task"

COULD_NOT_CONNECT = """\
Traceback (most recent call last):
  File "/app/api/.venv/lib/python3.12/site-packages/httpx/_transports/default.py", line 101, in map_httpcore_exceptions
    yield
  File "/app/api/.venv/lib/python3.12/site-packages/httpcore/_backends/sync.py", line 207, in connect_tcp
    with map_exceptions(exc_map):
httpcore.ConnectError: [Errno 111] Connection refused

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "/app/api/core/plugin/impl/base.py", line 19, in _request
    response = httpx.request(method, url, headers=headers, timeout=dify_config.PLUGIN_DAEMON_TIMEOUT)
  File "/app/api/.venv/lib/python3.12/site-packages/httpx/_api.py", line 109, in request
    return client.request(
httpx.ConnectError: [Errno 111] Connection refused"""

TOO_LARGE = """\
Traceback (most recent call last):
  File "/app/api/controllers/console/files.py", line 28, in post
    upload = FileService().upload_file(filename=file.filename, content=file.read())
  File "/app/api/services/file_service.py", line 15, in upload_file
    raise FileTooLargeError(f"File {{filename}} is larger than {{dify_config.UPLOAD_FILE_SIZE_LIMIT}} MB")
services.errors.file.FileTooLargeError: File {name} is larger than 15 MB

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "/app/api/.venv/lib/python3.12/site-packages/flask/app.py", line 917, in full_dispatch_request
    rv = self.dispatch_request()
  File "/app/api/.venv/lib/python3.12/site-packages/flask_restx/resource.py", line 41, in dispatch_request
    resp = meth(*args, **kwargs)
  File "/app/api/controllers/console/files.py", line 30, in post
    raise FileTooLargeError(e.description)
controllers.common.errors.FileTooLargeError: 413 Request Entity Too Large: File {name} is larger than 15 MB"""

GAVE_UP = """\
Traceback (most recent call last):
  File "/app/api/.venv/lib/python3.12/site-packages/celery/app/trace.py", line 453, in trace_task
    R = retval = fun(*args, **kwargs)
  File "/app/api/core/helper/ssrf_proxy.py", line 33, in make_request
    raise MaxRetriesExceededError(f"Gave up on {{url}} after {{max_retries}} retries")
core.helper.ssrf_proxy.MaxRetriesExceededError: Gave up on {url} after 3 retries"""

REFUSED_CODE = """\
Traceback (most recent call last):
  File "/app/api/core/helper/code_executor.py", line 32, in execute_code
    raise CodeExecutionError(f"Got error code {body['code']} from the sandbox: {body['message']}")
core.helper.code_executor.CodeExecutionError: Got error code -500 from the sandbox: the code did not end in time"""

DUPLICATE_KEY = """\
Traceback (most recent call last):
  File "/app/api/.venv/lib/python3.12/site-packages/sqlalchemy/engine/base.py", line 1967, in _exec_single_context
    self.dialect.do_execute(
psycopg2.errors.UniqueViolation: duplicate key value violates unique constraint "upload_files_pkey"
DETAIL:  Key (id)=({id}) already exists.


The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "/app/api/services/file_service.py", line 16, in upload_file
    return UploadFile(id=str(uuid.uuid4()), name=filename, size=len(content))
sqlalchemy.exc.IntegrityError: (psycopg2.errors.UniqueViolation) duplicate key value violates unique constraint "upload_files_pkey"
DETAIL:  Key (id)=({id}) already exists.

[SQL: INSERT INTO upload_files (id, name, size) VALUES (%(id)s, %(name)s, %(size)s)]
[parameters: {{'id': '{id}', 'name': 'cv of jane.doe@northwind.example.pdf', 'size': 48211}}]
(Background on this error at: https://sqlalche.me/e/20/gkpj)"""

GO_PANIC = """\
panic: runtime error: invalid memory address or nil pointer dereference
[signal SIGSEGV: segmentation violation code=0x1 addr=0x18 pc=0x9c1f4a]

goroutine 4812 [running]:
github.com/langgenius/dify-plugin-daemon/internal/core/plugin_manager.InstallPackage(0xc0004a2000, {0xc000a1c030, 0x11}, {0xc001b80000, 0x6f2c1, 0x70000})
	/app/internal/core/plugin_manager/install.go:19 +0x1ca
created by github.com/langgenius/dify-plugin-daemon/internal/server.Run in goroutine 1
	/app/internal/server/http_server.go:16 +0x25c"""

CELERY_BANNER = """\
 -------------- celery@4f0b9c7e12d8 v5.5.3 (immunity)
--- ***** -----
-- ******* ---- Linux-6.1.0-x86_64-with-glibc2.36 2026-05-04 09:00:07
- *** --- * ---
- ** ---------- [config]
- ** ---------- .> app:         app_factory:0x7f3c1d2b5a90
- ** ---------- .> transport:   redis://:Rd-Cobalt-Fern-19@redis:6379/1
- ** ---------- .> results:     postgresql://postgres:Pg-Plum-Orbit-77@db:5432/dify
- *** --- * --- .> concurrency: 4 (gevent)
 -------------- [queues]
                .> mail             exchange=mail(direct) key=mail"""


def uuid(number: int) -> str:
    return f"{0x7C13E32E + number:08x}-0c45-4c8f-b169-{0xB28B94E35E04 + number:012x}"


def stamp(second: int, *, hour: int = 9) -> str:
    """Return a second of the hour from 09:00 as most loggers write it."""
    return f"2026-05-04 {hour:02}:{second // 60:02}:{second % 60:02}"


def api(second: int, level: str, place: str, message: str) -> str:
    """A line as the API and the worker write it."""
    return f"{stamp(second)}.{second * 37 % 1000:03} {level} [Dummy-{second % 9}] [{place}] - {message}"


def compose(service: str, text: str) -> Iterator[str]:
    """Lines as `docker compose logs` prints them, an empty one with a blank at its end."""
    for line in text.split("\n"):
        yield f"{service}-1".ljust(15) + f" | {line}"


# --- Compose --------------------------------------------------------------------------------------


def compose_log() -> str:
    """Return the log of the deployment with Compose: start, requests, and six faults."""
    parts = (start(), requests(), mails(), slow_host(), uploads(), sandbox(), plugins(), database())
    return "\n".join(line for part in parts for line in part) + "\n"


def start() -> Iterator[str]:
    yield from compose("db", f"{stamp(0)}.120 UTC [1] LOG:  starting PostgreSQL 15.12 on x86_64")
    yield from compose("db", f"{stamp(1)}.004 UTC [1] LOG:  database system is ready to accept connections")
    yield from compose("redis", "1:M 04 May 2026 09:00:01.512 * Ready to accept connections tcp")
    yield from compose("nginx", "2026/05/04 09:00:02 [notice] 1#1: start worker processes")
    yield from compose("nginx", "2026/05/04 09:00:02 [notice] 1#1: start worker process 29")
    yield from compose("ssrf_proxy", "2026/05/04 09:00:02| Accepting HTTP Socket connections at conn3 local=[::]:3128")
    yield from compose("api", "Running migrations")
    yield from compose("api", "INFO  [alembic.runtime.migration] Context impl PostgresqlImpl.")
    yield from compose("api", "INFO  [alembic.runtime.migration] Will assume transactional DDL.")
    yield from compose("api", "[2026-05-04 09:00:05 +0000] [1] [INFO] Starting gunicorn 23.0.0")
    yield from compose("api", "[2026-05-04 09:00:05 +0000] [1] [INFO] Listening at: http://0.0.0.0:5001 (1)")
    for pid in (41, 42, 43):
        yield from compose("api", f"[2026-05-04 09:00:06 +0000] [{pid}] [INFO] Booting worker with pid: {pid}")
    yield from compose("worker", CELERY_BANNER)
    yield from compose("worker", "[2026-05-04 09:00:08,113: INFO/MainProcess] celery@4f0b9c7e12d8 ready.")
    yield from compose("sandbox", "2026/05/04 09:00:04 INFO sandbox server starts port=8194")
    yield from compose("sandbox", "[GIN-debug] POST   /v1/sandbox/run           --> main.RunSandboxController (3 handlers)")
    yield from compose("web", "   ▲ Next.js 15.5.9")
    yield from compose("web", " ✓ Ready in 214ms")
    yield from compose("weaviate", '{"action":"startup","level":"info","msg":"Serving weaviate at http://[::]:8080","time":"2026-05-04T09:00:03Z"}')


def requests() -> Iterator[str]:
    """A health check a minute, and requests whose paths the console's routes have."""
    for minute in range(1, 41):
        second = minute * 60
        yield from compose("sandbox", f'[GIN] 2026/05/04 - 09:{minute:02}:10 | 200 |      {40 + minute}.1µs |       127.0.0.1 | GET      "/health"')
        if minute % 2:
            line = f'172.18.0.1 - - [04/May/2026:09:{minute:02}:14 +0000] "GET /console/api/files/upload HTTP/1.1" 200 {300 + minute} "-" "Mozilla/5.0"'
            yield from compose("nginx", line)
        if minute % 4 == 0:
            yield from compose("api", api(second + 20, "INFO", "files.py:31", f"Upload of report-{minute}.pdf taken as {uuid(minute)}"))
            yield from compose("api", api(second + 21, "DEBUG", "file_service.py:23", f"Preview of file {uuid(minute)} wanted"))
            yield from compose("ssrf_proxy", f"{1_777_885_200 + second}.123    345 172.18.0.5 TCP_TUNNEL/200 3721 CONNECT api.example.com:443 - HIER_DIRECT/93.184.216.34 -")
        if minute % 10 == 0:
            yield from compose("db", f"{stamp(second + 30)}.731 UTC [27] LOG:  checkpoint complete: wrote {minute * 7} buffers ({minute / 100}%); 0 WAL file(s) added")


def mails() -> Iterator[str]:
    """Ten invitations, whose lines both Celery and the task write; the ninth and the tenth fail."""
    for number in range(10):
        second = 600 + 25 * number
        to = f"guest{number}@northwind.example"
        yield from compose("worker", f"[{stamp(second)},114: INFO/MainProcess] Task {MAIL_TASK}[{uuid(number)}] received")
        yield from compose("worker", api(second, "INFO", "mail_invite_member_task.py:13", f"{GREEN}Start invitation mail to {to} for workspace Northwind{PLAIN}"))
        if number < 8:
            yield from compose("worker", api(second + 1, "INFO", "mail_invite_member_task.py:20", f"Invitation mail to {to} sent: latency: 0.0{number}12"))
            yield from compose("worker", f"[{stamp(second + 1)},201: INFO/MainProcess] Task {MAIL_TASK}[{uuid(number)}] succeeded in 0.{number}87s: None")
        else:
            trace = "Traceback (most recent call last):\n  File \"/app/api/tasks/mail_invite_member_task.py\", line 16, in send_invite_member_mail_task\n    time.sleep(0)\nsmtplib.SMTPAuthenticationError: (535, b'5.7.8 Error: authentication failed')"
            yield from compose("worker", api(second + 1, "ERROR", "mail_invite_member_task.py:18", f"Invitation mail to {to} failed\n{trace}"))


def slow_host() -> Iterator[str]:
    """A burst: a host that times out, at 09:12 for three minutes, until the worker gives up."""
    for number in range(60):
        second = 720 + 3 * number
        url = f"http://crm.northwind.example/contacts/{4000 + number // 3}"
        yield from compose("worker", api(second, "WARNING", "ssrf_proxy.py:31", f"Request to {url} failed at attempt {number % 3 + 1}: timed out"))
        if number % 15 == 14:
            task = f"Task tasks.sync_contacts[{uuid(100 + number)}] raised unexpected: MaxRetriesExceededError('Gave up on {url} after 3 retries')"
            yield from compose("worker", f"[{stamp(second + 1)},870: ERROR/MainProcess] {task}\n{GAVE_UP.format(url=url)}")
        if number % 12 == 6:
            yield from compose("api", api(second, "WARNING", "ssrf_proxy.py:29", f"Got status 503 from {url}?key=sk-9f8e7d6c5b4a39281706f5e4d3c2b1a0, which is worth another try"))
            yield from compose(
                "nginx",
                f'2026/05/04 09:{second // 60:02}:{second % 60:02} [error] 29#29: *{380 + number} upstream timed out (110: Operation timed out) while reading response header from upstream, client: 172.18.0.1, server: _, request: "POST /v1/chat-messages HTTP/1.1", upstream: "http://172.18.0.8:5001/v1/chat-messages", host: "ai.northwind.example"',
            )
            yield from compose("nginx", f'172.18.0.1 - - [04/May/2026:09:{second // 60:02}:{second % 60:02} +0000] "POST /v1/chat-messages HTTP/1.1" 504 167 "-" "python-requests/2.32"')


def uploads() -> Iterator[str]:
    """Uploads that are too large: a chained traceback without a line of its own before it."""
    for number in range(3):
        name, second = f"scan-{number}.tiff", 1200 + 40 * number
        yield from compose("api", f"{stamp(second)}.310 ERROR [Dummy-3] [app.py:875] - Exception on /console/api/files/upload [POST]\n{TOO_LARGE.format(name=name)}")
        yield from compose("nginx", f'172.18.0.1 - - [04/May/2026:09:{second // 60:02}:{second % 60:02} +0000] "POST /console/api/files/upload HTTP/1.1" 413 98 "-" "Mozilla/5.0"')
        yield from compose("web", f"Upload of {name} failed with status 413")
    yield from compose("web", " ⨯ Error: Upload failed, see the console\n    at upload (service/upload.ts:9:11)\n    at async onDrop (app/components/uploader.tsx:41:20)")


def sandbox() -> Iterator[str]:
    for number in range(4):
        second = 1500 + 11 * number
        yield from compose("sandbox", f'2026/05/04 09:{second // 60:02}:{second % 60:02} ERROR run failed err="signal: killed" timeout=15s')
        yield from compose("sandbox", f'[GIN] 2026/05/04 - 09:{second // 60:02}:{second % 60:02} | 500 | 15.0{number}s |      172.18.0.8 | POST     "/v1/sandbox/run"')
        yield from compose("api", api(second, "ERROR", "code_executor.py:31", "Sandbox refused python3 code: the code did not end in time"))
        yield from compose("api", REFUSED_CODE)


def plugins() -> Iterator[str]:
    """The plugin daemon: installs a plugin, fails to make an environment, panics; the API cannot
    reach it.
    """
    yield from compose("plugin_daemon", "2026/05/04 09:30:02 install.go:18: [INFO]install plugin plugin=langgenius/parrot:0.1.1 size=455361")
    for number in range(3):
        yield from compose("plugin_daemon", f"2026/05/04 09:30:{10 + 15 * number} local_runtime.go:84: [ERROR]init environment failed: cannot make the environment of plugin langgenius/parrot: exit status 1, retry in 15s")
    wrapped = json.dumps({"error_type": "PluginInstallError", "message": "cannot make the environment of plugin langgenius/parrot: exit status 1", "args": None})
    yield from compose("api", api(1845, "ERROR", "completion.py:77", f"PluginInvokeError: {wrapped}"))
    yield from compose("plugin_daemon", GO_PANIC)
    for number in range(5):
        yield from compose("api", api(1860 + 7 * number, "ERROR", "base.py:21", f"Request to the plugin daemon failed\n{COULD_NOT_CONNECT}"))
        yield from compose("api", api(1861 + 7 * number, "ERROR", "completion.py:77", "internal server error: The plugin daemon cannot be reached"))


def database() -> Iterator[str]:
    key = uuid(900)
    statement = "INSERT INTO upload_files (id, name, size)\n\tVALUES ('" + key + "', 'cv.pdf', 48211)"
    for number in range(2):
        second = 2100 + number
        yield from compose("db", f'{stamp(second)}.440 UTC [61] ERROR:  duplicate key value violates unique constraint "upload_files_pkey"')
        yield from compose("db", f"{stamp(second)}.440 UTC [61] DETAIL:  Key (id)=({key}) already exists.")
        yield from compose("db", f"{stamp(second)}.440 UTC [61] STATEMENT:  {statement}")
        yield from compose("api", f"{stamp(second)}.446 ERROR [Dummy-4] [app.py:875] - Exception on /console/api/files/upload [POST]\n{DUPLICATE_KEY.format(id=key)}")
    for number in range(6):
        yield from compose("db", f'{stamp(2200 + number)}.001 UTC [{70 + number}] FATAL:  password authentication failed for user "dify{number}"')


# --- Kubernetes -----------------------------------------------------------------------------------

API_POD = "[pod/dify-api-7c9f8d6b5-x2x4q/api]"
WORKER_POD = "[pod/dify-worker-5d4c8b7f9-k8r2m/worker]"
DAEMON_POD = "[pod/dify-plugin-daemon-6b5f4d8c7-p9w3z/plugin-daemon]"
SANDBOX_POD = "[pod/dify-sandbox-84c6d9f7b-q5t7v/sandbox]"


def kubernetes_log() -> str:
    """Return the log of `kubectl logs --prefix`: records of JSON, and times eight hours ahead."""
    return "\n".join(f"{pod} {line}" for pod, line in pods()) + "\n"


def pods() -> Iterator[tuple[str, str]]:
    for number in range(24):
        yield (API_POD, record(stamp(600 + 5 * number, hour=17), "INFO", "files.py:31", f"Upload of slides-{number}.pptx taken as {uuid(300 + number)}"))
        if number % 4 == 3:
            message = f"Request to http://erp.northwind.example/orders/{number} failed at attempt 2: [Errno -2] Name or service not known"
            yield (API_POD, record(stamp(601 + 5 * number, hour=17), "WARNING", "ssrf_proxy.py:31", message))
        if number % 6 == 5:
            yield (DAEMON_POD, json.dumps({"time": f"2026-05-04T09:{10 + number}:00.5Z", "level": "INFO", "msg": "install plugin", "plugin": f"langgenius/parrot:0.1.{number}", "size": 455361 + number}))
    for number in range(4):
        trace = REFUSED_CODE.replace("-500", "-400").replace("the code did not end in time", "no such module")
        yield (API_POD, record(stamp(900 + number, hour=17), "ERROR", "code_executor.py:31", "Sandbox refused python3 code: no such module", stack_trace=trace))
    for number in range(8):
        yield (WORKER_POD, f"2026-05-04 17:20:{number:02}.250 INFO [Dummy-{number}] [mail_invite_member_task.py:20] {uuid(number).replace('-', '')} - Invitation mail to member{number}@northwind.example sent: latency: 0.1{number}")
    for number in range(3):
        yield (SANDBOX_POD, f'2026-05-04T17:25:0{number}.000000001+08:00 2026/05/04 09:25:0{number} ERROR run failed err="exit status 255" timeout=5s')
    yield (DAEMON_POD, json.dumps({"time": "2026-05-04T09:30:00Z", "level": "ERROR", "msg": "cannot read the environment", "error": "required key SERVER_KEY missing value"}))
    yield DAEMON_POD, "panic: the configuration is incomplete"
    yield API_POD, "Traceback (most recent call last):"
    yield API_POD, '  File "/app/api/core/plugin/impl/base.py", line 24, in _request'
    yield API_POD, '    raise PluginDaemonInternalServerError("The plugin daemon refused our key")'
    yield (API_POD, "core.plugin.impl.base.PluginDaemonInternalServerError: The plugin daemon refused our key")


def record(time: str, severity: str, caller: str, message: str, **more: str) -> str:
    """A record as the API writes it in its JSON format, in the time of Singapore."""
    zoned = time.replace(" ", "T") + ".120+08:00"
    return json.dumps({"ts": zoned, "severity": severity, "service": "dify-api", "caller": caller, "message": message, **more})
