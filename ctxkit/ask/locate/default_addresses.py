"""The addresses in a text, and those in the defaults of settings.

Not here: what an address tells of a failure (`told_settings.py`), the hosts of a deployment
(`network/`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from ctxkit.dify.paths import COMPOSE_FILE
from ctxkit.dify.repositories import DIFY
from ctxkit.index.reader import Index
from ctxkit.index.recent import kept
from ctxkit.model import ConfigKey, ConfigUse, Fact
from ctxkit.network.endpoints import Endpoint, endpoint_of
from ctxkit.regex import regex

READERS = (DIFY, "dify-plugin-daemon", "dify-sandbox")
"""The repositories whose programs read settings of a deployment."""

_MAX_TEXT_CHARS = 4_000
_ADDRESS = regex(
    r"\b[a-z]{2,8}://[\w.-]{1,120}(?::\d{1,5})?|\bhost='([\w.-]{1,120})', port=(\d{1,5})"
    r"|(?<![\w./-])[a-z][\w.-]{1,120}:\d{2,5}\b"
)


def addresses_in(text: str) -> list[Endpoint]:
    """Return the hosts and ports in a text: of URLs, as urllib3 tells them, `host:port`."""
    found = _ADDRESS.finditer(text[:_MAX_TEXT_CHARS])
    values = (f"{each[1]}:{each[2]}" if each[1] else each[0] for each in found)
    return list(dict.fromkeys(filter(None, map(endpoint_of, values))))


@kept(1)
def default_addresses(index: Index) -> Mapping[Endpoint, Iterable[tuple[str, str]]]:
    """Return (repository, setting) by the address in the default of the setting, in the code or in
    Dify's compose file; without those of the machine itself, which anything may have.
    """
    found: dict[Endpoint, dict[tuple[str, str], None]] = {}
    for fact in (*index.all(ConfigKey), *index.in_file(DIFY, COMPOSE_FILE, ConfigUse)):
        endpoint = _default_of(fact)
        if endpoint is not None:
            found.setdefault(endpoint, {})[fact.repo, fact.name] = None
    return found


def has_default(index: Index, name: str, asked: Collection[Endpoint]) -> bool:
    """Return whether one of some addresses is that in the default of a setting."""
    return any(_default_of(fact) in asked for fact in index.keyed(name)) if asked else False


def _default_of(fact: Fact) -> Endpoint | None:
    """Return the address that a declaration or a line of Dify's compose file gives a setting."""
    value: str | None = None
    if isinstance(fact, ConfigKey) and fact.repo in READERS and not fact.test:
        value = fact.default
    elif isinstance(fact, ConfigUse) and (fact.repo, fact.path) == (DIFY, COMPOSE_FILE):
        value = fact.value
    endpoint = endpoint_of(value) if value and "://" in value else None
    return None if endpoint is None or endpoint.is_itself else endpoint


def default_hosts(index: Index) -> frozenset[str]:
    """Return the hosts in the defaults of settings."""
    return frozenset(endpoint.host for endpoint in default_addresses(index))
