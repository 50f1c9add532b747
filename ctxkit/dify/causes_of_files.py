"""Problems in the files of a deployment that break something without an error in a log, and what in
a log shows that they do.

Not here: the rules that find them (`ask/check/`), causes that a line tells (`causes.py`).
"""

from __future__ import annotations

from ctxkit.dify.row import Row, compiled

_RULES = "https://github.com/langgenius/dify/blob/main/docker/.env.example"

WAITING_WORDS = (
    "queuing", "queued", "waiting", "pending", "stuck", "never start", "never finish", "forever",
    "not processed", "排队", "等待", "一直", "処理中", "待ち", "キュー", "終わら", "進ま",
)  # fmt: skip
"""Words of people whose tasks are not run, in the languages of Dify's users."""


class SilentRule(Row, frozen=True, kw_only=True):
    """A rule of `check` by its id, and `told`, what a line tells of its consequence; `settings` are
    those that belong to it beside the one that it names.
    """

    rule: str
    told: str
    near_miss: str
    settings: tuple[str, ...] = ()

    def tells(self, text: str) -> bool:
        """Return whether a text shows the consequence."""
        return compiled(self.told).search(text[:4_000]) is not None


_UNAUTHORIZED = r"/console/api/\S{1,200}(?: HTTP/[\d.]{1,3})?\"? 401\b|CSRF token"
_COOKIES = ("COOKIE_DOMAIN", "NEXT_PUBLIC_COOKIE_DOMAIN", "CONSOLE_API_URL", "CONSOLE_WEB_URL")


def _silent(
    rule: str, told: str, sample: str, near_miss: str, settings: tuple[str, ...] = ()
) -> SilentRule:
    return SilentRule(
        rule=rule,
        told=told,
        sample=sample,
        near_miss=near_miss,
        settings=settings,
        since="1.8.1",
        reference=_RULES,
    )


_LOGIN = '"GET /console/api/account/profile HTTP/1.1" 401 95'
_NO_LOGIN = '"GET /console/api/account/profile HTTP/1.1" 200 95'
_DENIED = '"GET /files/4a1b/file-preview?sign=1 HTTP/1.1" 403 20'
_LATE = "upstream timed out (110: Connection timed out)"
_QUEUE = "Task sent to queue priority_dataset"

SILENT: tuple[SilentRule, ...] = (
    _silent(
        "image-does-not-fit",
        r"plugin\S{0,300} .{0,200}\b(?:400|404)\b|status[:=] ?40[04]\b",
        "Failed to request plugin daemon, status: 404, url: plugin/x/management/list",
        "status: 200, url: plugin/x/management/list",
        ("plugin_daemon.image", "pluginDaemon.image.tag", "image.pluginDaemon.tag"),
    ),
    *(
        _silent(
            rule,
            r"unregistered task|UndefinedColumn|UndefinedTable|Can't locate revision",
            "Received unregistered task of type 'tasks.x'.",
            "a task was registered",
            ("services.worker.image", "image.api.tag"),
        )
        for rule in ("image-versions-differ", "image-tags-differ")
    ),
    *(
        _silent(rule, _UNAUTHORIZED, _LOGIN, _NO_LOGIN, _COOKIES)
        for rule in (
            "invalid-cookie-domain",
            "cookie-domain-missing",
            "cookie-domain-mismatch",
            "web-cookie-domain-missing",
            "insecure-console-cookies",
        )
    ),
    _silent(
        "multiple-schedulers", r"beat: Starting|Sending due task", "beat: Starting...", "beat ended"
    ),
    _silent(
        "multiple-beat-pods",
        r"beat: Starting|Sending due task",
        "Scheduler: Sending due task x",
        "beat ended",
    ),
    _silent("queue-without-worker", r"\bqueue\b", _QUEUE, "a quest", ("CELERY_WORKER_QUEUES",)),
    _silent(
        "worker-differs-from-api",
        r"/files/\S{1,300}(?: HTTP/[\d.]{1,3})?\"? 40[13]\b",
        _DENIED,
        "/files/x 200",
    ),
    _silent(
        "inner-api-key-mismatch",
        r"/inner/api/(?!enterprise/|billing/)\S{1,200}.{0,80} 40[14]\b",
        '"POST /inner/api/invoke/llm HTTP/1.1" 404',
        "/inner/api/x 200",
    ),
    _silent(
        "plugin-daemon-key-mismatch",
        r"status[:=] ?401|\b401 Unauthorized",
        "status=401",
        "status=200",
    ),
    _silent(
        "sandbox-key-mismatch",
        r"sandbox/run\S{0,40} .{0,20}401",
        '"POST /v1/sandbox/run HTTP/1.1" 401',
        "sandbox 200",
    ),
    _silent(
        "postgres-password-mismatch",
        r"password authentication failed",
        "password authentication failed for user",
        "authenticated",
    ),
    _silent(
        "broker-password-mismatch",
        r"WRONGPASS|NOAUTH|AuthenticationError",
        "NOAUTH Authentication required.",
        "OK",
    ),
    _silent(
        "redis-password-differs", r"WRONGPASS|NOAUTH|AuthenticationError", "WRONGPASS invalid", "OK"
    ),
    _silent(
        "weaviate-key-mismatch",
        r"(?i)weaviate.{0,200}401",
        "Weaviate status code: 401",
        "weaviate 200",
    ),
    _silent("upload-limit-above-nginx", r"too large body|\" 413 ", '" 413 183', '" 200 183'),
    _silent(
        "package-limit-above-nginx",
        r"too large body.{0,200}plugin|plugin\S{0,80} HTTP/1\.1\" 413",
        '"POST /console/api/workspaces/current/plugin/upload/pkg HTTP/1.1" 413',
        '" 200 183',
    ),
    _silent("api-timeout-above-nginx", r"upstream timed out", _LATE, "upstream"),
    _silent("plugin-timeout-above-api", r"ReadTimeout", "httpx.ReadTimeout", "timeout is 60"),
    _silent(
        "internal-public-url",
        r"/files/\S{1,300}(?: HTTP/[\d.]{1,3})?\"? (?:40[34]|000)\b",
        _DENIED,
        "/files/x 200",
        ("FILES_URL",),
    ),
    _silent("invalid-cors-origin", r"CORS", "blocked by CORS policy", "cores"),
    _silent(
        "localhost-in-container",
        r"(?:localhost|127\.0\.0\.1).{0,200}refused",
        "localhost:6379: Connection refused",
        "localhost is up",
    ),
    _silent(
        "localhost-in-pod",
        r"(?:localhost|127\.0\.0\.1).{0,200}refused",
        "127.0.0.1:6379. Connection refused",
        "localhost is up",
    ),
    _silent(
        "service-not-started",
        r"Name or service not known|no such host|host not found in upstream",
        "Name or service not known",
        "name is known",
    ),
    _silent(
        "unknown-host",
        r"Name or service not known|no such host|name resolution",
        "dial tcp: lookup x: no such host",
        "name is known",
    ),
    _silent(
        "port-not-listening", r"[Cc]onnection refused", "Connection refused", "Connection reset"
    ),
    _silent(
        "moved-value",
        r"Name or service not known|[Cc]onnection refused|does not exist",
        "Name or service not known",
        "name is known",
    ),
    _silent("single-node-volume", r"Multi-Attach", "Multi-Attach error for volume", "attached"),
    _silent(
        "secret-reset",
        r"Incorrect decryption|Invalid(?:Token| signature)"
        r"|/files/\S{1,300}(?: HTTP/[\d.]{1,3})?\"? 40[13]\b",
        "ValueError: Incorrect decryption.",
        "decrypted",
    ),
    _silent(
        "database-host-of-other-type", r"OperationalError|refused", "OperationalError", "operation"
    ),
    _silent(
        "selected-address-empty",
        r"Name or service|refused|must be|is required|None",
        "connection refused",
        "fine",
    ),
    _silent(
        "redis-tls-mismatch",
        r"SSL|ConnectionError|reset by peer|Connection closed",
        "redis ConnectionError: Connection closed by server",
        "redis is ready",
    ),
)

SILENT_RULES = {row.rule: row for row in SILENT}
