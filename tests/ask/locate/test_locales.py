"""Which languages a text may be in."""

from __future__ import annotations

import pytest

from ctxkit.ask.locate.locales import languages_of


@pytest.mark.parametrize(
    ("text", "languages"),
    [
        ("アカウントのリージョン", ("ja",)),
        ("계정을 찾을 수 없습니다", ("ko",)),
        ("邮递员拒绝了这封信", ("zh", "ja")),
        ("邮递员拒绝了这封信，请稍后", ("zh",)),
        ("邮递员拒绝了这封信，请", ("zh", "ja")),
        ("Її обліковий запис не існує", ("uk",)),
        ("Не найдено", ("ru", "uk")),
        ("Учетная запись не найдена", ("ru",)),
        ("حساب پیدا نشد", ("fa",)),
        ("الحساب", ("ar", "fa")),
        ("ไม่พบบัญชี", ("th",)),
        ("खाता नहीं मिला", ("hi",)),
        ("Không tìm thấy tài khoản", ("vi",)),
        ("Der Brief wurde nicht angenommen", ("de",)),
        ("Le compte est introuvable, vous ne pouvez pas", ("fr",)),
        ("De postbode heeft deze brief niet aangenomen", ("nl",)),
        ("Akun tidak ditemukan untuk ini", ("id",)),
        ("Konto nie zostało znalezione, zażądaj", ("pl",)),
        ("Hesap bulunamadı için değil", ("tr",)),
        ("The postman refused this letter", ()),
        ("an account", ()),
        ("", ()),
    ],
)
def test_the_languages_of_a_text(text: str, languages: tuple[str, ...]) -> None:
    assert languages_of(text)[: max(1, len(languages))] == languages


def test_a_quoted_word_does_not_make_a_text_of_its_language() -> None:
    assert languages_of("the letter says 邮筒 and then nothing else at all") == ()
    assert languages_of("says 邮筒 и") != ()


def test_four_languages_are_likely_at_most() -> None:
    assert languages_of("é") == ("es", "fr", "id", "it")
    assert languages_of("la") == ()
    assert languages_of("la el no") == ("es",)


def test_letters_that_a_language_lacks_rule_it_out() -> None:
    assert "fr" not in languages_of("le la les ß")
    assert "de" in languages_of("das ist ß")
