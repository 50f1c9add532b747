"""Names of settings that hold a secret.

Not here: words that are recognizably secrets (`secret_shapes.py`), masking them (`redact.py`).
"""

from __future__ import annotations

import re
from functools import lru_cache

from ctxkit.regex import regex
from ctxkit.text.hidden_values import is_hidden

# Ends of words that are written without a gap: `PGPASSWORD`, `ENCRYPTIONKEY`, `bindpw`.
_ENDINGS = {
    "password": "PASSWORD", "passwd": "PASSWORD", "passphrase": "PASSWORD", "pwd": "PASSWORD",
    "pass": "PASSWORD", "pw": "PASSWORD", "secret": "SECRET", "token": "TOKEN",
    "secretkey": "SECRET_KEY", "accesskey": "ACCESS_KEY", "apikey": "API_KEY",
    "privatekey": "PRIVATE_KEY", "encryptionkey": "SECRET_KEY", "signingkey": "SECRET_KEY",
    "authkey": "SECRET_KEY", "masterkey": "SECRET_KEY", "licensekey": "SECRET_KEY",
}  # fmt: skip
_OTHER_WORDS = frozenset({
    "bypass", "compass", "encompass", "trespass", "surpass", "overpass", "underpass", "impass",
})  # fmt: skip
# The last words of a name that holds a secret, and the class that the placeholder names.
_CLASSES = _ENDINGS | {
    "passwords": "PASSWORD", "passcode": "PASSWORD",
    "passwort": "PASSWORD", "kennwort": "PASSWORD", "motdepasse": "PASSWORD", "mdp": "PASSWORD",
    "contrasena": "PASSWORD", "senha": "PASSWORD", "mima": "PASSWORD",
    "zugangsdaten": "CREDENTIAL", "psk": "SECRET_KEY",
    "masterauth": "PASSWORD", "authenticationstring": "PASSWORD", "rediscliauth": "PASSWORD",
    "salt": "SECRET", "pepper": "SECRET", "appkey": "API_KEY",
    "jwt": "TOKEN", "sid": "TOKEN",
    "accesstokens": "TOKEN", "authtokens": "TOKEN", "bearertokenbedrock": "TOKEN",
    "cred": "CREDENTIAL", "creds": "CREDENTIAL",
    "credential": "CREDENTIAL", "credentials": "CREDENTIAL", "authorization": "AUTHORIZATION",
    "cookie": "COOKIE", "signature": "SIGNATURE", "sign": "SIGNATURE", "sig": "SIGNATURE",
    "dsn": "DSN", "connectionstring": "DSN",
}  # fmt: skip
_MAX_WORDS = 3
"""Words of the longest name in `_CLASSES`."""
# A name that ends in `key` holds a secret, of a class by the word before; but not with these.
_KEY_CLASSES = {
    "secret": "SECRET_KEY",
    "access": "ACCESS_KEY",
    "private": "PRIVATE_KEY",
    "api": "API_KEY",
}
_HARMLESS_KEYS = frozenset({
    "primary", "foreign", "unique", "public", "cache", "sort", "partition", "group", "routing",
    "lock", "redis", "topology", "annotation", "label", "a", "the",
    "task", "storage", "file", "object", "image", "upload", "message", "event", "config", "feature",
    "dict", "map", "index", "metric", "queue", "idempotency", "missing", "unknown", "duplicate",
    "invalid", "any", "this", "that", "column", "order", "item", "option", "translation",
    "variable", "result", "node", "model", "provider", "error", "hash", "registry", "output",
    "input", "password", "parameter", "param", "property", "attribute", "query", "mutation",
})  # fmt: skip
# Tokens of a grammar, of a language model, and of a list's next page.
_HARMLESS_TOKENS = frozenset({
    "next", "page", "continuation", "eos", "bos", "pad", "unk", "stop", "special", "first", "last",
    "per", "each", "unexpected", "expected", "single", "current", "previous", "mask",
})  # fmt: skip
_KINDS_OF_HARMLESS = {"key": _HARMLESS_KEYS, "token": _HARMLESS_TOKENS}
# A name with one of these words says something about a secret and holds none: MAX_TOKENS,
# PASSWORD_LENGTH, existingSecret (the name of a Kubernetes Secret).
_MEASURES = frozenset({
    "max", "min", "limit", "count", "length", "size", "num", "number", "total", "usage", "used",
    "timeout", "ttl", "expire", "expires", "expiry", "expiration",
    "minutes", "seconds", "hours", "days", "interval",
    "type", "name", "enabled", "enable", "mode", "policy", "prefix",
    "file", "path", "url", "endpoint", "header", "field", "column",
    "existing", "pull", "vars", "certificates", "automount", "verifying", "encoder",
})  # fmt: skip
# A name that begins with one of these is a switch.
_SWITCHES = frozenset({"is", "has", "use", "enable", "disable", "require", "requires", "allow"})
# With one of these, `keys` are keys of an API: AUTHENTICATION_APIKEY_ALLOWED_KEYS.
_KEEPERS = frozenset({"apikey", "api", "secret", "access"})
# Words after which a name says for whom a secret is: INNER_API_KEY_FOR_PLUGIN.
_OWNERS = frozenset({"for"})
# Words that a name may end in after those of a secret.
_FILLERS = frozenset({
    "value", "values", "string", "text", "plain", "raw", "content", "data", "confirm",
    "confirmation", "again", "repeat", "base",
})  # fmt: skip

_IDS = (["access", "key", "id"], ["secret", "id"], ["accesskeyid"], ["secretid"])
# Names that hold a secret if the value looks like one.
_VAGUE = frozenset({
    "key", "auth", "bearer", "code", "otp", "pin", "seed", "license",
    "session", "sessionid", "nonce", "state", "ticket",
})  # fmt: skip

# Also behind the name of whose they are: `dify_session`.
_OWNED = frozenset({"session", "sessionid", "auth", "ticket", "otp", "seed", "license", "bearer"})

_PARTS = regex(r"[A-Za-z]+")
_HUMP = regex(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


@lru_cache(maxsize=2000)
def secret_class(name: str) -> str:
    """Return the class of secret that a setting of that name holds, or an empty string."""
    return _class_of(_words(name))


@lru_cache(maxsize=2000)
def hidden_class(name: str) -> str:
    """Return the class of what a setting of that name holds and nobody else need see, or an empty
    string.

    A secret, also one whose owner the name tells last (`INNER_API_KEY_FOR_PLUGIN`), one of several
    (`ALLOWED_KEYS`) and the half of one that names its owner (`AWS_ACCESS_KEY_ID`). To mask too
    much costs little: what is wrong with a secret is said of those of `secret_class` alone.
    """
    words = _words(name)
    for number, word in enumerate(words):
        if word in _OWNERS and number:
            words = words[:number]
            break
    if _MEASURES.intersection(words):
        return ""
    if any(words[-len(each) :] == each for each in _IDS):
        return "ACCESS_KEY"
    if words[-1:] == ["keys"] and _KEEPERS.intersection(words):
        return "API_KEY"
    found = _class_of(words)
    while not found and len(words) > 1 and words[-1] in _FILLERS:
        words.pop()
        found = _class_of(words)
    return found


def class_of_each(name: str) -> str:
    """Return the class of each of what a list of that name holds: `passwords`."""
    return hidden_class(name.removesuffix("s")) or hidden_class(name)


def is_vague(name: str) -> bool:
    """Return whether a setting of that name holds a secret if its value looks like one: `key`."""
    words = _words(name)
    if len(words) == 1:
        return words[0] in _VAGUE
    return words[-1:] != [] and words[-1] in _OWNED and not _MEASURES.intersection(words)


def _class_of(words: list[str]) -> str:
    if not words or _MEASURES.intersection(words) or words[0] in _SWITCHES:
        return ""
    last = words[-1]
    before = words[-2] if len(words) > 1 else ""
    if before in _KINDS_OF_HARMLESS.get(last, ()):
        return ""
    if last == "key":
        return _KEY_CLASSES.get(before, "SECRET_KEY") if before else ""
    for count in range(1, _MAX_WORDS + 1):
        if found := _CLASSES.get("".join(words[-count:])):
            return found
    return "" if last in _OTHER_WORDS else _joined_class(last)


def _joined_class(word: str) -> str:
    """Return the class of a word that ends in another: `bindpw`, but not `eostoken`."""
    for end, kind in _ENDINGS.items():
        if word.endswith(end) and word.removesuffix(end) not in _HARMLESS_TOKENS:
            return kind
    return ""


def _words(name: str) -> list[str]:
    """Return the words of the last part of a dotted name, in small letters."""
    last = _HUMP.sub("_", name.rpartition(".")[2])
    return [word.lower() for word in _PARTS.findall(last)]


# --- values and texts -----------------------------------------------------------------------------

_NO_SECRETS = frozenset({
    "", "true", "false", "none", "null", "nil", "yes", "no", "on", "off", "undefined", "[]", "{}",
    "~", "|", "|-", ">", ">-", "not set", "unset", "missing", "required", "empty", "not configured",
    "bearer", "basic",
})  # fmt: skip
_REFERENCES = ("${", "{{", "$(", "<", "***")
"""Beginnings of a value that is filled in elsewhere, or masked already."""
_NOT_ITSELF = (
    r"\$\$?\{?[A-Za-z_]\w*(?::?[-?+=]\})?[\"'}\])]*\Z|\$\$\{"
    r"|[A-Za-z]{0,8}[-_]?\.{3}|(?i:(?:please[-_ ]?)?change[-_ ]?(?:me|this|it)\b)"
    r"|\d{1,9}(?:\.\d+)?\s?(?:[kKMG]i?[bB]?|[bB]|bytes|chars?|[mµun]?s|m|min|h|d|sec\w*|minutes|hours"
    r"|days?|%)\Z"
    r"|(?i:[a-z][a-z _-]*[-_ ]here)\Z"
    r"|!(?:vault|secret|env|Ref|Sub|GetAtt|ImportValue|reference|encrypted|unsafe)(?:[ .|]|\Z)"
    r"|(?i:your|you)[-_ ][A-Za-z _-]*\Z|(?:[A-Za-z]{2,8}[-_]){0,2}[xX]{3,}\Z"
    r"|%[A-Z][A-Z0-9_]{2,60}%\Z|@@\w{1,60}@@\Z|\[\[|ENC\[AES|(?i:replace[-_]?me)\Z"
    r"|[A-Za-z]{2,8}[-_]\*{3,}\w{0,4}\Z|\d{1,6},\s\w+[:=]|[A-Z][A-Z0-9]*_[A-Z0-9_]*="
    r"|HTTP/\d|(?:see|stored|taken|provided|managed|use)\s[A-Za-z1]"
    r"|[\w.-]{0,200}/[\w./<>*-]{1,400}\.(?:pem|key|crt|cer|p12|pfx|jks)\Z"
)
"""A variable, a tag of YAML, a placeholder for one's own, what SOPS encrypted or somebody else has
hidden, words that say where a secret is, and the path of a key. Compiled at the first value of a
secret's name: most queries have none.
"""
_MIN_STARS = 4
_MAX_LEFT_CHARS = 16
"""What a value hidden by somebody else may still show: `sk-****abcd`."""


def may_be_secret(value: str) -> bool:
    """Return whether `value` can be a secret: not empty, no switch, no reference to another name,
    not masked already.
    """
    if value.strip(" \t,;").lower() in _NO_SECRETS or value.startswith(_REFERENCES):
        return False
    if not any(map(str.isalnum, value)):
        return False
    return re.match(_NOT_ITSELF, value) is None and not _is_hidden(value)


def _is_hidden(value: str) -> bool:
    if value.isalnum():
        return value.isalpha() and is_hidden(value)
    stars = value.count("*")
    if 0 < stars < _MIN_STARS or len(value) - stars > _MAX_LEFT_CHARS:
        return False
    return is_hidden(value)


_TELLING = (
    "pass", "pw", "secret", "salt", "key", "token", "jwt", "sid", "cred", "auth", "cookie", "sig",
    "dsn", "code", "otp", "pin", "seed", "license", "session", "nonce", "state",
    "ticket", "bearer", "invit", "activat", "verif", "confirm", "magic", "unsubscribe", "reset",
    "contrase", "senha", " -p ", "psk", "ugfzc3dvcmq6",
    "securestring", "community", "kennwort", "zugangsdaten",
    "identified", "hook", "curl", "wget", "-cli", "ldap", "login", "mc alias", "mc config",
    "add_user", "-benchmark", "sctapi", "ifttt", "api.day.app", "mongo", "mysql", "mariadb",
    "@tcp(", "@unix(", "cqlsh", "sqlcmd",
    "smb", "freerdp", "net use", "openssl", "mosquitto", "useradd", "usermod", "rpcclient", "$2",
    "$5$", "$6$", "$1$", "$y$", "$argon2", "$pbkdf2", "$scrypt", "http -",
    "etcdctl", "zip", "7z", "vault", "pepper", "basic ", "oracle", "sqlplus",
    "{sha", "{ssha", "{crypt", "{pbkdf2", "$apr1$", "echo ",
    "printf ", "5432:", "on >", "ossutil", "obsutil", "tosutil", "coscmd",
    "http-basic", "mqtt", "akid", "akia", "ltai", "aklt", "rzp_", "/triggers/", "/mcp/server/",
    "root / ", "admin / ", "administrator / ", "postgres / ", "kv put ", "cmdkey", "on #",
    "snmp", "*:*", "httpie", "sudo -s",
)  # fmt: skip
"""Parts of what names or announces a secret."""
_TELLING_TOGETHER = ("conn", "string")
"""Parts of the name of a connection string, with any signs between them: `Connection__String`."""
_NOT_TELLING = ("side", "statement")
"""Words of many a log and of our notes that have `sid` or `state` in them."""


def speaks_of_secrets(text: str) -> bool:
    """Return whether a text has a word of a secret's name, or one that announces a secret."""
    if not text.isascii():
        return True
    folded = text.lower()
    for word in _NOT_TELLING:
        folded = folded.replace(word, " ")
    if any(word in folded for word in _TELLING):
        return True
    return all(word in folded for word in _TELLING_TOGETHER)
