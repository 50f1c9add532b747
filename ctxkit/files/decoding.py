"""Turn the bytes of a pasted log into text, whatever encoding the machine that wrote it used. Never
raises.

Not here: what the text means (`logline/`).
"""

from __future__ import annotations

import codecs

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, with whose mark it begins
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 20_000  # bytes looked at to tell an encoding
_JUDGED = 4_000  # of those that are not ASCII

_EUROPEAN = "\u017f"
_SYLLABLE = 0.25  # what a syllable of Korean that is not among the commonest counts: there are eleven thousand

_EAST_ASIAN = ("gb18030", "cp932", "big5hkscs", "euc_jis_2004", "euc_kr")
"""The encodings of Chinese, Japanese and Korean logs; of two that read a text equally well the
first is taken.
"""

_COMMON = frozenset(
    # Chinese, in simplified and traditional characters: the commonest, and those that programs
    # write
    "的一是不了在人有我他这個个们們中来來上大为為和国國地到以说說时時要就出会會可也你对對生能而子那得于於着下自之年过過发發后後作里用道行所然"
    "家种事成方多经經么去法学學如都同现現当當没沒动動面起看定天分还進进好小部其些主样樣理心本前开開但因只从從想实實日者意无無力它与與长長把机機"
    "十民第公此已工使情明性知全三关關点點正业業外将將两高间間由问問很最重并手应應战向头頭文体體政美相见見被利二等产產或新己制身果加西月话合回特代"
    "内內信表化老给給世位次度门任常先海通教原声提立及比员員解水名真论論处處走义各入几口认認条條平系气题題活更别別打女变變四总電电数數安少报報才结結"
    "反受目太量再感建务務做接必场件计計管期市直德资資命金指统統区區保至队形社便空决展科司五基眼书非则則却界达達光放强即像难且权權思王象完设設式色路"
    "记記南品住告类類求据據程北边死张該该交规規万取拉格望觉术術领共确確传傳师观观清今切院让讓识識候带帶导導争运運错錯误誤失败敗连連服器请請求数据库"
    "庫節节點执執超异異常节模型插件工作流知识識库应用户戶密码碼网網络絡端口参參缺配置环環变量测測试試稍重试禁止未找不存在日志誌文档檔加载載删刪除创創"
    "建更新登录登錄权限邮郵箱验驗证證令牌输輸入输出返回响響应状狀态態码请求队列任务缓緩存"
    # Japanese: all kana, and characters of its own
    "ぁあぃいぅうぇえぉおかがきぎくぐけげこごさざしじすずせぜそぞただちぢっつづてでとどなにぬねのはばぱひびぴふぶぷへべぺほぼぽまみむめもゃやゅゆょよらりるれろわをん"
    "ァアィイゥウェエォオカガキギクグケゲコゴサザシジスズセゼソゾタダチヂッツヅテデトドナニヌネノハバパヒビピフブプヘベペホボポマミムメモャヤュユョヨラリルレロワヲンヴー"
    "続読込認証設定値変数処理実行権限許可済対応検索画面終了開始接続失敗"
    # Korean: the commonest syllables, and those that programs write
    "이다는을를의에가고하지한로기사인어서습니시도나자그리해대있수했음아일정보들없부라전으와과습오류연결실패요청서버파일데터용접속스트세워크플로우설정오"
    "。，、；：？！（）「」『』【】《》・〜…—"
)
"""What a text that is read in its own encoding is mostly made of; read in another it is made of
what nobody writes.
"""


def decode(data: bytes) -> str:
    """Return the text of `data`: UTF-8, UTF-16 or UTF-32 with or without a byte order mark, or an
    East Asian encoding.

    A log may hold lines of several programs, so that each line that is UTF-8 is read as such. What
    fits no encoding is read as UTF-8 with replacement characters.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    wide = _wide_encoding(data[:_SAMPLE], 0.4)
    if wide:
        return data.decode(wide, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        wide = _wide_encoding(data[:_SAMPLE], 0.02) or _wide_without_zeros(data[:_SAMPLE])
        return data.decode(wide, "replace") if wide else _by_lines(data)


def encoding_of(sample: bytes) -> str:
    """Return the encoding of a file that begins with `sample`: UTF-32, UTF-16 or UTF-8.

    For files that are decoded piece by piece; lines in other encodings are for `decode` to tell, a
    piece at a time.
    """
    for mark, encoding in _MARKS:
        if sample.startswith(mark):
            return encoding
    sample = sample[:_SAMPLE]
    wide = _wide_encoding(sample, 0.4)
    if wide or _strict(sample, "utf-8"):
        return wide or "utf-8"
    return _wide_encoding(sample, 0.02) or _wide_without_zeros(sample) or "utf-8"


def _wide_encoding(sample: bytes, least: float) -> str:
    """Return which UTF-32 or UTF-16 the bytes are by where their zeros stand, or an empty string.

    `least`: the share of characters whose upper byte is zero, as it is of what is written in ASCII.
    """
    pairs = len(sample) // 2
    if pairs < 2:
        return ""
    quarters = [sample[n::4].count(0) for n in range(4)]
    most = 0.9 * (len(sample) // 4)
    if min(quarters[2:]) > most and quarters[0] * 4 < most and pairs > 3:
        return "utf-32-le"
    if min(quarters[:2]) > most and quarters[3] * 4 < most and pairs > 3:
        return "utf-32-be"
    even, odd = quarters[0] + quarters[2], quarters[1] + quarters[3]
    if odd > least * pairs and even * 4 < odd:
        return "utf-16-le"
    if even > least * pairs and odd * 4 < even:
        return "utf-16-be"
    return ""


def _wide_without_zeros(sample: bytes) -> str:
    """Return which UTF-16 a text without any ASCII is in, or an empty string."""
    if len(sample) < 8 or sample.count(b"\n") * 40 > len(sample):
        return ""
    best = max(("utf-16-le", "utf-16-be"), key=lambda encoding: _sense(sample, encoding))
    return (
        best
        if _sense(sample, best) > max(0.4, *(_sense(sample, encoding) for encoding in _EAST_ASIAN))
        else ""
    )


def _by_lines(data: bytes) -> str:
    lines: list[str | bytes] = []
    for line in data.split(b"\n"):
        try:
            lines.append(line.decode("utf-8"))
        except UnicodeDecodeError:
            lines.append(line)
    encoding = _east_asian_encoding(
        b"\n".join(line for line in lines if isinstance(line, bytes))[:_SAMPLE]
    )
    return "\n".join(_line(line, encoding) for line in lines)


def _line(line: str | bytes, encoding: str) -> str:
    """Return a line that is UTF-8 as it is, unless it is so by chance alone."""
    if isinstance(line, bytes):
        return line.decode(encoding, "replace")
    # Read by chance as UTF-8, East Asian words of two bytes are letters of scripts that nobody
    # mixes with theirs.
    chance = any(c > _EUROPEAN for c in line) and max(line) <= "\u07ff"
    return (chance and _strict(line.encode(), encoding)) or line


def _east_asian_encoding(sample: bytes) -> str:
    """Return the encoding in which bytes make most sense, UTF-8 where they make none: a log in that
    may be damaged.
    """
    damaged = sample.decode("utf-8", "replace")
    broken = damaged.count("\ufffd")
    if broken * 10 < sum(c > "\x7f" for c in damaged) - broken:
        return "utf-8"
    fitting = [encoding for encoding in _EAST_ASIAN if _strict(sample, encoding)]
    return max(fitting, key=lambda encoding: _sense(sample, encoding), default="utf-8")


def _strict(sample: bytes, encoding: str) -> str:
    """Return the text of a sample, whose last character may be cut, or an empty string where it is
    another encoding.
    """
    try:
        return codecs.getincrementaldecoder(encoding)().decode(sample, final=False)
    except UnicodeDecodeError:
        return ""


def _sense(sample: bytes, encoding: str) -> float:
    """Return which share of a sample's bytes that are not ASCII, read in an encoding, is of what
    people write.
    """
    text = _strict(sample, encoding)
    beyond = [c for c in text if c > "\x7f"][:_JUDGED]
    if not beyond:
        return 0.0
    common = sum(
        1.0 if c in _COMMON else _SYLLABLE if "\uac00" <= c <= "\ud7a3" else 0.0 for c in beyond
    )
    # Characters of private use and of half width are what other encodings look like; each of the
    # latter is one byte.
    odd = sum("\ue000" <= c <= "\uf8ff" or "\uff61" <= c <= "\uff9f" for c in beyond)
    return (common - odd) / len(beyond)
