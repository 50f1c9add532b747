"""Words of operations that mean the same, and words of a question that say nothing about its topic.

Not here: how much a word of the source counts (`find.py`, `ctxkit/search.py`).
"""

from __future__ import annotations

from ctxkit.words import stem, text_words

Group = list[tuple[str, float]]
"""Stems of one meaning and what each weighs, the word that was asked for 1."""

_SAME = (
    ("retry", "retries", "attempt", "backoff"),
    ("timeout", "deadline", "expire", "expiration", "ttl"),
    ("limit", "max", "maximum", "quota", "cap", "threshold"),
    ("size", "length", "bytes"),
    ("upload", "uploaded", "attachment"),
    ("rate", "throttle", "frequency"),
    ("memory", "ram"),
    ("password", "passwd", "secret", "credential"),
    ("login", "signin", "auth", "authentication"),
    ("mail", "email", "smtp"),
    ("database", "db", "postgres", "sqlalchemy"),
    ("cache", "redis"),
    ("queue", "celery", "broker"),
    ("worker", "concurrency", "pool"),
    ("proxy", "ssrf"),
    ("log", "logging", "logger"),
    ("schedule", "cron", "interval", "periodic"),
    ("delete", "clean", "cleanup", "remove", "retention", "purge"),
    ("storage", "bucket", "s3", "oss"),
    ("plugin", "daemon"),
    ("code", "sandbox"),
    ("vector", "embedding"),
    ("language", "locale", "i18n"),
    ("allow", "whitelist", "allowlist"),
    ("deny", "blacklist", "blocklist"),
    ("domain", "host", "url", "endpoint"),
    ("signup", "register", "registration"),
    ("session", "token", "jwt", "cookie"),
    ("wait", "delay", "sleep"),
    ("otel", "opentelemetry", "otlp", "telemetry", "tracing"),
    ("certificate", "cert", "ssl", "tls", "https"),
    ("cors", "origins"),
    ("choice", "type", "select", "backend", "engine"),
    ("failed", "failure", "error"),
    ("lockout", "lock", "block"),
    ("sso", "oauth", "oidc", "saml"),
    ("loop", "iterations"),
    ("websocket", "socketio", "socket"),
    ("sse", "stream", "streaming"),
    ("migration", "migrations", "migrate", "upgrade"),
    ("concurrent", "concurrency", "parallel", "active"),
    ("signature", "signing", "verify"),
    ("iframe", "embed"),
    ("mirror", "index"),
    ("startup", "start", "launch"),
)
_SYNONYM = 0.6  # weight of a word that means the same, against the word itself
_VAGUE = 0.25  # weight of a word that any topic may hold
_VAGUE_WORDS = frozenset(
    word
    for line in (
        "policy policies setting settings config configuration configure option options behaviour behavior value",
        "values default parameter parameters feature mode control dify system service file files handling handle",
    )
    for word in line.split()
)
_SILENT_WORDS = frozenset(
    word
    for line in (
        "a an and are as at be by can change changed changing do does for from get how i if in increase is it its my",
        "of on or reduce set should so that the this to use used using what when where which who why with we you",
    )
    for word in line.split()
)
_CJK = {
    "重试": "retry", "再试": "retry", "リト": "retry", "超时": "timeout", "タイ": "timeout", "上传": "upload",
    "アッ": "upload", "限制": "limit", "制限": "limit", "上限": "limit", "大小": "size", "サイ": "size", "日志": "log",
    "ログ": "log", "密码": "password", "邮件": "mail", "メー": "mail", "数据": "database", "缓存": "cache",
    "队列": "queue", "插件": "plugin", "代理": "proxy", "存储": "storage", "登录": "login", "文件": "file",
    "沙箱": "sandbox", "并发": "concurrency",
}  # fmt: skip
"""Pairs of characters of common words in Chinese and Japanese, and the word of the source that they stand for."""


def meanings(topic: str) -> list[Group]:
    """Return a group of weighted stems for each word of `topic` that says something: the word and its synonyms."""
    words = [word for word in text_words(topic[:400]) if word not in _SILENT_WORDS]
    groups = []
    for word in dict.fromkeys(_CJK.get(word, word) for word in words):
        weight = _VAGUE if word in _VAGUE_WORDS and len(words) > 1 else 1.0
        group = {stem(word): weight}
        for same in _SAME:
            if stem(word) in {stem(other) for other in same}:
                for other in same:
                    group.setdefault(stem(other), weight * _SYNONYM)
        groups.append(list(group.items()))
    return groups
