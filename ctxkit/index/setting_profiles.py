"""The profile of a setting: one document with the words of all that its sources say of it.

A declaration has a sentence, an example file a comment, the documentation a paragraph in each of
its languages, the code that reads the setting says by its names what it is for, and the rows about
causes what fails by it. Each alone is too little for a question in a user's own words. Not here:
the documents of single facts (`search_documents.py`), writing and asking the index (`search.py`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby

from ctxkit.dify.causes import all_causes
from ctxkit.dify.causes_of_files import WAITING_WORDS
from ctxkit.dify.complaints import COMPLAINTS
from ctxkit.dify.library_failures import LIBRARY_FAILURES
from ctxkit.dify.packages import PACKAGE_NAMES
from ctxkit.dify.repositories import CHART, DOCS, PLUGINS
from ctxkit.dify.services import SERVICE_CHOICES
from ctxkit.dify.storages import STORAGES
from ctxkit.dify.subjects import OTHER, subject_of
from ctxkit.dify.vector_stores import VECTOR_STORES
from ctxkit.dify.worker_settings import QUEUE_VARIABLES, WORKER_SETTINGS
from ctxkit.index.fact_queries import ProfileRow
from ctxkit.model import Task
from ctxkit.regex import regex
from ctxkit.text.words import joins, name_words, stem, text_words

WEIGHTS = {
    "name": 12,
    "text": 4,
    "owner": 8,
    "choice": 4,
    "subject": 2,
    "class": 2,
    "values": 2,
    "failures": 1,
    "tasks": 1,
    "reader": 1,
}
"""How much a word counts by where it stands. The search counts a word as often as it is written."""

FAILURE = "!"
"""Prefix of the words of what fails by a setting: only a question that may tell a failure is about
these.
"""

_OWNERS = {
    "dify-sandbox": "sandbox code",
    "dify-plugin-daemon": "plugin daemon",
    CHART: "helm chart",
}
"""What users call the program whose repository has a setting, where its name does not say it."""


def _choices() -> dict[str, set[str]]:
    """Return the values of each setting that selects what Dify works with."""
    found: dict[str, set[str]] = {}
    for row in (*VECTOR_STORES, *STORAGES, *SERVICE_CHOICES):
        if not row.is_switch:
            found.setdefault(row.switch, set()).add(row.value)
    return found


CHOICES = _choices()


def _failures() -> dict[str, list[str]]:
    """Return what is known to fail by each setting, in words of people and of programs."""
    found: dict[str, list[str]] = {name: list(WAITING_WORDS) for name in QUEUE_VARIABLES}
    for cause in all_causes():
        for name in cause.settings:
            found.setdefault(name, []).extend((cause.what, cause.sample))
    for failure in LIBRARY_FAILURES:
        for name in failure.settings:
            found.setdefault(name, []).append(failure.sample)
    for complaint in COMPLAINTS:
        for name in complaint.settings:
            found.setdefault(name, []).extend(complaint.said)
    for setting in WORKER_SETTINGS:
        found.setdefault(setting.name, []).append(setting.effect)
    return found


_LEFT_OUT = (*PACKAGE_NAMES, PLUGINS)
_MAX_TEXT_CHARS = 2000  # of one place
_NUMBER = regex(r"(?<![A-Za-z0-9_.])[0-9]{2,6}(?![A-Za-z0-9_.])")


def profiles(rows: Iterable[ProfileRow], tasks: Iterable[Task] = ()) -> Iterator[tuple[str, str]]:
    """Yield the name of each setting and the words of its profile; those that choose the queues of
    a worker have the words of the `tasks` in them.

    A setting of the documentation alone has none: it is another version's. Neither have those of
    plugins, which the console asks for, nor of packages.
    """
    own = (row for row in rows if row.repo not in _LEFT_OUT)
    failures, queued = _failures(), [f"{task.name} {task.queue}" for task in tasks]
    for name, places in groupby(own, key=lambda row: row.name):
        listed = list(places)
        if any(row.repo != DOCS for row in listed):
            counts = _words_of(name, listed, queued if name in QUEUE_VARIABLES else ())
            failing = {stem(word) for word in text_words(" ".join(failures.get(name, ())))}
            counts.update(dict.fromkeys((FAILURE + word for word in failing), WEIGHTS["failures"]))
            yield name, " ".join(counts.elements())


def _words_of(name: str, rows: Iterable[ProfileRow], tasks: Iterable[str]) -> Counter[str]:
    """Return the stems of a profile with their weights; `tasks` are the names of those that a
    setting is for.
    """
    parts = name_words(name)
    counts = Counter({stem(word): WEIGHTS["name"] for word in (*parts, *joins(parts))})
    said: dict[str, set[str]] = {
        "tasks": set(name_words(" ".join(tasks))),
        "choice": {word for value in CHOICES.get(name, ()) for word in name_words(value)},
        "subject": set(text_words(subject_of(name, "", ""))) - {OTHER},
    }
    for row in rows:
        for kind, words in _said(row):
            said.setdefault(kind, set()).update(words)
    for kind, spoken in said.items():
        weight = WEIGHTS[kind.partition(" ")[0]]
        counts.update({stem(word): weight for word in spoken})
    return counts


def _said(row: ProfileRow) -> Iterator[tuple[str, list[str]]]:
    """Yield the words of a place by what they are; a page of the documentation is apart from the
    comments, and each of its languages from the others.
    """
    language = row.path.partition("/")[0] if row.repo == DOCS else ""
    text = row.text[:_MAX_TEXT_CHARS]
    yield f"text {language}", [*text_words(text), *_NUMBER.findall(text)]
    if row.repo in _OWNERS:
        yield "owner", _OWNERS[row.repo].split()
    if row.role == "declares":
        yield "class", name_words(row.symbol)
        yield "values", name_words(row.values)
    elif row.role == "reads":
        file = row.path.rpartition("/")[2].partition(".")[0]
        yield "reader", name_words(f"{row.symbol} {file}")
