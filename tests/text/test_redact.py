"""Secrets in pasted text: what is masked, what is not, and that lines stay lines."""

# ruff: noqa: E501 - lines of a table stay whole

from __future__ import annotations

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ctxkit.text.redact import Redactor

JWT = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.c2lnbmF0dXJl"


def mask(text: str) -> str:
    return Redactor().mask(text)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("SECRET_KEY=abc def", "SECRET_KEY=<REDACTED:SECRET_KEY#1>"),
        ("export DB_PASSWORD='difyai123456'", "export DB_PASSWORD='<REDACTED:PASSWORD#1>'"),
        ("  password: my pass phrase # rotate", "  password: <REDACTED:PASSWORD#1> # rotate"),
        ("  - apiKey: abc", "  - apiKey: <REDACTED:API_KEY#1>"),
        ("DB_PASSWORD: 123456", "DB_PASSWORD: <REDACTED:PASSWORD#1>"),
        ('{"api_key": "abc", "model": "m"}', '{"api_key": "<REDACTED:API_KEY#1>", "model": "m"}'),
        (r"body {\"api_key\": \"abc\"} sent", r"body {\"api_key\": \"<REDACTED:API_KEY#1>\"} sent"),
        (
            "kwargs {'password': 'x1', 'n': 1}",
            "kwargs {'password': '<REDACTED:PASSWORD#1>', 'n': 1}",
        ),
        ("GET /f?token=abc&x=1 200", "GET /f?token=<REDACTED:TOKEN#1>&x=1 200"),
        ("postgresql://u:p@ss@db:5432/dify", "postgresql://u:<REDACTED:PASSWORD#1>@db:5432/dify"),
        (
            "https://ghp_abcdefghij0123456789@github.com/a",
            "https://<REDACTED:TOKEN#1>@github.com/a",
        ),
        ("SENTRY_DSN=https://k@sentry.example/1", "SENTRY_DSN=<REDACTED:DSN#1>"),
        ("Authorization: Bearer abc.def", "Authorization: Bearer <REDACTED:AUTHORIZATION#1>"),
        ("curl -H 'x: bearer abcdefghijklmnop1'", "curl -H 'x: bearer <REDACTED:TOKEN#1>'"),
        (f"session {JWT} expired", "session <REDACTED:JWT#1> expired"),
        ("key AKIAIOSFODNN7EXAMPLE used", "key <REDACTED:AWS_KEY#1> used"),
        ("invalid key sk-abcdefghij0123456789", "invalid key <REDACTED:API_KEY#1>"),
        ("SECRET_KEY: ${SECRET_KEY:-x}", "SECRET_KEY: ${SECRET_KEY:-<REDACTED:SECRET_KEY#1>}"),
        ("-----BEGIN PRIVATE KEY-----", "<REDACTED:PRIVATE_KEY#1>"),
    ],
)
def test_secrets_are_masked_in_place(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "MAX_TOKENS=4096",
        "ACCESS_TOKEN_EXPIRE_MINUTES=60",
        "PASSWORD_MIN_LENGTH: 8",
        "token: 42",
        "ENABLE_SECRET=true",
        "SECRET_KEY=",
        "SECRET_KEY: ${SECRET_KEY}",
        "password: {{ .Values.password }}",
        "invalid token: expired",
        "Key (id)=(5) already exists",
        "primary_key=5 cache_key=app-info",
        "task-mail-1234567890-abcdefgh received",
        "user@example.com wrote to http://host/path@v1",
        "File /app/api/core/helper/ssrf_proxy.py:27",
        "-----BEGIN CERTIFICATE-----",
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert mask(text) == text


def test_a_private_key_is_masked_line_by_line() -> None:
    text = """before
  -----BEGIN RSA PRIVATE KEY-----
  MIIEow
  -----END RSA PRIVATE KEY-----
after"""
    masked = """before
  <REDACTED:PRIVATE_KEY#1>
  <REDACTED:PRIVATE_KEY#2>
  <REDACTED:PRIVATE_KEY#3>
after"""
    assert mask(text) == masked


def test_equal_values_get_equal_placeholders_wherever_they_stand() -> None:
    redactor = Redactor()
    masked = redactor.mask("SECRET_KEY=abc1\nSESSION_SECRET=abc1\nOTHER_SECRET=abc2")
    assert masked.split("\n") == [
        "SECRET_KEY=<REDACTED:SECRET_KEY#1>",
        "SESSION_SECRET=<REDACTED:SECRET_KEY#1>",
        "OTHER_SECRET=<REDACTED:SECRET#1>",
    ]
    assert redactor.mask("password=abc1") == "password=<REDACTED:SECRET_KEY#1>"


PIECES = st.lists(
    st.sampled_from((
        *("password", "token", "api_key", "SECRET_KEY", "密码是", "パスワード", "key", "value", "name"),
        *("=", ": ", ":", " ", "  ", "\n", "'", '"', "\\", ",", ", ", "<", ">", "|", "-", "@", "://", "/"),
        *("-----BEGIN PRIVATE KEY-----", "-----END PRIVATE KEY-----", "Bearer ", "curl -u a:", "--token "),
        *("abc", "x1Y2z3", "a" * 20, "sk-a1b2c3d4e5f6g7h8i9j0", "AbC1dEf2" * 6, "eyJ0.a.b", "=="),
        *("${X}", "<REDACTED:PASSWORD#1>", "hunter2x", "5432", "#", "?", "&", "(", ")", "</password>"),
    )),
    max_size=12,
).map("".join)  # fmt: skip
TEXTS = PIECES | st.text(st.sampled_from("aK=:\"' \n\\@/?&-.{}<") | st.characters(codec="utf-8"))


@given(TEXTS)
@example(
    "curl -u a:-----BEGIN PRIVATE KEY-----x-----END PRIVATE KEY-----passwordcurl -u a:password"
)
def test_lines_stay_lines_and_masking_again_changes_nothing(text: str) -> None:
    masked = mask(text)
    assert masked.count("\n") == text.count("\n")
    assert mask(masked) == masked


@given(TEXTS, TEXTS)
def test_what_a_text_holds_is_masked_alike_with_more_lines_behind_it(text: str, more: str) -> None:
    redactor = Redactor()
    assert redactor.mask(text) == redactor.mask(text)
    assert redactor.mask_bound("x", text).count("REDACTED") >= 0
    redactor.mask(more)


@given(
    st.sampled_from(["SECRET_KEY", "db.password", "X-Api-Token", "PLUGIN_DAEMON_KEY", "apiKey"]),
    st.sampled_from(["{}={}", "{}: {}", '"{}": "{}"', "a {}='{}' b", "/p?{}={}&c=d"]),
    st.text(alphabet="abcdefXYZ0189_-", min_size=4, max_size=30).filter(
        lambda v: any(c.isdigit() for c in v)
    ),
)
def test_no_value_of_a_secret_name_survives(name: str, form: str, value: str) -> None:
    # A number alone may be a count of tokens.
    secret = value + "x"
    assert secret not in mask(form.format(name, secret))


@pytest.mark.parametrize(
    "line",
    [
        "eyJ" * 60_000,
        "password=a " * 20_000,
        "://a:b@" * 28_000,
        "=" * 200_000,
        "'" * 200_000,
        " -" * 100_000,
    ],
)
@pytest.mark.no_cover
def test_long_hostile_lines_take_linear_time(line: str) -> None:
    start = time.process_time()
    mask(line)
    whole = time.process_time() - start
    start = time.process_time()
    mask(line[: len(line) // 4])
    assert whole < 10 * (time.process_time() - start) + 0.2


def test_each_key_of_a_line_is_masked() -> None:
    key = "-----BEGIN PRIVATE KEY-----\\nMIIEabc\\n-----END PRIVATE KEY-----"
    masked = '{"a": "<REDACTED:PRIVATE_KEY#1>", "b": "<REDACTED:PRIVATE_KEY#1>"}'
    assert mask(f'{{"a": "{key}", "b": "{key}"}}') == masked


def test_a_private_key_on_one_line_leaves_the_rest_of_it() -> None:
    line = "token=abcd1 -----BEGIN PRIVATE KEY-----MII-----END PRIVATE KEY----- password=abcd2"
    assert mask(line) == (
        "token=<REDACTED:TOKEN#1> <REDACTED:PRIVATE_KEY#1> password=<REDACTED:PASSWORD#1>"
    )


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        # The shortest line, and the shortest word that are looked at.
        ("pwd=a", "pwd=a"),
        ("pwd=ab", "pwd=<REDACTED:PASSWORD#1>"),
        ("x bearer abcdefghijklmno", "x bearer abcdefghijklmno"),
        ("x Bearer abcdefghijklmnop", "x Bearer <REDACTED:TOKEN#1>"),
        ("forbearer abcdefghijklmnop", "forbearer abcdefghijklmnop"),
        # Names in front of a word with a known shape.
        ("x=sk-abcdefghij0123456789", "x=<REDACTED:API_KEY#1>"),
        ("a/b/sk-abcdefghij0123456789", "a/b/<REDACTED:API_KEY#1>"),
        (f"jwt.io/{JWT}", "jwt.io/<REDACTED:JWT#1>"),
        ("sk-abcdefghij0123456789=", "<REDACTED:API_KEY#1>="),
        # Users of an address.
        ("https://abcdefghijklmno1@h/a", "https://<REDACTED:TOKEN#1>@h/a"),
        ("https://abcdefghijklmno@h/a", "https://abcdefghijklmno@h/a"),
        ("https://h/a?b=u:p@c", "https://h/a?b=u:p@c"),
        ("https://u:@h https://u:${P}@h", "https://u:@h https://u:${P}@h"),
        ("a://u:p1@h b://u:p2@h", "a://u:<REDACTED:PASSWORD#1>@h b://u:<REDACTED:PASSWORD#2>@h"),
        ("https://@h/abcdefgh", "https://@h/abcdefgh"),
        # Where a value ends, alone on its line or not.
        ("password=a b", "password=<REDACTED:PASSWORD#1>"),
        ("x password=a b", "x password=<REDACTED:PASSWORD#1> b"),
        ("x password=a,b=c", "x password=<REDACTED:PASSWORD#1>,b=c"),
        ("x password=a|b", "x password=<REDACTED:PASSWORD#1>|b"),
        ("password='a b", "password='<REDACTED:PASSWORD#1>"),
        ("password=a#b", "password=<REDACTED:PASSWORD#1>"),
        ("password= a #b", "password= <REDACTED:PASSWORD#1> #b"),
        ("x password=\ta", "x password=\t<REDACTED:PASSWORD#1>"),
        ("authorization: basic dTpw", "authorization: basic <REDACTED:AUTHORIZATION#1>"),
        ("x authorization: token dTpw", "x authorization: token <REDACTED:AUTHORIZATION#1>"),
        # A sentence, and a setting.
        ("x invalid password: wrong", "x invalid password: wrong"),
        ("x invalid password: wr0ng", "x invalid password: <REDACTED:PASSWORD#1>"),
        ("x invalid password:wrong", "x invalid password:<REDACTED:PASSWORD#1>"),
        ("x invalid password:  wrong", "x invalid password:  <REDACTED:PASSWORD#1>"),
        ("password: wrong", "password: <REDACTED:PASSWORD#1>"),
        # A number of tokens, but not a password of digits.
        ("x token=-1.5,", "x token=-1.5,"),
        ("x token=1.5.1,", "x token=<REDACTED:TOKEN#1>,"),
        ("x password=15,", "x password=<REDACTED:PASSWORD#1>,"),
        # What a name is.
        ('"my password" : x1', '"my password" : <REDACTED:PASSWORD#1>'),
        ("1password=x1", "1password=<REDACTED:PASSWORD#1>"),
        ("=x password=x1", "=x password=<REDACTED:PASSWORD#1>"),
    ],
)
def test_where_names_and_values_begin_and_end(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize(
    "value",
    ["", "true", "False", "NONE", "null", "nil", "yes", "no", "on", "off", "undefined", "[]", "{}",
     "~", "${X}", "{{x}}", "$(x)", "<x>", "***"],
)  # fmt: skip
def test_values_that_are_no_secrets(value: str) -> None:
    assert mask(f"the_password={value}") == f"the_password={value}"
    assert Redactor().mask_value("password", value) == value
    assert mask(f"the_password=x{value}y") != f"the_password=x{value}y"


def test_a_deep_indent_is_no_setting_alone_on_its_line() -> None:
    assert mask(" " * 59 + "password: a b").endswith("password: <REDACTED:PASSWORD#1>")
    assert mask(" " * 60 + "password: a1 b").endswith("password: <REDACTED:PASSWORD#1> b")


def test_a_long_name_is_looked_at_from_its_end() -> None:
    assert "REDACTED" in mask("x" * 100 + "_password=a1")
    # `max_..._token` is a number of tokens, as far as its beginning is read.
    assert "REDACTED" not in mask(f"max_{'x' * 70}_token=a1")
    assert "REDACTED" in mask(f"max_{'x' * 71}_token=a1")


def test_values_of_files_are_masked_by_their_keys() -> None:
    def masked(name: str, value: object) -> object:
        return Redactor().mask_value(name, value)

    assert masked("db.password", "a b") == "<REDACTED:PASSWORD#1>"
    assert masked("level", "password=a1") == "password=<REDACTED:PASSWORD#1>"
    assert masked("password", 5) == 5
    assert masked("password", 123456) == "<REDACTED:PASSWORD#1>"
    assert masked("token", 123456) == 123456
    assert masked("password", True) is True
    assert masked("x", {"apiKey": "a1", "level": "a1"}) == {
        "apiKey": "<REDACTED:API_KEY#1>",
        "level": "a1",
    }
    assert masked("password", ["a1", "a1"]) == ["<REDACTED:PASSWORD#1>"] * 2
    variables = [{"name": "DB_PASSWORD", "value": "a1"}, {"name": 5, "value": "a1"}]
    assert masked("extraEnv", variables) == [
        {"name": "DB_PASSWORD", "value": "<REDACTED:PASSWORD#1>"},
        {"name": 5, "value": "a1"},
    ]


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        # A secret is masked wherever it stands again, a word that may mean something else is not.
        ("password=hunter2x\nuser hunter2x", "password=<REDACTED:PASSWORD#1>\nuser <REDACTED:PASSWORD#1>"),
        ("password=postgres\npostgres is up", "password=<REDACTED:PASSWORD#1>\npostgres is up"),
        # Lines whose secret the line before names.
        ("- name: DB_PASSWORD\n  value: a1 # x", "- name: DB_PASSWORD\n  value: <REDACTED:PASSWORD#1> # x"),
        ("- name: LOG_LEVEL\n  value: a1", "- name: LOG_LEVEL\n  value: a1"),
        ("token: |\n  abcd\n  efgh\nx: 1", "token: |\n  <REDACTED:TOKEN#1>\n  <REDACTED:TOKEN#2>\nx: 1"),
        ("text: |\n  ab", "text: |\n  ab"),
        # Passwords with what ends a host.
        ("redis://:a/b@h:1/0", "redis://:<REDACTED:PASSWORD#1>@h:1/0"),
        ("pg://u:a#b@h/x", "pg://u:<REDACTED:PASSWORD#1>@h/x"),
        ("http://h:8080/a@v1", "http://h:8080/a@v1"),
        ("https://abcdefghijklmnopq:x-oauth-basic@h/a", "https://<REDACTED:TOKEN#1>:x-oauth-basic@h/a"),
        # What is named, and what only looks so.
        ("x {'token': b'ab1'}", "x {'token': b'<REDACTED:TOKEN#1>'}"),
        ("x password=SecretStr('ab1')", "x password=SecretStr('<REDACTED:PASSWORD#1>')"),
        ("headers [('api-key', 'ab1')]", "headers [('api-key', '<REDACTED:API_KEY#1>')]"),
        ("<password>ab1</password>", "<password><REDACTED:PASSWORD#1></password>"),
        (
            '{"name": "DB_PASSWORD", "value": "ab1"} <b>x</b>',
            '{"name": "DB_PASSWORD", "value": "<REDACTED:PASSWORD#1>"} <b>x</b>',
        ),
        ('{"name": "A_TOKEN", "value": "ab"}', '{"name": "A_TOKEN", "value": "<REDACTED:TOKEN#1>"}'),
        ("api_key = os.environ.get('X')", "api_key = os.environ.get('X')"),
        ("token = self._token(user)", "token = self._token(user)"),
        ("password: str = None", "password: str = None"),
        ("self.token = settings.TOKEN", "self.token = settings.TOKEN"),
        ("API_KEY=abc(d)", "API_KEY=<REDACTED:API_KEY#1>"),
        ("x Cookie: a=b; c=d", "x Cookie: <REDACTED:COOKIE#1>"),
        ("密码：abc1", "密码：<REDACTED:PASSWORD#1>"),
        ("密码错误", "密码错误"),
        ("using token authentication", "using token authentication"),
        ("mkdir -p a1", "mkdir -p a1"),
        ("x --token abc", "x --token <REDACTED:TOKEN#1>"),
        ("x --token-type abc", "x --token-type abc"),
        # A part of a private key.
        ("-----BEGIN PRIVATE KEY-----\nMIIabc\nthe key was cut off", "<REDACTED:PRIVATE_KEY#1>\n<REDACTED:PRIVATE_KEY#2>\nthe key was cut off"),
        ("a | -----BEGIN EC PRIVATE KEY-----\na | MIIabc", "a | <REDACTED:PRIVATE_KEY#1>\na | <REDACTED:PRIVATE_KEY#2>"),
        ("aB3aB3aB3aB3aB==", "<REDACTED:PRIVATE_KEY#1>"),
        ("KEY=aB3aB3aB3aB3aB==", "KEY=<REDACTED:TOKEN#1>"),
            ("api-1  | aB3aB3aB3aB3aB==", "api-1  | <REDACTED:PRIVATE_KEY#1>"),
            ("sent aB3aB3aB3aB3aB==", "sent aB3aB3aB3aB3aB=="),
            ("secret: not set", "secret: not set"),
            ("パスワードpassword<REDACTED:PRIVATE_KEY#1>", "パスワードpassword<REDACTED:PRIVATE_KEY#1>"),
            ("influx -password abc1", "influx -password <REDACTED:PASSWORD#1>"),
            ("A=aB3aB3aB3aB3aB==", "A=aB3aB3aB3aB3aB=="),
            # A certificate is public; what follows one that was cut off is not.
            ("-----BEGIN CERTIFICATE-----\n" + "aB3" * 20 + "\n-----END CERTIFICATE-----", "-----BEGIN CERTIFICATE-----\n" + "aB3" * 20 + "\n-----END CERTIFICATE-----"),
            ("-----BEGIN CERTIFICATE-----\naB3aB3aB3\ncut off here: x\n" + "aB3" * 20, "-----BEGIN CERTIFICATE-----\naB3aB3aB3\ncut off here: x\n<REDACTED:TOKEN#1>"),
            ("ENCRYPTION_KEY (hex): abc1", "ENCRYPTION_KEY (hex): <REDACTED:SECRET_KEY#1>"),
            ("client_secret -> abc1", "client_secret -> <REDACTED:SECRET#1>"),
            ("token -> str", "token -> str"),
            ("x:abcdef12@db", "x:<REDACTED:PASSWORD#1>@db"),
            ("openai:0.2.7@abcdef12 mailto:someone@x a:1234567890@b", "openai:0.2.7@abcdef12 mailto:someone@x a:1234567890@b"),
            ("GET /a?bypass=" + "aB3" * 9, "GET /a?bypass=<REDACTED:TOKEN#1>"),
            ("curl -u $USER:$PASS x", "curl -u $USER:$PASS x"),
    ],
)  # fmt: skip
def test_secrets_that_more_than_their_own_words_tell(text: str, masked: str) -> None:
    assert mask(text) == masked


def test_a_part_of_a_masked_text_is_masked_as_the_text_was() -> None:
    redactor = Redactor()
    redactor.mask("invalid password: wr0ng-one and token: abcdefgh1")
    assert redactor.mask_bound("e.error", "wr0ng-one") == "<REDACTED:PASSWORD#1>"
    assert redactor.mask_bound("e.error", "abcdefg") == "<REDACTED:TOKEN#1>"
    assert redactor.mask_bound("e.error", "it is wr0ng-one") == "it is <REDACTED:PASSWORD#1>"
    assert redactor.mask_bound("url", "xyz") == "xyz"
    assert redactor.mask_bound("api_key", "xyz") == "<REDACTED:API_KEY#1>"
    assert redactor.known_in("is it wr0ng-one?") == ["wr0ng-one"]


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        (
            'os.environ["DB_PASSWORD"] = "X1x"',
            'os.environ["DB_PASSWORD"] = "<REDACTED:PASSWORD#1>"',
        ),
        (
            'array(1) { ["password"]=> string(3) "X1x" }',
            'array(1) { ["password"]=> string(3) "<REDACTED:PASSWORD#1>" }',
        ),
        ("{'x-api-key': ['X1x']}", "{'x-api-key': ['<REDACTED:API_KEY#1>']}"),
        (r'"{\\\"secret\\\":\\\"X1x\\\"}"', r'"{\\\"secret\\\":\\\"<REDACTED:SECRET#1>\\\"}"'),
        ("Uid=sa;Pwd={X1x;y};", "Uid=sa;Pwd={<REDACTED:PASSWORD#1>};"),
        ("redis.auth.password → X1x", "redis.auth.password → <REDACTED:PASSWORD#1>"),
        (
            "INSERT INTO accounts (name, password) VALUES ('a', 'X1x')",
            "INSERT INTO accounts (name, password) VALUES ('a', '<REDACTED:PASSWORD#1>')",
        ),
        (
            f"hmac key = {'0123456789abcdef' * 2}",
            "hmac key = <REDACTED:TOKEN#1>",
        ),
        (
            'conf{Token:(*string)("X1xX1x")}',
            'conf{Token:(*string)("<REDACTED:TOKEN#1>")}',
        ),
        (
            "{Authorization=[Basic YWRtaW46WDF4], Accept=[*/*]}",
            "{Authorization=[Basic <REDACTED:AUTHORIZATION#1>], Accept=[*/*]}",
        ),
        (
            "the password of the db user is X1x",
            "the password of the db user is <REDACTED:PASSWORD#1>",
        ),
        ("password (for the console) = X1x", "password (for the console) = <REDACTED:PASSWORD#1>"),
        ("found x7Kq2Lm9Zp4Rt6Wv8Yb3Nc5Hd1Jf0GsA", "found <REDACTED:TOKEN#1>"),
        ("found pk_prod_A7KQ2LM9ZP4RT6WV8YB3NC5HD1", "found <REDACTED:API_KEY#1>"),
        ('{"secrets":{"a":"X1xY2yZ3z"}}', '{"secrets":{"a":"<REDACTED:SECRET#1>"}}'),
        (
            "--set a[0].name=DB_PASSWORD --set a[0].value=X1x",
            "--set a[0].name=DB_PASSWORD --set a[0].value=<REDACTED:PASSWORD#1>",
        ),
        ("password='Ab1{xy'", "password='<REDACTED:PASSWORD#1>'"),
        ("password: Hunter<x9", "password: <REDACTED:PASSWORD#1>"),
        ('{"k":"DB_PASSWORD","v":"X1x"}', '{"k":"DB_PASSWORD","v":"<REDACTED:PASSWORD#1>"}'),
        ("decoded Basic YWRtaW46WDF4 ok", "decoded Basic <REDACTED:AUTHORIZATION#1> ok"),
        ("* `PGPASSWORD`: `X1x`", "* `PGPASSWORD`: `<REDACTED:PASSWORD#1>`"),
        (
            '~ secret_string = "X1x" -> "Y2y"',
            '~ secret_string = "<REDACTED:SECRET#1>" -> "<REDACTED:SECRET#2>"',
        ),
        (
            ' Password: (string) (len=3) "X1x",',
            ' Password: (string) (len=3) "<REDACTED:PASSWORD#1>",',
        ),
        (
            '<entry key="db.password">X1x</entry>',
            '<entry key="db.password"><REDACTED:PASSWORD#1></entry>',
        ),
        (
            '{"redis_auth": {"sensitive": true, "type": "string", "value": "X1xY2yZ3z"}}',
            '{"redis_auth": {"sensitive": true, "type": "string", "value": "<REDACTED:TOKEN#1>"}}',
        ),
        (
            "Login credentials: a@b.example / X1x",
            "Login credentials: a@b.example / <REDACTED:PASSWORD#1>",
        ),
        ('{api_key: Some("X1x")}', '{api_key: Some("<REDACTED:API_KEY#1>")}'),
        (
            '{"Key":"DB_PASSWORD","Value":"X1x"}',
            '{"Key":"DB_PASSWORD","Value":"<REDACTED:PASSWORD#1>"}',
        ),
        (
            '{"name": "DB_PASSWORD", "type": "str", "value": "X1x"}',
            '{"name": "DB_PASSWORD", "type": "str", "value": "<REDACTED:PASSWORD#1>"}',
        ),
        (
            "ParameterKey=DBPassword,ParameterValue=X1x",
            "ParameterKey=DBPassword,ParameterValue=<REDACTED:PASSWORD#1>",
        ),
        (
            'variable "db_password" { default = "X1x" }',
            'variable "db_password" { default = "<REDACTED:PASSWORD#1>" }',
        ),
        (
            '"db_password": { "value": "X1x", "type": "string" }',
            '"db_password": { "value": "<REDACTED:PASSWORD#1>", "type": "string" }',
        ),
        (r'"postgres:\/\/u:X1x@db\/x"', r'"postgres:\/\/u:<REDACTED:PASSWORD#1>@db\/x"'),
        ("x;Pwd={ab;cd};y=1", "x;Pwd={<REDACTED:PASSWORD#1>};y=1"),
        (
            "GET /mcp/server/X1xY2yZ3zW/mcp 401",
            "GET /mcp/server/<REDACTED:WEBHOOK#1>/mcp 401",
        ),
        ("aliyun STS.NU1xY2yZ3zW4vV5uU6tT7", "aliyun <REDACTED:ACCESS_KEY#1>"),
    ],
)
def test_further_forms_of_a_value(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "api_key: sk-********abcd",
        "password=[PROTECTED]",
        "token=(sensitive)",
        "OPENAI_API_KEY=your-api-key-here",
        "password: xxxxxx",
        "password: !vault |",
        "Authorization: Bearer",
        "Authorization: Bearer {api_key}",
        "headers: { Authorization: `Bearer ${token}` }",
        'headers["Authorization"] = f"Bearer {self.token}"',
        "Set-Cookie: locale=en-US; Path=/",
        "arn:aws:secretsmanager:ap-northeast-1:1:secret:dify/db-AbCdEf",
        'secret := os.Getenv("KEY")',
        "private_key: privkeys/t1/private.pem",
        f"cache key = {'0123456789abcdef' * 2}",
        "Vector_index_01234567_89ab_cdef_0123_456789abcdef_Node",
        "GET /apps?name=token HTTP/1.1",
        "Basic authentication1 is not supported",
        "token: ghp_xxxxxxxxxxxx",
        "secret_key=None,",
        "chatcmpl-x7Kq2Lm9Zp4Rt6Wv8Yb3Nc5Hd1Jf0GsA",
        "api_key=sk-***",
        "password: @@DB_PASSWORD@@",
        'password: "%DB_PASSWORD%"',
        "secret_key: ENC[AES256_GCM,data:x]",
        "POSTGRES_PASSWORD=${POSTGRES_PASSWORD:?required}",
        "aws secretsmanager get-secret-value --secret-id dify/db",
        "passwordKey: postgres-password",
        "api_key: ClassVar[str]",
        "P2ImMessageReactionCreatedInFolderOfV1",
        "uv pip install tiktoken==0.9.0",
        "script-src 'nonce-bm9uY2UtZXhhbXBsZS0wMDAx'",
        "X-Amz-Cf-Id: x7Kq2Lm9Zp4Rt6Wv8Yb3Nc5Hd1Jf0GsAx7Kq2Lm9Zp4Rt6Wv8Y=",
        "x-amz-id-2: x7Kq2Lm9Zp4Rt6Wv8Yb3Nc5Hd1Jf0GsAx7Kq2Lm9Zp4Rt6Wv8Y",
        "def f(self, credentials: Mapping[str, Any]) -> None:",
        "- secretKey: S3_ACCESS_KEY",
        "credentials = credentials or {}",
        "get_token=lambda: x1",
        'ACCESS_TOKEN = "access_token"',
        'redis.setex(f"reset_password:token:{token}", 600)',
        "pass: 12, fail: 0",
        'Reconciling secret="dify/dify-secrets" name="x"',
        "DB_HOST SECRET_KEY= is empty",
        'invalid value: "DB_HOST= SECRET_KEY=": the default is INFO',
        "console.error('no cookie:', e)",
        "Message-ID: <x7Kq2Lm9Zp4Rt6Wv8Yb3Nc5Hd1Jf0GsAx7Kq2Lm9Zp@mail.example>",
        "ExtendedRequestId x7Kq2Lm9Zp4Rt6Wv8Yb3Nc5Hd1Jf0GsAx7Kq2Lm9Zp4Rt=",
        "const [token, setToken] = useState<string>('')",
        "const apiKey = await getKey(id)",
        "const ConfigCredential: FC<Props> = (x)",
        "token: Token = Token(x)",
        "credentials: available ?? []",
        '"Authorization": CONNECTOR_API_KEY,',
        'class ApiToken(Base): __tablename__ = "api_tokens"',
        '{"key":"upload_files/7fe9da20-0712-4b2f-b0ab-1c2e174e3f4b.pdf"}',
        "mutationKey: [NAME_SPACE, 'x1']",
        "x-secret: &secret",
        "  - secretKey: redis-password",
        "## Basic Operations",
        '{"credentials":{"model":"gpt-4o-2024-08-06","region":"us-east-1"}}',
        "tokens: {input: 1024, output: 256}",
        "Using --password via the CLI is insecure.",
        'secrets "dify-tls-2026" not found',
        'authorization = request.headers.get("Authorization")',
        "PASS: test_token_refresh (0.12s)",
        "AWS_ACCESS_KEY_ID= AWS_SECRET_ACCESS_KEY=",
        "https://cdn.example.com/x7Kq2Lm9Zp4Rt6Wv8Yb3Nc5Hd1Jf0GsA_b8Kq2Lm9.woff2",
    ],
)
def test_what_stands_for_a_secret_and_is_none(text: str) -> None:
    assert mask(text) == text
