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

    What fits none of them is read as UTF-8 with replacement characters.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    wide = _wide_encoding(data[:_SAMPLE])
    if wide:
        return data.decode(wide, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _from_asia(data) or data.decode("utf-8", "replace")


def encoding_of(sample: bytes) -> str:
    """Return the encoding of a text that begins with `sample`, for one that is too large to be decoded at once."""
    for mark, encoding in _MARKS:
        if sample.startswith(mark):
            return encoding
    wide = _wide_encoding(sample[:_SAMPLE])
    if wide:
        return wide
    head = sample[: sample.rfind(b"\n") + 1] or sample
    text = _from_asia(head)
    if not text:
        return "utf-8"
    return "gb18030" if text == _strict(head, "gb18030") else "cp932"


def _wide_encoding(sample: bytes) -> str:
    """Return which UTF-16 the bytes are by where their zeros stand, or an empty string."""
    pairs = len(sample) // 2
    if pairs < 2:
        return ""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > 0.4 * pairs and even < 0.1 * pairs:
        return "utf-16-le"
    if even > 0.4 * pairs and odd < 0.1 * pairs:
        return "utf-16-be"
    return ""


def _from_asia(data: bytes) -> str:
    """Return the text if it is Shift-JIS or GBK, else an empty string: a log in UTF-8 may hold a few broken bytes."""
    damaged = data[:_SAMPLE].decode("utf-8", "replace")
    broken = damaged.count("\ufffd")
    if broken * 10 < sum(c > "\x7f" for c in damaged) - broken:
        return ""
    japanese, chinese = _strict(data, "cp932"), _strict(data, "gb18030")
    if japanese and chinese:
        return chinese if _common_in_gbk(data[:_SAMPLE]) else japanese
    return japanese or chinese


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return ""


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
