"""Whether killed runs leave no damage: `.venv/bin/python bench/kills.py [builds] [commands] [first seed]`.

Kills builds at random moments, 200 unless told, and commands that write (update, approve, take, release), 40; runs each
again and compares it with an undisturbed one. A line a kill, then a table. A kill that found something wrong is done
again by its seed: `bench/kills.py --again "update" 17`. Needs no build; takes an hour or so.

On 28 November 2026, on a busy machine: of 200 builds 172 were at work when they were killed, and doit's database was
spoiled for 77 of them; of 40 commands 26 were at work, and 3 had a file half written. Nothing wrong was found.
"""

import sys
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

import kills  # noqa: E402

BUILDS, COMMANDS = 200, 40


def main() -> None:
    again = sys.argv[1:2] == ["--again"]
    if again:
        planned = [(sys.argv[2], int(sys.argv[3]))]
    else:
        builds, commands, first = (*map(int, sys.argv[1:]), *(BUILDS, COMMANDS, 1)[len(sys.argv) - 1 :])
        planned = [*_spread(kills.BUILDS, builds, first), *_spread(kills.COMMANDS, commands, first)]
    with TemporaryDirectory(prefix="kills") as folder:
        begun = kills.trial(Path(folder), dict.fromkeys(name for name, _ in planned))
        found = [_told(kills.kill(begun, name, seed)) for name, seed in planned]
    print(*_table(found), sep="\n")
    sys.exit(any(one.wrong for one in found))


def _spread(cases: tuple[str, ...], count: int, first: int) -> list[tuple[str, int]]:
    """Return `count` kills, each case in its turn, with seeds from the first on."""
    turns = [name for name in cases for _ in range(kills.CASES[name].often)]
    return [(turns[number % len(turns)], first + number) for number in range(count)]


def _told(one: kills.Killed) -> kills.Killed:
    whole = "; ".join(one.wrong) or "good"
    print(
        f"{one.case}, seed {one.seed}: killed at {one.moment}, database {one.database}, "
        f"{one.written} files written, {one.half} half-written: {whole}",
        flush=True,
    )
    return one


def _table(found: list[kills.Killed]) -> list[str]:
    """Return a row for each case: how many kills, how many found the run at work and files half-written, and wrong."""
    rows = [f"{'':22}{'kills':>8}{'at work':>9}{'half':>6}{'spoiled':>9}{'wrong':>7}"]
    counts = Counter(one.case for one in found)
    for case in counts:
        own = [one for one in found if one.case == case]
        at_work = sum(one.moment != "had ended" for one in own)
        half = sum(bool(one.half) for one in own)
        spoiled = sum(one.database not in ("left", "not there") for one in own)
        wrong = sum(bool(one.wrong) for one in own)
        rows.append(f"{case:22}{len(own):>8}{at_work:>9}{half:>6}{spoiled:>9}{wrong:>7}")
    return rows


if __name__ == "__main__":
    main()
