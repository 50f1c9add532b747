"""Secrets that a command line, a statement of SQL or a line of a configuration announces.

Rows and no code, as in `secret_phrases.py`. Not here: finding them in a line
(`announced_secrets.py`).
"""

from __future__ import annotations

from ctxkit.text.secret_phrases import OPEN, VALUE, Phrase

_INTO_FILE = r"[\"']?[\w./~-]{0,100}?(?i:secret|passw|token|key|cred|pgpass)"
_QUOTED = r"""['"](?P<s>[^'"]{1,200})['"]"""

COMMANDS = (
    # A line of a configuration without a separator: `auth_pass X`.
    Phrase(
        needles=("pass", "pw", "token", "secret", "key", "auth"),
        pattern=rf"\A\s{{0,40}}(?P<option>[A-Za-z][\w.-]{{2,60}})\s{{1,20}}{OPEN}{VALUE}[\"']?;?\s*(?:#.*)?\Z",
        kind="",
        sample="auth_pass X1x",
        is_loose=True,
    ),
    Phrase(
        needles=("--", "pass ", " -pass", " -token", " -secret"),
        pattern=r"(?<![^\s\[(,'\"])--?(?P<option>[A-Za-z][\w-]{2,40})"
        rf"(?:\s{{1,4}}|=|[\"']?,\s?){OPEN}(?!-){VALUE}",
        kind="",
        sample="x --token X1x",
    ),
    Phrase(
        needles=("mysql", "mariadb"),
        pattern=rf"\b(?:mysql|mariadb)\w*\b[^|;&\n]{{0,200}}?[\s'\"]-(?:u\S{{1,60}}\s+-)?p{OPEN}{VALUE}",
        kind="PASSWORD",
        sample="mysql -u root -pX1x",
    ),
    Phrase(
        needles=("sshpass", " login", "mongo", "az ", "cqlsh", "sqlcmd", "mosq", "mqtt", "usera"),
        pattern=rf"\b(?:sshpass|login|mongo\w*|cqlsh|sqlcmd|mosquitto_\w+|mqtt|useradd|usermod)\b[^|;&\n]{{0,200}}?\s-[pP]\s{{0,4}}{OPEN}{VALUE}",
        kind="PASSWORD",
        sample="docker login -u x -p X1x",
    ),
    # Whatever logs in with a user and a password.
    Phrase(
        needles=(" -p", " -w"),
        pattern=r"\s(?:-[uUlD]|--user(?:name)?)[\s=]?[^\s|;&]{1,80}\s[^|;&\n]{0,120}?(?<=\s)-[pPw]"
        rf"(?:\s{{1,4}}|(?=[\"']))?{OPEN}{VALUE}",
        kind="PASSWORD",
        sample="ipmitool -U admin -P X1x power status",
        is_loose=True,
    ),
    Phrase(
        needles=("curl", "wget", "http"),
        pattern=r"\bcurl\b[^|\n]{0,400}?\s(?:-u|--user)[\s=]{0,3}[\"']?"
        r"(?P<s>[^\s:<>\"']{16,200}):[\"']?(?:\s|\Z)",
        kind="TOKEN",
        sample="curl -u X1xxxxxxxxxxxxxx: https://x",
        is_loose=True,
    ),
    Phrase(
        needles=("curl", "wget", "http"),
        pattern=rf"\b(?:curl|wget|https?|httpie)\b[^|\n]{{0,400}}?\s(?:-u|--user|-U|--proxy-user|-a|--auth)[\s=]{{0,3}}{OPEN}"
        rf"[^\s:<\"']{{1,80}}:[\"']?{VALUE}",
        kind="PASSWORD",
        sample="curl -u admin:X1x https://x",
    ),
    Phrase(
        needles=("redis-benchmark", "redis-cli", "keydb-cli", "valkey-cli"),
        pattern=rf"\b(?:\w+-cli|redis-benchmark)\b[^|;&\n]{{0,200}}?\s(?:-a|AUTH)\s{{0,4}}{OPEN}{VALUE}",
        kind="PASSWORD",
        sample="redis-cli -a X1x",
    ),
    Phrase(
        needles=("smbclient", "smbget", "mount.cifs", "rpcclient"),
        pattern=rf"\b(?:smb\w+|rpcclient)\b[^|;&\n]{{0,300}}?\s-U\s{{0,4}}{OPEN}[^\s%\"']{{1,80}}%{VALUE}",
        kind="PASSWORD",
        sample="smbclient //x/y -U svc%X1x",
    ),
    Phrase(
        needles=("freerdp", "net use", "cmdkey"),
        pattern=r"(?:freerdp\d?\b[^|;&\n]{0,300}?\s/p:|"
        r"\bnet use\b[^|;&\n/]{0,100}/user:\S{1,40}\s{1,4}|"
        rf"\bcmdkey\b[^|;&\n]{{0,300}}?\s/pass:){OPEN}{VALUE}",
        kind="PASSWORD",
        sample="xfreerdp /u:x /p:X1x",
    ),
    Phrase(
        needles=("--user", "creds"),
        pattern=rf"(?<!\S)--(?:user|(?:src-|dest-)?creds)(?:\s{{1,4}}|=){OPEN}[\w.@-]{{1,80}}:{VALUE}",
        kind="PASSWORD",
        sample="etcdctl --user root:X1x get /",
        is_loose=True,
    ),
    Phrase(
        needles=("ossutil", "coscmd", "obsutil", "tosutil", "net user", "http-basic"),
        pattern=r"(?:\b(?:oss|obs|tos)util\b[^|;&\n]{0,300}?\s-(?:k|sk)[\s=]|\bcoscmd\b[^|;&\n]{0,300}?\s-s\s|"
        rf"\bnet user \S{{1,60}}\s|http-basic\.\S{{1,60}}\s\S{{1,60}}\s)\s{{0,4}}{OPEN}{VALUE}",
        kind="PASSWORD",
        sample="net user dify X1x /add",
        is_loose=True,
    ),
    Phrase(
        needles=("zip ", "7z ", "keygen", "vault login"),
        pattern=r"(?:\b(?:un)?zip\b[^|;&\n]{0,200}?\s-P\s{0,4}|\b7z\b[^|;&\n]{0,200}?\s-p|"
        rf"\bssh-keygen\b[^|;&\n]{{0,200}}?\s-N\s{{1,4}}|\bvault login\s{{1,4}}){OPEN}{VALUE}",
        kind="PASSWORD",
        sample="zip -P X1x a.zip b",
    ),
    Phrase(
        needles=("auth ",),
        pattern=rf"\bAUTH\s{{1,4}}(?:\w{{1,40}}\s{{1,4}})?{OPEN}{VALUE}",
        kind="PASSWORD",
        sample="AUTH X1xY2yZ3z",
        is_random=True,
    ),
    Phrase(
        needles=("auth ", "login "),
        pattern=r"\A[^\n]{0,40}(?:\b(?:AUTH|LOGIN)\s{1,4}[\w.@-]{1,60}"
        r"|>\s?(?i:(?:hello \d )?auth(?: [\w.@-]{1,60})?))"
        rf"\s{{1,4}}{OPEN}{VALUE}\s*\Z",
        kind="PASSWORD",
        sample="AUTH default X1x",
        is_loose=True,
    ),
    Phrase(
        needles=("openssl enc",),
        pattern=rf"\bopenssl enc\b[^|;&\n]{{0,300}}?\s-[kK]\s{{1,4}}{OPEN}{VALUE}",
        kind="PASSWORD",
        sample="openssl enc -aes-256-cbc -k X1x",
    ),
    Phrase(
        needles=("chpasswd",),
        pattern=rf"\becho\s+(?:-n\s+)?{OPEN}[\w.-]{{1,60}}:{VALUE}[\"']?\s*\|[^|\n]{{0,100}}chpasswd",
        kind="PASSWORD",
        sample="echo root:X1x | chpasswd",
    ),
    # What stands for a password in files of users: `$scheme$salt$hash`, `{SCHEME}hash`.
    Phrase(
        needles=("$",),
        pattern=r"(?<![\w$])(?P<s>\$[a-z0-9][a-z0-9-]{0,20}\$[\w./$=,+-]{20,200})",
        kind="PASSWORD",
        sample="$6$X1x$xxxxxxxxxxxxxxxxxxxxxxxx",
    ),
    Phrase(
        needles=("{s", "{m", "{c", "{p", "{b", "{a"),
        pattern=r"(?P<s>\{(?i:s?sha\d*|s?md5|crypt|pbkdf2[\w-]*|bcrypt|argon2\w{0,2})\}[\w./+$=-]{16,200})",
        kind="PASSWORD",
        sample="{SSHA}X1xxxxxxxxxxxxxxxxxxxxxx",
    ),
    Phrase(
        needles=("snmp",),
        pattern=rf"\bsnmp\w+\b[^|;&\n]{{0,200}}?\s-c\s{{0,4}}{OPEN}{VALUE}",
        kind="PASSWORD",
        sample="snmpwalk -v2c -c X1x 10.0.0.1",
        is_loose=True,
    ),
    Phrase(
        needles=("ldap",),
        pattern=rf"\bldap\w+\b[^|;&\n]{{0,300}}?\s-w\s{{0,4}}{OPEN}{VALUE}",
        kind="PASSWORD",
        sample="ldapsearch -w X1x",
    ),
    Phrase(
        needles=("requirepass", "masterauth", "configure set", "passin", "passout"),
        pattern=r"(?:requirepass|masterauth|"
        r"configure set \w{0,40}(?:secret|token|key)\w{0,40}|"
        rf"-pass(?:in|out) pass:)\s{{0,4}}{OPEN}{VALUE}",
        kind="PASSWORD",
        sample="requirepass X1x",
        is_loose=True,
    ),
    Phrase(
        needles=("mc alias", "mc config", "add_user", "change_password"),
        pattern=r"(?:\bmc (?:alias set|config host add) \S{1,60} \S{1,200} \S{1,100}|"
        rf"\b(?:add_user|change_password) \S{{1,100}})\s{{1,4}}{OPEN}{VALUE}",
        kind="PASSWORD",
        sample="rabbitmqctl add_user dify X1x",
    ),
    Phrase(
        needles=("htpasswd -",),
        pattern=r"\bhtpasswd\s(?=[^|;&\n]{0,40}-\w{0,8}b)(?:-\w{1,9}\s(?:\d{1,2}\s)?){1,6}"
        rf"(?:(?!-)[^\s|;&]{{1,100}}\s)?(?!-)[\w.@-]{{1,100}}\s{{1,4}}{OPEN}{VALUE}",
        kind="PASSWORD",
        sample="htpasswd -b -c /etc/x me X1x",
    ),
    Phrase(
        needles=("openssl passwd",),
        pattern=r"\bopenssl passwd\s(?:-(?!salt|in)\w{1,9}\s|-salt \S{1,60}\s){0,4}"
        rf"{OPEN}(?!-){VALUE}",
        kind="PASSWORD",
        sample="openssl passwd -apr1 X1x",
    ),
    Phrase(
        needles=("config set",),
        pattern=r"\bconfig set\s(?:--?[\w-]{1,30}\s){0,4}(?P<option>[A-Za-z_][\w.:-]{1,80})\s{1,4}"
        rf"{OPEN}(?!-){VALUE}",
        kind="",
        sample="pulumi config set --secret dbPassword X1x",
    ),
    Phrase(
        needles=("temporary password",),
        pattern=r"(?i:temporary password) is generated for \S{1,80}:\s(?P<s>[^\s<]\S{3,80})",
        kind="PASSWORD",
        sample="A temporary password is generated for root@localhost: X1x>;2y",
    ),
    # What a program asks, with the answer behind it.
    Phrase(
        needles=(" for ", " again", "retype"),
        pattern=r"(?:(?i:password|passphrase) for (?:(?:user|role|account|key|login)\s)?"
        r"(?:[\"'][^\"']{1,80}[\"']|[\w.@/-]{1,80})"
        r"|(?i:enter it again|(?:retype|re-enter)[\w ]{0,30}))"
        rf":\s{{0,4}}{OPEN}{VALUE}",
        kind="PASSWORD",
        sample='Password for user "me": X1x',
        is_loose=True,
    ),
    Phrase(
        needles=("root / ", "admin / ", "administrator / ", "postgres / "),
        pattern=rf"\b(?:root|admin(?:istrator)?|postgres) / {VALUE}",
        kind="PASSWORD",
        sample="root / X1x2y3z4!",
        is_loose=True,
    ),
    Phrase(
        needles=("echo ", "printf "),
        pattern=rf"\b(?:echo|printf)\s+(?:-n\s+)?{OPEN}{VALUE}[\"']?\s*\|[^|\n]{{0,200}}?"
        r"(?:-stdin|\bbase64(?!\s+(?:-d|-D|--decode))|\bsudo -S|\bopenssl|\bpasswd"
        rf"|\btee\s(?:-a\s)?{_INTO_FILE})",
        kind="PASSWORD",
        sample="echo X1x | docker login --password-stdin",
        is_loose=True,
    ),
    Phrase(
        needles=("echo ", "printf "),
        pattern=rf"\b(?:echo|printf)\s+(?:-n\s+)?{OPEN}{VALUE}[\"']?\s*>{{1,2}}\s?{_INTO_FILE}",
        kind="PASSWORD",
        sample="echo X1x > /run/secrets/db_password",
        is_loose=True,
    ),
    Phrase(
        needles=("=$(echo ", "=$(printf "),
        pattern=rf"(?P<option>[A-Za-z]\w{{1,60}})=\$\((?:echo|printf)\s(?:-n\s)?{OPEN}{VALUE}",
        kind="",
        sample="DB_PASSWORD=$(echo X1x | base64 -d)",
    ),
    Phrase(
        needles=("<<<",),
        pattern=r"(?i:secret|passw|token|login|auth|key|sudo -S)[^|\n]{0,120}?"
        rf"(?<=\s)<<<\s?{OPEN}{VALUE}",
        kind="PASSWORD",
        sample="gh auth login --with-token <<< X1x",
        is_loose=True,
    ),
    Phrase(
        needles=("secret set ",),
        pattern=r"\bsecret set\s[\w./-]{1,120}\s[^|;&\n]{0,120}?(?:--body|-b|--value|-v)[\s=]{1,3}"
        rf"{OPEN}{VALUE}",
        kind="SECRET",
        sample='gh secret set DB_PASSWORD --body "X1x"',
    ),
    # A store of settings: the name, and its value behind it.
    Phrase(
        needles=("kv put ", "etcdctl put ", "--value"),
        pattern=r"(?:\b(?:kv|etcdctl) put\s(?P<option>[\w./-]{1,120})\s{1,4}"
        r"|\s--(?:name|key)[\s=]{1,3}(?P<named>[\w./-]{1,120})\s[^|;&\n]{0,160}?--value[\s=]{1,3})"
        rf"{OPEN}{VALUE}",
        kind="",
        sample="consul kv put dify/db_password X1x",
    ),
    Phrase(
        needles=("password", "identified"),
        pattern=r"\b(?:PASSWORD(?: FOR \S{1,80} =|\()?|(?i:set password(?: for \S{1,80})?) =|"
        r"IDENTIFIED (?:WITH \S{1,60} )?(?:BY|AS)|"
        r"(?i:(?:user|to|for) \S{1,80} identified (?:with \S{1,60} )?(?:by|as)))"
        rf"\s{{0,4}}{_QUOTED}",
        kind="PASSWORD",
        sample="ALTER USER x WITH PASSWORD 'X1x'",
        is_loose=True,
    ),
    # `client.auth('default', 'X')`, `requests.get(url, auth=("me", "X"))`.
    Phrase(
        needles=("auth", "login", "credential", "password"),
        pattern=r"(?i:auth|login|authenticate|credentials?|password)\w{0,20}\s?[=(:]\s?[(\[]?"
        rf"['\"][^'\"]{{1,80}}['\"],\s?{_QUOTED}",
        kind="PASSWORD",
        sample="client.auth('default', 'X1x')",
        is_loose=True,
    ),
    # What a client of redis sends, as its monitor and Python show it.
    Phrase(
        needles=("auth\"", "auth'"),
        pattern=r"[\"']AUTH[\"'],?\s{0,3}b?[\"'](?:[^\"']{1,60}[\"'],?\s{0,3}b?[\"'])?(?P<s>[^\"']{3,200})[\"']",
        kind="PASSWORD",
        sample='"AUTH" "default" "X1x"',
        is_loose=True,
    ),
    # The list of who may do what of redis, and PostgreSQL's file of passwords.
    Phrase(
        needles=("on >", "on #", "setuser"),
        pattern=rf"\b(?i:user|setuser)\s\S{{1,60}}\s[^\n>#]{{0,80}}[>#]{VALUE}",
        kind="PASSWORD",
        sample="user default on >X1x ~* +@all",
        is_loose=True,
    ),
    Phrase(
        needles=("5432:", "*:*"),
        pattern=r"(?<!\S)[\w.*-]{1,80}:(?:5432|\*):[\w*-]{1,60}:[\w*-]{1,60}:(?P<s>\S{3,200})",
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
        needles=("securestring",),
        pattern=rf"(?i:securestring)\s{{1,4}}(?:-String\s)?{_QUOTED}",
        kind="PASSWORD",
        sample='ConvertTo-SecureString "X1x" -AsPlainText',
        is_loose=True,
    ),
    Phrase(
        needles=("setenv ", "setx ", "set -"),
        pattern=rf"(?:\bset(?:env|x)|\bset\s-[a-zA-Z]{{1,3}})\s{{1,4}}(?P<option>[A-Za-z]\w{{1,60}})\s{{1,4}}{OPEN}{VALUE}",
        kind="",
        sample="setenv DB_PASSWORD X1x",
    ),
    Phrase(
        needles=("@tcp(", "@unix("),
        pattern=r"[\w.-]{1,80}:(?P<s>[^\s:<>\"']{1,200})@(?:tcp|unix)\(",
        kind="PASSWORD",
        sample="root:X1x@tcp(db:3306)/dify",
    ),
)  # fmt: skip
