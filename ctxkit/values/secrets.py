"""Which values of a chart hold a secret themselves, and which only name one of Kubernetes.

Not here: how a secret is made (`recipes.py`), which ones are public (`dify/secrets.py`).
"""

from __future__ import annotations

from collections.abc import Iterable

from ctxkit.index.rows import fold_key
from ctxkit.values.selection import ChartValues


def names_a_secret(path: str, value: str = "") -> bool:
    """Return whether a value is the name of a Kubernetes secret or of a key in one, as
    `imageRepoSecret: image-repo-secret` is.
    """
    name = path.rpartition(".")[2].lower()
    if name.endswith("secret") and name != "secret" and fold_key(value) == fold_key(name):
        return True
    return "existing" in name or name.endswith(("secretname", "secretref", "passwordkey"))


def is_in_own_secret(path: str, values: ChartValues, given: Iterable[str]) -> bool:
    """Return whether one of the `given` values names an existing secret beside a value, or above
    it.
    """
    named = [each for each in given if ".existing" in each and values.get(each)]
    above = path.rpartition(".")[0]
    while above and named:
        prefix = f"{above}.existing"
        if any(each.startswith(prefix) for each in named):
            return True
        above = above.rpartition(".")[0]
    return False


def is_from_vault(values: ChartValues) -> bool:
    """Return whether the chart takes secrets from a vault."""
    return values.get("externalSecret.enabled", "").lower() == "true"
