"""The tasks. `doit` makes every piece and checks it; `doit list` names the tasks."""

from functools import partial
from pathlib import Path

from handbill import gate

# Where nothing has changed, doit ends here, before anything else is loaded.
gate.enter()
from handbill import tasks  # noqa: E402

with tasks.told():
    from handbill import (
        adapting,
        approving,
        cluster,
        comparing,
        enrolling,
        hosting,
        languages,
        releasing,
        shelving,
        steps,
        tracking,
        translating,
        verifying,
        watching,
    )
    from handbill.project import Project

# `doit pseudo=yes` adds the pseudo-locales to the languages.
project = Project(Path(__file__).resolve().parent, pseudo=tasks.wanted("pseudo"))
# What the commands for translators ask for.
LANGUAGE = tasks.option("language", "the language, such as fr_CA")
TO = tasks.option("to", "the file or folder to write to; else the folder where you stand")
EDITION = tasks.option("edition", "the edition, such as example")
MADE = ["read", "publish", "shelf", "check"]
DOIT_CONFIG = tasks.configuration(
    MADE,
    project.begin,
    partial(shelving.finish, project),
    partial(shelving.standing, project),
    partial(steps.ready, project),
)


def task_read():
    """read the sources and tell their faults"""
    yield from tasks.subtasks(steps.read(project))


def task_fonts():
    """make the private fonts, the same on every machine"""
    yield from tasks.subtasks(steps.make_fonts(project))


def task_publish():
    """make the pieces: dist/<edition>/<language>/…"""
    yield from tasks.subtasks(steps.publish(project, cluster.publisher(project)))


def task_shelf():
    """draw the shelf's pictures; every build ends with its pages, dist/index.html"""
    yield from tasks.subtasks(steps.draw(project))


def task_check():
    """open every finished piece as its reader would"""
    yield from tasks.subtasks(steps.check(project))


def task_watch():
    """make anew what each saved change touches, and refresh the browser that shows it"""
    port = tasks.option("port", "the port on this computer where a browser finds it", "8000")
    return tasks.beside_builds(tasks.command(partial(watching.watched, project), port))


def task_proofs():
    """draw contact sheets of what dist/ holds into docs/pictures"""
    return tasks.command(project.proofs)


def task_compare():
    """show which pages look different from a release or another build: --with example-2026-11-22"""
    return tasks.command(
        partial(comparing.compared, project, tasks.standing()),
        tasks.option("with", "a release of release/, an archive, or a folder such as another clone's dist"),
    )


def task_update():
    """bring a changed English text into every catalog"""
    return tasks.command(partial(languages.update, project))


def task_status():
    """say how far each language is, what to do next, and what staff have to decide"""
    return tasks.command(partial(tracking.tell, project))


def task_sheet():
    """write a language's texts as a table for Word, for a volunteer"""
    return tasks.command(partial(translating.sheet, project, tasks.standing()), LANGUAGE, TO)


def task_xliff():
    """write a language's texts as an XLIFF file, for an agency"""
    return tasks.command(partial(translating.xliff_file, project, tasks.standing()), LANGUAGE, TO)


def task_take():
    """show what a sheet or an XLIFF file that came back would change"""
    return tasks.command(
        partial(translating.take, project, tasks.standing()),
        tasks.option("file", "the file that came back, .docx or .xlf"),
        tasks.option("write", "write the catalog, and make the draft anew", False),
    )


def task_adapted():
    """report what a partner changed in a Word file"""
    return tasks.command(
        partial(adapting.adapted, project, tasks.standing()),
        tasks.option("file", "the partner's file"),
        tasks.option("page", "where the page to send back is written; else beside the partner's file"),
        tasks.option("take", "show what would change here: catalog, or edition:ID for an edition of their own"),
        tasks.option("write", "write what --take shows", False),
    )


def task_language():
    """add a language: --add so makes its catalog and a first draft"""
    add = tasks.option("add", "the language's code, such as so or fr_CA")
    return tasks.command(partial(languages.language, project), add)


def task_editions():
    """make editions from a table, a row each: --table partnerships.csv"""
    return tasks.command(
        partial(enrolling.enrolled, project, tasks.standing()),
        tasks.option("table", "the table, .csv or .toml"),
        tasks.option("like", "the edition whose colours and logo those without their own get", "example"),
    )


def task_approve():
    """record that somebody has read a language's texts: --language fr_CA --by "their name or role" """
    return tasks.command(
        partial(approving.approve, project),
        LANGUAGE,
        tasks.option("by", "the name or role of the person who approves"),
        tasks.option("on", "the day, such as 2026-11-22; else that of the latest edition"),
        tasks.option("question", "one question's id; may be given more than once; else all texts", []),
    )


@tasks.given(EDITION, tasks.option("allow-drafts", "make an internal release that holds drafts too", False))
def task_release(edition, **_):
    """gather an edition's finals into an archive: --edition example"""
    # Only what is made of today's sources, and was checked, is released; another edition's faults stop nothing here.
    return tasks.command(partial(releasing.released, project), after=releasing.before(project, edition))


def task_site():
    """gather an edition's finals and their shelf in site/, for a web site: --edition example"""
    about = "an edition, such as example; may be given more than once"
    return tasks.command(partial(hosting.site, project), tasks.option("edition", about, []))


def task_withdraw():
    """say that a release may not be handed out any more, and why"""
    return tasks.command(
        partial(releasing.withdraw, project),
        EDITION,
        tasks.option("release", "the release, by its date, such as 2026-11-22"),
        tasks.option("reason", "why, in a few words"),
        tasks.option("internal", "withdraw the internal release of that day, which holds drafts", False),
    )


def task_verify():
    """say what a piece is, and whether it may still go out: --code or --file"""
    return tasks.command(
        partial(verifying.verify, project, tasks.standing()),
        tasks.option("code", "the imprint code that the piece carries, such as ED2P0JD1"),
        tasks.option("file", "the file: PDF, Word, e-mail, web page, text, or the archive of a release"),
    )
