"""Catalogs and other people's programs: gettext, Poedit and Weblate read ours, and we read those of other projects."""

import io
import os
import re
import subprocess
import unicodedata
import warnings
import zipfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from conftest import program
from exchanged import TAGS, real

from handbill import inline, po
from handbill.errors import Faults

# An entry's msgid without a context before it, in an obsolete entry too; and the line that is put there.
LONE = re.compile(r'^(?<!"\n)(?P<mark>(?:#~ )?)(?=msgid )', re.MULTILINE)
ADDED = '\\g<mark>msgctxt "none"\n\\g<mark>'
REFUSED = re.compile(rf"msgid_plural|{inline.FORBIDDEN.pattern}")


@pytest.mark.parametrize("tag", TAGS)
def test_flags_tell_other_programs_of_every_placeholder(tag: str) -> None:
    for entry in real(tag).entries:
        names = ":".join(f'"{{{name}}}"' for name in dict.fromkeys(inline.placeholders(entry.text)))
        flags = [flag for flag in entry.flags if flag.startswith("placeholders:")]
        assert flags == ([f"placeholders:{names}"] if names else [])
        assert ("python-brace-format" in entry.flags) == bool(names)


@pytest.mark.slow
@pytest.mark.parametrize("tag", TAGS)
def test_gettext_has_nothing_to_say(tag: str, tmp_path: Path) -> None:
    path = tmp_path / "catalog.po"
    path.write_bytes(po.dump(real(tag)))
    run = subprocess.run([program("msgfmt"), "-c", "-o", "/dev/null", str(path)], capture_output=True, check=False)
    assert (run.returncode, run.stderr) == (0, b"")


@pytest.mark.slow
def test_gettext_finds_a_placeholder_that_was_mistyped(tmp_path: Path) -> None:
    path = tmp_path / "catalog.po"
    path.write_bytes(po.dump(real("fr-CA")).replace(b'{email}"\n', b'{courriel}"\n'))
    run = subprocess.run([program("msgfmt"), "-c", "-o", "/dev/null", str(path)], capture_output=True, check=False)
    assert run.returncode == 1 and b"courriel" in run.stderr


def foreign() -> Iterator[tuple[str, bytes]]:
    """Yield the catalogs in Django: those of its wheel in HANDBILL_DJANGO, or of the installed package."""
    named = os.environ.get("HANDBILL_DJANGO", "")
    spec = find_spec("django")
    if named.endswith(".whl"):
        with zipfile.ZipFile(named) as wheel:
            yield from ((name, wheel.read(name)) for name in wheel.namelist() if name.endswith(".po"))
    elif named or spec:
        folder = Path(named or str(spec and spec.origin)).resolve()
        folder = folder if folder.is_dir() else folder.parent
        yield from ((str(path), path.read_bytes()) for path in sorted(folder.rglob("*.po")))


@pytest.mark.slow
def test_catalogs_of_another_project_are_read_as_babel_reads_them() -> None:
    """Ours have a context in every entry, which theirs are given; and no plural forms and no invisible characters, for
    which theirs are refused.
    """
    catalogs = {name: placed(content) for name, content in foreign()}
    if not catalogs:
        message = "Django is not here; name its wheel or folder in HANDBILL_DJANGO"
        if os.environ.get("HANDBILL_REQUIRE_PROGRAMS"):
            pytest.fail(message)
        pytest.skip(message)
    single = {name: content for name, content in catalogs.items() if not REFUSED.search(content.decode())}
    values = {name: values_of(po.read(content, name)) for name, content in single.items()}
    assert {name for name in single if values[name] != babels(single[name])} == set()
    assert len(single) > 600 and sum(map(len, values.values())) > 10_000
    for name in catalogs.keys() - single.keys():
        with pytest.raises(Faults, match=r"plural forms are not used here|the invisible character"):
            po.read(catalogs[name], name)


def placed(content: bytes) -> bytes:
    """Return the catalog with a context in each entry that has none."""
    header, _, rest = content.decode("utf-8").partition("\n\n")
    return f"{header}\n\n{LONE.sub(ADDED, rest)}".encode()


def values_of(catalog: po.Catalog) -> dict[tuple[str, str], str]:
    return {entry.key: entry.translation for entry in catalog.entries if not entry.obsolete}


def babels(content: bytes) -> dict[tuple[str, str], str]:
    with warnings.catch_warnings(action="ignore"):
        found = read_po(io.BytesIO(content))
    values = {(message.context or "", str(message.id)): str(message.string) for message in found if message.id}
    return {key: unicodedata.normalize("NFC", value) for key, value in values.items()}
