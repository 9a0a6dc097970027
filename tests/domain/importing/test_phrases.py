from datetime import date

import pytest

from tasklark.domain.importing.phrases import read_phrase


@pytest.mark.parametrize(
    ("phrase", "language", "due"),
    [
        ("2026-12-24", "en", "2026-12-24"),
        ("2026-12-24 15:00", "en", "2026-12-24T15:00:00"),
        ("2026-12-24 15:00:30", "", "2026-12-24T15:00:30"),
        ("2026-12-24T15:00", "ja", "2026-12-24T15:00:00"),
        ("2026-12-24T15:00:00-05:00", "en", "2026-12-24T20:00:00Z"),
        ("2026-12-24 at 3pm", "en", "2026-12-24T15:00:00"),
        ("24 Dec 2026", "en", "2026-12-24"),
        ("24th December 2026", "en", "2026-12-24"),
        ("Dec 24 2026", "", "2026-12-24"),
        ("Dec 24, 2026", "en", "2026-12-24"),
        ("Dec 24 2026 15:00", "en", "2026-12-24T15:00:00"),
        ("Dec 24 2026 at 3:30pm", "en", "2026-12-24T15:30:00"),
        ("dec 24 2026 12am", "en", "2026-12-24T00:00:00"),
        ("DEC 24 2026 12 pm", "en", "2026-12-24T12:00:00"),
        ("29 Feb 2028", "en", "2028-02-29"),
        ("1 Sept 2026", "en", "2026-09-01"),
        ("8. Jan. 2027", "de", "2027-01-08"),
        ("3. März 2027 um 9 Uhr", "de", "2027-03-03T09:00:00"),
        ("3 Mrz 2027", "de", "2027-03-03"),
        ("24.12.2026 18:30", "de", "2026-12-24T18:30:00"),
        ("14 juil. 2027", "fr", "2027-07-14"),
        ("1 août 2027", "fr", "2027-08-01"),
        ("5 de mayo de 2027", "es", "2027-05-05"),
        ("5 mrt 2027", "nl", "2027-03-05"),
        ("17. mai 2027", "no", "2027-05-17"),
    ],
)
def test_a_date_in_words_is_read_in_its_language(phrase: str, language: str, due: str) -> None:
    read = read_phrase(phrase, language, None)
    assert read is not None
    assert (str(read.due), read.year_supplied) == (due, False)


@pytest.mark.parametrize(
    ("phrase", "language"),
    [
        ("", "en"),
        ("tomorrow", "en"),
        ("today at 5pm", "en"),
        ("every monday", "en"),
        ("every 24 dec 2026", "en"),
        ("jeden Monat", "de"),
        ("monday 24 dec 2026", "en"),
        ("24 Dez 2026", "en"),
        ("24 Dec 2026", "ja"),
        ("24 ju 2026", "en"),
        ("24 jui 2026", "fr"),
        ("12/24/2026", "en"),
        ("29 Feb 2027", "en"),
        ("32 Dec 2026", "en"),
        ("24.13.2026", "de"),
        ("24 Dec 2026 15", "en"),
        ("24 Dec 2026 25:00", "en"),
        ("24 Dec 2026 13pm", "en"),
        ("24 Dec 26", "en"),
        ("24 Dec", "en"),
        ("24 Dec 2026 " + "x" * 100_000, "en"),
    ],
)
def test_what_could_mean_another_day_is_not_guessed(phrase: str, language: str) -> None:
    assert read_phrase(phrase, language, None) is None


def test_a_day_without_a_year_is_read_only_where_it_was_still_to_come() -> None:
    written = date(2026, 8, 13)
    coming = read_phrase("17 Aug 9:00", "en", written)
    assert coming is not None
    assert (str(coming.due), coming.year_supplied) == ("2026-08-17T09:00:00", True)
    assert read_phrase("13 Aug", "en", written) is not None
    assert read_phrase("12 Aug", "en", written) is None
    assert read_phrase("29 Feb", "en", date(2027, 1, 1)) is None
