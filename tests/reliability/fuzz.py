"""Damaged inputs for every reader of outside files: `python -m tests.reliability.fuzz --seconds 60`.

Without `--atheris`, good inputs are damaged by chance (seeded): bytes, words of the format, values of its JSON. With
it, atheris (libFuzzer) lets what is reached in the code decide; it is installed by hand (`pip install atheris`), and
takes one reader in a process. What is not a sentence for the user is printed with the input, which is kept.
"""

from __future__ import annotations

import argparse
import copy
import json
import logging
import os
import random
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

ODD: tuple[Any, ...] = (
    None, True, -1, 0, 1, 1 << 31, 1 << 63, 10**30, -0.0, 1e308, float("nan"), float("inf"), "", "a", "\0", "..", "/",
    "\ud800", "é" * 300, [], {}, [[]], {"a": []}, [0] * 300, "1",
)  # fmt: skip
WORDS = (
    b"\0", b"\xff", b"\xff\xfe", b"0", b"-1", b"1e999", b"9" * 70, b",", b",,,,", b" ", b"\n", b":", b'"', b"\\", b"/",
    b"[", b"]", b"{", b"}", b"(", b")", b"nan", b"Infinity", b"NaN", b"null", b"<g>", b"</g>", b"#a", b"%", b"M", b"z",
    b"&amp;", b"&a;", b"url(#a)", b"Steps: ", b"Size: 0x0", b"PK\x03\x04", b"IEND", b"\x89PNG", b"\x7f\xff\xff\xff",
)  # fmt: skip


def damaged(data: bytes, form: str, chance: random.Random) -> bytes:
    """`data` with one to four faults."""
    if form == "json" and chance.random() < 0.7:
        value = json.loads(data)
        for _ in range(chance.randint(1, 3)):
            value = _damaged_json(value, chance)
        return json.dumps(value, ensure_ascii=chance.random() < 0.5).encode(
            "utf-8", "surrogatepass"
        )
    made = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(made) + 1)
        until = min(len(made), at + chance.choice((1, 2, 4, 16, 200)))
        match chance.randrange(5):
            case 0 if at < len(made):
                made[at] = chance.randrange(256)
            case 1:
                del made[at:until]
            case 2:
                made[at:at] = made[at:until] * chance.choice((1, 2, 50))
            case 3:
                made[at:until] = chance.choice(WORDS)
            case _:
                made[at:at] = chance.choice(WORDS)
    return bytes(made)


def _damaged_json(value: Any, chance: random.Random) -> Any:
    """Go down by chance, and there put in something else, take it away, or say it twice."""
    if not isinstance(value, dict | list) or not value or chance.random() < 0.15:
        return copy.deepcopy(chance.choice(ODD))
    key = chance.choice(list(value)) if isinstance(value, dict) else chance.randrange(len(value))
    match chance.randrange(8):
        case 0:
            del value[key]
        case 1 if isinstance(value, list):
            value += copy.deepcopy(value[:200])
        case 2 if isinstance(value, dict):
            value[chance.choice(("a", "", "version", "\ud800"))] = copy.deepcopy(value[key])
        case _:
            value[key] = _damaged_json(value[key], chance)
    return value


def by_chance(read: Callable[[bytes], Any], seeds: list[bytes], form: str, chance: random.Random) -> bytes:  # fmt: skip
    """Read one damaged input; returns it."""
    data = damaged(chance.choice(seeds), form, chance)
    read(data)
    return data


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument(
        "--seconds", type=float, default=60, help="of the processor, over all readers"
    )
    options.add_argument("--reader", nargs="*", help="these only; 'list' lists them")
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--atheris", action="store_true")
    options.add_argument("--keep", type=Path, default=Path("fuzz-findings"))
    said = options.parse_args()
    logging.disable()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["SKETCHPAD_HOME"] = folder
        return _run(said, Path(folder))


def _run(said: argparse.Namespace, folder: Path) -> int:
    if said.atheris:
        import atheris  # type: ignore[import-not-found]

        with atheris.instrument_imports(include=["sketchpad"]):
            import tests.reliability.readers as all_
    else:
        import tests.reliability.readers as all_
    readers = all_.readers(folder)
    if said.reader == ["list"]:
        print(*readers, sep="\n")  # noqa: T201
        return 0
    chosen = {name: readers[name] for name in said.reader or readers}
    faults: set[str] = set()
    slowest = 0.0

    def read(name: str, data: bytes) -> None:
        nonlocal slowest
        begin = time.thread_time()
        error = all_.survives(readers[name], data)
        slowest = max(slowest, time.thread_time() - begin)
        if error is None:
            return
        place = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{Path(place.filename).name}, line {place.lineno}"
        fault = f"{name}: {type(error).__name__} in {where}: {error}"
        if fault[:120] not in faults:
            faults.add(fault[:120])
            said.keep.mkdir(exist_ok=True)
            kept = said.keep / sha256(data).hexdigest()[:12]
            kept.write_bytes(data)
            print(f"{fault}\n    {kept}", flush=True)  # noqa: T201

    if said.atheris:
        (name,) = chosen
        corpus = folder / "corpus"
        corpus.mkdir()
        for number, seed in enumerate(readers[name].seeds()):
            (corpus / str(number)).write_bytes(seed)
        limits = [f"-max_total_time={said.seconds:.0f}", "-max_len=65536", "-print_final_stats=1"]
        atheris.Setup([sys.argv[0], str(corpus), *limits], lambda data: read(name, data))
        atheris.Fuzz()  # ends the process
    count = 0
    for number, (name, reader) in enumerate(chosen.items()):
        chance = random.Random(f"{said.seed} {number}")
        seeds = reader.seeds()
        until = time.process_time() + said.seconds / len(chosen)
        before = count
        slowest = 0.0
        while time.process_time() < until:
            by_chance(lambda data, name=name: read(name, data), seeds, reader.form, chance)  # type: ignore[misc]
            count += 1
        print(f"{name:24} {count - before:9,} inputs, slowest {slowest:.2f} s", flush=True)  # noqa: T201
    print(f"{count:,} inputs, {len(faults)} faults")  # noqa: T201
    return min(1, len(faults))


if __name__ == "__main__":
    sys.exit(main())
