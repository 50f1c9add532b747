"""The weight of a hit by its kind and place: a setting decides, a message only mentions.

Chosen by trial on real topics; only their order and rough distance matter. Not here: how much of a
topic a hit covers (`coverage.py`).
"""

from __future__ import annotations

from ctxkit.model import ConfigUse, Fact, Symbol

# Of the rank that the search gives and the share of the topic that a name covers: first by the name
# alone, for all documents, then by the whole fact, for the best of them.
SEARCH_SCORE, NAME_COVER = 0.35, 0.65
FINAL_SEARCH_SCORE, FINAL_COVER = 0.3, 0.7

# Of a setting that a question may be about (`setting_hits.py`): factors of its profile's score. The
# benchmark fit_find tries others.
EXPLAINED_NAME = 1.0  # how much more where the question says all words of the name
IS_DEFAULT = 0.3  # how much more where a number of the question is the default
SHIPPED, UNASKED_OWNER = 1.15, 1.0  # in Dify's own docker folder, or elsewhere
UNASKED_CHOICE = 0.6  # of a store or service that the question does not name
CHOICE_ASKED = 1.5  # selects what Dify works with, where the question is about another one
QUEUES_ASKED = 2.0  # chooses the queues of a worker, where the question names one
OWNER_ASKED = 1.25  # of the program that the question names
LEAST_SETTING = 0.35  # of the best score, below which a setting is none
PUBLIC_COPY = 0.9  # what the console has of a setting
CHART_ONLY, CHART_ASKED = 0.55, 1.5  # a value of the chart, by whether the chart is asked for

# Of the two lists, one of all facts by their own words and one of settings by their profiles: a hit
# counts by the reciprocal of its rank in each, the ranks made less steep by these.
FACT_RANK, SETTING_RANK = 20, 5
SETTING_LIST = 2.0  # of the second list against the first

# Of a directive or a section before all settings: the least share of the question that it covers,
# and how many times that of the first settings.
PAGE_COVER, PAGE_LEAD = 0.55, 1.15

_KIND = {
    "config_key": 1.0,
    "config_use": 0.92,
    "symbol": 0.85,
    "directive": 0.85,
    "section": 0.6,
    "log_template": 0.5,
    "raise": 0.45,
}
_OTHER_KIND, _OTHER_FACT = 0.3, 0.4
_SYMBOL = {
    "constant": 0.92,
    "argument": 0.86,
    "function": 0.82,
    "method": 0.8,
    "class": 0.79,
    "template": 0.5,
}
_OTHER_SYMBOL = 0.6
_INDIRECT_READ = 0.65  # the declaration of the setting is a hit, too
_DIRECT_READS = ("shell", "getenv", "env", "template", "compose")
"""Ways to read a setting that need no declaration, so that the read is all there is."""

PART = {"decides": 1.08, "does": 1.0, "carries": 0.85}
"""Of code, by its part in the topic (`deciding.py`)."""

_REPO = {
    "dify": 1.0,
    "graphon": 1.0,
    "dify-plugin-daemon": 0.97,
    "dify-sandbox": 0.97,
    "dify-helm": 0.8,
    "dify-plugin-sdks": 0.7,
}
_PLUGINS = 0.62  # code of third parties, several times as much as Dify's own
_CONSOLE_FOLDERS, _CONSOLE = ("web/", "sdks/"), 0.8  # components show what the servers decide


def document_weight(kind: str, repo: str) -> float:
    """Return the weight of a document of the search, of which kind and repository are known."""
    return _KIND.get(kind, _OTHER_KIND) * _REPO.get(repo, _PLUGINS)


def fact_weight(fact: Fact) -> float:
    """Return the weight of a fact."""
    weight = _fact_kind(fact) * _REPO.get(fact.repo, _PLUGINS)
    return weight * (_CONSOLE if is_component(fact) else 1.0)


def _fact_kind(fact: Fact) -> float:
    if isinstance(fact, Symbol):
        return _SYMBOL.get(fact.what, _OTHER_SYMBOL)
    if isinstance(fact, ConfigUse) and fact.role == "reads" and fact.via not in _DIRECT_READS:
        return _INDIRECT_READ
    return _KIND.get(fact.kind, _OTHER_FACT)


def is_component(fact: Fact) -> bool:
    """Return whether a fact is code that shows what the servers decide."""
    if not isinstance(fact, Symbol) or fact.what == "constant":
        return False
    return fact.path.startswith(_CONSOLE_FOLDERS)
