"""Secrets that other words announce: sentences in four languages, command lines, SQL, addresses
whose path is a key.

Rows and no code; each takes linear time: what may be between the announcing words and the secret is
bounded. Not here: finding them in a line (`announced_secrets.py`), `NAME=value`
(`named_values.py`), words that are recognizably secrets (`secret_shapes.py`).
"""

from __future__ import annotations

from msgspec import Struct


class Phrase(Struct, frozen=True, kw_only=True):
    """A pattern whose group `s` is a secret, looked for in texts that have one of `needles`.

    `sample` is what it finds. `is_loose`: the words may also speak of a secret without naming it,
    so only a value with a digit is one; `is_random`: they say so little that only a random word
    is; `is_pair`: only a user and a password in base64.
    """

    needles: tuple[str, ...]
    pattern: str
    kind: str
    sample: str
    is_loose: bool = False
    is_random: bool = False
    is_pair: bool = False


_VALUE = r"""(?P<s>[^\s"'`“”「」『』<>,;，。、；：（）()]{3,200})"""
_OPEN = r"""["'`“「『（(【]?"""
_CJK_NOUN = "密码|密碼|口令|授权码|授權碼|激活码|パスワード|パスフレーズ|暗証番号|비밀번호|암호"
_CJK_NEEDLES = ("密", "口令", "授", "激活", "パス", "暗証", "비밀", "암호")
_KEY_WORDS = (
    "密钥|密鑰|秘钥|金鑰|令牌|凭证|凭据|トークン|秘密鍵|シークレットキー|シークレット|토큰|"
    "(?:API|アクセス|認証|ライセンス) ?キー"
)
_SO = r"[^\s!-~：]{0,16}[:：]"
"""Words between a noun and the colon that its value is behind."""
_IS = (
    "填的是|填写|填|就是|是|设置为|設定為|设为|设成了|设成|换成了|换成|改成了|改成|改为|为|為|"
    "として|に|は|が|を|는|은|를|을|[:：=＝]"
)
_LATIN = r"(?i:token|secret|password|passwd|pwd|(?:api|access|secret)[ _-]?key)"
_NOUN = (
    "(?i:pass(?:word|wd|phrase|code)|pwd|pw|token|"
    "(?:api|access|secret|encryption|private|signing|licen[sc]e|shared|master|auth|service)"
    "[ _-]?key|secret|credentials?)"
)
_BETWEEN = (
    r"(?:\s{1,3}(?:provided|was|is|set|changed|now|still|being|used|to|as|"
    r"(?:for|of|on|in|at)\s{1,3}(?:(?:the|my|our|user|role|account)\s{1,3}){0,2}['\"]?[\w.@-]{1,40}['\"]?"
    r"(?=\s{1,3}(?:was|is|set|changed|now)\b|\s?[:=])"
    r")){0,3}"
)
_QUOTED = r"""['"](?P<s>[^'"]{1,200})['"]"""

PHRASES = (
    # Between the noun and the value there is no other word.
    Phrase(
        needles=_CJK_NEEDLES,
        pattern=rf"(?:{_CJK_NOUN})\s{{0,3}}(?:(?:{_IS}){{1,2}}\s{{0,3}}{_OPEN}|[“「『])(?P<s>[!-~]{{3,200}})",
        kind="PASSWORD",
        sample="パスワードは「X1x」です",
    ),
    Phrase(
        needles=_CJK_NEEDLES,
        pattern=rf"(?:{_CJK_NOUN})\s{{0,3}}(?P<s>[!-~]{{3,200}})",
        kind="PASSWORD",
        sample="使用密码 X1x 登录失败",
        is_loose=True,
    ),
    Phrase(
        needles=("密", "秘", "金鑰", "令牌", "凭", "トークン", "シーク", "キー", "토큰"),
        pattern=rf"(?:{_KEY_WORDS})\s{{0,3}}(?:{_IS})?\s{{0,3}}{_OPEN}(?P<s>[!-~]{{3,200}})",
        kind="TOKEN",
        sample="令牌：X1x",
        is_loose=True,
    ),
    Phrase(
        needles=("是", "为", "為", "は", "：", "는", "은"),
        pattern=rf"{_LATIN}\s{{0,3}}(?:{_IS}){{1,2}}\s{{0,3}}{_OPEN}(?P<s>[!-~]{{3,200}})",
        kind="TOKEN",
        sample="api key 是 X1x",
        is_loose=True,
    ),
    # The name of a setting in a sentence: `SECRET_KEYにXを設定`, `把 SECRET_KEY 换成了X`.
    Phrase(
        needles=("是", "为", "為", "成", "に", "は", "が", "을", "를", "는"),
        pattern=r"(?<![\w.-])(?P<option>[A-Za-z][\w-]{2,60})\s{0,3}"
        rf"(?:{_IS})\s{{0,3}}{_OPEN}(?P<s>[!-~]{{6,200}})",
        kind="",
        sample="SECRET_KEYにX1xxxxを設定",
        is_loose=True,
    ),
    Phrase(
        needles=("密", "口令", "令牌", "パス", "トークン", "キー"),
        pattern=rf"(?:{_CJK_NOUN}|{_KEY_WORDS})[^。；，、,;\n]{{1,16}}?(?:{_IS})\s{{0,3}}{_OPEN}"
        r"(?P<s>[A-Za-z0-9]{10,200})(?![\w.:/-])",
        kind="TOKEN",
        sample="应用密钥 app 是 X1xY2yZ3zW",
        is_random=True,
    ),
    Phrase(
        needles=("_",),
        pattern=r"\b(?P<option>[A-Z][A-Z0-9]{0,30}_[A-Z0-9_]{2,60})\s{1,3}(?:(?:is|was|as|from|to)\s{1,3})?"
        rf"{_OPEN}{_VALUE}",
        kind="",
        sample="change SECRET_KEY from X1xY2yZ3z",
        is_random=True,
    ),
    Phrase(
        needles=("pass",),
        pattern=rf"(?<![\w.-])(?i:pass)\s(?:is|was|:)\s{{1,3}}{_OPEN}{_VALUE}",
        kind="PASSWORD",
        sample="the smtp pass is X1x",
        is_loose=True,
    ),
    # `パスワードは以下です：X`, `连接 redis 用的密码如下：X`.
    Phrase(
        needles=(*_CJK_NEEDLES, "令牌", "トークン", "キー"),
        pattern=rf"(?:{_CJK_NOUN}|{_KEY_WORDS}){_SO}\s{{0,3}}{_OPEN}(?P<s>[!-~]{{3,200}})",
        kind="PASSWORD",
        sample="パスワードは以下です：X1x",
        is_loose=True,
    ),
    # A word that says little, and a value that says the rest: `key 是 X`, `the key from X`.
    Phrase(
        needles=("key", "bearer", "码", "トークン", "コード"),
        pattern=r"(?:(?<![\w.-])(?i:key|bearer)|授权码|コード)\s{0,3}"
        rf"(?:is|was|from|to|{_IS})?\s{{0,3}}{_OPEN}(?P<s>[A-Za-z0-9]{{12,200}}={{0,2}})(?![\w.:/-])",
        kind="TOKEN",
        sample="key 是 X1xY2yZ3zW4w",
        is_random=True,
    ),
    # `the password for postgres is X`, `Incorrect API key provided: X`, `using token 'X'`.
    Phrase(
        needles=("pass", "pw", "token", "secret", "key", "credential"),
        pattern=rf"(?<![\w.-]){_NOUN}{_BETWEEN}\s{{0,3}}[:=]?\s{{1,3}}{_OPEN}{_VALUE}",
        kind="PASSWORD",
        sample="the password for postgres is X1x",
        is_loose=True,
    ),
    # `Here is the token we use: X`, `my password, X, has`, `credentials are admin / X`.
    Phrase(
        needles=("pass", "pwd", "token", "secret", "key", "credential"),
        pattern=rf"(?<![\w.-]){_NOUN}(?:(?:\s{{1,3}}[A-Za-z']{{1,20}}){{0,5}}(?:\s?:|\s(?:is|was|as))|,)"
        rf"\s{{1,3}}{_OPEN}{_VALUE}",
        kind="PASSWORD",
        sample="the token we use: X1xY2yZ3z",
        is_random=True,
    ),
    Phrase(
        needles=("credentials", "账号", "帐号", "アカウント"),
        pattern=r"(?i:credentials|[账帐]号|アカウント)(?i: are| is|[:：是为はに])?\s{0,3}"
        rf"[\w.@-]{{1,60}}\s?/\s?{_VALUE}",
        kind="PASSWORD",
        sample="default credentials admin / X1x",
        is_loose=True,
    ),
    Phrase(
        needles=("credentials", "login", "账号", "用户名"),
        pattern=r"(?i:credentials|login|账号|用户名)(?i: are| is|[:：是为])?\s{0,3}[\w.@-]{1,60}\s?"
        rf"[/,，、]\s?{_VALUE}",
        kind="PASSWORD",
        sample="credentials are admin / X1xY2yZ3z",
        is_random=True,
    ),
    Phrase(
        needles=("bearer ",),
        pattern=r"\b(?i:bearer )(?P<s>[A-Za-z0-9_.+/=-]{16,})",
        kind="TOKEN",
        sample="Bearer X1xxxxxxxxxxxxxx",
    ),
    Phrase(
        needles=("basic ",),
        pattern=r"\b(?i:basic)\s{1,3}(?P<s>[A-Za-z0-9+/_-]{6,2000}={0,2})",
        kind="AUTHORIZATION",
        sample="Basic dTp4X1xx",
        is_pair=True,
    ),
    # --- command lines ---
    Phrase(
        needles=("--", "pass ", " -pass", " -token", " -secret"),
        pattern=r"(?<![^\s\[(,'\"])--?(?P<option>[A-Za-z][\w-]{2,40})"
        rf"(?:\s{{1,3}}|=|[\"']?,\s?){_OPEN}{_VALUE}",
        kind="",
        sample="x --token X1x",
    ),
    Phrase(
        needles=("mysql", "mariadb"),
        pattern=rf"\b(?:mysql|mariadb)\w*\b[^|;&\n]{{0,200}}?[\s'\"]-(?:u\S{{1,60}}\s+-)?p{_OPEN}{_VALUE}",
        kind="PASSWORD",
        sample="mysql -u root -pX1x",
    ),
    Phrase(
        needles=("sshpass", " login", "mongo", "az ", "cqlsh", "sqlcmd", "mosquitto", "useradd"),
        pattern=rf"\b(?:sshpass|login|mongo\w*|cqlsh|sqlcmd|mosquitto_\w+|useradd|usermod)\b[^|;&\n]{{0,200}}?\s-[pP]\s{{0,3}}{_OPEN}{_VALUE}",
        kind="PASSWORD",
        sample="docker login -u x -p X1x",
    ),
    Phrase(
        needles=("curl", "wget", "http"),
        pattern=rf"\b(?:curl|wget|https?)\b[^|\n]{{0,400}}?\s(?:-u|--user|-U|--proxy-user|-a|--auth)[\s=]{{0,3}}{_OPEN}"
        rf"[^\s:\"']{{1,80}}:{_VALUE}",
        kind="PASSWORD",
        sample="curl -u admin:X1x https://x",
    ),
    Phrase(
        needles=("redis-cli", "keydb-cli", "valkey-cli"),
        pattern=rf"\b\w+-cli\b[^|;&\n]{{0,200}}?\s(?:-a|AUTH)\s{{0,3}}{_OPEN}{_VALUE}",
        kind="PASSWORD",
        sample="redis-cli -a X1x",
    ),
    Phrase(
        needles=("smbclient", "smbget", "mount.cifs", "rpcclient"),
        pattern=rf"\b(?:smb\w+|rpcclient)\b[^|;&\n]{{0,300}}?\s-U\s{{0,3}}{_OPEN}[^\s%\"']{{1,80}}%{_VALUE}",
        kind="PASSWORD",
        sample="smbclient //x/y -U svc%X1x",
    ),
    Phrase(
        needles=("freerdp", "net use", "cmdkey"),
        pattern=r"(?:freerdp\d?\b[^|;&\n]{0,300}?\s/p:|"
        r"\bnet use\b[^|;&\n/]{0,100}/user:\S{1,40}\s{1,3}|"
        rf"\bcmdkey\b[^|;&\n]{{0,300}}?\s/pass:){_OPEN}{_VALUE}",
        kind="PASSWORD",
        sample="xfreerdp /u:x /p:X1x",
    ),
    Phrase(
        needles=("--user",),
        pattern=rf"(?<!\S)--user(?:\s{{1,3}}|=){_OPEN}[\w.@-]{{1,80}}:{_VALUE}",
        kind="PASSWORD",
        sample="etcdctl --user root:X1x get /",
        is_loose=True,
    ),
    Phrase(
        needles=("zip -", "7z ", "keygen", "vault login"),
        pattern=r"(?:\bzip\b[^|;&\n]{0,200}?\s-P\s{0,3}|\b7z\b[^|;&\n]{0,200}?\s-p|"
        rf"\bssh-keygen\b[^|;&\n]{{0,200}}?\s-N\s{{1,3}}|\bvault login\s{{1,3}}){_OPEN}{_VALUE}",
        kind="PASSWORD",
        sample="zip -P X1x a.zip b",
    ),
    Phrase(
        needles=("auth ",),
        pattern=rf"\bAUTH\s{{1,3}}(?:\w{{1,40}}\s{{1,3}})?{_OPEN}{_VALUE}",
        kind="PASSWORD",
        sample="AUTH X1xY2yZ3z",
        is_random=True,
    ),
    Phrase(
        needles=("auth ",),
        pattern=rf"\A[^\n]{{0,40}}\bAUTH\s{{1,3}}\w{{1,40}}\s{{1,3}}{_OPEN}{_VALUE}\s*\Z",
        kind="PASSWORD",
        sample="AUTH default X1x",
        is_loose=True,
    ),
    Phrase(
        needles=("openssl enc",),
        pattern=rf"\bopenssl enc\b[^|;&\n]{{0,300}}?\s-[kK]\s{{1,3}}{_OPEN}{_VALUE}",
        kind="PASSWORD",
        sample="openssl enc -aes-256-cbc -k X1x",
    ),
    Phrase(
        needles=("chpasswd",),
        pattern=rf"\becho\s+(?:-n\s+)?{_OPEN}[\w.-]{{1,60}}:{_VALUE}[\"']?\s*\|[^|\n]{{0,100}}chpasswd",
        kind="PASSWORD",
        sample="echo root:X1x | chpasswd",
    ),
    Phrase(
        needles=("$2", "$5$", "$6$", "$1$", "$y$", "$argon2", "$pbkdf2", "$scrypt$"),
        pattern=r"(?<![\w$])(?P<s>\$(?:2[abxy]|[156y]|argon2\w{1,2}|pbkdf2[\w-]{0,10}|scrypt)\$[\w./$=,+-]{20,200})",
        kind="PASSWORD",
        sample="$6$X1x$xxxxxxxxxxxxxxxxxxxxxxxx",
    ),
    Phrase(
        needles=("ldap",),
        pattern=rf"\bldap\w+\b[^|;&\n]{{0,300}}?\s-w\s{{0,3}}{_OPEN}{_VALUE}",
        kind="PASSWORD",
        sample="ldapsearch -w X1x",
    ),
    Phrase(
        needles=("requirepass", "masterauth", "configure set", "passin", "passout"),
        pattern=r"(?:requirepass|masterauth|"
        r"configure set \w{0,40}(?:secret|token|key)\w{0,40}|"
        rf"-pass(?:in|out) pass:)\s{{0,3}}{_OPEN}{_VALUE}",
        kind="PASSWORD",
        sample="requirepass X1x",
        is_loose=True,
    ),
    Phrase(
        needles=("mc alias", "htpasswd", "add_user", "change_password"),
        pattern=r"(?:\bmc alias set \S{1,60} \S{1,200} \S{1,100}|"
        r"\bhtpasswd -\w{0,9}b\w{0,9} \S{1,100} \S{1,100}|"
        rf"\b(?:add_user|change_password) \S{{1,100}})\s{{1,3}}{_OPEN}{_VALUE}",
        kind="PASSWORD",
        sample="rabbitmqctl add_user dify X1x",
    ),
    Phrase(
        needles=("password-stdin",),
        pattern=rf"\becho\s+(?:-n\s+)?{_OPEN}{_VALUE}[\"']?\s*\|[^|\n]{{0,200}}password-stdin",
        kind="PASSWORD",
        sample="echo X1x | docker login --password-stdin",
    ),
    Phrase(
        needles=("password", "identified"),
        pattern=r"\b(?:PASSWORD(?: FOR \S{1,80} =|\()?|IDENTIFIED BY|"
        rf"(?i:user \S{{1,80}} identified by))\s{{0,3}}{_QUOTED}",
        kind="PASSWORD",
        sample="ALTER USER x WITH PASSWORD 'X1x'",
        is_loose=True,
    ),
    # `client.auth('default', 'X')`, `smtp.login("me", "X")`.
    Phrase(
        needles=("auth(", "login(", "authenticate("),
        pattern=rf"(?i:auth|login|authenticate)\(['\"][^'\"]{{1,80}}['\"],\s?{_QUOTED}",
        kind="PASSWORD",
        sample="client.auth('default', 'X1x')",
        is_loose=True,
    ),
    # The list of who may do what of redis, and PostgreSQL's file of passwords.
    Phrase(
        needles=("on >", "setuser"),
        pattern=rf"\b(?i:user|setuser)\s\S{{1,60}}\s[^\n>]{{0,80}}>{_VALUE}",
        kind="PASSWORD",
        sample="user default on >X1x ~* +@all",
        is_loose=True,
    ),
    Phrase(
        needles=("5432:",),
        pattern=r"(?<!\S)[\w.*-]{1,80}:5432:[\w*-]{1,60}:[\w*-]{1,60}:(?P<s>\S{3,200})",
        kind="PASSWORD",
        sample="db:5432:dify:postgres:X1x",
        is_loose=True,
    ),
    Phrase(
        needles=("jdbc:oracle", "sqlplus"),
        pattern=r"(?:jdbc:oracle:\w{1,20}:|sqlplus\s(?:-\w\s)?)[\w.$#-]{1,60}/(?P<s>[^\s@\"']{1,200})@",
        kind="PASSWORD",
        sample="jdbc:oracle:thin:dify/X1x@//db:1521/XE",
    ),
    Phrase(
        needles=("setenv ", "setx ", "set -"),
        pattern=rf"(?:\bset(?:env|x)|\bset\s-[a-zA-Z]{{1,3}})\s{{1,3}}(?P<option>[A-Za-z]\w{{1,60}})\s{{1,3}}{_OPEN}{_VALUE}",
        kind="",
        sample="setenv DB_PASSWORD X1x",
    ),
    Phrase(
        needles=("@tcp(", "@unix("),
        pattern=r"[\w.-]{1,80}:(?P<s>[^\s:<>\"']{1,200})@(?:tcp|unix)\(",
        kind="PASSWORD",
        sample="root:X1x@tcp(db:3306)/dify",
    ),
    # --- addresses whose path is a key ---
    Phrase(
        needles=("hooks.slack.com",),
        pattern=r"hooks\.slack\.com/(?:services|workflows|triggers)/(?P<s>[\w/+-]{16,120})",
        kind="WEBHOOK",
        sample="https://hooks.slack.com/services/X/X/X1xxxxxxxxxxxxx",
    ),
    Phrase(
        needles=("hooks.",),
        pattern=r"/T[A-Z0-9]{6,12}/B[A-Z0-9]{6,12}/(?P<s>\w{16,60})",
        kind="WEBHOOK",
        sample="https://hooks.example/T0000000/B0000000/X1xxxxxxxxxxxxxx",
    ),
    Phrase(
        needles=("/api/webhooks/",),
        pattern=r"/api/webhooks/\d{5,24}/(?P<s>[\w-]{16,100})",
        kind="WEBHOOK",
        sample="https://discord.com/api/webhooks/123456/X1xxxxxxxxxxxxxx",
    ),
    Phrase(
        needles=("/bot/v2/hook/", "/bot/hook/"),
        pattern=r"/bot/(?:v2/)?hook/(?P<s>[\w-]{16,80})",
        kind="WEBHOOK",
        sample="https://open.feishu.cn/open-apis/bot/v2/hook/X1xxxxxxxxxxxxxx",
    ),
    Phrase(
        needles=("/webhookb2/", "office.com/webhook/"),
        pattern=r"/webhook(?:b2)?/(?P<s>[\w@/-]{16,300})",
        kind="WEBHOOK",
        sample="https://x.webhook.office.com/webhookb2/X1xxxxxxxxxxxxxx",
    ),
    Phrase(
        needles=("hooks.zapier.com", "sctapi.ftqq.com", "maker.ifttt.com", "api.day.app"),
        pattern=r"(?:hooks/catch/\d{1,20}/|ftqq\.com/|/with/key/|api\.day\.app/)(?P<s>[\w-]{16,100})",
        kind="WEBHOOK",
        sample="https://hooks.zapier.com/hooks/catch/1/X1xxxxxxxxxxxxxx",
    ),
)  # fmt: skip
