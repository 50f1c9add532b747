"""Whether a question asks how to do something, in English, Japanese, Chinese or Korean.

Who asks so tells no failure, and what fails by a setting says nothing about it. Not here: what the
words of a question mean (`meanings.py`).
"""

from __future__ import annotations

import re

from ctxkit.regex import regex

_HOW = regex(
    r"^\W{0,8}(?:how|where|which|what|who|can|could|may|is it possible|is there a way|i|we)\b"
    r"|\b(?:how (?:do|can|to|could|should|would|often|long|many|much|large|big)"
    r"|where (?:do|can|is))\b"
    r"|(?:たい|には|方法|方は|どこ|どう(?:すれ|やっ|した)\S{0,6}|できますか|ですか|したら)[?？。]?\s{0,4}$"
    r"|怎么|怎样|怎麼|怎樣|如何|在哪|哪里|哪個|哪个|能不能|可不可以|想要|想把|吗[?？]?\s{0,4}$"
    r"|어떻게|방법|싶",
    re.IGNORECASE,
)
_FAILS = regex(
    r"\b(?:error|fail(?:s|ed|ure)?|broken|crash(?:es|ed)?|cannot|can't|get|see)\b"
    r"|エラー|失敗|报错|報錯|失败|失敗|错误|錯誤|오류|실패",
    re.IGNORECASE,
)


_CHOOSES = regex(
    r"\b(?:switch\w*|mov(?:e|ing)|chang(?:e|ing)|migrat\w+)\b.{1,80}\b(?:from|to)\b"
    r"|\binstead of\b|\breplac(?:e|ing)\b|\bchoos(?:e|ing)\b|\bselect\b|\banother\b"
    r"|切り替え|乗り換え|代わりに|代替|選択|切换|切換|替换|替換|换成|換成|改用|换用|选择|代替"
    r"|바꾸|교체|대신",
    re.IGNORECASE,
)


def asks_to_choose(question: str) -> bool:
    """Return whether a question asks to work with something else of a kind, or which."""
    return _CHOOSES.search(question) is not None


def asks_how(question: str) -> bool:
    """Return whether a question asks how to do something, and tells no failure."""
    return _HOW.search(question) is not None and not tells_failure(question)


def tells_failure(question: str) -> bool:
    """Return whether a question tells that something fails."""
    return _FAILS.search(question) is not None
