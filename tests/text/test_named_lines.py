"""Secrets that the line before them names."""

from __future__ import annotations

import pytest

from ctxkit.text.redact import Redactor


@pytest.mark.parametrize(
    "text",
    [
        "password:\n  X1xyz\n",
        '"password":\n    "correct",\n',
        "DB_PASSWORD=\\\nX1xyz\n",
        "helm upgrade x . \\\n  --set redis.auth.password=\\\nX1xyz -n dify\n",
        "curl -u admin:\\\nX1xyz http://x\n",
        "args:\n- --password\n- X1xyz\n",
        '["--token",\n "X1xyz"]\n',
        "- name: SMTP_PASSWORD\n  # from the vault\n  value: correct\n",
        '{"name": "DB_PASSWORD",\n "value": "correct"}\n',
        "密码：\nX1xyz\n",
        "パスワード:\n  X1xyz\n",
        "暗証番号:\nX1xyz\n",
        "API キー：\nX1xyz\n",
        "api_key\n  Input should be a URL [type=url, input_value='X1xyz', input_type=str]\n",
        "- name: DB_PASSWORD\n  value: >-\n    correct\n",
        "password: # generated\n  X1xyz\n",
        "db_password:\n  type: string\n  value: correct\n",
        '1) "requirepass"\n2) "X1xyz"\n',
        '127.0.0.1:6379> get smtp_password\n"X1xyz"\n',
        ">>> settings.SECRET_KEY\n'X1xyz'\n",
        "In [3]: print(cfg.db_password)\nOut[3]: 'X1xyz'\n",
        "$ printenv SECRET_KEY\nX1xyz\n",
        ">>> os.environ['DB_PASSWORD']\n'X1xyz'\n",
        "$ openssl rand -hex 8\nX1x0123456789abc\n",
        "db_password = <<EOT\nX1xyz\nEOT\n",
        "$ cat /run/secrets/db_password\nX1xyz\n",
    ],
)
def test_the_value_is_masked_and_lines_stay_lines(text: str) -> None:
    masked = Redactor().mask(text)
    assert "X1x" not in masked
    assert "correct" not in masked
    assert "<REDACTED:" in masked
    assert masked.count("\n") == text.count("\n")


@pytest.mark.parametrize(
    "text",
    [
        "SECRET_KEY=\nREDIS_PORT=6379\n",
        "password:\nport: 5432\n",
        "credentials:\n  type: object\n",
        "token:\n  description\n",
        "secret:\n- --port=5001\n",
        "kubectl run x --token\n--port 80\n",
        "api_key\n  Field required [type=missing, input_value={'a': 1}, input_type=dict]\n",
        "run it with --password\nand wait 3 s\n",
        "redis-cli --password\n${REDIS_PASSWORD}\n",
        "モデル:\nqwen2.5\n",
        "secrets:\n- name: LOG_LEVEL\n  value: INFO\n",
        '1) "token_count"\n2) "X1xyz"\n',
        '1) "password"\n2) "username"\n',
        "$ echo $LOG_LEVEL\nX1xyz\n",
        "$ git rev-parse HEAD\n0123456789abcdef0123456789abcdef01234567\n",
        ">>> os.environ['LOG_LEVEL']\n'X1xyz'\n",
        "user_data = <<EOT\nX1xyz\nEOT\n",
        "password: # see below\nport: 5432\n",
    ],
)
def test_what_is_below_a_name_and_no_secret_stays(text: str) -> None:
    assert Redactor().mask(text) == text
