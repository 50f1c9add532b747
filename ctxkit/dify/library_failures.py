"""What a library tells in words of its own, mostly failures, and the settings that decide it.

No line of Dify's sources connects the two: the library is configured when the program starts, and
fails wherever it is used. Not here: variables that a library reads by itself (`libraries.py`).
"""

# ruff: noqa: E501 - patterns stay whole

from __future__ import annotations

from collections.abc import Iterator

from ctxkit.dify.row import Row, compiled

_POOL = "https://docs.sqlalchemy.org/en/20/core/pooling.html"
_ERRORS = "https://docs.sqlalchemy.org/en/20/errors.html"
_POSTGRES = "https://www.postgresql.org/docs/current/runtime-config-connection.html"
_REDIS = "https://redis.readthedocs.io/en/stable/connections.html"


class LibraryFailure(Row, frozen=True, kw_only=True):
    """A text that `told` matches tells what the `settings` of `repo` decide. It has one of the
    words of `hint`, separated by `|`.
    """

    told: str
    hint: str
    repo: str
    settings: tuple[str, ...]


LIBRARY_FAILURES = (
    LibraryFailure(
        hint="server closed|has been closed|already closed|not receive data|Lost connection|gone away",
        told=r"(?:psycopg2?|sqlalchemy|OperationalError|DatabaseError|InterfaceError)\b.{0,200}(?:server closed the connection|connection has been closed|connection already closed|could not receive data from server|Lost connection to MySQL server|MySQL server has gone away)",
        repo="dify",
        settings=("SQLALCHEMY_POOL_PRE_PING", "SQLALCHEMY_POOL_RECYCLE"),
        since="1.0.0",
        reference=_POOL,
        sample="OperationalError('(psycopg2.OperationalError) server closed the connection unexpectedly",
    ),
    LibraryFailure(
        hint="QueuePool",
        told=r"QueuePool limit of size \d{1,6} overflow \d{1,6} reached",
        repo="dify",
        settings=("SQLALCHEMY_POOL_SIZE", "SQLALCHEMY_MAX_OVERFLOW", "SQLALCHEMY_POOL_TIMEOUT"),
        since="1.0.0",
        reference=_ERRORS,
        sample="sqlalchemy.exc.TimeoutError: QueuePool limit of size 30 overflow 10 reached, connection timed out, timeout 30.00",
    ),
    LibraryFailure(
        hint="too many clients|connection slots",
        told=r"(?:sorry, too many clients already|remaining connection slots are reserved)",
        repo="dify",
        settings=("SQLALCHEMY_POOL_SIZE", "SQLALCHEMY_MAX_OVERFLOW"),
        since="1.0.0",
        reference=_POSTGRES,
        sample="FATAL:  sorry, too many clients already",
    ),
    LibraryFailure(
        hint="psycopg",
        told=r"psycopg2?\.OperationalError\b.{0,80}(?:could not translate host name|connection to server at .{1,120} failed: Connection (?:refused|timed out))",
        repo="dify",
        settings=("DB_HOST", "DB_PORT"),
        since="1.0.0",
        reference="https://www.postgresql.org/docs/current/libpq-connect.html",
        sample='(psycopg2.OperationalError) could not translate host name "db" to address: Name or service not known',
    ),
    LibraryFailure(
        hint="password authentication",
        told=r"psycopg2?\.OperationalError\b.{0,160}password authentication failed for user",
        repo="dify",
        settings=("DB_PASSWORD", "DB_USERNAME"),
        since="1.0.0",
        reference="https://www.postgresql.org/docs/current/client-authentication-problems.html",
        sample='(psycopg2.OperationalError) connection to server at "db" (172.18.0.4), port 5432 failed: FATAL:  password authentication failed for user "postgres"',
    ),
    LibraryFailure(
        hint="redis.exceptions",
        told=r"redis\.exceptions\.ConnectionError: Error -?\d{1,5} connecting to",
        repo="dify",
        settings=("REDIS_HOST", "REDIS_PORT"),
        since="1.0.0",
        reference=_REDIS,
        sample="redis.exceptions.ConnectionError: Error 111 connecting to redis:6379. Connection refused.",
    ),
    LibraryFailure(
        hint="redis.exceptions",
        told=r"redis\.exceptions\.(?:AuthenticationError|ResponseError)\b.{0,60}(?:invalid username-password pair|invalid password|NOAUTH|WRONGPASS|without any password configured)",
        repo="dify",
        settings=("REDIS_PASSWORD", "REDIS_USERNAME"),
        since="1.0.0",
        reference="https://redis.io/docs/latest/operate/oss_and_stack/management/security/acl/",
        sample="redis.exceptions.AuthenticationError: invalid username-password pair or user is disabled.",
    ),
    LibraryFailure(
        hint="redis.exceptions",
        told=r"redis\.exceptions\.ConnectionError: (?:Error \d{1,4} while (?:writing to|reading from) |Connection closed by server)",
        repo="dify",
        settings=("REDIS_RETRY_RETRIES", "REDIS_HEALTH_CHECK_INTERVAL"),
        since="1.14.0",
        reference=_REDIS,
        sample="redis.exceptions.ConnectionError: Error 32 while writing to socket. Broken pipe.",
    ),
    LibraryFailure(
        hint=".> concurrency: ",
        told=r"\.> concurrency: \d{1,4} \(\w{1,20}\)",
        repo="dify",
        settings=("CELERY_WORKER_AMOUNT", "CELERY_WORKER_CLASS", "CELERY_AUTO_SCALE"),
        since="1.0.0",
        reference="https://docs.celeryq.dev/en/stable/userguide/workers.html#concurrency",
        sample="- *** --- * --- .> concurrency: 1 (gevent)",
    ),
    LibraryFailure(
        hint="exchange=",
        told=r"\.> \w{1,60}\s{1,40}exchange=\w{1,60}\(direct\) key=\w{1,60}",
        repo="dify",
        settings=("CELERY_QUEUES",),
        since="1.0.0",
        reference="https://docs.celeryq.dev/en/stable/userguide/workers.html#queues",
        sample="                .> dataset          exchange=dataset(direct) key=dataset",
    ),
    LibraryFailure(
        hint="WORKER TIMEOUT",
        told=r"\[CRITICAL\] WORKER TIMEOUT \(pid:\d{1,9}\)",
        repo="dify",
        settings=("GUNICORN_TIMEOUT",),
        since="1.0.0",
        reference="https://docs.gunicorn.org/en/stable/settings.html",
        sample="[2025-08-13 09:15:34 +0000] [1] [CRITICAL] WORKER TIMEOUT (pid:57)",
    ),
    LibraryFailure(
        hint="Unknown level|--loglevel",
        told=r"ValueError: Unknown level: '|Invalid value for '-l' / '--loglevel'",
        repo="dify",
        settings=("LOG_LEVEL",),
        since="1.0.0",
        reference="https://docs.python.org/3/library/logging.html",
        sample="ValueError: Unknown level: 'warn'",
    ),
    LibraryFailure(
        hint="ChannelPromise",
        told=r"'ChannelPromise' object has no attribute '__value__'",
        repo="dify",
        settings=("CELERY_BROKER_URL",),
        since="1.0.0",
        reference="https://github.com/celery/kombu/issues/369",
        sample="AttributeError: 'ChannelPromise' object has no attribute '__value__'",
    ),
    LibraryFailure(
        hint="token too long",
        told=r"bufio\.Scanner: token too long",
        repo="dify-plugin-daemon",
        settings=("PLUGIN_STDIO_MAX_BUFFER_SIZE",),
        since="0.0.1",
        reference="https://pkg.go.dev/bufio",
        sample="plugin langgenius/agent:0.0.25 has an error on stdout: bufio.Scanner: token too long",
    ),
    LibraryFailure(
        hint="failed to connect to `",
        told=r"failed to connect to `[^`]{0,160}database=dify[^`]{0,60}`.{0,120}(?:sorry, too many clients already|remaining connection slots)",
        repo="dify-plugin-daemon",
        settings=("DB_MAX_OPEN_CONNS",),
        since="0.1.0",
        reference=_POSTGRES,
        sample="failed to connect to `host=db user=postgres database=dify_plugin`: server error (FATAL: sorry, too many clients already (SQLSTATE 53300))",
    ),
    LibraryFailure(
        hint="[gnet]",
        told=r"\[gnet\] .{0,80}Launching gnet with \d{1,4} event-loops",
        repo="dify-plugin-daemon",
        settings=(
            "PLUGIN_REMOTE_INSTALLING_HOST",
            "PLUGIN_REMOTE_INSTALLING_PORT",
            "PLUGIN_REMOTE_INSTALL_SERVER_EVENT_LOOP_NUMS",
            "PLUGIN_REMOTE_INSTALLING_ENABLED",
        ),
        since="0.0.1",
        reference="https://pkg.go.dev/github.com/panjf2000/gnet/v2",
        sample="[gnet] 2025-04-30T01:10:10.348Z INFO logging/logger.go:256 Launching gnet with 8 event-loops, listening on: tcp://0.0.0.0:5003",
    ),
    LibraryFailure(
        hint="Listening at: |Starting gunicorn",
        told=r"\[INFO\] (?:Listening at: http|Starting gunicorn )",
        repo="dify",
        settings=("DIFY_BIND_ADDRESS", "DIFY_PORT"),
        since="1.0.0",
        reference="https://docs.gunicorn.org/en/stable/settings.html#bind",
        sample="[2024-07-18 22:58:14 +0000] [56] [INFO] Listening at: http://0.0.0.0:5001 (56)",
    ),
    LibraryFailure(
        hint="Using worker: ",
        told=r"\[INFO\] Using worker: ",
        repo="dify",
        settings=("SERVER_WORKER_CLASS",),
        since="1.0.0",
        reference="https://docs.gunicorn.org/en/stable/settings.html#worker-class",
        sample="[2024-07-18 22:58:14 +0000] [56] [INFO] Using worker: gevent",
    ),
    LibraryFailure(
        hint="consumer: ",
        told=r"consumer: (?:Connection to broker lost|Cannot connect to )",
        repo="dify",
        settings=("CELERY_BROKER_URL",),
        since="1.0.0",
        reference="https://docs.celeryq.dev/en/stable/userguide/configuration.html#broker-url",
        sample="[2024-07-06 04:59:32,807: WARNING/MainProcess] consumer: Connection to broker lost. Trying to re-establish the connection...",
    ),
    LibraryFailure(
        hint="alembic.runtime.migration] Running ",
        told=r"\[alembic\.runtime\.migration\] Running (?:upgrade|downgrade) ",
        repo="dify",
        settings=("MIGRATION_ENABLED",),
        since="1.0.0",
        reference="https://alembic.sqlalchemy.org/en/latest/tutorial.html#running-our-first-migration",
        sample="INFO  [alembic.runtime.migration] Running upgrade e8883b0148c9 -> 9e98fbaffb88, add workflow tool version",
    ),
    LibraryFailure(
        hint="[PM2] ",
        told=r"\[PM2\] Starting \S{1,120} in cluster_mode",
        repo="dify",
        settings=("PM2_INSTANCES",),
        since="1.0.0",
        reference="https://pm2.keymetrics.io/docs/usage/cluster-mode/",
        sample="PM2 log: [PM2] Starting /app/web/server.js in cluster_mode (2 instances)",
    ),
    LibraryFailure(
        hint="authentication method|AUTH extension",
        told=r"No suitable authentication method found|SMTP AUTH extension not supported by server",
        repo="dify",
        settings=("SMTP_USE_TLS", "SMTP_OPPORTUNISTIC_TLS", "SMTP_USERNAME", "SMTP_PASSWORD"),
        since="1.0.0",
        reference="https://docs.python.org/3/library/smtplib.html#smtplib.SMTP.login",
        sample="smtplib.SMTPNotSupportedError: SMTP AUTH extension not supported by server.",
    ),
    LibraryFailure(
        hint="with url: /v1/|port=431|exporting",
        told=r"(?:ConnectionPool\(host=[^()]{1,120}, port=431[78]\).{0,60}url: /v1/(?:metrics|traces|logs)(?=[\s)]|$)|Transient error StatusCode\.\w{1,30} encountered while exporting \w{1,20} to \S{1,120}:431[78])",
        repo="dify",
        settings=(
            "OTLP_BASE_ENDPOINT",
            "ENABLE_OTEL",
            "OTLP_METRIC_ENDPOINT",
            "OTLP_TRACE_ENDPOINT",
        ),
        since="1.3.0",
        reference="https://opentelemetry.io/docs/specs/otel/protocol/exporter/",
        sample="HTTPConnectionPool(host='localhost', port=4318): Max retries exceeded with url: /v1/metrics",
    ),
    LibraryFailure(
        hint="[base.py:|sqlalchemy.engine.Engine",
        told=r"(?:\[base\.py:\d{1,5}\][\s\w-]{1,60}(?:BEGIN \(implicit\)|COMMIT|ROLLBACK|\[(?:generated in|cached since) )|\bINFO[ :]{1,3}sqlalchemy\.engine\.Engine\b)",
        repo="dify",
        settings=("SQLALCHEMY_ECHO",),
        since="1.0.0",
        reference="https://docs.sqlalchemy.org/en/20/core/engines.html#configuring-logging",
        sample="INFO [MainThread] [base.py:1904] - [generated in 0.00057s] {}",
    ),
)


def library_failures(text: str) -> Iterator[LibraryFailure]:
    """Yield the rows whose failure a text tells."""
    head = text[:8_000]
    for row in LIBRARY_FAILURES:
        if any(word in head for word in row.hint.split("|")) and compiled(row.told).search(head):
            yield row
