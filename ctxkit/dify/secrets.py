"""Values that are useless as secrets: publicly known, easily guessed, or a placeholder.

Not here: which settings hold a secret (`text/redact.py`), secrets that two containers share
(`shared_secrets.py`).
"""

from __future__ import annotations

import re
from hashlib import sha256

from ctxkit.dify.row import Row

_EXAMPLE = "dify docker/.env.example#"
_ENTERPRISE = "https://github.com/sorphwer/dify-helm-watchdog"
_COMMON_PASSWORDS = "https://github.com/danielmiessler/SecLists/tree/master/Passwords"
_MIN_SECRET_CHARS = 8
_MAX_PLACEHOLDER_CHARS = 200


class WellKnownSecret(Row, frozen=True, kw_only=True):
    """A secret of Dify's examples that is copied from file to file, under many names."""

    value: str


WELL_KNOWN_SECRETS = (
    WellKnownSecret(
        value="difyai123456",
        since="1.8.1",
        reference=_EXAMPLE + "difyai123456",
        sample="difyai123456",
    ),
    WellKnownSecret(
        value="dify123456",
        since="3.5.5",
        reference=_ENTERPRISE,
        sample="dify123456",
    ),
    WellKnownSecret(
        value="dify-sandbox",
        since="1.8.1",
        reference=_EXAMPLE + "dify-sandbox",
        sample="dify-sandbox",
    ),
    WellKnownSecret(
        value="sk-9f73s3ljTXVcMT3Blb3ljTqtsKiGHXVcMT3BlbkFJLK7U",
        since="1.8.1",
        reference=_EXAMPLE + "sk-9f73s3ljTXVcMT3Blb3ljTqtsKiGHXVcMT3BlbkFJLK7U",
        sample="sk-9f73s3ljTXVcMT3Blb3ljTqtsKiGHXVcMT3BlbkFJLK7U",
    ),
)


class PublishedSecret(Row, frozen=True, kw_only=True):
    """A secret that a published chart ships, by the first digits of its SHA-256: the secret itself
    is not in this repository.
    """

    digest: str
    value: str


PUBLISHED_SECRETS = tuple(
    PublishedSecret(digest=digest, value=value, since=since, reference=_ENTERPRISE, sample=digest)
    for digest, value, since in (
        ("74077f29b9cd0373", "rootPassword", "3.5.5"),
        ("b976843e2f4143c5", "innerApiKey", "3.5.5"),
        ("f0e78d9d14a366af", "passwordEncryptionKey", "3.6.2"),
    )
)


class GuessableSecret(Row, frozen=True, kw_only=True):
    """A password that is among the first that attackers try, in lower case."""

    value: str


GUESSABLE_SECRETS = tuple(
    GuessableSecret(value=word, since="1.0.0", reference=_COMMON_PASSWORDS, sample=word)
    for word in (
        *("password", "passw0rd", "p@ssw0rd", "password1", "password123", "mysecretkey"),
        *("admin123", "administrator", "adminadmin", "rootroot", "letmein", "changeit"),
        *("qwerty123", "12345678", "123456789", "1234567890", "test1234"),
        *("difydify", "dify1234", "dify12345", "secretkey", "secret123", "postgres", "redispass"),
    )
)


class OwnSecret(Row, frozen=True, kw_only=True):
    """A secret of the deployment itself that Dify's example leaves empty."""

    name: str


OWN_SECRETS = tuple(
    OwnSecret(name=name, since="1.8.1", reference=_EXAMPLE + name, sample=name)
    for name in ("SECRET_KEY", "INIT_PASSWORD")
)


class Placeholder(Row, frozen=True, kw_only=True):
    """A text in place of a value that nobody has set; `pattern` is searched in the value in lower
    case. `certain`: nothing else looks like this. `of_secrets`: it is one only in place of a
    secret, and its words are joined by `-` first.
    """

    pattern: str
    certain: bool = False
    of_secrets: bool = False


_VERBS = "replace|change|update|set|fill|insert|enter|put|generate"
_OBJECTS = "this|it|me|in|an?|the|your|with|by|to|own|strong|random"

PLACEHOLDERS = (
    Placeholder(
        pattern=r"#replace_me",
        certain=True,
        since="3.5.5",
        reference=_ENTERPRISE,
        sample="#REPLACE_ME#",
    ),
    Placeholder(
        pattern=r"\Ayour[-_ ]",
        since="1.8.1",
        reference=_EXAMPLE + "your-bucket-name",
        sample="your-bucket-name",
    ),
    Placeholder(
        pattern=r"\Ayou-",
        since="1.8.1",
        reference="dify api/.env.example#you-client-secret",
        sample="you-secret",
    ),
    Placeholder(
        pattern=r"\A<your",
        since="1.8.1",
        reference=_EXAMPLE + "<your",
        sample="<your_account_name>",
    ),
    Placeholder(
        pattern=r"//your-",
        since="1.8.1",
        reference=_EXAMPLE + "//your-",
        sample="https://your-endpoint",
    ),
    Placeholder(
        pattern=r"\A[\w.-]+/your-",
        since="3.5.5",
        reference=_ENTERPRISE,
        sample="docker.io/your-image-repo-prefix",
    ),
    Placeholder(
        pattern=r"//<your",
        since="1.8.1",
        reference=_EXAMPLE + "//<your",
        sample="https://<your_account_name>.blob.core.windows.net",
    ),
    Placeholder(
        pattern=r"\A(?:replace[-_]me|change-?me)",
        since="1.0.0",
        reference=_COMMON_PASSWORDS,
        sample="change-me",
    ),
    *(
        Placeholder(
            pattern=pattern,
            of_secrets=True,
            since="1.0.0",
            reference=_COMMON_PASSWORDS,
            sample=sample,
        )
        for pattern, sample in (
            (r"\A<[^<>]*>\Z", "<generate a random key>"),
            (r"\A\[[^\[\]]*\]\Z", "[own key]"),
            (r"\A\{[^{}]*\}\Z", "{secret_key}"),
            (r"\A(?:please|pls)-", "please-set-a-password"),
            (rf"\A(?:{_VERBS})-(?:{_OBJECTS})(?:-|\Z)", "replace_with_strong_password"),
            (r"-here\Z", "the secret goes here"),
            (r"\A(?:todo|tbd|fixme|placeholder|dummy)\Z", "todo"),
            (r"\A(?:some|any|my|a)-(?:strong|random|long|secure|very)-", "some-random-string"),
            (
                r"\A(?:strong|random|secure)-?(?:password|secret|key|string|token)\Z",
                "strongpassword",
            ),
            (r"请(?:修改|替换|填写|设置|输入)|(?:你|您|自己)的|改(?:成|为)", "请修改"),
        )
    ),
    Placeholder(
        pattern=r"\Ax{3,}\Z",
        since="1.8.1",
        reference=_EXAMPLE + "=xxx",
        sample="xxxx",
    ),
)


def placeholder_of(value: str, *, is_secret: bool = False) -> Placeholder | None:
    """Return the placeholder that a value is: `#REPLACE_ME#`, `your-bucket-name`, `xxxx`."""
    folded = value.strip()[:_MAX_PLACEHOLDER_CHARS].lower()
    words = re.sub("[-_ ]+", "-", folded)
    for row in PLACEHOLDERS:
        if row.of_secrets and not is_secret:
            continue
        if re.search(row.pattern, words if row.of_secrets else folded):
            return row
    return None


def is_placeholder(value: str) -> bool:
    """Return whether a value is only a placeholder for one."""
    return placeholder_of(value) is not None


def is_own_secret(name: str) -> bool:
    """Return whether a secret is one that only this deployment knows, though Dify ships none."""
    return any(row.name == name for row in OWN_SECRETS)


def is_well_known(value: str) -> bool:
    """Return whether a secret is one that Dify's examples repeat under many names."""
    return any(row.value == value for row in WELL_KNOWN_SECRETS)


def is_published(value: str) -> bool:
    """Return whether a secret is one that a published chart ships."""
    digest = sha256(value.encode("utf8", "replace")).hexdigest()
    return any(digest.startswith(row.digest) for row in PUBLISHED_SECRETS)


def is_weak(value: str) -> bool:
    """Return whether a secret is too short, one character repeated, or among the first that
    attackers try.
    """
    if not value:
        return False
    if len(value) < _MIN_SECRET_CHARS or len(set(value)) == 1:
        return True
    folded = value.lower()
    return any(row.value == folded for row in GUESSABLE_SECRETS)
