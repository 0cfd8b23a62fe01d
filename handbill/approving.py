"""The command that records who approved which texts of a language, with the words that they approved."""

from collections.abc import Iterator, Sequence
from datetime import date

from handbill import approved, catalogs, files, reviews
from handbill.errors import Fault, Faults, HandbillError
from handbill.model import part_of
from handbill.project import REVIEWS, Project, catalog_path, history_path


def approve(project: Project, language: str, by: str, on: str, question: Sequence[str]) -> list[str]:
    """Record that somebody approved a language's texts, or those of some questions, as they stand; return what was
    recorded. Nothing is recorded where one of the texts is not translated.
    """
    if not language:
        raise HandbillError("doit approve: it is not said which language; name it, such as --language fr_CA")
    tag, day, name = language.replace("_", "-"), _day(project, on), by.strip()
    if tag not in project.catalog_tags():
        raise HandbillError(f"{language}: there is no such catalog; use one of {', '.join(project.catalog_tags())}")
    if not reviews.NAME.fullmatch(name):
        raise HandbillError('doit approve: nobody is named; add --by "the reviewer’s name or role"')
    digests = reviews.digests(project.texts(tag))
    wanted = _wanted(question, tuple(digests))
    words = approved.record(tag, name, day, _approvable(project, tag, wanted))
    given = {part: reviews.Approval(name, day, digests[part], words.code) for part in wanted}
    content = project.content(REVIEWS)
    renewed = reviews.approve(reviews.read(content, REVIEWS), tag, given)
    # The words first: a row that names a record which is not there would be a fault.
    files.write_whole(project.path(history_path(words.code)), approved.dump(words))
    files.write_whole(project.path(REVIEWS), reviews.dump(renewed, reviews.head_of(content)))
    return [f"{REVIEWS}: {name} approved {tag} ({', '.join(wanted)}) on {day.isoformat()}, code {words.code}"]


def _day(project: Project, on: str) -> date:
    """Return the day given, or the latest date that an edition was revised on."""
    if not on:
        return max(project.edition(name).revised for name in project.readable_editions())
    try:
        return date.fromisoformat(on)
    except ValueError:
        raise HandbillError(f"doit approve: “{on}” is no date; write it such as --on 2026-11-22") from None


def _wanted(questions: Sequence[str], parts: tuple[str, ...]) -> tuple[str, ...]:
    """Return the parts to approve, in the FAQ's order: those asked for, or all."""
    for name in questions:
        if name not in parts:
            raise HandbillError(f"doit approve: there is no question “{name}”; use one of {', '.join(parts)}")
    return tuple(part for part in parts if not questions or part in questions)


def _approvable(project: Project, tag: str, parts: tuple[str, ...]) -> Iterator[approved.Pair]:
    """Return the messages of the parts with their translations; raise Faults with those that have none."""
    failing = project.failing(project.editions_of(tag), tag)
    find, path = catalogs.lookup(project.catalog(tag), failing), catalog_path(tag)
    messages = [message for message in project.messages() if part_of(message.context) in parts]
    unready = [message for message in messages if find(message)[1] != "translated"]
    if unready:
        cure = "finish the translation, then approve it"
        raise Faults(Fault(path, 0, f"{message.context} is {find(message)[1]}; {cure}") for message in unready)
    return ((message, find(message)[0]) for message in messages)
