"""Looks for bytes at which a reader stumbles: `.venv/bin/python bench/fuzz.py ENGINE [options] [target …]`.

ENGINE is `hypothesis`, which knows what the files look like, or `atheris`, which watches where they lead; it is no
library of ours: `.venv/bin/pip install atheris` in an environment of its own. `--minutes` is how long in all (20),
`--folder` where each finding is put. The targets are those of tests/fuzzed.py. A finding is an error that the target
must not raise, a case that takes more than 2 s of the processor, or one that takes more than 300 MB. Each kind of
finding is told once, with the smallest case that was seen. Needs no build.

On 28 November 2026, with two busy processors, 22.6 minutes of each: 324,374 cases of Hypothesis and 2,288,662 of
atheris. Of them 75,074 and 13,884 were logos, 55,285 and 22,599 Word files, 38,826 and 24,072 Word files of two
languages. They found four mistakes: a comment among the properties of a Word file; and in logos a row of no points, an
outline that took 774 MB to draw, and a name that not every reader of XML knows. With all of them mended, the logos were
looked at once more: 19,490 and 7,143 of the cases, and nothing found. But for that outline no case took over 0.19 s.
What was found stands in tests/test_fuzz.py, and of logos in tests/threats.py.
"""

import argparse
import json
import re
import resource
import subprocess
import sys
import time
import traceback
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

MEGABYTES = 300
# What draws a logo is watched too: that is where an accepted one leads.
INSTRUMENTED = ["handbill", "weasyprint.svg"]
LARGEST = 20_000  # bytes of a case, so that most of them are quick
# What differs between two faults of one kind: what is quoted, numbers, letters that are not ours.
SAID = re.compile(r"“.*”|<.*>|\(.*\)|\{.*\}|\d+|'.*'|[^ -~]")
OURS = re.compile(rf"^{re.escape(str(ROOT))}/handbill/|/weasyprint/")
# libFuzzer's own lines: executions, branches reached, and features, which are branches with how often.
REACHED = re.compile(r"#(\d+)\s+\w+\s+cov: (\d+) ft: (\d+)")


@dataclass
class Watch:
    """What one target has been seen to do: executions, outcomes, the slowest case, and findings by their kind."""

    name: str
    folder: Path
    seconds: float
    cases: int = 0
    slowest: float = 0.0
    outcomes: set[str] = field(default_factory=set)
    findings: dict[str, int] = field(default_factory=dict)
    told: float = 0.0

    def see(self, run: Callable[[bytes], tuple[str, Exception | None]], content: bytes) -> None:
        """Run one case and note what came of it."""
        held, begun = _held(), time.process_time()
        said, error = run(content)
        passed, grown = time.process_time() - begun, _held() - held
        self.cases += 1
        self.slowest = max(self.slowest, passed)
        self.outcomes.add(SAID.sub("…", said))
        if error is not None:
            self.note(_shape(error), content)
        if passed > self.seconds:
            self.note("slow", content)
        if grown > MEGABYTES:
            self.note("large", content)
        if time.monotonic() - self.told > 1:
            self.tell()

    def note(self, kind: str, content: bytes) -> None:
        if len(content) < self.findings.get(kind, sys.maxsize):
            self.findings[kind] = len(content)
            name = f"{self.name}-{sha256(kind.encode()).hexdigest()[:8]}"
            (self.folder / name).write_bytes(content)
            (self.folder / f"{name}.txt").write_text(kind + "\n", "utf-8")

    def tell(self) -> None:
        """Write down the figures: libFuzzer ends its process at once."""
        self.told = time.monotonic()
        seen = {key: value for key, value in vars(self).items() if key in ("cases", "slowest", "findings")}
        path = self.folder / f"{self.name}.json"
        path.write_text(json.dumps(seen | {"outcomes": len(self.outcomes)}), "utf-8")


def main() -> None:
    asked = _asked()
    asked.folder.mkdir(parents=True, exist_ok=True)
    if asked.child:
        _child(asked.engine, asked.targets[0], asked.minutes, asked.folder)
        return
    names = asked.targets or _names()
    print(f"{'':12}{'cases':>10}{'outcomes':>10}{'branches':>10}{'features':>10}{'slowest':>10}  findings")
    found = [_told(asked.engine, name, asked.minutes / len(names), asked.folder) for name in names]
    sys.exit(1 if any(found) else 0)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("engine", choices=tuple(ENGINES))
    parser.add_argument("targets", nargs="*")
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--folder", type=Path, default=Path("fuzzed"))
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_intermixed_args()


def _names() -> list[str]:
    import fuzzed

    return [target.name for target in fuzzed.TARGETS]


def _told(engine: str, name: str, minutes: float, folder: Path) -> dict[str, int]:
    """Fuzz one target in a process of its own; print its figures and return its findings."""
    options = ["--child", "--minutes", str(minutes), "--folder", str(folder), name]
    command = [sys.executable, __file__, engine, *options]
    run = subprocess.run(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, errors="replace")
    kept = folder / f"{name}.json"
    seen = json.loads(kept.read_text("utf-8")) if kept.is_file() else {"cases": 0, "slowest": 0.0, "findings": {}}
    _, branches, features = [("", "", ""), *REACHED.findall(run.stderr)][-1]
    if run.returncode:
        # Twenty seconds or two gigabytes end the process; libFuzzer keeps the case.
        seen["findings"][f"the process ended with {run.returncode}: {run.stderr[-300:]}"] = 0
    figures = f"{seen['cases']:10,}{seen.get('outcomes', 0):10,}{branches:>10}{features:>10}{seen['slowest']:9.2f}s"
    print(f"{name:12}{figures}  {'; '.join(seen['findings']) or 'none'}", flush=True)
    return seen["findings"]


def _child(engine: str, name: str, minutes: float, folder: Path) -> None:
    warnings.simplefilter("error")
    ENGINES[engine](name, minutes * 60, folder)


def _by_hypothesis(name: str, seconds: float, folder: Path) -> None:
    import fuzzed
    from hypothesis import HealthCheck, Phase, given, seed, settings

    target, watch, end = fuzzed.BY_NAME[name], Watch(name, folder, fuzzed.SECONDS), time.monotonic() + seconds
    how = settings(
        max_examples=500, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
    )

    def case(content: bytes) -> None:
        if time.monotonic() < end:
            watch.see(lambda content: fuzzed.outcome(target, content), content)

    number = 0
    while time.monotonic() < end:
        number += 1
        seed(number)(how(given(fuzzed.contents(target))(case)))()
    watch.tell()


def _by_atheris(name: str, seconds: float, folder: Path) -> None:
    import atheris

    with atheris.instrument_imports(include=INSTRUMENTED):
        import fuzzed
    target, watch = fuzzed.BY_NAME[name], Watch(name, folder, fuzzed.SECONDS)
    corpus, words = folder / f"{name}.corpus", folder / f"{name}.dict"
    corpus.mkdir(exist_ok=True)
    for number, content in enumerate(fuzzed.seeds(name)):
        (corpus / f"seed-{number}").write_bytes(content)
    words.write_text("".join(f'"{_escaped(word)}"\n' for word in target.words), "ascii")
    limits = ["-timeout=20", "-rss_limit_mb=2000", f"-max_len={LARGEST}", f"-artifact_prefix={folder}/{name}-"]
    options = [
        sys.argv[0],
        str(corpus),
        f"-dict={words}",
        f"-max_total_time={int(seconds)}",
        "-close_fd_mask=1",
        *limits,
    ]

    def mutated(content: bytes, most: int, number: int) -> bytes:
        made = fuzzed.grow(target, content, number) if number % 2 else b""
        return made if 0 < len(made) <= most else atheris.Mutate(content, most)

    def see(content: bytes) -> None:
        watch.see(lambda content: fuzzed.outcome(target, content), content)

    atheris.Setup(options, see, custom_mutator=mutated)
    atheris.Fuzz()


def _escaped(word: bytes) -> str:
    return "".join(f"\\x{byte:02x}" for byte in word)


ENGINES = {"hypothesis": _by_hypothesis, "atheris": _by_atheris}


def _held() -> float:
    """Return the most memory that this process has held, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _shape(error: BaseException) -> str:
    """Return what kind of error it is: its type and the last place where it rose, in our code or in what draws."""
    error = error.__cause__ or error
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if OURS.search(frame.filename)]
    return " at ".join([type(error).__name__, *(f"{Path(last.filename).name}:{last.lineno}" for last in frames[-1:])])


if __name__ == "__main__":
    main()
