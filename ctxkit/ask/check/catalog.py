"""Every rule of `check`, by its id.

Not here: the rules themselves, each beside its code.
"""

from __future__ import annotations

from ctxkit.ask.check import (
    compose_literals,
    effect_rules,
    env_check,
    env_images,
    env_lines,
    ignore_comments,
    image_pairs,
    secret_rules,
    value_rules,
    values_check,
    values_paths,
    values_schema,
    values_types,
    yaml_form,
)
from ctxkit.ask.check.env_rules import ENV_RULES
from ctxkit.ask.check.network import network_check
from ctxkit.model.rule import Rule
from ctxkit.values.rules import VALUES_RULES

ALL_RULES: tuple[Rule, ...] = (
    *env_lines.RULES,
    *effect_rules.RULES,
    *value_rules.RULES,
    *secret_rules.RULES,
    *ENV_RULES,
    *network_check.RULES,
    *env_check.RULES,
    *env_images.RULES,
    *image_pairs.RULES,
    *compose_literals.RULES,
    *values_check.RULES,
    *values_types.RULES,
    *values_schema.RULES,
    *values_paths.RULES,
    *VALUES_RULES,
    *yaml_form.RULES,
    *ignore_comments.RULES,
)
RULES = {rule.id: rule for rule in ALL_RULES}
