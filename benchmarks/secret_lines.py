"""Lines with made-up secrets in the forms that services and people give them, and lines without.

What `masking.py` measures. The secrets are drawn anew for every seed, and none of them is written
down here: a scanner of repositories would take them for real ones.
"""

# ruff: noqa: E501 - lines of a table stay whole

from __future__ import annotations

import base64
import random
import string
import uuid
from collections.abc import Callable, Iterator
from typing import NamedTuple

LOWER, UPPER, DIGITS = string.ascii_lowercase, string.ascii_uppercase, string.digits
ALNUM = string.ascii_letters + DIGITS
HEX = DIGITS + "abcdef"
BASE64 = ALNUM + "+/"
URLSAFE = ALNUM + "-_"
PEM_WIDTH = 64


class Line(NamedTuple):
    """A text, which may have several lines; `secrets` are what must not be seen of it."""

    kind: str
    text: str
    secrets: tuple[str, ...] = ()


class Made:
    """Random words of the alphabets that services use."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)

    def of(self, alphabet: str, length: int) -> str:
        # A key of a service is not all letters, which a word of a sentence is.
        while True:
            word = "".join(self.rng.choice(alphabet) for _ in range(length))
            if length < 12 or not any(c in DIGITS for c in alphabet) or not word.isalpha():
                return word

    def uuid(self) -> str:
        return str(uuid.UUID(int=self.rng.getrandbits(128), version=4))

    def password(self) -> str:
        """A password as people make them, which no word list has."""
        word = self.rng.choice(
            ("Harbor", "quartz", "Mango", "velvet", "Tundra", "copper", "Nebula")
        )
        number = self.rng.randrange(10, 9999)
        mark = self.rng.choice("!@#%*_-.+^")
        return self.rng.choice(
            (
                f"{word}{mark}{number}",
                f"{word}{number}{mark}x",
                self.of(ALNUM, 14),
                f"{number}{word}",
            )
        )

    def pick(self, choices: tuple[str, ...]) -> str:
        return self.rng.choice(choices)


PUBLIC_PARTS = ("u", "n")
"""The names of parts that are no secrets: of a team and of a bot."""


def filled(kind: str, form: str, parts: dict[str, str]) -> Line:
    """Return a form with the parts that it names, whose secrets they are."""
    named = (key for key in parts if f"{{{key}}}" in form and key not in PUBLIC_PARTS)
    return Line(kind, form.format(**parts), tuple(parts[key] for key in named))


# --- keys of services -----------------------------------------------------------------------------

SERVICE_KEYS: dict[str, Callable[[Made], str]] = {
    "openai": lambda m: "sk-" + m.of(ALNUM, 20) + "T3BlbkFJ" + m.of(ALNUM, 20),
    "openai-project": lambda m: "sk-proj-" + m.of(URLSAFE, 74) + "T3BlbkFJ" + m.of(URLSAFE, 74),
    "anthropic": lambda m: "sk-ant-api03-" + m.of(URLSAFE, 93) + "AA",
    "deepseek": lambda m: "sk-" + m.of(HEX, 32),
    "openrouter": lambda m: "sk-or-v1-" + m.of(HEX, 64),
    "google": lambda m: "AIza" + m.of(URLSAFE, 35),
    "google-oauth": lambda m: "GOCSPX-" + m.of(URLSAFE, 28),
    "google-access": lambda m: "ya29." + m.of(URLSAFE, 120),
    "aws": lambda m: "AKIA" + m.of(UPPER + "234567", 16),
    "aws-session": lambda m: "ASIA" + m.of(UPPER + "234567", 16),
    "bedrock": lambda m: "ABSK" + m.of(BASE64, 130) + "==",
    "aliyun": lambda m: "LTAI" + m.of(ALNUM, 20),
    "tencent": lambda m: "AKID" + m.of(ALNUM, 32),
    "azure-ad": lambda m: m.of(ALNUM, 3) + m.of(DIGITS, 1) + "Q~" + m.of(URLSAFE + "~.", 34),
    "digitalocean": lambda m: "dop_v1_" + m.of(HEX, 64),
    "github": lambda m: "ghp_" + m.of(ALNUM, 36),
    "github-app": lambda m: "ghs_" + m.of(ALNUM, 36),
    "github-user": lambda m: "ghu_" + m.of(ALNUM, 36),
    "github-refresh": lambda m: "ghr_" + m.of(ALNUM, 36),
    "github-fine": lambda m: "github_pat_" + m.of(ALNUM, 22) + "_" + m.of(ALNUM, 59),
    "gitlab": lambda m: "glpat-" + m.of(URLSAFE, 20),
    "gitlab-deploy": lambda m: "gldt-" + m.of(URLSAFE, 20),
    "gitlab-runner": lambda m: "glrt-" + m.of(URLSAFE, 20),
    "gitlab-ci": lambda m: "glcbt-64_" + m.of(URLSAFE, 20),
    "bitbucket": lambda m: "ATBB" + m.of(ALNUM, 32),
    "atlassian": lambda m: "ATATT3" + m.of(URLSAFE + "=", 186),
    "slack-bot": lambda m: f"xoxb-{m.of(DIGITS, 12)}-{m.of(DIGITS, 12)}-{m.of(ALNUM, 24)}",
    "slack-user": lambda m: f"xoxp-{m.of(DIGITS, 12)}-{m.of(DIGITS, 12)}-{m.of(HEX, 32)}",
    "slack-app": lambda m: f"xapp-1-{m.of(UPPER + DIGITS, 11)}-{m.of(DIGITS, 13)}-{m.of(HEX, 64)}",
    "slack-refresh": lambda m: "xoxe-1-" + m.of(UPPER + DIGITS, 146),
    "telegram": lambda m: m.of("123456789", 10) + ":AA" + m.of(URLSAFE, 33),
    "discord": lambda m: f"M{m.of(ALNUM, 25)}.{m.of(ALNUM, 6)}.{m.of(URLSAFE, 38)}",
    "stripe": lambda m: "sk_live_" + m.of(ALNUM, 24),
    "stripe-test": lambda m: "sk_test_" + m.of(ALNUM, 24),
    "stripe-restricted": lambda m: "rk_live_" + m.of(ALNUM, 99),
    "stripe-webhook": lambda m: "whsec_" + m.of(ALNUM, 32),
    "square": lambda m: "sq0atp-" + m.of(URLSAFE, 22),
    "shopify": lambda m: "shpat_" + m.of(HEX, 32),
    "paystack-like": lambda m: "FLWSECK_TEST-" + m.of("abcdefgh" + DIGITS, 32) + "-X",
    "twilio": lambda m: "SK" + m.of(HEX, 32),
    "sendgrid": lambda m: "SG." + m.of(URLSAFE, 22) + "." + m.of(URLSAFE, 43),
    "brevo": lambda m: f"xkeysib-{m.of(HEX, 64)}-{m.of(ALNUM, 16)}",
    "mailgun": lambda m: "key-" + m.of(HEX, 32),
    "mailchimp": lambda m: m.of(HEX, 32) + "-us12",
    "resend": lambda m: f"re_{m.of(ALNUM, 8)}_{m.of(ALNUM, 24)}",
    "npm": lambda m: "npm_" + m.of(ALNUM, 36),
    "pypi": lambda m: "pypi-AgEIcHlwaS5vcmc" + m.of(URLSAFE, 80),
    "docker": lambda m: "dckr_pat_" + m.of(URLSAFE, 27),
    "rubygems": lambda m: "rubygems_" + m.of(HEX, 48),
    "huggingface": lambda m: "hf_" + m.of(string.ascii_letters, 34),
    "replicate": lambda m: "r8_" + m.of(ALNUM, 37),
    "groq": lambda m: "gsk_" + m.of(ALNUM, 52),
    "xai": lambda m: "xai-" + m.of(ALNUM, 80),
    "perplexity": lambda m: "pplx-" + m.of(ALNUM, 48),
    "nvidia": lambda m: "nvapi-" + m.of(URLSAFE, 64),
    "tavily": lambda m: "tvly-" + m.of(ALNUM, 32),
    "firecrawl": lambda m: "fc-" + m.of(HEX, 32),
    "jina": lambda m: "jina_" + m.of(ALNUM, 60),
    "zhipu": lambda m: m.of(HEX, 32) + "." + m.of(ALNUM, 16),
    "langsmith": lambda m: f"lsv2_pt_{m.of(HEX, 32)}_{m.of(HEX, 10)}",
    "langfuse": lambda m: "sk-lf-" + m.uuid(),
    "pinecone": lambda m: f"pcsk_{m.of(ALNUM, 6)}_{m.of(ALNUM, 63)}",
    "databricks": lambda m: "dapi" + m.of(HEX, 32),
    "vault": lambda m: "hvs." + m.of(URLSAFE, 95),
    "terraform": lambda m: m.of(ALNUM, 14) + ".atlasv1." + m.of(URLSAFE, 64),
    "doppler": lambda m: "dp.pt." + m.of(ALNUM, 43),
    "grafana": lambda m: f"glsa_{m.of(ALNUM, 32)}_{m.of(HEX, 8)}",
    "grafana-cloud": lambda m: "glc_" + m.of(BASE64, 80) + "==",
    "sentry": lambda m: "sntryu_" + m.of(HEX, 64),
    "newrelic": lambda m: "NRAK-" + m.of(UPPER + DIGITS, 27),
    "postman": lambda m: f"PMAK-{m.of(HEX, 24)}-{m.of(HEX, 34)}",
    "linear": lambda m: "lin_api_" + m.of(ALNUM, 40),
    "notion": lambda m: "ntn_" + m.of(DIGITS, 11) + m.of(ALNUM, 35),
    "notion-old": lambda m: "secret_" + m.of(ALNUM, 43),
    "airtable": lambda m: f"pat{m.of(ALNUM, 14)}.{m.of(HEX, 64)}",
    "figma": lambda m: "figd_" + m.of(URLSAFE, 40),
    "supabase": lambda m: "sbp_" + m.of(HEX, 40),
    "planetscale": lambda m: "pscale_tkn_" + m.of(URLSAFE, 43),
    "dify-app": lambda m: "app-" + m.of(ALNUM, 24),
    "dify-dataset": lambda m: "dataset-" + m.of(ALNUM, 24),
    "jwt": lambda m: jwt(m),
    "age": lambda m: "AGE-SECRET-KEY-1" + m.of("QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L", 58),
    "openshift": lambda m: "sha256~" + m.of(URLSAFE, 43),
}
BARE = (
    "request to upstream failed, retrying with {}",
    "2026-05-04 09:12:44.120 ERROR [Dummy-7] [client.py:31] - rejected {} (401)",
    "args: ['run', '{}', '--fast']",
    "{}",
    "Incorrect value provided: {}. Check the console.",
    '{{"event": "init", "args": ["{}"]}}',
    "调用失败：{}",
)


def jwt(m: Made) -> str:
    def part(text: str) -> str:
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    head = part('{"alg":"HS256","typ":"JWT"}')
    body = part(f'{{"user_id":"{m.uuid()}","exp":{m.rng.randrange(10**9)}}}')
    return f"{head}.{body}.{m.of(URLSAFE, 43)}"


def service_keys(m: Made) -> Iterator[Line]:
    for make in SERVICE_KEYS.values():
        for form in m.rng.sample(BARE, 2):
            key = make(m)
            yield Line("service key", form.format(key), (key,))


# --- PEM ------------------------------------------------------------------------------------------

PEM_KINDS = (
    "PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY", "OPENSSH PRIVATE KEY",
    "ENCRYPTED PRIVATE KEY", "DSA PRIVATE KEY", "PGP PRIVATE KEY BLOCK",
)  # fmt: skip


def pem_blocks(m: Made) -> Iterator[Line]:
    for kind in PEM_KINDS:
        body = [m.of(BASE64, PEM_WIDTH) for _ in range(4)] + [m.of(BASE64, 26) + "=="]
        begin, end = f"-----BEGIN {kind}-----", f"-----END {kind}-----"
        lines = [begin, *body, end]
        secrets = tuple(body)
        yield Line("pem", "\n".join(lines), secrets)
        yield Line("pem", "tls:\n  key: |\n" + "\n".join(f"    {each}" for each in lines), secrets)
        yield Line("pem", "KEY=" + "\\n".join(lines), secrets)
        yield Line("pem", "\n".join(f"api-1  | {each}" for each in lines), secrets)
        # A part of a file, as a pager or a log shows it.
        yield Line("pem", body[1], (body[1],))


# --- names ----------------------------------------------------------------------------------------

NAMES = (
    "SECRET_KEY", "DB_PASSWORD", "REDIS_PASSWORD", "CODE_EXECUTION_API_KEY", "PLUGIN_DAEMON_KEY",
    "INNER_API_KEY_FOR_PLUGIN", "PLUGIN_DIFY_INNER_API_KEY", "S3_SECRET_KEY", "SMTP_PASSWORD",
    "AZURE_BLOB_ACCOUNT_KEY", "TENCENT_COS_SECRET_KEY", "ALIYUN_OSS_ACCESS_KEY_SECRET",
    "NOTION_INTEGRATION_TOKEN", "HOSTED_OPENAI_API_KEY", "WEAVIATE_AUTHENTICATION_APIKEY_ALLOWED_KEYS",
    "AWS_BEARER_TOKEN_BEDROCK", "XPACK_ENCRYPTEDSAVEDOBJECTS_ENCRYPTIONKEY", "MILVUS_TOKEN",
    "SANDBOX_API_KEY", "GITHUB_CLIENT_SECRET", "POSTGRES_PASSWORD", "INIT_PASSWORD", "SERVER_KEY",
    "QDRANT_API_KEY", "UPSTASH_VECTOR_TOKEN", "MY_SERVICE_TOKEN_1", "LDAP_BIND_PW",
)  # fmt: skip
CAMEL = ("secretKey", "apiKey", "accessToken", "clientSecret", "dbPassword", "smtpPass", "authToken",
         "refreshToken", "idToken", "privateKey", "encryptionKey", "webhookSecret", "APISecret",
         "signingKey", "masterKey", "sharedAccessKey")  # fmt: skip
NAMED_FORMS = (
    "{n}={s}", "export {n}={s}", "{n}: {s}", '{n}="{s}"', "      - {n}={s}", "  {n}: '{s}'",
    'Environment="{n}={s}"', "loaded {n}={s}, LOG_LEVEL=INFO", "env: {n}={s} DEBUG=true",
    "settings: {n} = {s}", "{n} => {s}", "-e {n}={s}",
)  # fmt: skip
CAMEL_FORMS = (
    '{{"{n}": "{s}", "page": 1}}', "{{'{n}': '{s}', 'page': 1}}", "Config(url='http://x', {n}='{s}')",
    '{{\\"{n}\\": \\"{s}\\"}}', "POST /v1/x?{n}={s}&page=1 401", "<{n}>{s}</{n}>", "{n}={s}; path=/",
    "headers [('{n}', '{s}')]", "kwargs: {n}=b'{s}'", "{n}=SecretStr('{s}')", "{n}：{s}",
)  # fmt: skip
HEADERS = (
    "Authorization: Bearer {s}", "authorization: Basic {s}", "X-Api-Key: {s}", "api-key: {s}",
    "X-Auth-Token: {s}", "Ocp-Apim-Subscription-Key: {s}", "Proxy-Authorization: Basic {s}",
    "X-Goog-Api-Key: {s}", "Cookie: session={s}; locale=en", "Set-Cookie: access_token={s}; Path=/",
    "PRIVATE-TOKEN: {s}", "X-Amz-Security-Token: {s}", "x-inner-api-key: {s}",
)  # fmt: skip
HEADER_FORMS = (
    "{h}", "> {h}", '-H "{h}"', "request headers: {{'{h}'}}", "2026-05-04 DEBUG sent {h}",
)  # fmt: skip


def named(m: Made) -> Iterator[Line]:
    for name in NAMES:
        for form in m.rng.sample(NAMED_FORMS, 3):
            secret = m.pick((m.password(), m.of(ALNUM, 24), m.of(HEX, 32)))
            yield Line("named", form.format(n=name, s=secret), (secret,))
    for name in CAMEL:
        for form in m.rng.sample(CAMEL_FORMS, 3):
            secret = m.pick((m.of(ALNUM, 20), m.of(HEX, 40), m.of(URLSAFE[:-1], 32)))
            yield Line("named", form.format(n=name, s=secret), (secret,))
    for name in m.rng.sample(NAMES, 6):
        secret = m.of(ALNUM, 18)
        yield Line("named", f"- name: {name}\n  value: {secret}", (secret,))
        yield Line("named", f'{{"name": "{name}", "value": "{secret}"}}', (secret,))
        yield Line("named", f"{name}: |\n  {secret}\nLOG_LEVEL: INFO", (secret,))
    for header in HEADERS:
        for form in m.rng.sample(HEADER_FORMS, 2):
            secret = m.of(ALNUM, 32)
            yield Line("header", form.format(h=header.format(s=secret)), (secret,))


# --- urls -----------------------------------------------------------------------------------------

URLS = (
    "postgresql://postgres:{p}@db:5432/dify", "redis://:{p}@redis:6379/1", "could not open mysql://u:{p}@h/d",
    "amqp://guest:{p}@mq:5672//", "mongodb+srv://u:{p}@c0.example.net/x?retryWrites=true",
    "https://oauth2:{p}@gitlab.example/a.git", "https://{t}@github.com/acme/x.git",
    "https://{t}:x-oauth-basic@github.com/acme/x.git", "https://{h}@o123.ingest.sentry.io/4505",
    "postgresql://postgres:{p}/{p2}@db:5432/dify", "redis://:{p}#{p2}@redis:6379/1",
    "sqlalchemy: postgresql+psycopg2://dify:{p}@10.0.0.3/dify", "smtp://no-reply%40x.example:{p}@smtp:587",
    "GET https://api.example/v1?api_key={t}&x=1", "GET https://maps.example/v1/geo?key={t}",
    "https://x.blob.core.windows.net/c/b?sv=2022-11-02&se=2026-01-01&sr=b&sp=r&sig={t}%3D",
    "https://b.s3.amazonaws.com/k?X-Amz-Credential=x&X-Amz-Signature={h64}", "wss://x/ws?access_token={t}",
    "https://storage.googleapis.com/b/o?X-Goog-Signature={h64}&X-Goog-Expires=900",
    "https://cos.example/b?q-sign-algorithm=sha1&q-signature={h}", "callback /oauth/authorize/github?code={t}",
    "https://hooks.slack.com/services/T0{u}/B0{u}/{t}", "https://discord.com/api/webhooks/1122334455/{t}",
    "https://open.feishu.cn/open-apis/bot/v2/hook/{id}", "https://open.larksuite.com/open-apis/bot/v2/hook/{id}",
    "https://oapi.dingtalk.com/robot/send?access_token={h64}",
    "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={id}",
    "https://api.telegram.org/bot{n}:AA{t33}/sendMessage", "https://x.webhook.office.com/webhookb2/{id}@{id}/IncomingWebhook/{h}/{id}",
    "https://chat.googleapis.com/v1/spaces/A/messages?key={t}&token={t}", "https://sctapi.ftqq.com/SCT{t}.send",
    "https://hooks.zapier.com/hooks/catch/123456/{t}/", "http://console/reset-password?email=a%40x&token={id}",
    "http://console/activate?workspace_id=1&token={id}", "jdbc:postgresql://db/dify?user=dify&password={p}",
    "ftp://deploy:{p}@files.example/in", "GET /files/tools/x.png?timestamp=1&nonce=abc&sign={t}=",
)  # fmt: skip


def urls(m: Made) -> Iterator[Line]:
    for form in URLS:
        for prefix in m.rng.sample(("", "error: ", "connecting to ", "地址 "), 2):
            parts = {
                "p": m.of(ALNUM, 12), "p2": m.of(ALNUM, 8), "t": m.of(ALNUM, 32), "u": m.of(UPPER, 8),
                "h": m.of(HEX, 32), "h64": m.of(HEX, 64), "id": m.uuid(), "n": m.of("123456789", 10),
                "t33": m.of(URLSAFE, 33),
            }  # fmt: skip
            yield filled("url", prefix + form, parts)


# --- command lines --------------------------------------------------------------------------------

COMMANDS = (
    "mysql -h db -u root -p{p} dify", "mysqldump -uroot -p{p} dify > x.sql", "sshpass -p {p} ssh root@10.0.0.3",
    "docker login -u bot -p {t} registry.example", "helm registry login -u bot --password {t} reg.example",
    "redis-cli -h redis -a {p} ping", "curl -u admin:{p} https://x/api", "curl --user 'admin:{p}' https://x/api",
    "curl -X POST -u admin:{p} https://x/api", "mongosh -u root -p {p} admin", "PGPASSWORD={p} psql -h db -U postgres",
    "psql \"host=db user=u password={p} dbname=x\"", "ldapsearch -x -D cn=admin -w {p} -b dc=x",
    "ctl login --token {t}", "ctl login --token={t}", "run.sh --api-key {t} --verbose", "run.sh --password '{p}'",
    "kubectl create secret generic s --from-literal=password={p}", "helm upgrade d . --set global.appSecretKey={t}",
    "helm upgrade d . --set externalRedis.password={p},x=1", "aws configure set aws_secret_access_key {t}",
    "wget --http-password={p} https://x", "docker run -e SECRET_KEY={t} img", "openssl rsa -passin pass:{p} -in k",
    "mc alias set s3 https://x ACCESSID {t}", "htpasswd -bc f admin {p}", "echo {p} | docker login --password-stdin",
    "celery -A app --broker redis://:{p}@redis:6379/1", "rabbitmqctl add_user dify {p}", "export OPENAI_API_KEY={t}",
    "psql -c \"ALTER USER postgres WITH PASSWORD '{p}'\"", "mysql -e \"CREATE USER x IDENTIFIED BY '{p}'\"",
    "redis-cli CONFIG SET requirepass {p}", "git clone https://oauth2:{t}@gitlab.example/x.git",
    "openssl enc -aes-256-cbc -k {p} -in a", "mosquitto_pub -h mq -u dev -P {p} -t x", "smbclient //nas/x -U 'a\\svc%{p}'",
    "http -a admin:{p} POST :5001/login", "xfreerdp /u:admin /p:{p} /v:10.0.0.9", "net use Z: \\\\nas\\x /user:svc {p}",
    "etcdctl --user root:{p} get /", "ssh-keygen -N '{p}' -f k", "zip -P {p} a.zip b", "7z x a.7z -p{p}", "vault login {p}",
    "keytool -storepass {p} -list", "ENV DB_PASSWORD {t}", "args: [--token, {t}]", "echo root:{p} | chpasswd",
    "clickhouse-client --user u --password {p}", "az login --service-principal -u x -p {p} --tenant t",
)  # fmt: skip


def command_lines(m: Made) -> Iterator[Line]:
    for form in COMMANDS:
        for prefix in ("", "$ "):
            parts = {"p": m.of(ALNUM, 12), "t": m.of(ALNUM, 32)}
            yield filled("command", prefix + form, parts)


# --- sentences ------------------------------------------------------------------------------------

SENTENCES = (
    "数据库密码是 {}", "密码是{}，请尽快修改", "密码：{}", "密码为{}。", "登录密码: {}", "管理员口令是 {}",
    "API 密钥是 {}", "密钥为 {} ，已失效", "令牌：{}", "访问令牌是 {}", "用户 admin 的密码是“{}”",
    "密码改成了 {} 还是不行", "token 是 {}", "我的 api key 是 {}，报 401", "使用密码 {} 登录失败",
    "密码設定為 {}", "root 密码 {}", "新密码「{}」", "secret 填的是 {}",
    "パスワードは {} です", "パスワードは{}です。", "パスワード：{}", "管理者のパスワードは「{}」です",
    "APIキーは {} です", "トークンは {} でした", "パスワードを {} に変更しました", "秘密鍵は {} です",
    "パスワード「{}」でログインできません", "アクセストークン: {}", "シークレットキーは {}", "暗証番号は {}",
    "连接 redis 用的密码是：{}（已确认）", "SECRET_KEYに{}を設定しています", "ログイン用パスワードは以下です：{}", "認証トークン（{}）が期限切れです",
    "DBのパスワードが {} になっています", "비밀번호는 {} 입니다", "비밀번호: {}",
)  # fmt: skip
ENGLISH = (
    "the password is {}", "my api key is {} and it fails with 401", "Our token was {}.", "password for postgres is {}",
    "login with password {} failed", "I set the secret key to {}", "using token '{}' for auth", "api key: {}",
    "use the password `{}` to log in", "Incorrect API key provided: {}", "The admin password: {}", "access token {} is invalid",
    "changed the redis password to {} yesterday", "invalid api_key '{}'", "passphrase = {}",
)  # fmt: skip


def sentences(m: Made) -> Iterator[Line]:
    for form in SENTENCES:
        for secret in (m.of(ALNUM, 14), m.pick((m.password(), m.of(HEX, 16)))):
            yield Line("zh ja ko", form.format(secret), (secret,))
    for form in ENGLISH:
        for secret in (m.of(ALNUM, 14), m.pick((m.of(ALNUM, 20), m.of(HEX, 16) + "7"))):
            yield Line("english", form.format(secret), (secret,))


def with_secrets(seed: int) -> list[Line]:
    """Return lines that hold secrets."""
    m = Made(seed)
    groups = (service_keys, pem_blocks, named, urls, command_lines, sentences)
    return [line for group in groups for line in group(m)]


# --- lines without --------------------------------------------------------------------------------

PLAIN = (
    # Code and errors that speak of secrets.
    'api_key = os.environ.get("OPENAI_API_KEY")', "password: str = Field(default=None)", "def login(email, password):",
    "token = self._get_token(user)", "KeyError: 'api_key'", "secret_key=settings.SECRET_KEY", "api_key: Optional[str] = None",
    "if token is None:", "raise ValueError('token is required')", "invalid token: expired", "Invalid password",
    "password is incorrect", "The token is expired", "token has been revoked", "Missing Authorization header",
    "token_type: bearer", "password=password", "return credentials.get('api_key')", "token: str", "password: string;",
    "AuthenticationError: no API key provided", "expected token: 'end of statement block'", "unexpected token < in JSON",
    "jinja2.exceptions.TemplateSyntaxError: unexpected token ':'", "SyntaxError: Unexpected token } in JSON at position 12",
    "api_key=api_key, base_url=base_url", "self.token = token", "const token = localStorage.getItem('token')",
    "credentials = provider.get_credentials(tenant_id)", "key = f'{prefix}:{tenant_id}'", "cache_key=app-info",
    "Signature: (app_id: str, user: Account)", "function signature = (a, b)", "redis key: celery-task-meta",
    "password must contain letters and numbers", "密码错误", "密码不能为空", "请输入密码", "密码长度至少 8 位", "令牌已过期",
    "パスワードが正しくありません", "パスワードを入力してください", "トークンの有効期限が切れています", "トークン数は 4096 です",
    "API キーが設定されていません", "密码是必填项", "密码为空", "비밀번호가 올바르지 않습니다", "token 是空的", "密钥未配置",
    "the password is required", "token is invalid", "secret is not set", "the api key was rejected by the server",
    "using token authentication", "password authentication failed for user \"postgres\"", "with password authentication",
    'FATAL: password authentication failed for user "dify"', "NOAUTH Authentication required.", "invalid_api_key",
    "WRONGPASS invalid username-password pair or user is disabled.", "sort_key=created_at", "primary_key: id",
    "secretName: dify-tls", "existingSecret: dify-secrets", "imagePullSecrets: []", "secretKeyRef:", "key: redis-password",
    "existingSecretPasswordKey: redis-password", "automountServiceAccountToken: false", "FORCE_VERIFYING_SIGNATURE=true",
    "passwordEncoder: bcrypt", "max_tokens: 4096", "MAX_TOKENS=4096", "prompt_tokens=120 completion_tokens=64",
    "token: 42", "tokens: 1234", "total_tokens=184", "token count is 4096", "tokens used: 1822", "PASSWORD_MIN_LENGTH: 8",
    "ACCESS_TOKEN_EXPIRE_MINUTES=60", "REFRESH_TOKEN_EXPIRE_DAYS=30", "SECRET_KEY=", "SECRET_KEY=${SECRET_KEY}",
    "password: {{ .Values.redis.password }}", "DB_PASSWORD=<your password>", "api_key=***", "Authorization: Bearer ***",
    "ADMIN_API_KEY_ENABLE=false", "SSL_CERTIFICATE_KEY_PATH=/etc/nginx/ssl/key.pem", "NGINX_SSL_CERT_KEY_FILENAME=dify.key",
    # Names.
    "pod/app-frontend-5d8f7c9b6d-x2x4z restarted", "dify-plugin-daemon-7d9f8b6c5d-q8xkw", "dataset-processing-queue-2024-06-01",
    "sk-learn-1.4.2-py312-manylinux_2_17_x86_64", "hf_hub_download_with_retry_v2_final", "key-value-store-20240601-backup-02",
    "langgenius/openai_api_compatible:0.0.16", "langgenius-dify-plugin-tongyi-0.0.18-a1b2c3", "test_http_request_node_v2_retry_3_times",
    "GraphEngineManager.send_stop_command_v2", "api/core/model_runtime/model_providers/__base/large_language_model.py",
    "HTTPSConnectionPool(host='api.openai.com', port=443): Max retries exceeded", "AppGenerateEntityConversationWorkflowNode2",
    "workflow_node_executions_tenant_id_idx1", "celery@dify-worker-0f3a ready.", "task-mail-1234567890-abcdefgh received",
    "glm-4-9b-chat-1m", "gpt-4o-mini-2024-07-18", "claude-3-5-sonnet-20241022-v2:0", "text-embedding-3-large-3072-dims",
    "re_compile_all_patterns_2_times", "fc-match-font-config-version-2", "npm_config_registry_mirror_v2", "secret_name_of_the_chart",
    # Public and harmless.
    "GET /console/api/apps?page=1&limit=30&name=&is_created_by_me=false 200", "GET /v1/datasets/1?keyword=abc&key=name 200",
    "POST /console/api/login 401", "http://api:5001/console/api/setup", "https://user@host.example/path",
    "http://host:8080/path@v1", "git@github.com:langgenius/dify.git", "mailto:someone@example.com", "https://h/a?code=404",
    "redis://redis:6379/1", "postgresql://db:5432/dify", "https://open.feishu.cn/document/server-docs/getting-started",
    "https://api.telegram.org/", "https://hooks.slack.com/", "https://docs.dify.ai/en/guides?token=what",
    "docker run -p 8080:80 nginx", "mkdir -p /opt/dify/volumes", "docker compose -p dify up -d", "ssh -p 2222 root@host",
    "psql -h db -p 5432 -U postgres", "tail -f -n 100 api.log", "docker ps -a", "curl -u admin https://x/api", "cp -a a b",
    "ls -la -p docker", "redis-cli -h redis -p 6379 ping", "python -u app.py", "curl -X POST http://x -d a", "nc -w 5 db 5432",
    "-----BEGIN CERTIFICATE-----", "-----BEGIN PUBLIC KEY-----", "ssl: certificate verify failed", "lint --token-type jwt",
    "Key (email)=(a@example.com) already exists.", "2026-05-04 09:12:44.120 INFO [Dummy-7] [app.py:31] - started",
    "Connection to redis closed by server.", "psycopg2.errors.UndefinedColumn: column apps.x does not exist",
    "Traceback (most recent call last):", '  File "/app/api/core/helper/ssrf_proxy.py", line 168, in make_request',
    "openai.AuthenticationError: Error code: 401 - {'error': {'code': 'invalid_api_key'}}", "LOG_LEVEL=INFO",
    "UPLOAD_FILE_SIZE_LIMIT=15", "STORAGE_TYPE=opendal", "VECTOR_STORE=weaviate", "MIGRATION_ENABLED=true",
    "set-cookie: ", "cookie: ", "sign in with google", "signature verification failed", "session expired",
    "the secret of good retrieval is chunking", "a token bucket limits requests", "pass the key to the next node",
    "api key for model gpt-4o-mini not found", "credentials for provider openai2 are invalid", "token -> Optional[str]", "key is stale",
    "def get_token(self) -> str:", "curl -u $USER:$PASS https://x", "openssl enc -d -k $KEY", "login as admin / editor", "admin/datasets took 3s",
    "fc_version_2", "re_rank_model_v2", "API-GATEWAY-INTERNAL-V2-TEST", "awk '{print $2}'", "-----BEGIN PUBLIC KEY-----\nhrg+GFRUVZN7Rvds\n-----END PUBLIC KEY-----",
    "author = {name}, key = {id}", "password reset mail sent to user", "token refresh every 30 minutes", "api key created by admin",
)  # fmt: skip
HASHED = (
    "HEAD is now at {c}", "commit {C}", "image dify-api@sha256:{d}", "docker.io/langgenius/dify-api:1.14.0@sha256:{d}",
    "trace_id={t}", "request_id: {u}", "tenant_id={u} app_id={u}", "GET /v1/messages/{u} 404", "task {u} succeeded in 0.3s",
    "etag: {m}", "md5 {m} file.pdf", "span {s} trace {t}", "blob {C} 1234", "Created container {d}", "container {c12} exited",
    "workflow_run_id={u}, node_id=1717{n}", "upload_files/{u}/{u2}.png", "checksum {d}  x.tar.gz", "traceparent: 00-{t}-{s}-01",
    "sha512-{b}== integrity", 'x==1.2 --hash=sha256:{d}', "h1:{h}= go.sum", "SHA256:{f} fingerprint", "X-Request-Id: {m}",
    "chatcmpl-{i}", "req_{i24} failed", "msg_{i24}", "call_{i24} returned", "plugin {c}-{m} installed", "lock:{u}",
    "celery-task-meta-{u}", "cache hit {m}", "conversation {u} message {u2}", "document_id {u}: 12 segments", "rev {C} of dify",
)  # fmt: skip


def hashed(m: Made) -> Iterator[Line]:
    for form in HASHED:
        for _ in range(4):
            text = form.format(
                c=m.of(HEX, 7), C=m.of(HEX, 40), c12=m.of(HEX, 12), d=m.of(HEX, 64), t=m.of(HEX, 32),
                s=m.of(HEX, 16), m=m.of(HEX, 32), u=m.uuid(), u2=m.uuid(), n=m.of(DIGITS, 9),
                b=m.of(BASE64, 86), h=m.of(BASE64, 43), f=m.of(BASE64, 43), i=m.of(ALNUM, 29), i24=m.of(ALNUM, 24),
            )  # fmt: skip
            yield Line("hash", text)


def without_secrets(seed: int) -> list[Line]:
    """Return lines that hold none, though some speak of secrets or look like them."""
    return [*(Line("plain", text) for text in PLAIN), *hashed(Made(seed))]
