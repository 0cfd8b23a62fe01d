"""Lays out Typst files as PDF: `typst_files.py fonts warm|cold files…`; beside each, and with the given fonts only."""

import json
import sys
import time

import typst


def main() -> None:
    fonts, warm, *names = sys.argv[1:]
    # A brochure and a handout before, which are not counted.
    before, names = (names[:2], names[2:]) if warm == "warm" else ([], names)
    compiler = typst.Compiler(root="/", font_paths=typst.Fonts(False, False, [fonts]))
    _lay_out(compiler, before)
    begun, spent = time.perf_counter(), time.process_time()
    _lay_out(compiler, names)
    print(json.dumps({"wall": time.perf_counter() - begun, "cpu": time.process_time() - spent}))


def _lay_out(compiler: typst.Compiler, names: list[str]) -> None:
    for name in names:
        compiler.compile(input=name, output=f"{name.removesuffix('.typ')}.pdf")


if __name__ == "__main__":
    main()
