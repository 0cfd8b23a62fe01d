"""The glossary: terms by language; each fault told with its line."""

from pathlib import Path

import pytest

from handbill import glossary
from handbill.errors import Faults
from handbill.project import Project

ROOT = Path(__file__).parent.parent
PROJECT = Project(ROOT)


def test_terms_are_read_by_language_the_longest_first() -> None:
    content = '[LIP]\nfr-CA = ["PLI"]\n\n["Local Partnership"]\nfr-CA = ["partenariat local", "partenariats locaux"]\n'
    long, short = glossary.read(content.encode(), "glossary.toml")
    assert (long.english, short.english) == ("Local Partnership", "LIP")
    assert long.of("fr-CA") == ("partenariat local", "partenariats locaux")
    assert short.of("uk") == ()


def test_wordings_are_composed() -> None:
    (term,) = glossary.read('[a]\nfr-CA = ["e\u0301tablissement"]\n'.encode(), "glossary.toml")
    assert term.of("fr-CA") == ("établissement",)


FAULTS = [
    ('[LIP]\nfr-CA = ["PLI"\n\nuk = 1\n', 4, "this is not valid TOML"),
    ("LIP = 3\n", 1, "“LIP” stands alone"),
    ('[a]\nfr-CA = ["b"]\n\n[LIP]\nfrench = ["PLI"]\n', 5, "“french” is not a language tag"),
    ('[a]\nfr-CA = ["b"]\n\n[LIP]\nfr-CA = "PLI"\n', 5, "the wordings of “LIP” in fr-CA are a list of texts"),
    ("[LIP]\nfr-CA = []\n", 2, "the wordings of “LIP” in fr-CA"),
    ('[LIP]\nfr-CA = ["PLI", 3]\n', 2, "the wordings of “LIP” in fr-CA"),
    ('[LIP]\nfr-CA = [" * "]\n', 2, "the wordings of “LIP” in fr-CA"),
]


@pytest.mark.parametrize(("content", "line", "words"), FAULTS)
def test_a_fault_is_told_with_its_line(content: str, line: int, words: str) -> None:
    with pytest.raises(Faults) as told:
        glossary.read(content.encode(), "source/glossary.toml")
    (fault,) = told.value.faults
    assert (fault.path, fault.line) == ("source/glossary.toml", line)
    assert fault.message.startswith(words) and "; " in fault.message


def test_bytes_that_are_not_utf_8_are_told_with_their_line() -> None:
    with pytest.raises(Faults, match=r"source/glossary\.toml:2: this is not UTF-8 text"):
        glossary.read(b"[LIP]\n\xff", "source/glossary.toml")


def test_every_fault_is_told_at_once() -> None:
    with pytest.raises(Faults) as told:
        glossary.read(b'[a]\nfrench = ["b"]\nenglish = 3\n', "source/glossary.toml")
    assert len(told.value.faults) == 3


def test_our_glossary_can_be_read_and_says_that_its_rows_are_drafts() -> None:
    terms = {term.english: term for term in PROJECT.glossary()}
    assert terms["LIP"].of("fr-CA") == ("PLI",)
    assert all(terms["IRCC"].of(tag) == ("IRCC",) for tag in PROJECT.catalog_tags())
    assert "drafts" in (ROOT / "source/glossary.toml").read_text("utf-8")
    assert {tag for term in terms.values() for tag, _ in term.wordings} == set(PROJECT.catalog_tags())


def test_a_project_without_a_glossary_has_no_terms(tmp_path: Path) -> None:
    assert Project(tmp_path).glossary() == ()
