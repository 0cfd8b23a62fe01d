"""Makes the archive of a release: its pieces in their folders, the manifest, checksums and what they were made with.

No clock and no machine reaches it: the same pieces give the same bytes.
"""

import io
import json
import re
import uuid
import zipfile
from collections.abc import Iterable, Mapping
from datetime import date
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, metadata
from typing import Any

# Where archives are written, from the project's folder.
FOLDER = "release"
MANIFEST, SUMS, MADE_WITH, NOTE = "manifest.json", "SHA256SUMS", "handbill.spdx.json", "README.txt"
# A line of a lock file: package and version; what follows are its checksums.
LOCKED = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^\s;\\]+)", re.MULTILINE)
LICENSE = re.compile(r"[A-Za-z0-9.+() -]+")
INTERNAL = """INTERNAL - NOT TO BE HANDED OUT

This archive holds drafts of the edition {edition}, version of {release}.
{drafts} of its {count} files are drafts. Each says so, but for texts that are pasted.
What a draft waits for stands in manifest.json under "reasons".
"""
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://spdx.org/spdxdocs/handbill")
# A zip knows no earlier day (APPNOTE 4.4.6).
FIRST_DAY = date(1980, 1, 1)
LAST_DAY = date(2107, 12, 31)


def archive(
    edition: str,
    release: date,
    rows: list[Mapping[str, Any]],
    found: Mapping[str, bytes],
    made: bytes,
    versions: Mapping[str, str],
) -> bytes:
    """Return the bytes of the zip: `found` are the files by their path from dist/, `rows` what the manifest says of
    them, `made` the SPDX list. An archive that holds a draft says so in a file of its own.
    """
    content = {"schema": 1, "libraries": dict(versions), "files": rows}
    text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    parts = {**found, MANIFEST: text.encode(), MADE_WITH: made}
    drafts = sum(row["state"] == "draft" for row in rows)
    if drafts:
        note = INTERNAL.format(edition=edition, release=release, drafts=drafts, count=len(rows))
        parts[NOTE] = note.encode()
    sums = "".join(f"{sha256(parts[name]).hexdigest()}  {name}\n" for name in sorted(parts))
    return packed({**parts, SUMS: sums.encode()}, release)


def packed(parts: Mapping[str, bytes], day: date) -> bytes:
    """Return a zip of the parts by name, sorted, each stamped with the day."""
    stamp = min(max(day, FIRST_DAY), LAST_DAY)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as target:
        for name in sorted(parts):
            entry = zipfile.ZipInfo(name, (stamp.year, stamp.month, stamp.day, 0, 0, 0))
            # As on Unix, whatever it is made on: a file that all may read (APPNOTE 4.4.2, 4.4.15).
            entry.create_system, entry.external_attr = 3, 0o100644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, parts[name])
    return out.getvalue()


def made_with(lock: str, versions: Mapping[str, str], edition: str, release: date) -> bytes:
    """Return the list of the dependencies as SPDX 2.3 JSON: the packages of a lock file that are in use here, in the
    versions in use, and the other `versions` of libraries.
    """
    names = sorted({match["name"].lower() for match in LOCKED.finditer(lock)})
    packages = [package for name in names for package in _installed(name)]
    known = {package["name"] for package in packages}
    packages += [_package(name, version, "") for name, version in versions.items() if name.lower() not in known]
    own = {**_package("handbill", "", "MIT"), "SPDXID": "SPDXRef-handbill"}
    document = {
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": f"{edition}-{release}",
        "creationInfo": {"created": f"{release}T00:00:00Z", "creators": ["Tool: handbill"]},
        "packages": [own, *packages],
        "relationships": _relationships(packages),
    }
    text = json.dumps(document, sort_keys=True)
    # Its name has to be one that no other document has (SPDX 2.3, 6.5): made of what it says.
    document["documentNamespace"] = f"urn:uuid:{uuid.uuid5(NAMESPACE, text)}"
    return (json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _installed(name: str) -> Iterable[dict[str, Any]]:
    """Yield a package; none that only other systems need."""
    try:
        found = metadata(name)
    except PackageNotFoundError:
        return
    yield _package(name, found["Version"], found.get("License-Expression") or "")


def _package(name: str, version: str, license_: str) -> dict[str, Any]:
    return {
        "SPDXID": "SPDXRef-Package-" + re.sub(r"[^A-Za-z0-9.-]", "-", name),
        "name": name,
        **({"versionInfo": version} if version else {}),
        "downloadLocation": "NOASSERTION",
        "filesAnalyzed": False,
        "licenseConcluded": "NOASSERTION",
        "licenseDeclared": license_ if LICENSE.fullmatch(license_) else "NOASSERTION",
        "copyrightText": "NOASSERTION",
    }


def _relationships(packages: list[dict[str, Any]]) -> list[dict[str, str]]:
    own = "SPDXRef-handbill"
    described = {"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES", "relatedSpdxElement": own}
    depends = (
        {"spdxElementId": own, "relationshipType": "DEPENDS_ON", "relatedSpdxElement": package["SPDXID"]}
        for package in packages
    )
    return [described, *depends]
