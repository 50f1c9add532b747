"""How the notes of a setting open by which an output puts them in their place.

Not here: how these notes go on (`settings/`).
"""

from __future__ import annotations

BEFORE_CHANGE = "before you change it: "
"""What does harm, or has no effect, if it is not known first."""

WITH_COMPOSE = "to change it with compose: "
WITH_HELM = "to change it with Helm: "
WITH_CONSOLE = "to change it with the console: "
"""Where to set it, and what to restart then."""

CHANGES = (WITH_COMPOSE, WITH_HELM, WITH_CONSOLE)
ANY_CHANGE = "to change it with "
"""What all of `CHANGES` begin with: the rest is said where space is short."""
