"""Words that mean the same, for three kinds of question.

The three differ in how close the meaning must be. A *topic* is free words, answered by a ranked
list: words of the same subject may find it. A *name* that does not exist is answered by the nearest
real ones: only words that settings use in each other's place will do. A *chart* value is said to
feed a variable by its words alone, an inference: only words that name the very same thing will do.
Not here: words that are spelt alike (`similarity.py`, `words.py`), other languages
(`ask/find/glossary.py`).
"""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple


class WordGroup(NamedTuple):
    """Words of one meaning.

    `words` are equal in topics and in names; `topic` and `name` are the words that only these add
    to them. `opposite` words mean the contrary: a topic asks for the setting, whichever way it is
    to be turned ("disable registration" is answered by ALLOW_REGISTER). `chart` are pairs of a
    variable's word and the word of a chart's values for it.
    """

    words: tuple[str, ...] = ()
    topic: tuple[str, ...] = ()
    opposite: tuple[str, ...] = ()
    name: tuple[str, ...] = ()
    chart: tuple[tuple[str, str], ...] = ()


def _meaning(
    words: str = "", topic: str = "", opposite: str = "", name: str = "", chart: str = ""
) -> WordGroup:
    pairs = (pair.split("=") for pair in chart.split())
    return WordGroup(
        words=tuple(words.split()),
        topic=tuple(topic.split()),
        opposite=tuple(opposite.split()),
        name=tuple(name.split()),
        chart=tuple((variable, value) for variable, value in pairs),
    )


MEANINGS = (
    # Amounts and limits
    _meaning("limit max maximum", topic="quota cap threshold"),
    _meaning(topic="max most"),
    _meaning(topic="size length bytes"),
    _meaning("count number amount", name="num"),
    _meaning(topic="rate throttle frequency"),
    _meaning(topic="memory ram"),
    _meaning(topic="cpu memory resources"),
    _meaning("loop iterations", name="steps depth nodes"),
    # Time
    _meaning(topic="timeout deadline expire expiration ttl"),
    _meaning(topic="timeout time duration"),
    _meaning(topic="expire expires expiry expiration lifetime validity retention"),
    _meaning(name="timeout time seconds duration"),
    _meaning(name="expire expires expiry expiration ttl lifetime retention"),
    _meaning(topic="schedule cron interval periodic"),
    _meaning(topic="wait delay sleep"),
    _meaning(topic="retry retries attempt backoff"),
    # Processes
    _meaning("worker workers concurrency", topic="pool", name="processes"),
    _meaning(topic="concurrent concurrency parallel active simultaneous workers pool"),
    _meaning(topic="queue queues celery broker"),
    _meaning(topic="run execute execution"),
    _meaning(topic="execute exec"),
    _meaning(topic="startup start launch"),
    _meaning(topic="initialize initialization init"),
    _meaning(topic="failed failure error"),
    _meaning(name="server gunicorn"),
    # Places
    _meaning("host hosts endpoint url address", topic="domain link", name="server uri addr"),
    _meaning("directory dir folder", name="path root"),
    _meaning(topic="proxy ssrf"),
    _meaning(topic="balancing balance lb"),
    _meaning(topic="connection connections conn conns"),
    _meaning(topic="websocket socketio socket"),
    _meaning(topic="sse stream streaming"),
    _meaning(topic="cors origins"),
    _meaning(topic="iframe embed"),
    # Stores
    _meaning(
        "database db postgres sqlalchemy",
        name="postgresql",
        chart="sqlalchemy=db db=postgres db=postgresql db=mysql",
    ),
    _meaning(topic="cache redis"),
    _meaning(topic="storage store bucket s3 oss", chart="storage=persistence"),
    _meaning(topic="vector embedding"),
    _meaning(topic="migration migrations migrate upgrade"),
    _meaning(topic="delete clean cleanup remove retention purge"),
    # People
    _meaning(name="user username"),
    _meaning("password passwd", topic="secret credential", name="pwd pass"),
    _meaning("register registration signup"),
    _meaning(topic="login signin auth authentication"),
    _meaning(topic="sso oauth oidc saml"),
    _meaning(topic="session token jwt cookie"),
    _meaning(topic="invite invitation"),
    _meaning(topic="lockout lock block"),
    _meaning("mail email smtp"),
    # Permission
    _meaning("enable allow", opposite="disable", name="enabled use", chart="use=enabled"),
    _meaning(topic="whitelist allowlist"),
    _meaning(topic="blacklist blocklist denylist"),
    _meaning(topic="certificate cert ssl tls", chart="ssl=tls"),
    _meaning(topic="signature signing verify"),
    # Things
    _meaning(topic="upload uploaded attachment"),
    _meaning(topic="image img picture photo"),
    _meaning(topic="document doc"),
    _meaning(topic="code sandbox"),
    _meaning(topic="plugin daemon"),
    _meaning(topic="log logging logger"),
    _meaning(topic="telemetry analytics"),
    _meaning(topic="otel opentelemetry otlp telemetry tracing"),
    _meaning(topic="environment env"),
    _meaning(topic="language locale i18n"),
    _meaning("type backend engine", topic="choice select switch", name="store provider"),
)


def topic_meanings() -> list[frozenset[str]]:
    """Return the groups of words that find the same settings in a topic."""
    groups = (
        frozenset((*meaning.words, *meaning.topic, *meaning.opposite)) for meaning in MEANINGS
    )
    return [group for group in groups if len(group) > 1]


def name_synonyms() -> dict[str, set[str]]:
    """Return, for each word that settings use in another's place, these others."""
    found: dict[str, set[str]] = defaultdict(set)
    for meaning in MEANINGS:
        group = {*meaning.words, *meaning.name}
        for word in group:
            found[word] |= group - {word}
    return {word: others for word, others in found.items() if others}


def chart_synonyms() -> dict[str, list[str]]:
    """Return, for a word of a variable's name, the words for it in the values of charts."""
    found: dict[str, list[str]] = defaultdict(list)
    for meaning in MEANINGS:
        for variable, value in meaning.chart:
            found[variable].append(value)
    return dict(found)
