"""Finished text messages of every language: counted by others, and looked at as a telephone's browser lays them out."""

import html
import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import smsutil
from conftest import copy_project, program
from documents import document, narrowed

from handbill import manifest
from handbill.model import Design
from handbill.project import Piece, Project
from handbill.writers import sms, whatsapp

pytestmark = pytest.mark.slow
LANGUAGES = 12
PHONE = "506-555-0100"
LINK = "https://example.org/lip"


@pytest.fixture(scope="module")
def everywhere(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The example edition, whose facts are all known, with its text messages in every language that there is."""
    project = Project(copy_project(tmp_path_factory.mktemp("everywhere")))
    path = project.path("source/editions/example/edition.toml")
    path.write_text(re.sub(r"(?m)^locales = .*\n", "", path.read_text("utf-8")), "utf-8")
    for tag in project.tags():
        for form in ("sms", "whatsapp"):
            project.publish(Piece("example", tag, form))
            project.check(Piece("example", tag, form))
    return project


def messages(project: Project, form: str = "sms") -> list[tuple[manifest.Row, str]]:
    found = [row for row in project.manifest_rows() if row["format"] == form]
    return [(row, project.path("dist", row["path"]).read_bytes().decode()) for row in found]


def test_every_question_has_its_message_in_every_language(everywhere: Project) -> None:
    questions = {question.id for question in everywhere.source().questions}
    assert len(everywhere.tags()) == LANGUAGES
    for form in ("sms", "whatsapp"):
        found = {(row["locale"], row["question"]) for row, _ in messages(everywhere, form)}
        assert found == {(tag, question) for tag in everywhere.tags() for question in questions}


def test_every_message_is_within_its_budget(everywhere: Project) -> None:
    for row, text in messages(everywhere):
        assert row["segments"] <= {"GSM-7": 2, "UCS-2": 3}[row["encoding"]], row["path"]
        assert (row["sent_encoding"], row["sent_units"]) == (row["encoding"], row["units"])
        assert not text.endswith("\n") and not text.startswith("\ufeff")
    assert all(row["characters"] == len(text) <= 1024 for row, text in messages(everywhere, "whatsapp"))


def test_smsutil_counts_the_same(everywhere: Project) -> None:
    for row, text in messages(everywhere):
        theirs = smsutil.split(text)
        octets = {"GSM-7": 1, "UCS-2": 2}[row["encoding"]]  # it counts unpacked septets
        assert (theirs.encoding == "gsm0338") == (row["encoding"] == "GSM-7"), row["path"]
        assert len(theirs.parts) == row["segments"], row["path"]
        assert sum(part.bytes for part in theirs.parts) == row["units"] * octets, row["path"]


# What the Notifys document that they keep of the letters that these languages have and GSM-7 lacks.
KEPT = {"gc-notify": set("âêîôûÂÊÎÔÛçëïœËÏŒÀÙ"), "govuk-notify": set("âêîôûÂÊÎÔÛáíóúýÁÍÓÚÝëïËÏÀÈÌÒÙ")}


@pytest.mark.parametrize("platform", KEPT)
def test_a_notify_sends_what_it_keeps_all_letters_of(everywhere: Project, platform: str) -> None:
    for row, _ in messages(everywhere):
        kept = set(row["offenders"]) <= KEPT[platform]
        assert (platform in row["platforms"], platform in row["altered"]) == (kept, not kept), row["path"]


def test_the_others_leave_every_message_as_it_is(everywhere: Project) -> None:
    for row, _ in messages(everywhere):
        assert {"twilio", "simpletexting", "whatsapp"} <= set(row["platforms"]), row["path"]


# Encode::GSM0338 leaves unpacked septets, and croaks at what it cannot encode.
PERL = r"""
use strict; use Encode; use Encode::GSM0338; binmode STDIN; local $/ = undef;
for my $file (@ARGV) {
    open my $in, '<:raw', $file or die; my $text = decode('UTF-8', <$in>, 1);
    my $copy = $text; my $octets = eval { encode('gsm0338', $copy, Encode::FB_CROAK) };
    print defined $octets ? 'GSM-7 ' . length($octets) : 'UCS-2 ' . length(encode('UTF-16BE', $text)) / 2, "\n";
}
"""


def test_perl_counts_the_same(everywhere: Project) -> None:
    perl = program("perl")
    if subprocess.run([perl, "-MEncode::GSM0338", "-e", "1"], capture_output=True, check=False).returncode:
        pytest.skip("perl has no Encode::GSM0338")
    rows = [row for row, _ in messages(everywhere)]
    paths = [str(everywhere.path("dist", row["path"])) for row in rows]
    run = subprocess.run([perl, "-e", PERL, *paths], capture_output=True, text=True, check=True)
    assert run.stdout.splitlines() == [f"{row['encoding']} {row['units']}" for row in rows]


# Each message as a telephone shows plain text: 360 pixels wide, its lines kept, its direction given or found. The
# script tells where each character of number and link stands.
PAGE = """<!doctype html><meta charset="utf-8"><style>
body {{ margin: 0; width: 360px; font: 18px/1.4 "Noto Sans Arabic", sans-serif; }}
p {{ margin: 12px; padding: 10px; background: #e8edf2; border-radius: 12px; white-space: pre-wrap; {style} }}
</style>{messages}<pre id="found"></pre><script>
const found = {{}};
for (const p of document.querySelectorAll("p")) for (const word of {words}) {{
  const start = p.firstChild.data.indexOf(word);
  if (start < 0) continue;
  found[p.id + " " + word] = [...word].map((_, n) => {{
    const range = document.createRange();
    range.setStart(p.firstChild, start + n); range.setEnd(p.firstChild, start + n + 1);
    const box = range.getBoundingClientRect();
    return [Math.round(box.left), Math.round(box.top), word[n]];
  }});
}}
document.getElementById("found").textContent = JSON.stringify(found);
</script>"""
# How a program may lay a message out: each base direction, or line by line as its first strong character says.
BASES = {
    "rtl": "direction: rtl; unicode-bidi: isolate;",
    "ltr": "direction: ltr; unicode-bidi: isolate;",
    "found": "unicode-bidi: plaintext;",
}


def laid_out(content: dict[str, str], base: str, folder: Path) -> dict[str, list[Any]]:
    """Return where Chromium sets each character of number and link: left and top in pixels; leave a picture there."""
    paragraphs = "".join(f'<p id="{tag}" lang="{tag}">{html.escape(text)}</p>' for tag, text in content.items())
    page = folder / f"{base}.html"
    page.write_text(PAGE.format(style=BASES[base], messages=paragraphs, words=json.dumps([PHONE, LINK])), "utf-8")
    flags = ("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--window-size=500,900")
    command = [program("chromium"), *flags, f"--user-data-dir={folder / 'profile'}"]
    run = subprocess.run([*command, "--dump-dom", page.as_uri()], capture_output=True, text=True, check=True)
    subprocess.run([*command, f"--screenshot={folder / base}.png", page.as_uri()], capture_output=True, check=True)
    return json.loads(html.unescape(run.stdout.split('<pre id="found">')[1].split("</pre>")[0]))


WRITERS = {
    "sms": lambda one: sms.write(one, Design("sms", {}, {"segments": {"GSM-7": 2, "UCS-2": 3}})),
    "whatsapp": lambda one: whatsapp.write(one, Design("whatsapp", {}, {"characters": 1024})),
}


@pytest.mark.parametrize("form", WRITERS)
@pytest.mark.parametrize("base", BASES)
def test_number_and_link_are_read_from_left_to_right(base: str, form: str, tmp_path: Path) -> None:
    texts = {tag: WRITERS[form](narrowed(document(tag), "reach")).content.decode() for tag in ("ar", "fa")}
    found = laid_out(texts, base, tmp_path)
    assert found.keys() == {f"{tag} {word}" for tag in texts for word in (PHONE, LINK)}
    for word, places in found.items():
        # A browser may break a number at its hyphens.
        assert places == sorted(places, key=lambda place: (place[1], place[0])), word


def test_number_without_its_mark_is_read_backwards(tmp_path: Path) -> None:
    text = WRITERS["sms"](narrowed(document("ar"), "reach")).content.decode().replace("\u200e", "")
    places = laid_out({"ar": text}, "rtl", tmp_path)[f"ar {PHONE}"]
    shown = "".join(character for _, _, character in sorted(places))
    assert shown == "0100-555-506"
