"""Set-up, container and workflow: one list of packages, no right that is not needed, nothing made public unasked."""

import re
from typing import Any

import pytest
import yaml
from conftest import ROOT

SETUP, DOCKERFILE = ((ROOT / name).read_text("utf-8") for name in ("setup.sh", "Dockerfile"))
WORKFLOW = yaml.safe_load((ROOT / ".github/workflows/build.yml").read_text("utf-8"))
# YAML 1.1 reads the key `on` as true.
TRIGGERS: dict[str, Any] = WORKFLOW[True]
PUBLIC = "${{ inputs.publish }}"


def instructions() -> list[tuple[str, str]]:
    lines = (line for line in DOCKERFILE.splitlines() if line and not line.startswith("#"))
    return [(name, rest) for name, _, rest in (line.partition(" ") for line in lines)]


def steps() -> list[dict[str, Any]]:
    return [step for job in WORKFLOW["jobs"].values() for step in job["steps"]]


def test_what_setup_looks_for_is_what_it_names() -> None:
    named = re.search(r'^debian="(.*)"$', SETUP, re.MULTILINE)
    sought = re.findall(r'^    "[\w.-]+": "([\w.-]+)",$', SETUP, re.MULTILINE)
    assert named and set(named[1].split()) == {"python3", "python3-venv", *sought} and len(sought) == 5


def test_the_containers_packages_are_those_of_setup() -> None:
    done = [rest for name, rest in instructions() if name == "RUN"]
    copied = [rest for name, rest in instructions() if name in ("COPY", "ADD")]
    assert done[0].startswith("sh /opt/handbill/setup.sh && ") and not re.search(r"\b(apt-get|pip)\b", DOCKERFILE)
    assert copied == ["setup.sh requirements.lock /opt/handbill/"]
    let_in = [line[1:] for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line.startswith("!")]
    assert let_in == ["setup.sh", "requirements.lock"]


def test_the_container_is_a_pinned_debian_and_nobodys_root() -> None:
    known = dict(instructions())
    assert re.fullmatch(r"debian:[a-z]+-slim", known["FROM"])
    assert f"useradd --uid 1000 --create-home {known['USER']}" in DOCKERFILE and known["USER"] != "root"
    # Whoever runs it with a number of their own still finds the programs.
    assert known["ENV"] == "PATH=/opt/handbill/.venv/bin:$PATH" and known["CMD"] == '["doit"]'
    assert [name for name, _ in instructions()].index("USER") > max(
        at for at, (name, _) in enumerate(instructions()) if name == "RUN"
    )


def test_staff_are_told_how_to_run_it() -> None:
    told = re.findall(r"docker run [^\n`]+", (ROOT / "docs/start.md").read_text("utf-8"))
    mounted = f'docker run --rm -v "${{PWD}}:{dict(instructions())["WORKDIR"]}" handbill'
    assert told and {line.removeprefix(mounted) for line in told} == {"", " doit status"}


def test_the_workflow_may_read_and_one_job_may_publish() -> None:
    assert WORKFLOW["permissions"] == {"contents": "read"}
    rights = {name: job["permissions"] for name, job in WORKFLOW["jobs"].items() if "permissions" in job}
    assert rights == {"pages": {"pages": "write", "id-token": "write"}}
    assert all("timeout-minutes" in job for job in WORKFLOW["jobs"].values())


def test_nothing_is_made_public_unless_a_person_asks() -> None:
    asked = TRIGGERS["workflow_dispatch"]["inputs"]
    assert {name for name in TRIGGERS if TRIGGERS[name]} == {"workflow_dispatch"}
    assert list(asked) == ["publish"] and asked["publish"]["default"] == ""
    job = WORKFLOW["jobs"]["pages"]
    assert job["if"] == PUBLIC and set(job["needs"]) == {*WORKFLOW["jobs"]} - {"pages", "audit"}
    making = [step for step in steps() if "pages-artifact" in step.get("uses", "") or "site" in step.get("run", "")]
    assert len(making) == 2 and {step["if"] for step in making} == {PUBLIC}


def test_only_the_finals_are_made_public() -> None:
    uploaded = [step["with"]["path"] for step in steps() if "pages-artifact" in step.get("uses", "")]
    assert uploaded == ["site/"]


@pytest.mark.parametrize("step", [step for step in steps() if "run" in step], ids=lambda step: step["run"])
def test_nothing_that_a_person_typed_is_read_as_a_command(step: dict[str, Any]) -> None:
    assert "${{" not in step["run"]


@pytest.mark.parametrize("step", [step for step in steps() if "uses" in step], ids=lambda step: step["uses"])
def test_every_action_is_githubs_own_and_has_its_version(step: dict[str, Any]) -> None:
    assert re.fullmatch(r"actions/[a-z-]+@v\d+", step["uses"])
