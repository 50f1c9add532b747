"""Logs arrive in many encodings; none may raise."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctxkit.files.decoding import decode

JAPANESE = "2026-05-04 エラー: 接続できませんでした。再試行してください\n"
CHINESE = "2026-05-04 错误：无法连接到服务器，请稍后重试\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp932"]
)
def test_japanese_logs(encoding: str) -> None:
    text = JAPANESE + "Request to http://example.com failed\n" * (5 if "16" in encoding else 1)
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "gb18030"])
def test_chinese_logs(encoding: str) -> None:
    assert decode(CHINESE.encode(encoding)) == CHINESE


@pytest.mark.parametrize("encoding", ["gbk", "gb18030"])
def test_traditional_chinese_in_gbk(encoding: str) -> None:
    text = "2026-05-04 工作流程執行失敗：節點「大模型」發生錯誤\n"
    assert decode(text.encode(encoding)) == text


def test_a_short_japanese_line() -> None:
    assert decode("保存に失敗しました".encode("cp932")) == "保存に失敗しました"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_of_few_ascii_characters(encoding: str) -> None:
    text = "ワークフローの実行に失敗しました\r\nHTTP 500"
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize("encoding", ["cp932", "gbk"])
def test_the_last_character_may_be_cut(encoding: str) -> None:
    text = JAPANESE if encoding == "cp932" else CHINESE
    cut = text.rstrip("\n").encode(encoding)[:-1]
    assert decode(cut) == text.rstrip("\n")[:-1] + "\ufffd"


def test_lines_of_several_encodings() -> None:
    data = JAPANESE.encode() + CHINESE.encode("gbk") + JAPANESE.encode()
    assert decode(data) == JAPANESE + CHINESE + JAPANESE


def test_a_zero_byte_makes_no_utf16() -> None:
    assert decode(CHINESE.encode() + b"\0 ok\n") == CHINESE + "\0 ok\n"


def test_utf8_with_a_cut_character_stays_utf8() -> None:
    assert decode(CHINESE.encode()[:-2]) == CHINESE[:-2] + "\ufffd"


def test_bytes_of_no_encoding_are_replaced() -> None:
    assert decode(b"caf\xe9 \xff\xfe\x81") == "caf\ufffd \ufffd\ufffd\ufffd"


@given(st.binary())
def test_no_bytes_raise(data: bytes) -> None:
    assert isinstance(decode(data), str)


KOREAN = "2026-05-04 오류: 서버에 연결할 수 없습니다. 다시 시도하세요\n"
TRADITIONAL = "2026-05-04 錯誤：無法連接到伺服器，請稍後再試\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (TRADITIONAL, "big5"),
        (TRADITIONAL, "utf-16-be"),
        (JAPANESE, "euc_jp"),
        (KOREAN, "euc_kr"),
        (KOREAN, "cp949"),
        (CHINESE, "utf-32"),
        (CHINESE * 3, "utf-32-le"),
        (CHINESE * 3, "utf-32-be"),
        (KOREAN, "utf-8"),
    ],
)
def test_other_east_asian_logs(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text
    lines = "Request to http://example.com failed\n" + text + "another line\n"
    assert decode(lines.encode(encoding)) == lines


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(
    "text",
    ["工作流程執行失敗", "无法连接到服务器，请稍后重试", "保存に失敗しました。再試行してください"],
)
def test_utf16_without_a_mark_and_without_ascii(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize("encoding", ["gbk", "big5", "cp932", "euc_jp", "euc_kr", "utf-8"])
def test_bytes_of_other_encodings_are_no_utf16(encoding: str) -> None:
    text = {"cp932": JAPANESE, "euc_jp": JAPANESE, "euc_kr": KOREAN, "big5": TRADITIONAL}.get(
        encoding, CHINESE
    )
    assert decode(text[13:-1].encode(encoding)) == text[13:-1]


def test_a_word_that_is_utf8_by_chance_is_of_the_encoding_of_the_other_lines() -> None:
    text = "2026-05-04 錯誤：無法連接到服務器\n支援\n"
    assert "支援".encode("gbk").decode("utf-8")
    assert decode(text.encode("gbk")) == text
    assert decode(text.encode("gbk") + "façade\n".encode()) == text + "façade\n"
