"""The verdicts on a setting, in the order in which they are tried: the first that holds is the
result.

Not here: the conditions (`conditions.py`), the words (`reasons.py`), the sources of the examples
(`examples.py`).
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from ctxkit.model import Status
from ctxkit.settings import conditions, examples, reasons
from ctxkit.settings.examples import Example
from ctxkit.settings.status_evidence import (
    StatusEvidence,
    interpolating_services,
    middleware_services,
    no_services,
    receiving_services,
    services_of_all_readers,
)


class Verdict(Struct, frozen=True, kw_only=True):
    """A status, when it `holds` (if no verdict before it does), and `why` in words.

    `services` are the containers that receive the setting. `example_yes` has this verdict,
    `example_no` differs from it by as little as possible and has another one; a test runs both.
    """

    status: Status
    holds: Callable[[StatusEvidence], bool]
    why: Callable[[StatusEvidence], str]
    example_yes: Example
    example_no: Example
    services: Callable[[StatusEvidence], tuple[str, ...]] = receiving_services


VERDICTS: tuple[Verdict, ...] = (
    # Before everything: to the deployment of docker-compose.yaml the setting does not exist.
    Verdict(
        status="live",
        holds=conditions.is_used_by_middleware_only,
        why=reasons.used_by_middleware_only,
        services=middleware_services,
        example_yes=examples.MIDDLEWARE_PORT,
        example_no=examples.MIDDLEWARE_PORT_OF_COMPOSE_TOO,
    ),
    # Before `read`: code reads a computed setting, too, but no variable reaches it.
    Verdict(
        status="computed",
        holds=conditions.is_computed,
        why=reasons.computed,
        services=no_services,
        example_yes=examples.COMPUTED,
        example_no=examples.COMPUTED_FROM,
    ),
    # Before `read`, for the same reason: the script overwrites the variable before it is read.
    Verdict(
        status="computed",
        holds=conditions.is_overwritten,
        why=reasons.overwritten,
        services=no_services,
        example_yes=examples.OVERWRITTEN,
        example_no=examples.GIVEN_A_DEFAULT,
    ),
    # Before `read`, of which it is the exception.
    Verdict(
        status="undelivered",
        holds=conditions.is_not_passed,
        why=reasons.not_passed,
        services=services_of_all_readers,
        example_yes=examples.READ_BUT_NOT_PASSED,
        example_no=examples.READ_AND_PASSED,
    ),
    # Before `read`: code reads it, but not where the plugin daemon starts that code.
    Verdict(
        status="unread",
        holds=conditions.is_idle_in_plugins,
        why=reasons.idle_in_plugins,
        services=no_services,
        example_yes=examples.OF_SERVERLESS_PLUGINS,
        example_no=examples.OF_PLUGINS,
    ),
    # Before `interpolated`: its words also say that docker compose reads the setting.
    Verdict(
        status="live",
        holds=conditions.is_read,
        why=reasons.read,
        services=services_of_all_readers,
        example_yes=examples.READ_AND_PASSED,
        example_no=examples.DECLARED,
    ),
    # Before `declared_only`: a port that no code reads may be one that compose publishes.
    Verdict(
        status="live",
        holds=conditions.is_interpolated,
        why=reasons.interpolated,
        services=interpolating_services,
        example_yes=examples.PUBLISHED_PORT,
        example_no=examples.FIXED_PORT,
    ),
    # After what lines prove: code that reads OTEL_ENDPOINT is the better reason. Before
    # `declared_only`: a setting that only a library reads has an effect.
    Verdict(
        status="live",
        holds=conditions.is_read_by_library,
        why=reasons.read_by_library,
        example_yes=examples.LIBRARY_VARIABLE,
        example_no=examples.LIBRARY_PREFIX_DECLARED,
    ),
    # Before `declared_only`, of which it is the exception.
    Verdict(
        status="live",
        holds=conditions.is_read_by_flask,
        why=reasons.read_by_flask,
        example_yes=examples.FLASK_SETTING,
        example_no=examples.DECLARED,
    ),
    # Before `declared_only`: the program that gets it may read it, but its code is not here.
    Verdict(
        status="live",
        holds=conditions.is_passed_to_missing,
        why=reasons.passed_to_missing,
        example_yes=examples.PASSED_TO_MISSING,
        example_no=examples.PASSED_TO_SANDBOX_IN_VAIN,
    ),
    # Before containers of others: what a program declares is meant for that program.
    Verdict(
        status="unread",
        holds=conditions.is_declared,
        why=reasons.declared_only,
        example_yes=examples.DECLARED,
        example_no=examples.PASSED_TO_API_IN_VAIN,
    ),
    # From here on no program declares or reads it. Who else may use it? First the containers of
    # others, because they are certain to receive it.
    Verdict(
        status="live",
        holds=conditions.is_passed_to_foreign,
        why=reasons.passed_to_foreign,
        example_yes=examples.PASSED_TO_POSTGRES,
        example_no=examples.PASSED_TO_API_IN_VAIN,
    ),
    # Before `rendered`, of which it is the exception.
    Verdict(
        status="dead",
        holds=conditions.is_rendered_in_vain,
        why=reasons.rendered_in_vain,
        example_yes=examples.RENDERED_IN_VAIN,
        example_no=examples.RENDERED_VALUE,
    ),
    # Before `idle_value`, which is true of every value of the chart.
    Verdict(
        status="live",
        holds=conditions.is_rendered,
        why=reasons.rendered,
        example_yes=examples.RENDERED_VALUE,
        example_no=examples.IDLE_VALUE,
    ),
    # Before the rest, whose words are about variables.
    Verdict(
        status="dead",
        holds=conditions.is_value_of_chart,
        why=reasons.idle_value,
        example_yes=examples.IDLE_VALUE,
        example_no=examples.RENDERED_VALUE,
    ),
    # Before `for_plugin_sdk`: a comment sets nothing, whoever might read it.
    Verdict(
        status="dead",
        holds=conditions.is_only_in_comments,
        why=reasons.commented,
        services=no_services,
        example_yes=examples.COMMENTED,
        example_no=examples.SET_IN_VAIN,
    ),
    # The SDK of plugins may not be at hand: nothing proves that it ignores a line.
    Verdict(
        status="live",
        holds=conditions.is_of_plugin,
        why=reasons.for_plugin_sdk,
        services=no_services,
        example_yes=examples.PLUGIN_VARIABLE,
        example_no=examples.SET_IN_VAIN,
    ),
    # Nothing else is left.
    Verdict(
        status="dead",
        holds=conditions.always,
        why=reasons.set_in_vain,
        example_yes=examples.SET_IN_VAIN,
        example_no=examples.COMMENTED,
    ),
)
