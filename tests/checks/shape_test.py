#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The shape: prints the longest functions and files; fails past 70 lines a function and 800 a file, on prototypes in
headers and static functions of some length without a comment, and on words that have no business in a room (double,
malloc, clocks, threads)."""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
FUNCTION_MAX, FILE_MAX = 70, 800
SILENT_MAX = 8  # lines that a static function may have whose name says it all
START = re.compile(r"^(?!typedef|struct [a-z_0-9]+ \{|enum|union|static const|const|#|/|\s|extern|_Static)[A-Za-z_].*\b([a-z_0-9]+)\(")
# word -> rooms where it is at home.
HOMES = {
    r"\bdouble\b": {"fleet", "apps"},
    r"\b(malloc|calloc|realloc|free)\(": {"base", "wire", "store", "views", "apps", "os", "csms"},
    r"\b(clock_gettime|gettimeofday|time\(NULL|uv_hrtime|uv_now)\b": {"os", "apps"},
    r"\bpthread_(create|mutex_lock|cond_wait)\b": {"os", "apps"},
    r"\b(fprintf|printf)\(": {"apps", "base"},
    r"\b(rand|random|srand)\(": set(),
}
# Files with a reason of their own.
EXCEPT = {r"\b(malloc|calloc|realloc|free)\(": {"csms": {"src/csms/world.c", "src/csms/quirks.c", "src/csms/running.c"}}}


def code_of(text):
    """Text without comments and string contents, line for line."""
    text = re.sub(r"/\*.*?\*/", lambda m: re.sub(r"[^\n]", " ", m.group()), text, flags=re.S)
    text = re.sub(r"//[^\n]*", "", text)
    return re.sub(r'"(\\.|[^"\\\n])*"', '""', text)


def functions(text):
    """(name, first line, lines) of every function body in column 0 style."""
    lines = text.splitlines()
    i = 0
    while i < len(lines):
        match = START.match(lines[i])
        if match:
            j = i
            while j < len(lines) and not lines[j].startswith("{") and not lines[j].rstrip().endswith(";"):
                j += 1
            if j < len(lines) and lines[j].startswith("{"):
                k = j
                while k < len(lines) and lines[k] != "}":
                    k += 1
                yield match.group(1), i + 1, k - i + 1
                i = k
        i += 1


def undocumented(header):
    """Prototypes of a header that no comment stands above (a block of lines may share one, or have one at the end)."""
    previous_comment = False
    for number, line in enumerate(header.splitlines(), 1):
        stripped = line.strip()
        if not stripped:
            previous_comment = False
        elif stripped.startswith(("/*", "*")) or stripped.endswith("*/"):
            previous_comment = True
        elif re.match(r"^[A-Za-z_].*\b[a-z_0-9]+\(.*", line) and not line.startswith(("#", "static", "typedef", "_Static", "__attribute__")):
            if not previous_comment:
                yield number, stripped
        # What stands directly below a documented line shares its comment.


def silent(raw, text):
    """(line, name) of static functions of some length that no comment stands above, nor above their declaration."""
    lines = raw.splitlines()
    told = {m.group(1) for m in re.finditer(r"\*/\nstatic [^\n;{]*\b([a-z_0-9]+)\([^;{]*\);", raw)}
    for name, at, n in functions(text):
        above = lines[at - 2].strip() if at > 1 else ""
        if n > SILENT_MAX and lines[at - 1].startswith("static") and not above.endswith("*/") and name not in told:
            yield at, name


def main():
    all_functions, files, bad = [], [], []
    for p in sorted((ROOT / "src").rglob("*.[ch]")):
        name, raw = str(p.relative_to(ROOT)), p.read_text()
        text, room = code_of(raw), p.relative_to(ROOT / "src").parts[0]
        if "/tbl/" in name:
            continue
        files.append((raw.count("\n"), name))
        if p.suffix == ".c":
            all_functions += [(n, f"{name}:{at} {f}") for f, at, n in functions(text)]
            bad += [f"{name}:{at}: no comment above {f}" for at, f in silent(raw, text)]
        else:
            bad += [f"{name}:{at}: no comment above: {line}" for at, line in undocumented(raw)]
        if "SPDX-License-Identifier: Apache-2.0" not in raw.splitlines()[0]:
            bad.append(f"{name}:1: no licence line")
        for word, homes in HOMES.items():
            if room in homes and name in EXCEPT.get(word, {}).get(room, {name}):
                continue
            bad += [f"{name}:{at}: {word} is not at home in {room}" for at, line in enumerate(text.splitlines(), 1)
                    if re.search(word, line)]
    bad += [f"{where}: {n} lines, at most {FUNCTION_MAX}" for n, where in all_functions if n > FUNCTION_MAX]
    bad += [f"{name}: {n} lines, at most {FILE_MAX}" for n, name in files if n > FILE_MAX]
    print("# longest functions:", *(f"#   {n:4} {w}" for n, w in sorted(all_functions, reverse=True)[:8]), sep="\n")
    print("# longest files:", *(f"#   {n:4} {w}" for n, w in sorted(files, reverse=True)[:8]), sep="\n")
    counted = len(all_functions) > 20
    print("\n".join("# " + b for b in bad))
    print("not ok" if bad else "ok", f"1 - {len(files)} files and {len(all_functions)} functions keep the shape")
    print("ok" if counted else "not ok", "2 - the functions were found at all")
    planted = "static int f(void)\n{\n" + "    x();\n" * SILENT_MAX + "}\n"
    found = len(list(silent(planted, planted))) == 1 and len(list(undocumented("\nint f(void);\n"))) == 1
    print("ok" if found else "not ok", "3 - planted silent functions are found")
    print("1..3")
    return 1 if bad or not counted or not found else 0


if __name__ == "__main__":
    sys.exit(main())
