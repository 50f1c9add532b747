"""Secrets that other words announce: sentences in four languages, addresses whose path is a key.

Rows and no code; each takes linear time: what may be between the announcing words and the secret is
bounded. Not here: finding them in a line (`announced_secrets.py`), command lines
(`secret_commands.py`), `NAME=value` (`named_values.py`), words that are recognizably secrets
(`secret_shapes.py`).
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


VALUE = r"""(?P<s>[^\s"'`“”「」『』<>,;，。、；：（）()]{3,200})"""
OPEN = r"""["'`“「『（(【]?"""
_CJK_NOUN = "密码|密碼|口令|授权码|授權碼|激活码|パスワード|パスフレーズ|暗証番号|비밀번호|암호"
_CJK_NEEDLES = ("密", "口令", "授", "激活", "パス", "暗証", "비밀", "암호")
_KEY_WORDS = (
    "密钥|密鑰|秘钥|金鑰|令牌|凭证|凭据|トークン|秘密鍵|シークレットキー|シークレット|토큰|"
    "(?:API|アクセス|認証|ライセンス) ?キー"
)
CJK_NOUNS = f"{_CJK_NOUN}|{_KEY_WORDS}"
_SO = r"[^\s!-~：]{0,16}[:：]"
"""Words between a noun and the colon that its value is behind."""
_IS = (
    "填的是|填写|填|就是|是|设置为|設定為|设为|设成了|设成|换成了|换成|改成了|改成|改为|为|為|"
    "(?:都|均|也|默认|统一)(?:是|为)|として|に|は|が|を|는|은|를|을|[:：=＝]"
)
_LATIN = r"(?i:token|secret|password|passwd|pwd|(?:api|access|secret)[ _-]?key)"
_NOUN = (
    "(?i:pass(?:word|wd|phrase|code)|pwd|pw|token|"
    "(?:api|access|secret|encryption|private|signing|licen[sc]e|shared|master|auth|service|admin|account)"
    "[ _-]?key|secret|credentials?)"
)
_BETWEEN = (
    r"(?:\s{1,3}(?:provided|was|is|set|changed|now|still|being|used|to|as|"
    r"(?:for|of|on|in|at)\s{1,3}(?:[\w.@'-]{1,30}\s{1,3}){0,3}['\"]?[\w.@-]{1,40}['\"]?"
    r"(?=\s{1,3}(?:was|is|set|changed|now)\b|\s?[:=])"
    r")){0,3}"
)

PHRASES = (
    # Between the noun and the value there is no other word.
    Phrase(
        needles=_CJK_NEEDLES,
        pattern=rf"(?:{_CJK_NOUN})\s{{0,3}}(?:(?:{_IS}){{1,2}}\s{{0,3}}{OPEN}|[“「『])(?P<s>[!-~]{{3,200}})",
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
        pattern=rf"(?:{_KEY_WORDS})\s{{0,3}}(?:{_IS})?\s{{0,3}}{OPEN}(?P<s>[!-~]{{3,200}})",
        kind="TOKEN",
        sample="令牌：X1x",
        is_loose=True,
    ),
    Phrase(
        needles=("是", "为", "為", "は", "：", "는", "은"),
        pattern=rf"{_LATIN}\s{{0,3}}(?:{_IS}){{1,2}}\s{{0,3}}{OPEN}(?P<s>[!-~]{{3,200}})",
        kind="TOKEN",
        sample="api key 是 X1x",
        is_loose=True,
    ),
    # The name of a setting in a sentence: `SECRET_KEYにXを設定`, `把 SECRET_KEY 换成了X`.
    Phrase(
        needles=("是", "为", "為", "成", "に", "は", "が", "을", "를", "는"),
        pattern=r"(?<![\w.-])(?P<option>[A-Za-z][\w-]{2,60})\s{0,3}"
        rf"(?:{_IS})\s{{0,3}}{OPEN}(?P<s>[!-~]{{6,200}})",
        kind="",
        sample="SECRET_KEYにX1xxxxを設定",
        is_loose=True,
    ),
    Phrase(
        needles=("密", "口令", "令牌", "パス", "トークン", "キー"),
        pattern=rf"(?:{CJK_NOUNS})[^。；，、,;\n]{{1,16}}?(?:{_IS})\s{{0,3}}{OPEN}"
        r"(?P<s>[A-Za-z0-9]{10,200})(?![\w.:/-])",
        kind="TOKEN",
        sample="应用密钥 app 是 X1xY2yZ3zW",
        is_random=True,
    ),
    Phrase(
        needles=("_",),
        pattern=r"\b(?P<option>[A-Z][A-Z0-9]{0,30}_[A-Z0-9_]{2,60})\s{1,3}(?:(?:is|was|as|from|to)\s{1,3})?"
        rf"{OPEN}{VALUE}",
        kind="",
        sample="change SECRET_KEY from X1xY2yZ3z",
        is_random=True,
    ),
    # `401 for X as X-API-KEY`.
    Phrase(
        needles=(" as ",),
        pattern=r"(?<![\w./-])(?P<s>[\w-]{24,120})\s(?i:as\s(?:(?:the|my|our)\s)?(?:x-)?"
        r"(?:api|auth|access|secret)?[-_ ]?(?:key|token|password|secret))\b",
        kind="TOKEN",
        sample="X1x000000000000000000000 as X-API-KEY",
        is_loose=True,
    ),
    Phrase(
        needles=("set ", "chang", "updat", "rotat"),
        pattern=r"\b(?i:set|chang(?:ed?|ing)|updat(?:ed?|ing)|rotat(?:ed?|ing))\s(?:the\s)?"
        rf"(?P<option>[A-Z]\w{{2,60}})\s(?:to|as|=)\s{{1,3}}{OPEN}{VALUE}",
        kind="",
        sample="changed DB_PASSWORD to X1x",
        is_loose=True,
    ),
    Phrase(
        needles=(" | ",),
        pattern=rf"\|\s{{0,30}}`?(?P<option>[A-Za-z][\w.-]{{1,60}})`?\s{{0,60}}\|\s{{0,30}}{OPEN}{VALUE}",
        kind="",
        sample="| password | X1x |",
        is_loose=True,
    ),
    # The secret that goes with the name of a key: `Credential("AKID...", "X")`.
    Phrase(
        needles=("akid", "akia", "ltai", "aklt"),
        pattern=r"\b(?:AKID|AKIA|LTAI|AKLT)\w{12,60}[\"']?[,:/\s]{1,3}(?:-\w{1,2}\s)?[\"']?"
        r"(?P<s>[\w/+]{24,64}={0,2})",
        kind="SECRET_KEY",
        sample="AKIDX0000000000000000 / X1xY2yZ3zX1xY2yZ3zX1xY2yZ3z",
        is_random=True,
    ),
    Phrase(
        needles=("pass",),
        pattern=rf"(?<![\w.-])(?i:pass)\s(?:is|was|:)\s{{1,3}}{OPEN}{VALUE}",
        kind="PASSWORD",
        sample="the smtp pass is X1x",
        is_loose=True,
    ),
    # `パスワードは以下です：X`, `连接 redis 用的密码如下：X`.
    Phrase(
        needles=(*_CJK_NEEDLES, "令牌", "トークン", "キー"),
        pattern=rf"(?:{CJK_NOUNS}){_SO}\s{{0,3}}{OPEN}(?P<s>[!-~]{{3,200}})",
        kind="PASSWORD",
        sample="パスワードは以下です：X1x",
        is_loose=True,
    ),
    # A word that says little, and a value that says the rest: `key 是 X`, `the key from X`.
    Phrase(
        needles=("key", "bearer", "码", "トークン", "コード"),
        pattern=r"(?:(?<![\w.-])(?i:key|bearer)|授权码|コード)\s{0,3}"
        rf"(?:is|was|from|to|{_IS})?\s{{0,3}}{OPEN}(?P<s>[A-Za-z0-9]{{12,200}}={{0,2}})(?![\w.:/-])",
        kind="TOKEN",
        sample="key 是 X1xY2yZ3zW4w",
        is_random=True,
    ),
    # `the password for postgres is X`, `Incorrect API key provided: X`, `using token 'X'`.
    Phrase(
        needles=("pass", "pw", "token", "secret", "key", "credential"),
        pattern=rf"(?<![\w.-]){_NOUN}\)?{_BETWEEN}\s{{0,3}}[:=]?\s{{1,3}}{OPEN}{VALUE}",
        kind="PASSWORD",
        sample="the password for postgres is X1x",
        is_loose=True,
    ),
    # `Here is the token we use: X`, `my password, X, has`, `credentials are admin / X`.
    Phrase(
        needles=("pass", "pwd", "token", "secret", "key", "credential"),
        pattern=rf"(?<![\w.-]){_NOUN}(?:(?:\s{{1,3}}[A-Za-z']{{1,20}}){{0,5}}(?:\s?:|\s(?:is|was|as))|,)"
        rf"\s{{1,3}}{OPEN}{VALUE}",
        kind="PASSWORD",
        sample="the token we use: X1xY2yZ3z",
        is_random=True,
    ),
    Phrase(
        needles=("credentials", "账号", "帐号", "アカウント"),
        pattern=r"(?i:credentials|[账帐]号|アカウント)(?i: are| is|[:：是为はに])?\s{0,3}"
        rf"[\w.@-]{{1,60}}\s?/\s?{VALUE}",
        kind="PASSWORD",
        sample="default credentials admin / X1x",
        is_loose=True,
    ),
    Phrase(
        needles=("credentials", "login", "账号", "用户名"),
        pattern=r"(?i:credentials|login|账号|用户名)(?i: are| is|[:：是为])?\s{0,3}[\w.@-]{1,60}\s?"
        rf"[/,，、]\s?{VALUE}",
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
    # Addresses whose path is a key.
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
