"""Turn the bytes of a pasted log into text, whatever encoding the machine that wrote it used. Never raises.

Not here: what the text means (`logline/`).
"""

from __future__ import annotations

import codecs

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 20_000  # bytes looked at to tell an encoding


def decode(data: bytes) -> str:
    """Return the text of `data`: UTF-8 and UTF-16 with or without a byte order mark, Shift-JIS, GBK.

    A log may hold lines of several programs, so that each line that is UTF-8 is read as such. What fits no encoding is
    read as UTF-8 with replacement characters.
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
        wide = _wide_encoding(data[:_SAMPLE], 0.02)
        return data.decode(wide, "replace") if wide else _by_lines(data)


def encoding_of(sample: bytes) -> str:
    """Return the encoding of a file that begins with `sample`: UTF-16 or UTF-8.

    For files that are decoded piece by piece; lines in other encodings are for `decode` to tell, a piece at a time.
    """
    for mark, encoding in _MARKS:
        if sample.startswith(mark):
            return encoding
    wide = _wide_encoding(sample[:_SAMPLE], 0.4)
    if wide or _strict(sample[:_SAMPLE], "utf-8"):
        return wide or "utf-8"
    return _wide_encoding(sample[:_SAMPLE], 0.02) or "utf-8"


def _wide_encoding(sample: bytes, least: float) -> str:
    """Return which UTF-16 the bytes are by where their zeros stand, or an empty string.

    `least`: the share of characters whose upper byte is zero, as it is of what is written in ASCII.
    """
    pairs = len(sample) // 2
    if pairs < 2:
        return ""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > least * pairs and even * 4 < odd:
        return "utf-16-le"
    if even > least * pairs and odd * 4 < even:
        return "utf-16-be"
    return ""


def _by_lines(data: bytes) -> str:
    lines: list[str | bytes] = []
    for line in data.split(b"\n"):
        try:
            lines.append(line.decode("utf-8"))
        except UnicodeDecodeError:
            lines.append(line)
    encoding = _asian_encoding(b"\n".join(line for line in lines if isinstance(line, bytes))[:_SAMPLE])
    return "\n".join(line if isinstance(line, str) else line.decode(encoding, "replace") for line in lines)


def _asian_encoding(sample: bytes) -> str:
    """Return whether bytes are Shift-JIS or GBK, else UTF-8: a log in that may hold a few broken bytes."""
    damaged = sample.decode("utf-8", "replace")
    broken = damaged.count("\ufffd")
    if broken * 10 < sum(c > "\x7f" for c in damaged) - broken:
        return "utf-8"
    japanese, chinese = _strict(sample, "cp932"), _strict(sample, "gb18030")
    if japanese and chinese:
        return "cp932" if _is_japanese(japanese, sample) else "gb18030"
    return "cp932" if japanese else "gb18030" if chinese else "utf-8"


def _strict(sample: bytes, encoding: str) -> str:
    """Return the text of a sample, whose last character may be cut, or an empty string where it is another encoding."""
    try:
        return codecs.getincrementaldecoder(encoding)().decode(sample, final=False)
    except UnicodeDecodeError:
        return ""


def _is_japanese(text: str, sample: bytes) -> bool:
    """Tell whether bytes that may be either are Shift-JIS: `text` is what they say in it.

    Chinese read as Japanese has characters of half width and of private use, and few kana.
    """
    kana = sum("\u3040" <= c <= "\u30ff" for c in text)
    odd = sum("\uff61" <= c <= "\uff9f" for c in text)
    private = sum("\ue000" <= c <= "\uf8ff" for c in text)
    if private or kana > odd:
        return not private
    return not _common_in_gbk(sample)


def _common_in_gbk(sample: bytes) -> bool:
    """Tell whether the double bytes lie where GBK has its everyday characters; those of Shift-JIS mostly do not."""
    everyday = pairs = position = 0
    while position + 1 < len(sample):
        if sample[position] < 0x80:
            position += 1
            continue
        pairs += 1
        everyday += sample[position] >= 0xA1 and sample[position + 1] >= 0xA1
        position += 2
    return everyday > 0.8 * pairs
