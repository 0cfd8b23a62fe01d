"""E-mail drafts: what a mail program opens, in every language; no header slipped in; each check alone."""

import base64
import os
import quopri
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from conftest import ROOT
from documents import COLORS, WORDS, document, narrowed, passage

from handbill import formats, locales
from handbill.checks import eml as checks
from handbill.errors import HandbillError
from handbill.model import Color, Design, Document, Run
from handbill.project import Project
from handbill.writers import email
from handbill.writers.email import eml
from handbill.writers.email.eml import write

ONE, ALL, TEXT = (formats.BY_ID[name] for name in ("email-draft", "email-all", "email"))
DESIGN, WHOLE = Project(ROOT).design(ONE), Project(ROOT).design(ALL)
ENGLISH = locales.language("en-CA")
FOUND_NOWHERE = ("Date", "From", "Sender", "Reply-To", "To", "Cc", "Bcc", "Message-ID")


def draft(tag: str = "en-CA", identifier: str = "reach", subject: str = "", preheader: str = "") -> Document:
    """Return a document of one question, with its own subject and preheader where they are given."""
    whole = narrowed(document(tag), identifier)
    texts = {"subject": subject, "preheader": preheader}
    spoken = {name: passage(text, whole.language) for name, text in texts.items() if text}
    return replace(whole, questions=(replace(whole.questions[0], **spoken),))


def opened(content: bytes) -> EmailMessage:
    return message_from_bytes(content, policy=SMTP)


def parts(content: bytes) -> list[str]:
    """Return the plain text and the HTML, with line feeds."""
    return [part.get_content().replace("\r\n", "\n") for part in opened(content).iter_parts()]


def codes(content: bytes, whole: Document, design: Design = DESIGN) -> set[str]:
    return {fault.code for fault in checks.check(content, whole, "dist/mail.eml", design)}


# What is written


@pytest.mark.parametrize("tag", WORDS)
@pytest.mark.parametrize("identifier", ["what", "reach"])
def test_every_language_is_written_and_passes_its_checks(tag: str, identifier: str) -> None:
    one = draft(tag, identifier, preheader="LIP")
    made = write(one, DESIGN)
    assert codes(made.content, one) == set()
    assert made == write(one, DESIGN)
    assert opened(made.content)["Subject"] == one.questions[0].question.text
    plain = email.write(one, Project(ROOT).design(TEXT)).content
    assert opened(made.content).get_payload(0).get_payload(decode=True) == plain


@pytest.mark.parametrize("tag", WORDS)
def test_the_whole_faq_is_one_email(tag: str) -> None:
    whole = document(tag)
    content = write(whole, WHOLE).content
    assert codes(content, whole, WHOLE) == set()
    assert opened(content)["Subject"] == "Questions about newcomers in Example City?"
    text, html = parts(content)
    assert text.startswith(f"{whole.title.text}\n\n\n")
    places = [text.index(question.question.text) for question in whole.questions]
    assert places == sorted(places) and html.count("<h2 ") == 2 and html.count("<h1 ") == 1


@pytest.mark.parametrize("tag", ["en-CA", "ar"])
def test_it_opens_as_a_draft_of_nobodys(tag: str) -> None:
    content = write(draft(tag), DESIGN).content
    message = opened(content)
    assert (message["X-Unsent"], message["X-Handbill-Code"], message["Content-Language"]) == ("1", "0123ABCD", tag)
    assert [name for name in FOUND_NOWHERE if name in message] == []
    assert message.get_content_type() == "multipart/alternative"
    assert content.isascii() and max(map(len, content.split(b"\r\n"))) <= 78
    transfers = {part["Content-Transfer-Encoding"] for part in message.iter_parts()}
    assert transfers == {"quoted-printable" if tag == "en-CA" else "base64"}


def test_language_and_direction_stand_on_every_paragraph() -> None:
    _, html = parts(write(draft("ar", "what"), DESIGN).content)
    elements = re.findall(r"<(?:html|div|h1|p|ol|ul|li)\b[^>]*>", html)
    assert len(elements) > 8
    assert [element for element in elements if 'lang="ar" dir="rtl"' not in element] == []
    assert "padding-right" in html and "padding-left" not in html


def test_subject_is_the_authors_or_the_question() -> None:
    assert opened(write(draft(subject="Where to reach us"), DESIGN).content)["Subject"] == "Where to reach us"
    assert opened(write(draft(), DESIGN).content)["Subject"] == "How can I reach you?"


def test_preheader_is_hidden_and_only_where_it_is_written() -> None:
    text, html = parts(write(draft(preheader="Three ways."), DESIGN).content)
    assert re.search(r'<body [^>]*>\s*<div [^>]*style="display:none;[^>]*>Three ways\.</div>', html)
    assert "Three ways." not in text
    assert "display:none" not in parts(write(draft(), DESIGN).content)[1]


INVITATIONS = [(60, "invitation"), (61, "title")]


@pytest.mark.parametrize(("length", "expected"), INVITATIONS)
def test_the_title_takes_the_place_of_an_invitation_that_is_too_long(length: int, expected: str) -> None:
    whole = document()
    labels = dict(whole.labels) | {"invitation": passage("x" * length, ENGLISH)}
    subject = opened(write(replace(whole, labels=labels), WHOLE).content)["Subject"]
    assert subject == {"invitation": "x" * length, "title": "Frequently Asked Questions"}[expected]


SUBJECTS = ["Example City ਵਿੱਚ ਨਵੇਂ ਆਏ ਵਿਅਕਤੀਆਂ ਬਾਰੇ ਕੋਈ ਸਵਾਲ ਹੈ?", "é", "a " * 29, "=?", "é " * 29, "ਵਿ  ਵਿ", "😀 " * 20]


@pytest.mark.parametrize("words", SUBJECTS)
def test_a_subject_arrives_as_it_was_written(words: str) -> None:
    content = write(draft("pa", subject=words), DESIGN).content
    assert opened(content)["Subject"] == " ".join(words.split())


INJECTIONS = [
    "\r\nBcc: you@example.org",
    "\nBcc: you@example.org",
    "\rBcc: you@example.org",
    "\n\n<p>",
    "\u2028Bcc: y@example.org",
]


@pytest.mark.parametrize("attack", INJECTIONS)
@pytest.mark.parametrize("tag", ["en-CA", "ar"])
def test_no_header_can_be_slipped_into_a_subject(tag: str, attack: str) -> None:
    content = write(draft(tag, subject=f"Hello{attack}"), DESIGN).content
    assert opened(content).keys() == opened(write(draft(tag), DESIGN).content).keys()
    assert "Bcc" not in opened(content)


def test_words_are_never_markup() -> None:
    one = draft(subject="<b>&amp;", preheader="<img src=x>")
    _, html = parts(write(one, DESIGN).content)
    assert "<title>&lt;b&gt;&amp;amp;</title>" in html and "&lt;img src=x&gt;</div>" in html
    assert codes(write(one, DESIGN).content, one) == set()


def test_a_colour_too_pale_to_read_gives_way_to_the_ink() -> None:
    pale = replace(draft(), colors=dict(COLORS) | {"primary": Color("#7fb2d9", (50, 20, 5, 0))})
    assert codes(write(pale, DESIGN).content, pale) == set()
    assert "#7fb2d9" not in parts(write(pale, DESIGN).content)[1]
    assert "color:#004b6b" in parts(write(draft(), DESIGN).content)[1]


def test_missing_fact_is_refused() -> None:
    hole = replace(passage("", ENGLISH), runs=(Run("[name to come]", fact="contact_name", missing=True),))
    one = draft()
    one = replace(one, questions=(replace(one.questions[0], preheader=hole),))
    with pytest.raises(HandbillError, match=r"^example/en-CA/reach: the e-mail lacks “contact_name”; "):
        write(one, DESIGN)


def test_a_template_that_loses_a_word_is_refused() -> None:
    parts_ = dict(DESIGN.parts) | {"email-draft.html": DESIGN.parts["email-draft.html"].replace("look.sender) }}", "")}
    lossy = parts_["email-draft.html"].replace('{{ line(passage, "p", ', "")
    with pytest.raises(HandbillError, match=r"the HTML reads “.*correct templates/email-draft.html"):
        write(draft(), replace(DESIGN, parts=parts_ | {"email-draft.html": lossy}))


def test_a_message_that_cannot_be_read_again_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(eml, "_header", lambda name, words: f"{name}: {words[:-1]}\r\n".encode())
    with pytest.raises(HandbillError, match=r"^example/en-CA/reach: the e-mail draft does not hold its words"):
        write(draft(), DESIGN)


# What the checks see


def changed(part: int, old: str, new: str) -> Callable[[bytes], bytes]:
    """Return a change of the words of a part, everywhere."""

    def change(content: bytes) -> bytes:
        message = opened(content)
        target = message.get_payload(part)
        text = target.get_payload(decode=True).decode()
        assert old in text
        target.set_payload(quopri.encodestring(text.replace(old, new).encode()).replace(b"\r\n", b"\n"))
        return message.as_bytes()

    return change


def bare(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    return lambda content: content.replace(old, new, 1)


HEADING = "font-size:22px"
DEFECTS: list[tuple[str, Callable[[bytes], bytes]]] = [
    ("email-message", bare(b"\r\n", b"\n")),
    ("email-message", bare(b"multipart/alternative", b"multipart/mixed")),
    ("email-message", bare(b"text/html", b"text/plain")),
    ("email-message", bare(b"X-Unsent: 1", b"X-Unsent: 1\r\nX-Note: " + b"a" * 999)),
    ("email-message", bare(b"Subject: How", "Subject: Hów".encode())),
    ("email-message", lambda content: content[:-30]),
    ("email-message", lambda content: content.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"),
    ("email-message", lambda content: b""),
    ("email-headers", bare(b"X-Unsent: 1\r\n", b"")),
    ("email-headers", bare(b"X-Unsent: 1", b"X-Unsent: 0")),
    ("email-headers", bare(b"X-Unsent", b"From: me@example.org\r\nX-Unsent")),
    ("email-headers", bare(b"X-Unsent", b"Date: Sun, 22 Nov 2026 12:00:00 +0000\r\nX-Unsent")),
    ("email-headers", bare(b"X-Unsent: 1", b"X-Unsent: 1\r\nX-Unsent: 1")),
    ("email-headers", bare(b"Code: 0123ABCD", b"Code: 0123ABCE")),
    ("email-headers", bare(b"Content-Language: en-CA", b"Content-Language: ar")),
    ("email-subject", bare(b"Subject: How", b"Subject: Who")),
    ("email-preheader", changed(1, "Three ways.", "Four ways.")),
    ("email-preheader", changed(1, "<div", '<div lang="en-CA" dir="ltr"></div><div')),
    ("email-alternatives", changed(1, "Write to ", "Write ")),
    ("email-alternatives", changed(1, "</body>", "Buy now</body>")),
    ("email-alternatives email-words", changed(0, "Write to ", "Write ")),
    ("email-links", changed(0, ":\r\nhttps", ": https")),
    ("email-languages", changed(1, '<p lang="en-CA" dir="ltr"', '<p lang="en-CA"')),
    ("email-languages", changed(1, '<p lang="en-CA"', '<p lang="fr-CA"')),
    ("email-languages", changed(1, '<html lang="en-CA" dir="ltr"', "<html")),
    ("email-addresses", changed(1, 'href="mailto:hello@', 'href="mailto:hallo@')),
    ("email-addresses", changed(1, 'href="https://example.org/lip/"', 'href="https://example.org/"')),
    ("email-foreign", changed(1, "</body>", '<img src="https://example.org/seen.png"></body>')),
    ("email-foreign", changed(1, "</body>", "<style>p { color: #fff }</style></body>")),
    ("email-foreign", changed(1, "<body ", '<body background="x" ')),
    ("email-foreign", changed(1, "background-color:#ffffff", "background-color:#ffffff;background:url(x)")),
    (
        "email-foreign",
        changed(1, "<meta charset", '<meta http-equiv="refresh" content="0;https://example.org"><meta charset'),
    ),
    ("email-contrast", changed(1, "color:#004b6b", "color:#7fb2d9")),
    ("email-contrast", changed(1, "color:#1a1a1a;", "")),
]


@pytest.mark.parametrize(("expected", "damage"), DEFECTS)
def test_each_check_catches_its_own_defect(expected: str, damage: Callable[[bytes], bytes]) -> None:
    one = draft(preheader="Three ways.")
    sound = write(one, DESIGN).content
    assert codes(sound, one) == set()
    assert damage(sound) != sound
    found = codes(damage(sound), one)
    assert set(expected.split()) <= found <= set(expected.split()) | COMPANIONS.get(expected, set())


# A style sheet in the body is read as words.
COMPANIONS = {"email-foreign": {"email-alternatives"}}
LIMITS = [
    ("email-subject", 60, lambda words: draft(subject=words)),
    ("email-preheader", 100, lambda words: draft(preheader=words)),
]


@pytest.mark.parametrize(("code", "most", "of"), LIMITS)
def test_what_is_not_shown_whole_is_a_fault(code: str, most: int, of: Callable[[str], Document]) -> None:
    for length, expected in ((most, set()), (most + 1, {code})):
        one = of("é" * length)
        assert codes(write(one, DESIGN).content, one) == expected


def test_a_preheader_that_repeats_the_subject_is_a_fault() -> None:
    one = draft(preheader="How can I reach you?")
    (fault,) = checks.check(write(one, DESIGN).content, one, "dist/mail.eml", DESIGN)
    assert fault.code == "email-preheader" and "says what the subject says" in fault.message


def test_every_check_has_a_planted_defect() -> None:
    assert {code for expected, _ in DEFECTS for code in expected.split()} >= set(checks.CHECKS)


# The same bytes

MADE = """
import base64, sys
sys.path.insert(0, "tests")
from test_eml import DESIGN, WHOLE, WORDS, document, draft, write
for tag in WORDS:
    print(base64.b64encode(write(draft(tag, preheader="LIP"), DESIGN).content).decode())
    print(base64.b64encode(write(document(tag), WHOLE).content).decode())
"""


@pytest.mark.slow
def test_the_bytes_are_the_same_in_every_run() -> None:
    runs = [
        subprocess.run(
            [sys.executable, "-c", MADE], cwd=ROOT, env=dict(os.environ) | given, capture_output=True, check=True
        )
        for given in ({"PYTHONHASHSEED": "1", "TZ": "UTC"}, {"PYTHONHASHSEED": "2", "TZ": "America/Moncton"})
    ]
    assert runs[0].stdout == runs[1].stdout
    assert base64.b64decode(runs[0].stdout.split()[0]).startswith(b"Subject: How can I reach you?\r\n")
