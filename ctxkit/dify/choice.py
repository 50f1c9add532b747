"""A choice: a setting whose value selects what Dify works with, and the settings that this needs.

Not here: the rows (`services.py`, `storages.py`, `vector_stores.py`), which of them are made
(`choices.py`).
"""

from __future__ import annotations

from ctxkit.dify.row import Row


class Choice(Row, frozen=True, kw_only=True):
    """Where `switch` is `value`, none of `needs` may be empty.

    `prefixes` begin the names of the settings that only this choice reads. Not `certain`: Dify may
    work without the needed settings. They are not needed where the switch `unless` is on.
    """

    switch: str
    value: str
    needs: tuple[str, ...] = ()
    prefixes: tuple[str, ...] = ()
    certain: bool = True
    unless: str = ""

    @property
    def is_switch(self) -> bool:
        """Whether the choice is made by switching something on."""
        return self.value == "true"

    def owns(self, name: str) -> bool:
        """Return whether only this choice, and others with the same prefix, read a setting."""
        return name.startswith(self.prefixes)

    def longest_prefix_of(self, name: str) -> int:
        """Return the length of the longest of its prefixes with which a name begins, else 0."""
        return max((len(each) for each in self.prefixes if name.startswith(each)), default=0)
