"""The customer's values on the new chart's file: nothing is lost, and nothing else changes."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ctxkit.ask.upgrade.upgrade import Upgrade, upgrade_values
from ctxkit.errors import UsageError
from ctxkit.files.values import ValuesFile, parse_values
from ctxkit.files.values_text import comments_of
from ctxkit.files.yaml_types import same
from tests.files.test_values import VALUES, dumped

OLD = """\
# Defaults of the old chart.
global:
  # Signs the session cookie.
  secretKey: "#REPLACE_ME#"
api:
  image:
    repository: langgenius/dify-api
    tag: "1.13.3"
  proxyImage: "nginx:1.27"
  replicas: 1
  resources: {}
  extraEnv:
  # Your own variables:
  #   - name: X
  timeout: 30s
  corsOrigins: "http://a,http://b"
sandbox:
  requirements: |
    httpx
  allow:
    - a
    - b
"""
NEW = """\
# Defaults of the new chart.
global:
  # Signs the session cookie.
  secretKey: "#REPLACE_ME#"
api:
  image:
    repository: langgenius/dify-api
    # empty: the appVersion
    tag: "1.14.0"
  proxyImage: "nginx:1.29"
  replicas: 2   # since 1.14
  resources: {}   # limits, requests
  extraEnv:
  # Your own variables:
  #   - name: X
  timeout: 60s
sandbox:
  requirements: |
    httpx>=1
  allow:
    # letters
    - a
    - b
    - c
gateway:
  # A line that is longer than any writer of YAML would leave it, so that one that folds lines would
  # fold this one
  description: "a line that is longer than any writer of YAML would leave it, \
so that one that folds it is found"
  allowOrigins: [http://a, http://b]
"""


def parsed(text: str, name: str = "mine.yaml") -> ValuesFile:
    return parse_values(name, text.encode())


def upgraded(mine: str, *, base: str | None = OLD, new: str = NEW) -> Upgrade:
    return upgrade_values(
        parsed(mine),
        parsed(new, "new.yaml"),
        parsed(base, "old.yaml") if base is not None else None,
    )


def actions(upgrade: Upgrade, *wanted: str) -> dict[str, str]:
    return {d.path: d.action for d in upgrade.decisions if not wanted or d.action in wanted}


def with_line(old: str, new: str, text: str = NEW) -> str:
    assert text.count(old) == 1
    return text.replace(old, new)


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_an_unmodified_file_gives_the_new_file_to_the_byte(line_end: str) -> None:
    new = NEW.replace("\n", line_end)
    result = upgraded(OLD, new=new)
    assert result.text == new
    assert actions(result, "default", "dropped", "new") == {
        "api.image.tag": "default",
        "api.proxyImage": "default",
        "api.replicas": "default",
        "api.timeout": "default",
        "api.corsOrigins": "dropped",
        "sandbox.requirements": "default",
        "sandbox.allow": "default",
        "gateway.description": "new",
        "gateway.allowOrigins": "new",
    }


def test_a_value_is_kept_as_it_is_spelt_and_nothing_else_changes() -> None:
    result = upgraded("global: {secretKey: 'it''s mine'}\napi:\n  replicas: 3 # three\n")
    expected = with_line('secretKey: "#REPLACE_ME#"', "secretKey: 'it''s mine'")
    assert result.text == with_line("replicas: 2   # since", "replicas: 3   # since", expected)
    assert actions(result, "kept") == {"global.secretKey": "kept", "api.replicas": "kept"}


def test_a_value_whose_default_changed_too_is_to_be_checked() -> None:
    (decision,) = upgraded("api: {timeout: 90s}\n").of("kept")
    assert (decision.check, decision.old, decision.new) == (True, "30s", "60s")


def test_a_value_that_the_chart_calls_deprecated_is_to_be_checked() -> None:
    new = NEW.replace("  replicas: 2", "  # DEPRECATED: use limits.\n  replicas: 2")
    (decision,) = upgraded("api: {replicas: 9}\n", new=new).of("kept")
    assert decision.check
    assert decision.why.endswith("; comment of the chart: DEPRECATED: use limits.")


def test_lists_mappings_and_texts_keep_their_layout() -> None:
    mine = """\
api:
    resources:
        limits:
            cpu: 2   # cores
    extraEnv:
        # the proxy
        - name: HTTP_PROXY
          value: "http://proxy:3128"
sandbox:
    requirements: |
        numpy

        # pinned
        pandas
    allow: [x]
"""
    expected = with_line("  resources: {}   # limits, requests\n", """\
  resources:   # limits, requests
      limits:
          cpu: 2   # cores
""")  # fmt: skip
    expected = with_line("  extraEnv:\n", """\
  extraEnv:
      - name: HTTP_PROXY
        value: "http://proxy:3128"
""", expected)  # fmt: skip
    expected = with_line("  requirements: |\n    httpx>=1\n", """\
  requirements: |
      numpy

      # pinned
      pandas
""", expected)  # fmt: skip
    expected = with_line(
        "  allow:\n    # letters\n    - a\n    - b\n    - c\n",
        "  allow: [x]\n    # letters\n",
        expected,
    )
    assert upgraded(mine).text == expected


@pytest.mark.parametrize("base", [OLD, None])
def test_images_come_from_the_new_chart_unless_the_repository_is_the_customers(
    base: str | None,
) -> None:
    theirs = upgraded(
        'api: {image: {repository: langgenius/dify-api, tag: "1.13.2"}}',
        base=base,
    )
    assert theirs.text == NEW
    assert actions(theirs, "image") == {"api.image.tag": "image"}
    mirror = upgraded(
        (
            'api: {image: {repository: mirror/dify-api, tag: "1.13.3"}, '
            'proxyImage: "mirror/nginx:1.27"}'
        ),
        base=base,
    )
    assert "repository: mirror/dify-api" in mirror.text
    assert 'tag: "1.13.3"' in mirror.text
    assert 'proxyImage: "mirror/nginx:1.27"' in mirror.text
    assert "the repository is your own; the new chart has 1.14.0" in next(
        d.why for d in mirror.decisions if "tag" in d.path
    )


IMAGES = "image: {{proxy: {{repository: {0}, tag: {1}}}}}\n"


@pytest.mark.parametrize(
    ("repository", "old", "new", "kept"),
    [
        ("nginx", "latest", "latest", True),  # the chart's default did not change
        ("nginx", "1.24.0", "1.27.0", True),  # another project's
        ("mirror.example/ubuntu/squid", "latest", "6.1", True),
        ("langgenius/dify-sandbox", "0.2.12", "0.2.12", True),
        ("langgenius/dify-sandbox", "0.2.12", "0.2.15", True),  # versions of its own
        ("langgenius/dify-api", "1.13.3", "1.14.0", False),
        ("langgenius/dify-plugin-daemon", "0.5.3-local", "0.6.0-local", False),
        ("langgenius/enterprise_gateway", "0.14.2", "0.15.0", False),
    ],
)
def test_a_pinned_image_is_kept_unless_dify_needs_another(
    repository: str, old: str, new: str, kept: bool
) -> None:
    made = upgraded(
        IMAGES.format(repository, '"1.25.3"'),
        base=IMAGES.format(repository, f'"{old}"'),
        new=IMAGES.format(repository, f'"{new}"'),
    )
    (decision,) = [each for each in made.decisions if each.path == "image.proxy.tag"]
    assert (decision.action, decision.check) == ("kept" if kept else "image", True)
    assert ('tag: "1.25.3"' in made.text) == kept


@pytest.mark.parametrize(("new", "kept"), [("latest", True), ("1.27.0", False)])
def test_without_the_old_chart_a_pinned_image_never_floats(new: str, kept: bool) -> None:
    made = upgraded(
        IMAGES.format("nginx", '"1.25.3"'), base=None, new=IMAGES.format("nginx", f'"{new}"')
    )
    assert ('tag: "1.25.3"' in made.text) == kept


def test_an_image_by_its_whole_name_is_pinned_too() -> None:
    made = upgraded('api: {proxyImage: "nginx:1.26"}')
    assert 'proxyImage: "nginx:1.26"' in made.text


def moving(comment: str, new: str) -> Upgrade:
    old = f"api:\n  {comment}\n  secretKey: ''\n"
    return upgraded("api: {secretKey: my-own-1}\n", base=old, new=new)


MOVED = "global:\n  appSecretKey: public\napi:\n  level: INFO\n  newKey: ''\n"


@pytest.mark.parametrize(
    ("comment", "target"),
    [
        ("# DEPRECATED: Use global.appSecretKey instead.", "global.appSecretKey"),
        ("# deprecated, use `global.appSecretKey` instead", "global.appSecretKey"),
        ("# Deprecated. Please use .Values.global.appSecretKey", "global.appSecretKey"),
        ("# moved to global.appSecretKey", "global.appSecretKey"),
        ("# DEPRECATED: use newKey", "api.newKey"),
    ],
)
def test_a_value_is_carried_to_where_the_old_charts_comment_says(comment: str, target: str) -> None:
    made = moving(comment, MOVED)
    (decision,) = made.of("moved")
    assert (decision.path, decision.yours, decision.origin) == (
        target,
        "my-own-1",
        ("api", "secretKey"),
    )
    assert f"{target.rpartition('.')[2]}: my-own-1" in made.text
    assert not made.of("no-place")
    assert not made.lost_secrets


def test_a_value_that_nothing_carries_is_lost_aloud() -> None:
    made = upgraded(
        "api: {theirToken: my-own-123}\n", base="api:\n  theirToken: public\n", new=MOVED
    )
    assert [each.path for each in made.lost_secrets] == ["api.theirToken"]
    assert "# api: {theirToken: my-own-123}" in made.text
    default = upgraded(
        "api: {theirToken: public}\n", base="api:\n  theirToken: public\n", new=MOVED
    )
    assert not default.lost_secrets


SECRET_MOVED = "api:\n  # use global.appSecretKey instead\n  secretKey: ''\n"


def test_what_the_customer_set_already_is_not_overwritten() -> None:
    mine = "global: {appSecretKey: another}\napi: {secretKey: my-own-1}\n"
    old = "global: {appSecretKey: public}\n" + SECRET_MOVED
    made = upgraded(mine, base=old, new=MOVED)
    assert "appSecretKey: another" in made.text
    assert [each.path for each in made.of("no-place")] == ["api.secretKey"]


def test_a_default_that_the_customer_wrote_out_gives_way() -> None:
    mine = "global: {appSecretKey: public}\napi: {secretKey: my-own-1}\n"
    old = "global: {appSecretKey: public}\n" + SECRET_MOVED
    made = upgraded(mine, base=old, new=MOVED)
    assert "appSecretKey: my-own-1" in made.text


def test_a_known_move_needs_no_old_chart() -> None:
    made = upgraded("api: {secretKey: my-own-1}\n", base=None, new=MOVED)
    assert "appSecretKey: my-own-1" in made.text


def test_a_list_is_not_carried_to_a_single_value() -> None:
    old = "api:\n  # use global.appSecretKey instead\n  keys: []\n"
    made = upgraded("api: {keys: [a]}\n", base=old, new=MOVED)
    assert [each.path for each in made.of("no-place")] == ["api.keys"]


def test_an_image_that_the_chart_did_not_change_needs_no_look() -> None:
    (tag,) = upgraded(
        'api: {proxyImage: "mirror/nginx:1.27"}', new=NEW.replace("nginx:1.29", "nginx:1.27")
    ).of("kept")
    assert (tag.check, tag.is_image) == (False, False)


def test_a_registry_for_all_images_keeps_only_tags_of_the_customers_own() -> None:
    registry = "global: {imageRegistry: registry.acme}\n"
    old = upgraded(registry + 'api: {image: {repository: langgenius/dify-api, tag: "1.13.3"}}')
    assert 'tag: "1.14.0"' in old.text
    assert "your registry must provide it" in next(
        d.why for d in old.decisions if d.path == "api.image.tag"
    )
    own = upgraded(registry + 'api: {image: {repository: langgenius/dify-api, tag: "1.13.3-acme"}}')
    assert 'tag: "1.13.3-acme"' in own.text


@pytest.mark.parametrize("base", [OLD, None])
def test_a_digest_of_the_old_image_does_not_hold_the_new_one_back(base: str | None) -> None:
    mine = 'api: {image: {tag: "1.13.3", digest: "sha256:00"}}'
    result = upgraded(mine, base=base)
    assert result.text.startswith(NEW)
    assert actions(result, "no-place") == {"api.image.digest": "no-place"}
    pinned = upgraded(mine.replace("tag:", "repository: mirror/api, tag:"), base=OLD)
    assert 'digest: "sha256:00"' in pinned.text.partition("# --- Kept by")[0]


def test_null_that_is_written_takes_a_mapping_away() -> None:
    assert "sandbox: null\n" in upgraded("sandbox: null\n", base=None).text
    left = upgraded("sandbox:\n", base=None)  # perhaps a whole mapping that only has comments
    assert left.text.startswith(NEW)


def test_comments_of_the_customer_come_along_or_are_told() -> None:
    mine = """\
# Acme's values
global:
  secretKey: mine   # rotated in May
api:
  # asked for by the search team
  timeout: 90s # was 30s
  replicas: 4 # peak
sandbox:
  requirements: | # ours
    numpy
    # no comment
"""
    result = upgraded(mine)
    assert "  secretKey: mine   # rotated in May\n" in result.text
    assert "  timeout: 90s   # was 30s\n" in result.text
    assert "  replicas: 4   # since 1.14\n" in result.text
    assert "requirements: | # ours\n" in result.text
    assert result.comments == (
        (1, "# Acme's values"),
        (5, "# asked for by the search team"),
        (7, "# peak"),
    )


def test_comments_of_the_old_chart_are_not_the_customers() -> None:
    old = OLD.replace("replicas: 1", "replicas: 1  # since 1.13")
    result = upgraded(
        old.replace("replicas: 1", "replicas: 5"), base=old, new=NEW.replace("   # since 1.14", "")
    )
    assert "  replicas: 5\n" in result.text
    assert result.comments == ()


def test_what_has_no_place_is_kept_in_a_comment_with_what_it_may_be_now() -> None:
    result = upgraded('api:\n  corsOrigins: "http://a,http://b,http://mine"\n')
    assert result.text.startswith(NEW)
    assert '#   corsOrigins: "http://a,http://b,http://mine"' in result.text
    assert (
        "api.corsOrigins may have been renamed to gateway.allowOrigins (similar name, same value)"
        in result.text
    )
    assert actions(result, "no-place", "kept") == {"api.corsOrigins": "no-place"}


def test_a_comment_block_of_an_upgrade_before_is_carried_on() -> None:
    once = upgraded('api:\n  corsOrigins: "mine"\n')
    twice = upgrade_values(parsed(once.text), parsed(NEW), parsed(NEW))
    assert twice.text == once.text


def test_a_key_of_no_chart_is_kept_where_the_old_chart_is_known() -> None:
    known = upgraded("redis:\n  master:\n    persistence: {size: 8Gi}\n")
    assert known.text == NEW + "redis:\n  master:\n    persistence: {size: 8Gi}\n"
    assert actions(known, "added") == {"redis.master.persistence.size": "added"}
    unknown = upgraded("redis:\n  master:\n    persistence: {size: 8Gi}\n", base=None)
    assert actions(unknown, "no-place") == {"redis.master.persistence.size": "no-place"}
    assert "#     persistence: {size: 8Gi}" in unknown.text


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        ("{a: {x: 1}, b: 2}\n", '{a: {x: 5, "y": {"z": [1]}}, b: 2, c: "t\\nu\\n", d: {"e": 3}}\n'),
        ("a: {x: 1}\n", 'a: {x: 5, "y": {"z": [1]}}\nc: |\n  t\n  u\nd:\n  e: 3\n'),
        (
            "{\n  a: {\n    x: 1, # why\n  },\n}\n",
            '{\n  a: {\n    x: 5, "y": {"z": [1]}, # why\n  }, c: "t\\nu\\n", d: {"e": 3},\n}\n',
        ),
    ],
)
def test_keys_are_added_to_a_chart_in_brackets(new: str, expected: str) -> None:
    mine = "a:\n  x: 5\n  y:\n    z: [1]\nc: |\n  t\n  u\nd:\n  e: 3\n"
    made = upgraded(mine, base="a: {x: 1}\n", new=new)
    assert made.text == expected
    assert actions(made, "kept", "added") == {
        "a.x": "kept",
        "a.y.z": "added",
        "c": "added",
        "d.e": "added",
    }


def test_keys_are_added_to_a_chart_without_any() -> None:
    assert upgraded("c: 3\nd: 4\n", base="a: 1\n", new="# none\n{}\n").text == (
        "# none\n\nc: 3\nd: 4\n"
    )


def test_a_value_of_another_type_than_the_new_chart_wants_has_no_place() -> None:
    old, new = "api:\n  hosts: a\n", "api:\n  hosts: [a]\n"
    result = upgraded("api:\n  hosts: mine\n", base=old, new=new)
    assert result.text.startswith(new)
    assert (
        result.of("no-place")[0].why
        == "the new chart expects a list here, your value is a single value"
    )


def test_anchors_of_the_customer_are_written_out_and_those_of_the_chart_left_alone() -> None:
    mine = "x: &x [1, 2]\napi:\n  extraEnv: *x\n  timeout: 5s\n"
    new = "api:\n  extraEnv:\n  timeout: &time 60s\nworker:\n  timeout: *time\n"
    result = upgraded(mine, base="api: {extraEnv: , timeout: 30s}\n", new=new)
    assert result.text.startswith(
        "api:\n  extraEnv: [1, 2]\n  timeout: &time 60s\nworker:\n  timeout: *time\nx: [1, 2]\n"
    )
    assert actions(result, "no-place") == {"api.timeout": "no-place"}


@pytest.mark.parametrize(
    "mine",
    [
        "api:\n  extraEnv: |+\n    x\n\n",
        "api:\n  extraEnv: >-\n    x\n    y",
        "api:\n  extraEnv: 'a\n\n    b'\n",
        "api: {extraEnv: \n 'a' }",
    ],
)
def test_texts_of_every_style_keep_their_value(mine: str) -> None:
    result = upgraded(mine)
    wanted = parsed(mine).values[0].plain
    assert {leaf.path: leaf.plain for leaf in parsed(result.text).values}["api.extraEnv"] == wanted


PATHS = [leaf.keys for leaf in parsed(OLD).values] + [
    ("api", "own"),
    ("own",),
    ("api", "resources", "limits"),
]


@settings(deadline=None, max_examples=100)
@given(
    st.lists(st.tuples(st.sampled_from(PATHS), VALUES), min_size=1, max_size=5),
    st.booleans(),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from([20, 4000]),
)
@pytest.mark.no_cover
def test_every_edit_is_in_the_result_or_in_the_report(
    edits: list[tuple[tuple[str, ...], Any]], with_base: bool, line_end: str, width: int
) -> None:
    values: dict[str, Any] = {}
    for path, value in edits:
        inner = values
        for key in path[:-1]:
            inner = inner.setdefault(key, {}) if isinstance(inner.get(key, {}), dict) else inner
        inner[path[-1]] = value
    mine = parsed(dumped(values, width).replace("\n", line_end))
    result = upgrade_values(mine, parsed(NEW), parsed(OLD) if with_base else None)
    found = {leaf.keys: leaf.plain for leaf in parsed(result.text).values}
    before = {leaf.keys: leaf.plain for leaf in parsed(OLD).values}
    told = {decision.keys: decision for decision in result.decisions}
    for leaf in mine.values:
        kept = leaf.keys in found and same(found[leaf.keys], leaf.plain)
        untouched = with_base and leaf.keys in before and same(before[leaf.keys], leaf.plain)
        assert kept or untouched or told[leaf.keys].action in ("image", "no-place", "same")
        if told.get(leaf.keys) and told[leaf.keys].action == "no-place":
            assert leaf.keys[-1] in result.text.partition("# --- Kept by")[2]
    assert set(NEW.splitlines()) >= {
        line for line in result.text.splitlines() if "longer than any writer" in line
    }


SPELLINGS = (
    "true", "no", "null", "~", "0644", "1e3", '"q # x"', "'it''s'", "plain # c",
    "[a, {x: 1}]", "{k: v, n: null}", "{}", '""', "12:30", "!!str 12", "&own val",
    "|\n{i}  one\n\n{i}  # no comment", ">-\n{i}  one\n{i}  two", "|+\n{i}  keep\n",
    "\n{i}  - a\n{i}  - b: 1", "\n{i}- flush", '"two\n\n{i}  lines"',
    "\n{i}  own:\n{i}    deep: [1]",
)  # fmt: skip
EDITS = st.tuples(
    st.integers(0, 40), st.sampled_from(["value", "add", "remove", "comment", "behind", "blanks"]),
    st.sampled_from(SPELLINGS),
)  # fmt: skip


def edited(text: str, edits: list[tuple[int, str, str]]) -> str:
    """Return the text with what people do to such a file in an editor."""
    lines = text.split("\n")
    for number, what, spelling in edits:
        at = number % len(lines)
        line = lines[at]
        indent, key = line[: len(line) - len(line.lstrip())], line.strip().partition(":")[0]
        if what == "comment":
            lines.insert(at, f"{indent}# note {number}")
        elif what == "blanks":
            lines[at] += "  "
        elif not key.isidentifier():
            continue
        elif what == "behind":
            lines[at] += f" # note {number}" if "#" not in line else ""
        elif what == "add":
            lines.insert(at, f"{indent}own{number}: {spelling.replace('{i}', indent)}")
        else:
            end = at + 1
            while end < len(lines) and lines[end].startswith(f"{indent} "):
                end += 1
            value = f"{indent}{key}: {spelling.replace('{i}', indent)}".split("\n")
            lines[at:end] = value if what == "value" else []
    return "\n".join(lines)


@settings(deadline=None, max_examples=150)
@given(st.lists(EDITS, min_size=1, max_size=6), st.booleans(), st.sampled_from(["\n", "\r\n"]))
@pytest.mark.no_cover
def test_whatever_an_editor_did_is_in_the_result_or_in_the_report(
    edits: list[tuple[int, str, str]], with_base: bool, line_end: str
) -> None:
    try:
        mine = parsed(edited(OLD, edits).replace("\n", line_end))
    except UsageError:
        assume(False)
    result = upgrade_values(mine, parsed(NEW), parsed(OLD) if with_base else None)
    found = {leaf.keys: leaf.plain for leaf in parsed(result.text).values}
    before = {leaf.keys: leaf.plain for leaf in parsed(OLD).values} if with_base else {}
    told = {decision.keys: decision.action for decision in result.decisions}
    block = result.text.partition("# --- Kept by")[2]
    for leaf in mine.values:
        action = told.get(leaf.keys)
        kept = leaf.keys in found and same(found[leaf.keys], leaf.plain)
        was_default = leaf.plain == {} or (
            leaf.keys in before and same(before[leaf.keys], leaf.plain)
        )
        excused = {
            "default": was_default,
            "dropped": was_default,
            "same": leaf.plain == {},
            "no-place": True,
            "image": leaf.keys[-1] in ("tag", "proxyImage"),
        }
        assert kept or (action and excused.get(action)), leaf
        assert action != "no-place" or leaf.keys[-1] in block
    said = result.text + "".join(text for _, text in result.comments)
    assert all(
        f"# note {number}" in said
        for _, line in comments_of(mine)
        for number in [line.rpartition(" ")[2]]
        if line.startswith("# note")
    )
    changed = {path for path, action in told.items() if action in ("kept", "added")}
    for leaf in parsed(NEW).values:  # what nobody changed is as the chart has it
        touched = any(
            path[: len(leaf.keys)] == leaf.keys or leaf.keys[: len(path)] == path
            for path in changed
        )
        assert touched or same(found[leaf.keys], leaf.plain)


def test_a_value_at_a_place_of_neither_chart_names_the_nearest_one() -> None:
    chart = "vectorDB:\n  externalQdrant:\n    endpoint: http://q\n"
    mine = "externalQdrant:\n  endpoint: http://mine\n"
    files = [parse_values(name, text.encode()) for name, text in (("m", mine), ("n", chart))]
    alone = upgrade_values(*files, None).decisions[0]
    assert (alone.action, alone.why) == (
        "no-place",
        "the new chart has no externalQdrant; it has vectorDB.externalQdrant.endpoint",
    )
    added = upgrade_values(*files, files[1]).decisions[0]
    assert (added.action, added.why) == (
        "added",
        "in neither chart; kept unchanged, but the new chart has "
        "vectorDB.externalQdrant.endpoint: is it meant there?",
    )


def test_the_rules_that_values_break_on_the_new_chart() -> None:
    def stores(own: str, external: str) -> ValuesFile:
        text = f"redis:\n  enabled: {own}\nexternalRedis:\n  enabled: {external}\n"
        return parse_values("chart", text.encode())

    mine = parse_values("mine", b"externalRedis:\n  enabled: true\n")
    off, both = stores("false", "false"), stores("true", "false")
    (refusal,) = upgrade_values(mine, both, off).refusals
    assert (refusal.rule.id, refusal.path, refusal.line) == (
        "two-data-stores",
        "externalRedis.enabled",
        2,
    )
    assert refusal.is_new
    (refusal,) = upgrade_values(mine, both, both).refusals
    assert not refusal.is_new
    assert upgrade_values(mine, off, both).refusals == ()
