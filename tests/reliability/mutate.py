"""Mutation testing: `python -m tests.reliability.mutate sketchpad/sampling --tests tests/sampling --sample 60`.

The tests are run once; which of them call which functions is noted. Then each mutant (a sign, a comparison, a constant,
a condition of one function) is put in place in a forked process, where the code is loaded already, and only the tests
that call the function run. A mutant that no test notices survives, and is printed. Tools that start Python for each
mutant import torch each time, which takes a hundred times as long as the tests.
"""

from __future__ import annotations

import argparse
import ast
import gc
import os
import random
import resource
import sys
import time
import traceback
from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import accumulate
from pathlib import Path
from types import CodeType, FrameType, FunctionType, SimpleNamespace
from typing import Any, NamedTuple

import pytest

MOST_TESTS, MOST_SECONDS = 60, 4.0  # of a function: the quickest, and how long they take together
ENDS = {
    0: "killed",
    1: "survived",
    2: "not called",
    3: "not reached",  # in no living function
}
CHECKS = 10  # changes of nothing that are tried first
BROKEN = 4  # the change could not be put in place: this program's fault, not the tests' merit
NOTHING = "nothing"  # changes no more than the names of a function: no test notices it
Place = tuple[str, int]  # qualified name and first line of a function

SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult,
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.And: ast.Or, ast.Or: ast.And,
}  # fmt: skip


class Mutant(NamedTuple):
    """One change of a file: of its node `number`, counted inside functions."""

    path: Path
    number: int
    line: int
    what: str

    def code(self) -> CodeType:
        """The code of the whole module."""
        tree = ast.parse(self.path.read_text(encoding="utf-8"))
        node, what = list(_inside_functions(tree))[self.number], self.what.rpartition(": ")[2]
        if what == NOTHING:
            _around(tree, node).body.insert(0, ast.parse("_nothing = None").body[0])
        else:
            _change(node, what)
        return compile(ast.fix_missing_locations(tree), str(self.path.resolve()), "exec")


class Mutation:
    """A plugin of pytest, in place of its loop: runs the tests once, then each mutant with those that can notice it."""

    def __init__(self, files: list[Path], sample: int, seed: int) -> None:
        self._files, self._sample, self._seed = files, sample, seed
        self._calls: dict[tuple[str, Place], set[str]] = defaultdict(set)
        self._seconds: dict[str, float] = {}
        self._items: dict[str, pytest.Item] = {}
        self._failed = self._trying = False

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._failed |= report.failed
        if report.failed and not self._trying:
            say(f"{report.nodeid} fails as it is: {report.longreprtext[-500:]}")

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self._items = {item.nodeid: item for item in session.items}
        names = {str(file.resolve()) for file in self._files}
        for item in session.items:
            self._note(item, names)
        if self._failed:
            return True
        self._trying = True
        if self._in_a_child(self._unchanged) != 1:
            raise RuntimeError("the tests fail in a forked process: nothing can be said")
        self._try_all()
        return True

    def _note(self, item: pytest.Item, names: set[str]) -> None:
        def called(frame: FrameType, event: str, _argument: object) -> None:
            code = frame.f_code
            if event == "call" and code.co_filename in names:
                place = code.co_qualname, code.co_firstlineno
                self._calls[code.co_filename, place].add(item.nodeid)

        begin = time.thread_time()
        sys.setprofile(called)
        self._run(item)
        sys.setprofile(None)
        self._seconds[item.nodeid] = time.thread_time() - begin

    def _run(self, item: pytest.Item) -> None:
        # What lives as long as the session stays, for the next test.
        following: Any = SimpleNamespace(listchain=lambda: [item.session])
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)

    def _try_all(self) -> None:
        tried = [mutant for file in self._files for mutant in mutants(file)]
        if self._sample:
            tried = random.Random(self._seed).sample(tried, min(self._sample, len(tried)))
        count: dict[str, int] = defaultdict(int)
        for mutant in tried[:: max(1, len(tried) // CHECKS)]:
            if self._try(mutant._replace(what=NOTHING)) == "killed":
                raise RuntimeError(f"a change of nothing in {mutant.path}:{mutant.line} is noticed")
        for mutant in tried:
            end = self._try(mutant)
            count[end] += 1
            if end in ("survived", "not called"):
                say(f"{end}: {mutant.path}:{mutant.line}: {mutant.what}")
        real = len(tried) - count["not reached"]
        share = 100 * count["killed"] / max(1, real)
        say(f"{count['killed']} of {real} mutants noticed, {share:.0f} %")

    def _try(self, mutant: Mutant) -> str:
        """One of `ENDS`; where the process dies, the mutant was noticed."""
        end = self._in_a_child(lambda: self._mutated(mutant))
        if end == BROKEN:
            raise RuntimeError(f"{mutant.path}:{mutant.line}: {mutant.what} cannot be put in place")
        return ENDS.get(end, "killed")

    def _in_a_child(self, work: Callable[[], int]) -> int:
        child = os.fork()
        if child:
            return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        try:
            os._exit(work())
        except BaseException:  # noqa: BLE001 - also a mutant that ends the program
            os._exit(0)

    def _unchanged(self) -> int:
        """The quickest tests as they are, which must pass."""
        return self._passes(sorted(self._seconds, key=self._seconds.__getitem__)[:MOST_TESTS])

    def _mutated(self, mutant: Mutant) -> int:
        try:
            code = mutant.code()
            differ = _put_in(code)
        except Exception:  # noqa: BLE001 - whatever it is
            say(traceback.format_exc())
            return BROKEN
        file = code.co_filename
        calls = [self._calls.get((file, place), set()) for place in differ]
        tests = sorted(set().union(*calls), key=self._seconds.__getitem__)
        if not tests:
            return 2 if differ else 3
        together = accumulate(self._seconds[one] for one in tests)
        few = sum(seconds <= MOST_SECONDS for seconds in together)
        return self._passes(tests[: min(max(few, 1), MOST_TESTS)])

    def _passes(self, tests: list[str]) -> int:
        usual = sum(self._seconds[one] for one in tests)
        most = int(5 + 10 * usual + time.process_time())
        resource.setrlimit(resource.RLIMIT_CPU, (most, most))  # a mutant may never end
        for one in tests:
            self._run(self._items[one])
            if self._failed:
                return 0
        return 1


def mutants(path: Path) -> Iterator[Mutant]:
    """All of a file, one change each, inside functions; texts and annotations stay."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for number, node in enumerate(_inside_functions(tree)):
        for what in _changes(node):
            yield Mutant(path, number, node.lineno, f"{ast.unparse(node)[:60]!r}: {what}")


def _inside_functions(tree: ast.AST) -> Iterator[Any]:
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            for statement in function.body:
                yield from (n for n in ast.walk(statement) if hasattr(n, "lineno"))


def _around(tree: ast.AST, node: ast.AST) -> ast.FunctionDef:
    """The innermost function that `node` is in."""
    functions = [one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)]
    return [one for one in functions if any(node is inner for inner in ast.walk(one))][-1]


def _changes(node: ast.AST) -> list[str]:
    match node:
        case ast.BinOp(op=op) | ast.BoolOp(op=op) | ast.Compare(ops=[op]) if type(op) in SWAPS:
            return [SWAPS[type(op)].__name__]
        case ast.Constant(value=bool()):
            return ["the other"]
        case ast.Constant(value=int() | float()):
            return ["one more"]
        case ast.If() | ast.IfExp() | ast.While():
            return ["never"]
        case ast.Return(value=ast.expr()):
            return ["None"]
    return []


def _change(node: Any, what: str) -> None:
    match node:
        case ast.Compare():
            node.ops = [SWAPS[type(node.ops[0])]()]
        case ast.BinOp() | ast.BoolOp():
            node.op = SWAPS[type(node.op)]()
        case ast.Constant(value=bool()):
            node.value = not node.value
        case ast.Constant():
            node.value += 1
        case ast.Return():
            node.value = ast.Constant(None)
        case _:
            node.test = ast.Constant(False)


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for one in code.co_consts:
        if isinstance(one, CodeType):
            yield from _codes(one)


def _put_in(code: CodeType) -> list[Place]:
    """Give every living function of the file its changed code; the functions that differ."""
    new = {(one.co_qualname, one.co_firstlineno): one for one in _codes(code)}
    differ = []
    for function in gc.get_objects():
        if (
            type(function) is FunctionType
        ):  # `isinstance` asks objects, and some answer with a warning
            old = function.__code__
            if old.co_filename != code.co_filename:
                continue
            place = old.co_qualname, old.co_firstlineno
            changed = new.get(place)
            if changed is not None and changed != old and changed.co_freevars == old.co_freevars:
                function.__code__ = changed
                differ.append(place)
    return differ


def say(text: str) -> None:
    os.write(2, f"{text}\n".encode())  # pytest keeps what is printed


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("sources", nargs="+", type=Path, help="files or folders of sketchpad/")
    options.add_argument("--tests", nargs="+", required=True)
    options.add_argument("--sample", type=int, default=0, help="so many mutants by chance; 0: all")
    options.add_argument("--seed", type=int, default=0)
    said = options.parse_args()
    files = [f for s in said.sources for f in (sorted(s.rglob("*.py")) if s.is_dir() else [s])]
    plugin = Mutation(files, said.sample, said.seed)
    quiet = ["-q", "-s", "-p", "no:cacheprovider", "-p", "no:xdist"]
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    return int(pytest.main([*quiet, *said.tests], plugins=[plugin]))


if __name__ == "__main__":
    sys.exit(main())
