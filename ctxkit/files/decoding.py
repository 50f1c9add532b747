"""Decode the bytes of a pasted log, whatever the encoding of the machine that wrote it. Never
raises.

Not here: the lines of a log (`logline/`).
"""

from __future__ import annotations

import codecs

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
SAMPLE_BYTES = 20_000
"""Bytes from which an encoding is recognized."""

MAX_JUDGED_CHARS = 4_000
"""Characters of a sample that are judged, those of ASCII left out."""

MIN_WIDE_SHARE = 0.4
"""Share of pairs of bytes with a zero from which any text is UTF-16."""

MIN_WIDE_SHARE_OF_INVALID = 0.02
"""The same for a text that is invalid UTF-8: of Chinese only the ASCII has zeros."""

MIN_SENSE = 0.4
"""Share of common characters from which a text without any ASCII is UTF-16."""

SYLLABLE_WEIGHT = 0.25
"""Weight of a Korean syllable outside the common ones: there are eleven thousand."""

_LAST_EUROPEAN = "\u017f"
_LAST_OF_TWO_BYTES = "\u07ff"
_FIRST_SYLLABLE, _LAST_SYLLABLE = "\uac00", "\ud7a3"

_EAST_ASIAN = ("gb18030", "cp932", "big5hkscs", "euc_jis_2004", "euc_kr")
"""The encodings of Chinese, Japanese and Korean logs; of two that fit equally well the first is
taken.
"""

_COMMON = frozenset(
    # Chinese, simplified and traditional: the most common ones, and those in messages of programs
    "的一是不了在人有我他这個个们們中来來上大为為和国國地到以说說时時要就出会會可也你对對生能而子那得于於着下自之年过過发發后後作里用道行所然"
    "家种事成方多经經么去法学學如都同现現当當没沒动動面起看定天分还進进好小部其些主样樣理心本前开開但因只从從想实實日者意无無力它与與长長把机機"
    "十民第公此已工使情明性知全三关關点點正业業外将將两高间間由问問很最重并手应應战向头頭文体體政美相见見被利二等产產或新己制身果加西月话合回特代"
    "内內信表化老给給世位次度门任常先海通教原声提立及比员員解水名真论論处處走义各入几口认認条條平系气题題活更别別打女变變四总電电数數安少报報才结結"
    "反受目太量再感建务務做接必场件计計管期市直德资資命金指统統区區保至队形社便空决展科司五基眼书非则則却界达達光放强即像难且权權思王象完设設式色路"
    "记記南品住告类類求据據程北边死张該该交规規万取拉格望觉术術领共确確传傳师观观清今切院让讓识識候带帶导導争运運错錯误誤失败敗连連服器请請求数据库"
    "庫節节點执執超异異常节模型插件工作流知识識库应用户戶密码碼网網络絡端口参參缺配置环環变量测測试試稍重试禁止未找不存在日志誌文档檔加载載删刪除创創"
    "建更新登录登錄权限邮郵箱验驗证證令牌输輸入输出返回响響应状狀态態码请求队列任务缓緩存"
    # Japanese: all kana, and its own characters
    "ぁあぃいぅうぇえぉおかがきぎくぐけげこごさざしじすずせぜそぞただちぢっつづてでとどなにぬねのはばぱひびぴふぶぷへべぺほぼぽまみむめもゃやゅゆょよらりるれろわをん"
    "ァアィイゥウェエォオカガキギクグケゲコゴサザシジスズセゼソゾタダチヂッツヅテデトドナニヌネノハバパヒビピフブプヘベペホボポマミムメモャヤュユョヨラリルレロワヲンヴー"
    "続読込認証設定値変数処理実行権限許可済対応検索画面終了開始接続失敗"
    # Korean: the most common syllables, and those in messages of programs
    "이다는을를의에가고하지한로기사인어서습니시도나자그리해대있수했음아일정보들없부라전으와과습오류연결실패요청서버파일데터용접속스트세워크플로우설정오"
    "。，、；：？！（）「」『』【】《》・〜…—"
)
"""The characters that most of a text consists of in its own encoding; in a wrong one it consists of
characters that hardly occur.
"""


def decode(data: bytes) -> str:
    """Return the text of `data`: UTF-8, UTF-16 or UTF-32 with or without a byte order mark, or an
    East Asian encoding.

    A log may have lines of several programs, so every line that is valid UTF-8 is read as such. In
    an unknown encoding, invalid bytes become replacement characters.
    """
    if encoding := _certain_encoding(data[:SAMPLE_BYTES]):
        return data.decode(encoding, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        encoding = _wide_encoding_of_invalid(data[:SAMPLE_BYTES])
        return data.decode(encoding, "replace") if encoding else _decoded_by_lines(data)


def encoding_of(sample: bytes) -> str:
    """Return the encoding of a file that begins with `sample`: UTF-32, UTF-16 or UTF-8.

    For files that are decoded in pieces; `decode` recognizes the other encodings in each piece.
    """
    sample = sample[:SAMPLE_BYTES]
    if encoding := _certain_encoding(sample):
        return encoding
    if _strict(sample, "utf-8"):
        return "utf-8"
    return _wide_encoding_of_invalid(sample) or "utf-8"


def _certain_encoding(sample: bytes) -> str:
    """Return the encoding that a mark or most of the zeros show, or an empty string."""
    for mark, encoding in _MARKS:
        if sample.startswith(mark):
            return encoding
    return _wide_encoding(sample, MIN_WIDE_SHARE)


def _wide_encoding_of_invalid(sample: bytes) -> str:
    """Return which UTF-32 or UTF-16 a text is in that is invalid UTF-8, or an empty string."""
    return _wide_encoding(sample, MIN_WIDE_SHARE_OF_INVALID) or _wide_without_zeros(sample)


def _wide_encoding(sample: bytes, min_share: float) -> str:
    """Return which UTF-32 or UTF-16 the zeros of a text show it to be in, or an empty string.

    `min_share`: the share of characters whose upper byte is zero, as that of ASCII is.
    """
    pairs = len(sample) // 2
    if pairs < 2:
        return ""
    quarters = [sample[n::4].count(0) for n in range(4)]
    most = 0.9 * (len(sample) // 4)
    if pairs > 3:
        if min(quarters[2:]) > most and quarters[0] * 4 < most:
            return "utf-32-le"
        if min(quarters[:2]) > most and quarters[3] * 4 < most:
            return "utf-32-be"
    even, odd = quarters[0] + quarters[2], quarters[1] + quarters[3]
    if odd > min_share * pairs and even * 4 < odd:
        return "utf-16-le"
    if even > min_share * pairs and odd * 4 < even:
        return "utf-16-be"
    return ""


def _wide_without_zeros(sample: bytes) -> str:
    """Return which UTF-16 a text without any ASCII is in, or an empty string."""
    if len(sample) < 8 or sample.count(b"\n") * 40 > len(sample):
        return ""
    best = max(("utf-16-le", "utf-16-be"), key=lambda encoding: _sense(sample, encoding))
    others = (_sense(sample, encoding) for encoding in _EAST_ASIAN)
    return best if _sense(sample, best) > max(MIN_SENSE, *others) else ""


def _decoded_by_lines(data: bytes) -> str:
    lines: list[str | bytes] = []
    for line in data.split(b"\n"):
        try:
            lines.append(line.decode("utf-8"))
        except UnicodeDecodeError:
            lines.append(line)
    invalid = b"\n".join(line for line in lines if isinstance(line, bytes))
    encoding = _east_asian_encoding(invalid[:SAMPLE_BYTES])
    return "\n".join(_decoded_line(line, encoding) for line in lines)


def _decoded_line(line: str | bytes, encoding: str) -> str:
    """Return the text of a line that is valid UTF-8 or not."""
    if isinstance(line, bytes):
        return line.decode(encoding, "replace")
    # East Asian words of two bytes may be valid UTF-8 by chance: then they are letters of scripts
    # that nobody mixes with ASCII.
    if any(c > _LAST_EUROPEAN for c in line) and max(line) <= _LAST_OF_TWO_BYTES:
        return _strict(line.encode(), encoding) or line
    return line


def _east_asian_encoding(sample: bytes) -> str:
    """Return the encoding in which bytes make most sense; UTF-8 for a damaged log in UTF-8."""
    damaged = sample.decode("utf-8", "replace")
    broken = damaged.count("\ufffd")
    if broken * 10 < sum(c > "\x7f" for c in damaged) - broken:
        return "utf-8"
    fitting = [encoding for encoding in _EAST_ASIAN if _strict(sample, encoding)]
    return max(fitting, key=lambda encoding: _sense(sample, encoding), default="utf-8")


def _strict(sample: bytes, encoding: str) -> str:
    """Return the text of a sample, whose last character may be cut, or an empty string if it is
    invalid in the encoding.
    """
    try:
        return codecs.getincrementaldecoder(encoding)().decode(sample, final=False)
    except UnicodeDecodeError:
        return ""


def _sense(sample: bytes, encoding: str) -> float:
    """Return the share of common characters in a sample, those of ASCII left out."""
    text = _strict(sample, encoding)
    judged = [c for c in text if c > "\x7f"][:MAX_JUDGED_CHARS]
    if not judged:
        return 0.0
    return sum(map(_weight, judged)) / len(judged)


def _weight(char: str) -> float:
    weight = 0.0
    if char in _COMMON:
        weight = 1.0
    elif _FIRST_SYLLABLE <= char <= _LAST_SYLLABLE:
        weight = SYLLABLE_WEIGHT
    # Other encodings read as East Asian yield characters of private use and of half width; each of
    # the latter is one byte.
    if "\ue000" <= char <= "\uf8ff" or "\uff61" <= char <= "\uff9f":
        weight -= 1.0
    return weight
