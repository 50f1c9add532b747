"""No secret is in any form of a report, wherever it is in the files."""

from __future__ import annotations

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import ctxkit
from ctxkit.ask.check.catalog import ALL_RULES
from ctxkit.ask.check.check import check
from ctxkit.files.user_files import CustomerFile
from ctxkit.output.check_report import report_dict, report_text
from ctxkit.output.sarif import sarif

SECRETS = st.text(
    "abcdefghkmnpqrstuvwxyzABCDEFGHKMNPQRSTUVWXYZ23456789", min_size=9, max_size=30
).map(lambda s: f"Q7z{s}x4")
"""What no message of ctxkit holds by chance."""

LINES = (
    "SECRET_KEY={}",
    "SECRET_KEY='{}",
    'SECRET_KEY="{}" and more',
    "SECRET_KEY={0}\nSECRET_KEY={0}2",
    "SECRET KEY={}",
    "SECRETKEY={}",
    "SECRET_KEYS: {}",
    "SANDBOX_API_KEY={}",
    "PLUGIN_DAEMON_KEY=a${}",
    "PLUGIN_DAEMON_PASSWORD={}",
    "UPLOAD_FILE_SIZE_LIMIT=redis://:{}@redis:6379/1",
    "LOG_LEVEL=https://user:{}@host/path",
    "LOG_LEVEL=https://host/path?token={}",
    "CELERY_BROKER_URL=redis://:a/{}@redis:6379/1",
    "MY_PRIVATE_KEY=-----BEGIN PRIVATE KEY-----\n{0}=\n{0}+/{0}\n-----END PRIVATE KEY-----",
    "{} alone",
    "{}",
    "export {}=1",
)
TREES = (
    "api:\n  secretKey: {}\n",
    "api:\n  password: *{}\n",
    "api:\n  password: !{}!x y\n",
    "api:\n  password: [{}\n",
    "api:\n  extraEnv:\n  - name: MY_TOKEN\n    value: {}\n",
    "api:\n  extraEnv:\n  - name: UPLOAD_FILE_SIZE_LIMIT\n    value: redis://:{}@redis\n",
    "api:\n  limits:\n    uploadFileSize: https://user:{}@host\n",
    "enterprise:\n  appSecretKey: {}\nmail:\n  smtp:\n    password: '{}'\n",
    "externalPostgres:\n  enabled: true\n  address: postgres://u:{}@localhost\n",
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(SECRETS, st.sampled_from(LINES), st.sampled_from(TREES))
def test_no_secret_is_in_a_report(
    demo_workspace: ctxkit.Workspace, secret: str, line: str, tree: str
) -> None:
    env = CustomerFile(path=".env", data=f"LOG_LEVEL=INFO\n{line.format(secret)}\n".encode())
    values = CustomerFile(path="values.yaml", data=tree.format(secret, secret).encode())
    variables = f"SECRET_KEY: {secret}\n      UPLOAD_FILE_SIZE_LIMIT: x:{secret}@y\n"
    text = f"services:\n  api:\n    environment:\n      {variables}"
    compose = CustomerFile(path="compose.yaml", data=text.encode())
    report = check(
        demo_workspace.index, demo_workspace.sources, env=env, values=[values], compose=[compose]
    )
    forms = (
        report_text(report),
        json.dumps(report_dict(report)),
        json.dumps(sarif(report, ALL_RULES, "0.1.0")),
    )
    for form in forms:
        assert secret.lower() not in form.lower()
