"""Secrets that other words announce: each row with its sample."""

# ruff: noqa: E501 - lines of a table stay whole

from __future__ import annotations

import pytest

from ctxkit.text.announced_secrets import find_announced, rows_of
from ctxkit.text.secret_commands import COMMANDS
from ctxkit.text.secret_phrases import PHRASES, Phrase
from ctxkit.text.secret_sentences import find_in_sentences


@pytest.mark.parametrize("phrase", [*PHRASES, *COMMANDS], ids=lambda phrase: phrase.sample)
def test_the_sample_of_each_row(phrase: Phrase) -> None:
    found = find_announced(phrase.sample, rows_of(phrase.sample))
    assert any("X1x" in each.value for each in found)
    assert all(each.value in phrase.sample[each.start :] for each in found)
    masked = phrase.sample.replace(found[0].value, "<REDACTED:TOKEN#1>")
    assert find_announced(masked, rows_of(masked)) == []


@pytest.mark.parametrize(
    "line",
    [
        "the password is required", "token is invalid", "密码不能为空", "密码长度至少 8 位", "トークン数は 4096 です",
        "パスワードが正しくありません", "docker run -p 8080:80 x", "docker compose -p dify up", "curl -u admin https://x",
        "redis-cli -h redis -p 6379 ping", "python -u a:b1", "x --password-stdin", "x --token --verbose",
        "password for user failed", "token 是空的", "Can't locate revision identified by '64b051264f32'", "https://hooks.slack.com/", "https://api.telegram.org/bot",
        "echo hello > /tmp/token.txt", "openssl passwd -6", "htpasswd -c .htpasswd ops", "config set password", "GET /mcp/server/", "root / editor / normal",
        '"AUTH" "default"', "vault kv put secret/x @file.json", "x --name app1 --value abc1", "cat <<< abc1", "SECRET_KEY を変更すると全員ログアウトされますか",
    ],
)  # fmt: skip
def test_near_misses(line: str) -> None:
    assert find_announced(line, rows_of(line)) == []
    assert list(find_in_sentences(line)) == []


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("パスワードを ab1 に変更しました", "ab1"),
        ("用户的密码是“abc”。", "abc"),
        ("Our token was ab1cd.", "ab1cd"),
        ("I set the secret key to ab1cd", "ab1cd"),
        ("mysqldump -uroot -pab1 x", "ab1"),
        ("curl https://x --user 'a:b1c'", "b1c"),
        ("htpasswd -nbB ops ab1 > x", "ab1"),
        ('Enter new password for user "dify": ab1cd', "ab1cd"),
        ("IDENTIFIED WITH mysql_native_password BY 'ab1cd'", "ab1cd"),
        ("(b'AUTH', b'ab1cd')", "ab1cd"),
        ("127.0.0.1:6379> hello 3 auth default ab1cd", "ab1cd"),
        ("user default on #0123456789abcdef ~*", "0123456789abcdef"),
        ("mysql> set password for 'x'@'%' = 'ab1cd'", "ab1cd"),
        ("Enter it again: ab1cd", "ab1cd"),
        ("*:*:*:postgres:ab1cd", "ab1cd"),
        ("curl -u me:'ab1cd' x", "ab1cd"),
        ("sudo -S <<< ab1cd ls", "ab1cd"),
        ("grant all on *.* to x@'%' identified by 'ab1cd' with grant option", "ab1cd"),
        ('"AUTH" "default" "ab1cd"', "ab1cd"),
        ("echo -n 'ab1cd' | sudo tee /run/secrets/db", "ab1cd"),
        ("aws ssm put-parameter --name /a/db_password --type x --value ab1cd", "ab1cd"),
        ('db.changeUserPassword("dify", "ab1cd")', "ab1cd"),
        ("AKIDX0000000000000000 sk: X1xY2yZ3zX1xY2yZ3zX1xY2yZ3z", "X1xY2yZ3zX1xY2yZ3zX1xY2yZ3z"),
    ],
)
def test_where_a_value_ends(line: str, value: str) -> None:
    found = [*find_announced(line, rows_of(line)), *find_in_sentences(line)]
    assert [each.value for each in found] == [value]
