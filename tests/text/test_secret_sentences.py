"""Secrets that sentences of several languages tell."""

from __future__ import annotations

import pytest

from ctxkit.text.secret_sentences import find_in_sentences


@pytest.mark.parametrize(
    ("line", "values"),
    [
        # How sure it is: after a colon, a copula or a quotation mark any word with a digit.
        ("the admin password is ab1, change it", ["ab1"]),
        ("my password (which was ab1cd) no longer works", ["ab1cd"]),
        ("Password for the demo account: ab1cd", ["ab1cd"]),
        ("**API Key**: `ab1cd`", ["ab1cd"]),
        ("the pass for 10.0.0.7 is ab1cd", ["ab1cd"]),
        ("the token of db.example in use", []),
        ("we set the redis password to ab1cd", ["ab1cd"]),
        ("the token -> ab1cd", ["ab1cd"]),
        ('try password "hjznbkeq"', ["hjznbkeq"]),
        # After other words only one that is a password by itself.
        ("the token we use here X1xY2yZ3z works", ["X1xY2yZ3z"]),
        ("the token we use here gpt-4o works", []),
        ("the password for user2 is wrong", []),
        ("API key: see 1Password", []),
        # Before the noun.
        ("log in with ab@c.example and X1xY2yZ3z as the password", ["X1xY2yZ3z"]),
        ("cn=x with X1xY2yZ3zW: password rejected", ["X1xY2yZ3zW"]),
        (
            "为什么 0123456789abcdef0123456789abcdef 这个 apikey 报 401",
            ["0123456789abcdef0123456789abcdef"],
        ),
        ("用X1xY2yZ3zW这个密码登录失败", ["X1xY2yZ3zW"]),
        ("commit 0123456789abcdef0123456789abcdef token 刷新", []),
        # Two values, and the user beside the password.
        ("changed SECRET_KEY from X1xY2yZ3z to W4wV5vU6u", ["X1xY2yZ3z", "W4wV5vU6u"]),
        ("creds are ops / ab1cd", ["ab1cd"]),
        ("账号/密码：admin/ab1cd", ["ab1cd"]),
        # Codes are numbers, and only they.
        ("Your one-time code is 234878.", ["234878"]),
        ("验证码：119579", ["119579"]),
        ("the token counts 1532", []),
        ("错误码：10023", []),
        # Languages.
        ("Das Passwort lautet ab1cd", ["ab1cd"]),
        ("le mot de passe est ab1cd", ["ab1cd"]),
        ("пароль: ab1cd", ["ab1cd"]),
        ("비밀번호는 ab1cd 입니다", ["ab1cd"]),
        ("管理者のパスワードをab1cdに変更", ["ab1cd"]),
        ("邮箱授权码：abcdefgh", ["abcdefgh"]),
        ("密码是abc", ["abc"]),
        ("密码已重置为：abc", ["abc"]),
        ("密码（授权码）：abcdefgh", ["abcdefgh"]),
        ("授权码hpsdfplwututnmrn，认证失败", ["hpsdfplwututnmrn"]),
        ("小程序 appsecret 是 ab1cd", ["ab1cd"]),
        ("重置密码：flask reset-password", []),
        ("パスワードは .env の DB_PASSWORD を参照", []),
        ("令牌桶限流：100/s", []),
        ("API key name: production-key-1", []),
        ("the secret dify-secrets-v2 is missing", []),
        ("credentials expired at 2026-06-12T00:00:00Z", []),
        ("password -apr1", []),
        ("パスワードを「ab1cd」から「Y2yzX」に変えました", ["ab1cd", "Y2yzX"]),
        ("認証情報 dify:ab1cd で接続", ["ab1cd"]),
        ("账密 admin/ab1cd", ["ab1cd"]),
        ("暗号鍵は ab1cd", ["ab1cd"]),
        ("ワンタイムパスワード 943622 が届きました", ["943622"]),
        ("パスワードは 1Password で共有済みです", []),
        ("SMTPのパスワード（tfgv tjsn tpla padv）です", ["tfgv tjsn tpla padv"]),
        ("the password that they used last week", []),
        ("the token is root:VVqPyrdveX", ["root:VVqPyrdveX"]),
        ("パスワードは8文字以上で設定してください", []),
        ("トークン上限を128kに変更しました", []),
        ("アクセストークンの期限は60分です", []),
        # What others know more of, and what is hidden.
        ("password=ab1cd", []),
        ('if any(token in x for token in ("ToolNotFound", "y"))', []),
        ('{"name": "TOKEN", "ref": "credential-1"}', []),
        ("url: ${DB_PASSWORD}@db1", []),
        ("the password is <REDACTED:PASSWORD#1>", []),
    ],
)
def test_a_sentence(line: str, values: list[str]) -> None:
    found = list(find_in_sentences(line))
    assert [each.value for each in found] == values
    assert all(line.startswith(each.value, each.start) for each in found)
