"""The documentation of a setting in the language of the reader: the page of that language that says
the same as the one that an answer cites.

Not here: which pages are about a setting (`settings/chain_facts.py`), the sentences around it
(`output/translation.py`).
"""

from __future__ import annotations

from msgspec.structs import replace

from ctxkit.dify.repositories import DOCS
from ctxkit.index.setting_facts import SettingFacts
from ctxkit.model import ConfigUse, Finding, KeyAnswer, Place
from ctxkit.text.languages import DEFAULT_LANGUAGE, Language


def in_language(finding: Finding, facts: SettingFacts, lang: Language) -> Finding:
    """Return `finding` with its pages of the documentation in a language, where they have one in
    it that is about the same setting.
    """
    if lang == DEFAULT_LANGUAGE:
        return finding
    return replace(finding, keys=tuple(_key(key, facts, lang) for key in finding.keys))


def _key(key: KeyAnswer, facts: SettingFacts, lang: Language) -> KeyAnswer:
    places = tuple(
        _page(place, facts, lang)
        if place.role == "documents" and place.location.repo == DOCS
        else place
        for place in key.places
    )
    return replace(key, places=places)


def _page(place: Place, facts: SettingFacts, lang: Language) -> Place:
    original = f"{DEFAULT_LANGUAGE}/"
    if not place.location.path.startswith(original):
        return place
    path = f"{lang}/{place.location.path.removeprefix(original)}"
    for use in facts.named(ConfigUse, place.name):
        if (use.repo, use.path, use.role) == (DOCS, path, "documents"):
            return replace(place, location=use.location, text=use.description)
    return place
