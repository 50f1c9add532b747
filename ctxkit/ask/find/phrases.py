"""What people write in English for what settings are about: several words of one meaning, and the
words of complaints.

A row of the table is what may be written, with commas between, and the words of the source for it,
as in the glossary of other languages: `a/b` is one or the other, `a b` are both. Words of other
languages that mean those of a phrase are one, too: `HTTP节点`. Not here: single words that settings
use for each other (`text/synonyms.py`), words of other languages (`glossary.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ctxkit.ask.find.translation import Term
from ctxkit.text.words import stem, text_words

_ROWS = """
sign up, signing up, signs up, signed up, self registration, create an account | register/signup
log in again, sign in again, logged out, log out, signed out | token/session/refresh expire
log in, logs in, logging in, logged in, sign in, signing in, signed in | login
log in by, log in with, sign in with | login oauth
time zone, local time | timezone/tz
time limit, running time, run time, execution time, more time | timeout/time
takes too long, too slow | timeout/time
at the same time, at once, in parallel, side by side | concurrent/parallel/active
killed, aborted, interrupted, terminated, cut off, gives up | timeout/time
times out, timed out | timeout/time
too many, more than, at most, larger than, bigger than, longer than | limit/max
too large, too big, exceeds, exceed, exceeded, above | limit/size/max
out of memory, oom, oom killed, oomkilled | memory
out of connections, too many clients, too many connections | connection/pool max
self signed certificate, own certificate, certificate authority | certificate/ssl verify
reverse proxy, behind a proxy | nginx/proxy
behind a load balancer, behind the load balancer, behind our load balancer | nginx/proxy
sub path, subpath, context path | path/prefix/subpath base/sub
corporate proxy, company proxy, outbound proxy | proxy http
the internet, outside world, external network | network
own domain, our domain, public address, localhost | url/domain
sub domains, subdomains, subdomain, several domains | domain/cookie
knowledge base, knowledge bases | dataset/knowledge
object storage, local disk, local storage | storage
stuck in the queue, waits in the queue, still queued, queued | queue/celery
forgot the password, forgotten password, password forgotten, lost password | password reset/forgot
one time code, email code | email code
air gapped, offline | marketplace/mirror
word by word, token by token | stream/buffering
same site, third party cookies | cookie
in other pages, in an iframe, another site | embed/iframe
code node, code nodes, code block, code blocks, code execution | code/sandbox execution/node
http request node, http request nodes, http node, http nodes | http/ssrf request/node
vector db, vector database, vector databases, vector store, vector stores | vector store
postgresql, postgres, pg | postgres/postgresql
https | ssl/https/certificate
let encrypt, lets encrypt, letsencrypt, acme | certbot
k8s, kubernetes | helm/kubernetes
pypi, package index | pip mirror
python package, python packages | python dependencies/deps/requirements
python library, python libraries | python dependencies/deps/requirements
new version, new versions, newer version, newer versions | update/version/upgrade
how often | interval/schedule
how long | timeout/expire/retention
how many | max/limit/count
how large, how big | size/limit
"""

_SILENT = """
a about above after again all already also although always am an and another any anyone are around
as asked at away back be became because been before being below between both but by came can cannot
case come comes could did do does doing done down during each either else even ever every everyone
everything few fine first for from further get gets getting give given gives go goes going gone got
had has have having he help her here hers him his how however i if in instead into is it its just
keep keeps know last later less let lets like make makes making many may maybe me might more most
much must my need needs neither never new next no none nor not nothing now of off often on once one
only onto or other our ours out over own people per please problem put rather same say says see
seems set should show since so some something sometimes soon sorry still such sure take takes tell
than that the their them then there these they thing things this those though through to together
too tried try trying two under until up upon us use used user users uses using very via want wants
was way we well went were what when where whether which while who whole whom whose why will with
within without wont work works would yes yet you your yours
change changed changes changing increase increased increasing raise raising reduce reducing lower
lowering extend extending adjust adjusting modify modifying configure configured turn turned turning
possible properly correctly wrong broken
"""
"""Words of sentences and of asking, which say nothing about the topic."""


Groups = tuple[tuple[str, ...], ...]


class SpokenPhrase(NamedTuple):
    """Words that stand for others: `groups` as those of a term (`translation.py`)."""

    text: str
    groups: Groups


SILENT = frozenset(_SILENT.split())


def _table() -> dict[tuple[str, ...], Groups]:
    table: dict[tuple[str, ...], Groups] = {}
    for row in _ROWS.strip().splitlines():
        written, _, words = row.partition("|")
        groups = tuple(tuple(stem(word) for word in each.split("/")) for each in words.split())
        table.update((tuple(phrase.split()), groups) for phrase in written.strip().split(", "))
    return table


PHRASES = _table()
_BY_STEMS = {tuple(map(stem, words)): groups for words, groups in PHRASES.items()}
_MAX_WORDS = max(map(len, PHRASES))


def phrases_of(words: Sequence[str | Term]) -> Iterator[SpokenPhrase]:
    """Yield the words of a sentence, in order, those that are a phrase together; words that say
    nothing are left out.
    """
    at = 0
    while at < len(words):
        for length in range(min(_MAX_WORDS, len(words) - at), 0, -1):
            together = words[at : at + length]
            groups = _meaning_of(together)
            if groups:
                yield SpokenPhrase(" ".join(map(_text_of, together)), groups)
                at += length
                break
        else:
            at += 1


def _meaning_of(together: Sequence[str | Term]) -> Groups:
    """Return what words mean together; nothing where they are no phrase, or a silent word."""
    words = tuple(word for word in together if isinstance(word, str))
    if len(words) == len(together):
        alone = len(words) == 1 and words[0] not in SILENT
        return PHRASES.get(words) or (((stem(words[0]),),) if alone else ())
    if len(together) == 1 and isinstance(term := together[0], Term):
        return (tuple(text_words(term.text)),) if term.unknown else term.groups
    return _BY_STEMS.get(tuple(map(_stem_of, together)), ())


def _stem_of(word: str | Term) -> str:
    """Return the stem of a word, of one of another language what it means first; nothing where it
    means several words or none.
    """
    if isinstance(word, str):
        return stem(word)
    return word.groups[0][0] if len(word.groups) == 1 else ""


def _text_of(word: str | Term) -> str:
    return word if isinstance(word, str) else word.text
