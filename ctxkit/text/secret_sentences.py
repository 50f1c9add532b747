"""Find the secrets of sentences: a noun for a secret, some words, and a word that nobody says.

One grammar for all languages. Behind the noun come at most a few words, and what stands right
before the value says how sure it is: after a colon, a quotation mark or `is`, `是`, `は` any word
with a digit is the value, after other words one that is a password by itself. Linear in the line,
for what may stand between is bounded. Not here: what such a word is (`made_up_words.py`), names
with a sign between them and their value (`named_values.py`), commands and addresses
(`announced_secrets.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ctxkit.regex import regex
from ctxkit.text.found import Named
from ctxkit.text.made_up_words import (
    is_code,
    is_made_up,
    is_of_names,
    is_random,
    is_unknown,
    is_weakly_made_up,
)
from ctxkit.text.secrets import class_of_each, hidden_class, may_be_secret

_WORD_ITSELF = (
    "密码|密碼|口令|パスワード|パスフレーズ|暗証番号|合言葉|비밀번호|암호"
    "|(?:授[权權]|激活|邀[请請]|兑[换換]|提取)[码碼]"
)
_KEY_WORDS = (
    "密[钥鑰]|秘[钥鑰]|金鑰|私[钥鑰]|令牌(?!桶)|凭[证据]|トークン|秘密鍵|(?:暗号化?|署名|共有)(?:鍵|キー)|シークレット(?:キー)?|토큰"
    "|(?:API|アクセス|認証|ライセンス|プロダクト) ?キー|(?:API|인증|접근|비밀) ?키"
)
_CJK_FIRST = r"(?=[^\x00-@B-\x7f])"
"""What each noun in Chinese, Japanese or Korean begins with: most places of a line are done with
after one look instead of one for each noun. Both this and `_OF_VALUE` are said in ASCII, for a
range to the last character takes as long to compile as all the nouns.
"""
CJK_NOUNS = f"{_CJK_FIRST}(?:{_WORD_ITSELF}|{_KEY_WORDS})"
_CODE = (
    "(?:(?:[验驗]|校[验驗]|[动動][态態]|短信|簡訊|一次性|安全|[认認]|認|確認|ワンタイム)[证証證]?"
    "(?:[码碼]|コード)|ワンタイムパスワード|인증번호)"
)
_LATIN = (
    "(?:api|access|secret|encryption|private|signing|licen[sc]e|product|activation|shared|master"
    "|auth|service|admin|account|subscription)[ _-]?keys?|pwd|pw|pass|passphrases?"
    "|(?:app|client|corp|bot|user|access|auth|admin|root|db|redis|smtp|mail)?"
    "(?:pass(?:word|wd)|secret|token)s?|psk|community(?: string)?|creds|credentials?"
    "|(?:zugangs)?passwort|kennwort|zugangsdaten|mot de passe|contraseña|senha|пароль|ключ|токен"
)
_LATIN_CODE = (
    "(?:one-time|verification|security|confirmation|sms|login|sign-in|recovery|backup|2fa|mfa|otp)"
    "[ -](?:pass)?codes?|otp|pin|passcode"
)
_NO_WORD_BEFORE = r"(?<![A-Za-z0-9_./$@{=&?-])(?i:x-)?"
_NO_WORD_BEHIND = r"(?![A-Za-z0-9_-]|\.\w)"
_NOUN = regex(
    rf"{_NO_WORD_BEFORE}(?:"
    rf"(?i:(?P<code>{_LATIN_CODE})|(?P<vague>key|bearer)|(?P<owner>logins?|accounts?|auth)"
    rf"|{_LATIN}){_NO_WORD_BEHIND}"
    r"|(?P<name>[A-Za-z][A-Za-z0-9]*_\w{2,60}?)(?![A-Za-z0-9_(])"
    r"|(?P<verb>[A-Za-z]{1,30}(?:-[A-Za-z]{1,30}){1,4})(?![\w(-]))"
    rf"|{_CJK_FIRST}(?:(?P<said>{_WORD_ITSELF})|{_KEY_WORDS}|(?P<cjk_code>{_CODE})"
    r"|(?P<cjk_owner>[账帐帳][号户密號戶]|認証情報|アカウント|用户名|ログイン|登[录陆]))"
)

_SAYS = (
    "填的是|填写|填|就是|是|为|為|"
    "(?:已经?|被)?(?:设置?|設定?|换|換|改|修改|重置|重設|重设|更新|变更)(?:成了?|为|為)|"
    "(?:都|均|也|默认|统一)(?:是|为)|として|に|は|が|を|는|은|를|을|[:：=＝“「『【（]"
)
_SAID = regex(rf"[)）」』】]?\s*(?:(?:{_SAYS})\s*[\"'`]?){{1,3}}\Z")
_LINK = regex(
    r"(?P<sure>\s{0,3}(?:[:：=＝→|]|->|=>)[\s*_]{0,3}|[*_]{1,3})"
    r"|(?P<quote>\s?[“「『【]|\s[\"'`])"
    r"|(?P<dash>\s[-–—]{1,2}\s)|(?P<bracket>\s{0,2}[(（])"
    r"|(?P<word>\s{0,3}[A-Za-zÀ-ÿЀ-ӿ][a-zß-ÿЀ-ӿ']{0,20}"
    r"(?![\w@#$%^&*!~+=.\\/-]|:\S))"
    r"|(?P<cjk>\s{0,3}[^\W\d_a-zA-Z]{1,20})"
    r"|(?P<other>\s{0,2}[,，、\"'`”」』)）?!]\s?|\s\d{1,2}(?=\s)"
    r"|\s[\w.%+-]{1,60}@[\w.-]{1,60}(?=[:：])"
    r"|\s(?:\d{1,3}(?:\.\d{1,3}){3}|[a-z]\w{0,60}(?:\.[a-z]\w{1,60}){1,6})(?=\s)|\s{1,4})"
)
_PAIR = regex(
    r"\s?(?:(?!\d{4}-\d)[\w.@-]{1,40}|<REDACTED:\w+#\d+>)(\s?/\s?|:)(?=[^\s/]{3,200}(?:\s|\Z|[)，。]))"
)
"""A user before the password: `ops / X`, and `ops:X` where users are spoken of."""
_ONLY_BLANK = regex(r"\s*(?:\d{1,2}\s+)?\Z")
_OF_VALUE = r"[\x00-\x08\x0e-\x1b!#-&*+\--:=?-_a-{}~]"
"""ASCII but white space, DEL, quotation marks, `<`, `>`, `,`, `;`, `(`, `)`, `|`."""
_VALUE = regex(rf"{_OF_VALUE}{{3,200}}")
_HOST_BEHIND = regex(r"@(?:(?:[\w-]+\.)+[\w-]+(?::\d+)?|[\w-]+:\d+)\Z")
_ABOUT = frozenset({
    "name", "names", "named", "called", "type", "types", "id", "format", "prefix", "length",
    "limit", "policy", "count", "usage", "version", "page", "table", "field", "column",
    "expired", "expires",
})  # fmt: skip
"""Words behind a noun that speak of it: what follows is no secret."""
_COPULAS = frozenset(
    {"is", "was", "are", "were", "equals", "reads", "ist", "lautet", "es", "est", "é", "это"}
)
_CJK_COPULA = regex(r"(?:[是为為成写填はがにをで는은이가를을]|として)\Z")
_CHANGES = frozenset({"set", "change", "changed", "changing", "update", "updated", "reset", "from"})
_CHANGE = regex(r"(?i:\b(?:re)?set|chang\w{0,3}|updat\w{0,3}|rotat\w{0,3})\b[^.:]{0,30}\Z")
_TARGETS = frozenset({"to", "as", "from"})
_MAX_CHANGE_CHARS = 40
_AFTER = "\"'`.,;:!?)]}>*"
_MAX_WORDS, _MAX_LINKS, _MAX_LINK_CHARS, _MAX_CJK_CHARS = 6, 16, 120, 16
_MAX_SAID_CJK = 4
_MIN_VAGUE_CHARS, _MIN_SAID_CHARS = 12, 3

_JOINS = regex(
    r"[\"'`”」』)）]{0,2}(?:\s(?:(?P<as>(?i:as))|(?i:is|was|for))\s"
    r"(?i:(?:the|my|our|a|your|their)\s)?(?i:x-)?|\s?(?P<this>(?:这个|這個|这串|这|该|此|という)\s?新?)"
    r"|\s?[:：]\s|\s)\Z"
)
_MAX_JOIN_CHARS = 24
_WHOLE = regex(rf"(?![./$@=&?-]){_OF_VALUE}{{8,200}}\Z")
_BEHIND_CJK = regex(r".*[^\x00-\x7f]")
_LONG_HEX = regex(r"[0-9a-f]{32,128}\Z")
_MAX_BEFORE_CHARS = 220


def find_in_sentences(line: str) -> Iterator[Named]:
    """Yield the secrets that the sentences of a line tell, in order."""
    done = 0
    nouns = [(noun, kind) for noun in _NOUN.finditer(line) if (kind := _kind(noun))]
    ends = [noun.start() for noun, _ in nouns if not _is_owner(noun)][::-1]
    for noun, kind in nouns:
        while ends and ends[-1] <= noun.start():
            ends.pop()
        if noun.start() < done:
            continue
        stop = ends[-1] if ends else len(line)
        found = _before(line, noun, done, kind) or _behind(line, noun, kind, stop)
        while found is not None:
            yield found
            done = found.start + len(found.value)
            found = _changed_to(line, done, kind)


def _is_owner(noun: re.Match[str]) -> bool:
    return bool(noun["owner"] or noun["cjk_owner"])


def _kind(noun: re.Match[str]) -> str:
    if noun["name"] or noun["verb"]:
        return hidden_class(noun.group())
    if noun["code"] or noun["cjk_code"]:
        return "CODE"
    if noun["vague"]:
        return "TOKEN"
    if _is_owner(noun):
        return "CREDENTIAL"
    name = noun.group().lower().removeprefix("x-")
    return class_of_each(name.replace(" ", "_")) or "PASSWORD"


def _before(line: str, noun: re.Match[str], done: int, kind: str) -> Named | None:
    """Return the value before a noun: `with X as the password`, `X: password rejected`."""
    if noun["vague"] or _is_owner(noun):
        return None
    joins = _JOINS.search(line, max(done, noun.start() - _MAX_JOIN_CHARS), noun.start())
    if joins is None:
        return None
    begin = max(done, joins.start() - _MAX_BEFORE_CHARS)
    last = line[begin : joins.start()].split()[-1:]
    value = last[0].strip(_AFTER + "([<“「『（」』”）") if last else ""
    if joins["this"]:
        value = _BEHIND_CJK.sub("", value)
    if _WHOLE.match(value) is None:
        return None
    is_named = joins["as"] is not None and is_weakly_made_up(value)
    is_named = is_named or (joins["this"] is not None and _LONG_HEX.match(value) is not None)
    if not (is_named or is_made_up(value)) or not may_be_secret(value) or "REDACTED" in value:
        return None
    return Named(line.rindex(value, begin, joins.start()), value, kind)


class _Way:
    """What stands between a noun and its value."""

    def __init__(self, noun: re.Match[str], kind: str) -> None:
        self.words = self.cjk = 0
        self.is_pair = self.is_quoted = False
        self.is_sure = False
        self._is_owner = kind == "CREDENTIAL"
        self._noun = noun
        self._is_change = False

    def follow(self, link: re.Match[str]) -> bool:
        """Return whether a value may be behind this link and those before it."""
        self.is_quoted = link.group()[-1] in "\"'`“「『【"
        if link["word"]:
            word = link["word"].strip().lower()
            if word in _ABOUT:
                return False
            self.words += 1
            self.is_sure = word in _COPULAS or (word in _TARGETS and self._changes())
            self._is_change = self._is_change or word in _CHANGES
        elif link["cjk"]:
            self.cjk += len(link["cjk"])
            self.is_sure = _CJK_COPULA.search(link["cjk"]) is not None
        elif link["bracket"] or link["dash"]:
            self.is_sure = not self.words
        elif link["quote"]:
            self.is_sure = self.is_sure or (not self.words and self.cjk <= _MAX_SAID_CJK)
        else:
            self.is_sure = self.is_sure or link["sure"] is not None
        return self.words <= _MAX_WORDS and self.cjk <= _MAX_CJK_CHARS

    def passes_user(self, line: str, at: int, stop: int) -> int:
        """Return where the password begins if a user stands before it, else `at`."""
        pair = _PAIR.match(line, at, stop)
        if pair is None or not (self._is_owner or (self.is_sure and pair[1] != ":")):
            return at
        self.is_pair = self.is_sure = True
        return pair.end()

    def _changes(self) -> bool:
        """Return whether the sentence says that a value is set: `set the password to`."""
        begin = max(0, self._noun.start() - _MAX_CHANGE_CHARS)
        before = self._noun.string[begin : self._noun.start()]
        return self._is_change or _CHANGE.search(before) is not None


_IS_SETTING = regex(r"[\"'\]]?\s?[=:]\s?(?![\s*_`])")
"""What `named_values.py` knows more of."""


def _behind(line: str, noun: re.Match[str], kind: str, stop: int) -> Named | None:
    """Return the value behind a noun and before the next one, at `stop`."""
    at = noun.end()
    if _is_read_elsewhere(noun, kind, line):
        return None
    way = _Way(noun, kind)
    stop = min(stop, at + _MAX_LINK_CHARS)
    for _ in range(_MAX_LINKS):
        at = way.passes_user(line, at, stop)
        if way.is_pair:
            break
        link = _LINK.match(line, at, stop)
        if link is None or (link["word"] and _is_word_told(line, at, noun, kind, way)):
            break
        is_other_key = way.words > 0 and link["sure"] is not None and line[at - 1] in "\"'"
        if is_other_key or not way.follow(link):
            return None
        at = link.end()
    at = _past_blanks(line, at)
    found = _VALUE.match(line, at) if at < stop or stop == len(line) else None
    if found is None or "<REDACTED" in line[at : found.end() + 1]:
        return None
    if (_is_owner(noun) and not way.is_pair) or found.group().startswith("-"):
        return None
    is_next = _ONLY_BLANK.match(line, noun.end(), at) is not None and not noun["verb"]
    way.is_sure = way.is_sure or is_next
    value = _app_password(line, at) or _value(found, cut=way.is_pair)
    is_told = _tells(line, at, noun, kind, way, value)
    return Named(at, value, kind) if is_told and may_be_secret(value) else None


_WORDS = regex(
    r"[a-z]{2,20}\s[a-z][a-z-]{1,30}(?![\w:：=])|[~.]?/|\.[a-z]|(?:[A-Z]+\d?_)+[A-Z]+\d?(?![\w-])"
    r"|[\w.-]{1,60}\.(?:ya?ml|env|json|conf|md|py|txt)(?!\w)|(?:1Password|Bitwarden|Vault)(?!\w)"
)
"""What somebody types or says rather than a password: `flask reset-password`, `.env`, a place."""
_RESOURCE = regex(r"[a-z0-9]+(?:[-.][a-z0-9]+)+\Z")
"""The name of a Secret: `the secret dify-v2`."""


def _tells(line: str, at: int, noun: re.Match[str], kind: str, way: _Way, value: str) -> bool:
    """Return whether a value at `at` is a secret by the noun and the way to it."""
    if noun["vague"]:
        bare = value.rstrip("=")
        return len(bare) >= _MIN_VAGUE_CHARS and bare.isalnum() and is_random(bare)
    between = line[noun.end() : at]
    is_said = noun["said"] is not None and _SAID.match(between) and len(value) >= _MIN_SAID_CHARS
    if " " in value or _is_mail_code(noun, value):
        return bool(is_said) or way.is_sure
    if _WORDS.match(line, at):
        return is_made_up(value)
    if kind == "SECRET" and not between.strip(" \"'") and _RESOURCE.match(value):
        return not is_of_names(value)
    return bool(is_said) or _is_told(value, kind, way)


_MAIL_CODE = regex(r"[a-z]{16}\Z")
"""What QQ and 163 give for a password of mail."""


def _is_mail_code(noun: re.Match[str], value: str) -> bool:
    return noun.group().startswith("授") and _MAIL_CODE.match(value) is not None


def _is_word_told(line: str, at: int, noun: re.Match[str], kind: str, way: _Way) -> bool:
    """Return whether what looks like a word of the sentence is the value: `授权码：abcdefgh`."""
    if noun["said"] and at > noun.end() and _SAID.match(line[noun.end() : at]):
        return True
    begin = _past_blanks(line, at)
    between = begin - noun.end()
    is_next = between == 1 or (between == 0 and noun["said"] is not None)
    is_next = way.is_quoted or (is_next and kind == "PASSWORD")
    found = _VALUE.match(line, begin) if is_next else None
    if found is None:
        return False
    value = _value(found, cut=False)
    return is_unknown(value) or _is_mail_code(noun, value)


def _past_blanks(line: str, at: int) -> int:
    while line.startswith(" ", at):
        at += 1
    return at


def _is_read_elsewhere(noun: re.Match[str], kind: str, line: str) -> bool:
    """Return whether a name and a sign are behind each other, as in a file: `password=X`."""
    if kind == "CREDENTIAL" or noun["code"] or noun["vague"]:
        return False
    is_name = noun.group().isascii() and " " not in noun.group()
    return is_name and _IS_SETTING.match(line, noun.end()) is not None


_APP_PASSWORD = regex(r"[a-z]{4}(?: [a-z]{4}){3}(?![\w-])")


def _app_password(line: str, at: int) -> str:
    """Return four times four letters that are no words, as Google gives them for mail."""
    found = _APP_PASSWORD.match(line, at)
    return found.group() if found and is_unknown(found.group().replace(" ", "")) else ""


def _value(found: re.Match[str], *, cut: bool) -> str:
    value = found.group()
    if cut and (host := _HOST_BEHIND.search(value)):
        value = value[: host.start()]
    return value.rstrip(_AFTER)


def _is_told(value: str, kind: str, way: _Way) -> bool:
    if kind == "CODE":
        return way.is_sure and is_code(value)
    if way.is_sure and is_weakly_made_up(value):
        return True
    return is_made_up(value)


_TO = regex(r"[\"'`”」』]?(?:\s(?:to|→|->|=>)\s|\s?(?:から|改为|改成|换成)\s?)[\"'`“「『]?")


def _changed_to(line: str, at: int, kind: str) -> Named | None:
    """Return the second of two values: `from X to Y`."""
    to = _TO.match(line, at)
    found = _VALUE.match(line, to.end()) if to else None
    if found is None:
        return None
    value = _value(found, cut=False)
    is_value = is_weakly_made_up(value) and may_be_secret(value) and "REDACTED" not in value
    return Named(found.start(), value, kind) if is_value else None
