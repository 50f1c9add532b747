from ctxkit.extract.env_example import extract
from ctxkit.extract.source import Source
from ctxkit.model import ConfigUse
from tests.extract.annotated import check


def test_keys_with_their_comments_and_commented_out_ones() -> None:
    check("env_example/docker/.env.example", ConfigUse)


def test_a_quote_that_is_never_closed_ends_on_its_line() -> None:
    data = b'A="open\n' + b"B='open\n" * 200
    assert len(list(extract(Source(repo="dify", path=".env.example", data=data)))) > 3


def test_line_ends_and_byte_order_mark_do_not_matter() -> None:
    [use] = extract(Source(repo="dify", path=".env.example", data=b"\xef\xbb\xbfA=1\r\n"))
    assert (use.name, use.line) == ("A", 1)
    assert isinstance(use, ConfigUse)
    assert use.value == "1"


def test_the_examples_of_tests_are_not_read() -> None:
    data = b"A=1\n"
    assert not list(
        extract(Source(repo="dify", path="api/tests/.env.example", data=data, test=True))
    )
