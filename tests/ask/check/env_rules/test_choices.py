"""What is selected needs its settings, and what is not has none."""

from __future__ import annotations

import pytest

from ctxkit.ask.check.catalog import RULES
from ctxkit.ask.check.env_rules.choices import belongs_to_other_choice
from ctxkit.ask.check.rule import DeploymentBreach, DeploymentRule
from ctxkit.dify.choice import Choice
from ctxkit.dify.choices import all_choices
from tests.ask.check.literal_view import LiteralView


def breaches(rule_id: str, view: LiteralView) -> list[DeploymentBreach]:
    rule = RULES[rule_id]
    assert isinstance(rule, DeploymentRule)
    return list(rule.look(view))


@pytest.mark.parametrize(
    "choice",
    [choice for choice in all_choices() if choice.needs],
    ids=lambda choice: f"{choice.switch}={choice.value}",
)
def test_each_choice_needs_its_settings(choice: Choice) -> None:
    empty = {choice.switch: choice.value, **dict.fromkeys(choice.needs, "")}
    found = breaches("required-setting-empty", LiteralView({"api": empty}))
    own = [each for each in found if each.at[0].name in choice.needs]
    assert {each.at[0].name for each in own} == set(choice.needs)
    assert all(each.at[1].name == choice.switch for each in own)
    full = {choice.switch: choice.value, **dict.fromkeys(choice.needs, "given")}
    assert breaches("required-setting-empty", LiteralView({"api": full})) == []


@pytest.mark.parametrize(
    ("api", "found"),
    [
        ({"MAIL_TYPE": "smtp", "SMTP_SERVER": ""}, [("SMTP_SERVER", None)]),
        ({"MAIL_TYPE": "smtp", "SMTP_SERVER": "your-server"}, [("SMTP_SERVER", None)]),
        ({"MAIL_TYPE": "resend", "RESEND_API_KEY": ""}, [("RESEND_API_KEY", "warning")]),
        ({"MAIL_TYPE": "smtp"}, []),  # the container does not get the variable
        ({"MAIL_TYPE": "SMTP", "SMTP_SERVER": ""}, []),
        ({"REDIS_USE_CLUSTERS": "on", "REDIS_CLUSTERS": ""}, [("REDIS_CLUSTERS", None)]),
        ({"REDIS_USE_CLUSTERS": "false", "REDIS_CLUSTERS": ""}, []),
        ({"STORAGE_TYPE": "s3", "S3_ACCESS_KEY": ""}, [("S3_ACCESS_KEY", "warning")]),
        ({"STORAGE_TYPE": "s3", "S3_ACCESS_KEY": "", "S3_USE_AWS_MANAGED_IAM": "true"}, []),
        (
            {"STORAGE_TYPE": "s3", "S3_ACCESS_KEY": "", "S3_USE_AWS_MANAGED_IAM": "false"},
            [("S3_ACCESS_KEY", "warning")],
        ),
    ],
)
def test_a_needed_setting_that_is_empty(
    api: dict[str, str], found: list[tuple[str, str | None]]
) -> None:
    assert [
        (each.at[0].name, each.severity)
        for each in breaches("required-setting-empty", LiteralView({"api": api}))
    ] == found


def test_the_way_out_of_a_choice() -> None:
    api = {"MAIL_TYPE": "smtp", "SMTP_SERVER": "x@REPLACE", "REDIS_USE_CLUSTERS": "1"}
    api |= {"SMTP_PORT": "", "REDIS_CLUSTERS": "xxx"}
    found = breaches("required-setting-empty", LiteralView({"api": api}))
    assert [(each.message, each.fix) for each in found] == [
        (
            "MAIL_TYPE is smtp, but SMTP_PORT is empty",
            "set SMTP_PORT, or select another MAIL_TYPE",
        ),
        (
            "REDIS_USE_CLUSTERS is true, but REDIS_CLUSTERS is still a placeholder",
            "set REDIS_CLUSTERS, or turn REDIS_USE_CLUSTERS off",
        ),
    ]


def test_the_plugin_daemon_selects_its_storage() -> None:
    view = LiteralView(
        {
            "plugin_daemon": {"PLUGIN_STORAGE_TYPE": "aws_s3"},
            "api": {"PLUGIN_STORAGE_OSS_BUCKET": ""},
        }
    )
    (found,) = breaches("required-setting-empty", view)
    assert found.at[0].name == "PLUGIN_STORAGE_OSS_BUCKET"


def test_settings_of_what_is_not_selected() -> None:
    view = LiteralView({"api": {"VECTOR_STORE": "qdrant", "STORAGE_TYPE": "s3"}})
    assert belongs_to_other_choice("MILVUS_PASSWORD", view)
    assert belongs_to_other_choice("ALIYUN_OSS_SECRET_KEY", view)
    assert not belongs_to_other_choice("QDRANT_API_KEY", view)
    assert not belongs_to_other_choice("S3_SECRET_KEY", view)
    assert not belongs_to_other_choice("SECRET_KEY", view)


def test_a_setting_of_two_choices_belongs_to_the_selected_one() -> None:
    view = LiteralView({"api": {"VECTOR_STORE": "pgvecto-rs"}})
    assert not belongs_to_other_choice("PGVECTOR_PASSWORD", view)


S3 = {"S3_BUCKET_NAME": "mine", "S3_SECRET_KEY": "mine", "S3_ACCESS_KEY": "mine"}


@pytest.mark.parametrize(
    ("api", "names"),
    [
        (S3, ["S3_BUCKET_NAME"]),
        ({"S3_SECRET_KEY": "mine"}, ["S3_SECRET_KEY"]),
        ({"S3_REGION": "mine"}, []),  # which shows nothing
        ({"S3_BUCKET_NAME": ""}, []),
        ({"S3_BUCKET_NAME": "your-bucket"}, []),
        ({**S3, "STORAGE_TYPE": "s3"}, []),
        ({**S3, "STORAGE_TYPE": "S3"}, []),  # meant, in other letters
        ({"SMTP_PASSWORD": "mine", "RESEND_API_KEY": "mine"}, ["RESEND_API_KEY", "SMTP_PASSWORD"]),
    ],
)
def test_what_is_set_up_and_not_selected(api: dict[str, str], names: list[str]) -> None:
    found = breaches("unselected-setting", LiteralView({"api": api}))
    assert [each.at[0].name for each in found] == names


def test_other_settings_of_it_are_named() -> None:
    (found,) = breaches("unselected-setting", LiteralView({"api": S3}))
    assert found.message == (
        "S3_BUCKET_NAME (and S3_SECRET_KEY, S3_ACCESS_KEY) has no effect "
        "while STORAGE_TYPE is not s3"
    )
    assert found.severity is None


def test_what_dify_ships_is_not_set_up() -> None:
    view = LiteralView(
        {"api": {"S3_BUCKET_NAME": "difyai"}}, shipped_values={"S3_BUCKET_NAME": "difyai"}
    )
    assert breaches("unselected-setting", view) == []


def test_who_selected_something_else_may_keep_the_settings() -> None:
    view = LiteralView({"api": {"STORAGE_TYPE": "azure-blob", "S3_BUCKET_NAME": "mine"}})
    (found,) = breaches("unselected-setting", view)
    assert found.severity == "note"
    assert found.fix == "set STORAGE_TYPE=s3, or remove S3_BUCKET_NAME"


@pytest.mark.parametrize(
    ("api", "count"),
    [
        ({"STORAGE_TYPE": "opendal", "OPENDAL_SCHEME": "s3"}, 1),
        ({"STORAGE_TYPE": "opendal", "OPENDAL_SCHEME": "x" * 40}, 1),
        ({"STORAGE_TYPE": "opendal", "OPENDAL_SCHEME": "x" * 41}, 0),
        ({"STORAGE_TYPE": "opendal", "OPENDAL_SCHEME": "fs"}, 0),
        ({"STORAGE_TYPE": "opendal", "OPENDAL_SCHEME": "memory"}, 0),
        ({"STORAGE_TYPE": "opendal", "OPENDAL_SCHEME": ""}, 0),
        ({"STORAGE_TYPE": "s3", "OPENDAL_SCHEME": "s3"}, 0),
        ({"STORAGE_TYPE": "opendal", "OPENDAL_SCHEME": "s3", "OPENDAL_S3_ROOT": "x"}, 0),
        ({"STORAGE_TYPE": "opendal", "OPENDAL_SCHEME": "s3", "OPENDAL_FS_ROOT": "x"}, 1),
    ],
)
def test_the_settings_of_an_opendal_scheme(api: dict[str, str], count: int) -> None:
    assert len(breaches("opendal-settings-missing", LiteralView({"api": api}))) == count
