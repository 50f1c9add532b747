"""Logs arrive in many encodings; none may raise."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctxkit.decoding import decode

JAPANESE = "2026-05-04 エラー: 接続できませんでした。再試行してください\n"
CHINESE = "2026-05-04 错误：无法连接到服务器，请稍后重试\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp932"])
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
