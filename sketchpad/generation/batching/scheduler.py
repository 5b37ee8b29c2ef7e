"""Where the questions of several cells wait: equal rows are asked once, rows of one kind in one forward pass."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Hashable, Sequence
from functools import cached_property
from typing import Any

import torch

from sketchpad.generation.batching.capacity import BatchCapacity
from sketchpad.generation.batching.layout import Seat, alone
from sketchpad.generation.batching.memory_meter import MemoryMeter
from sketchpad.generation.request.request import Memory
from sketchpad.models.runtime.device import is_out_of_memory
from sketchpad.models.runtime.offload import release_memory
from sketchpad.sampling.network_calls import DenoiserCall, NetworkCall

_REMEMBERED = 64 << 20


class PendingCall:
    """A question that waits. `wanted`: the seats that it must have; None: any.

    When it is answered, `seats` says where its rows sat, `memory` how much that took at most.
    """

    def __init__(self, question: NetworkCall, wanted: tuple[Seat, ...] | None = None) -> None:
        self.question = question
        self.wanted = wanted if wanted and len(wanted) == question.rows else None
        self.seats: list[Seat | None] = [None] * question.rows
        self.memory: Memory | None = None

    @property
    def open(self) -> list[int]:
        """The rows without an answer."""
        return [row for row, one in enumerate(self.question.answers) if one is None]

    @cached_property
    def kind(self) -> Hashable:
        return self.question.kind

    @cached_property
    def values(self) -> list[Hashable | None]:
        return [self.question.value(row) for row in range(self.question.rows)]

    def key(self, row: int) -> Hashable | None:
        """Equal for rows with the same answer; None where nobody knows."""
        value = self.values[row]
        return None if value is None else (self.kind, value)

    def take(self, row: int, answer: Any, seat: Seat) -> None:
        self.question.answers[row] = self.question.marked(answer, self.values[row])
        self.seats[row] = seat


_Slot = tuple[PendingCall, int]


class BatchScheduler:
    """Answers guests, one forward pass at a time; for one model.

    Equal rows get one answer. Where there is no room beside a question, only whole questions are shared, so that each
    answer is, bit for bit, that of a run by itself. When memory runs out batches become smaller, and stay so.

    Args:
        most: rows in one forward pass at most, see `BatchCapacity`.

    `passes` counts forward passes, `asked` the rows in them, `given` the rows that were answered.
    """

    def __init__(self, device: torch.device, most: int | None = None) -> None:
        self._device = device
        self._room = BatchCapacity(device, most)
        self.meter = MemoryMeter(device)
        self._memory: OrderedDict[Hashable, dict[Seat, Any]] = OrderedDict()
        self._remembered = 0
        self.passes = self.asked = self.given = 0

    def has_room(self, guests: Sequence[PendingCall]) -> bool:
        """Whether one more may come before somebody is served."""
        if not guests:
            return True
        first = guests[0]
        limit = max(
            self._room.rows(first.question), *(size for size, _ in first.wanted or ((0, 0),))
        )
        return sum(guest.question.rows for guest in guests) < limit

    @torch.no_grad()
    def serve(self, guests: Sequence[PendingCall]) -> None:
        """Give some of `guests` (not empty) an answer with one forward pass; networks of hints come first.

        An error that is not about memory, or that a single row meets, is put down as the question's `failed`.
        """
        for guest in guests:
            self._share(guest, self._memory)
        waiting = [guest for guest in guests if not guest.question.is_answered]
        if len(waiting) < len(guests):
            return
        head = next((g for g in waiting if not isinstance(g.question, DenoiserCall)), waiting[0])
        chairs = self._seated(head, [guest for guest in waiting if guest.kind == head.kind])
        try:
            answers = self._ask(chairs)
        except Exception as error:  # noqa: BLE001 - raised again where the question was asked
            self._failed(chairs, error)
            return
        told = self._given(chairs, answers)
        for guest in waiting:
            self._share(guest, told)

    def _seated(self, head: PendingCall, waiting: Sequence[PendingCall]) -> list[_Slot]:
        """Who sits where in the next pass; `waiting` are of one kind."""
        if head.wanted is not None:
            return _as_wanted(head, waiting)
        limit = self._room.rows(head.question)
        if self._room.is_alone(head.question):
            return [(head, row) for row in head.open[:limit]]
        chairs: dict[Hashable, _Slot] = {}
        for guest in waiting:
            if guest.wanted is None:
                for row in guest.open:
                    chairs.setdefault(guest.key(row) or (guest, row), (guest, row))
        return list(chairs.values())[:limit]

    def _ask(self, chairs: Sequence[_Slot]) -> list[Any]:
        begun = time.perf_counter()
        first = chairs[0][0].question
        places = [(guest.question, row) for guest, row in chairs]
        before = self._allocated()
        with self.meter.watch() as measured:
            if places == [(first, row) for row in range(first.rows)]:
                answers = first.ask()
            else:
                answers = first.ask_together(places)
            self._wait()
        if self._device.type == "cuda":
            self._room.learn(first, len(chairs), measured[0].bytes - before)
        self.passes += 1
        self.asked += len(chairs)
        share = (time.perf_counter() - begun) / len(chairs)
        for guest, _row in chairs:
            guest.question.seconds += share
            guest.memory = Memory.most(guest.memory, *measured)
        return answers

    def _given(
        self, chairs: Sequence[_Slot], answers: Sequence[Any]
    ) -> dict[Hashable, dict[Seat, Any]]:
        """Tell the guests at the table; what was said, by key and seat, for those who ask the same."""
        told: dict[Hashable, dict[Seat, Any]] = {}
        for number, ((guest, row), answer) in enumerate(zip(chairs, answers, strict=True)):
            seat, key = (len(chairs), number), guest.key(row)
            if guest.question.answers[row] is None and _suits(guest, row, seat):
                guest.take(row, answer, seat)
                self.given += 1
            if key is not None and key not in told:
                told[key] = {seat: answer}
                self._remember(key, seat, answer)
        return told

    def _share(self, guest: PendingCall, known: dict[Hashable, dict[Seat, Any]]) -> None:
        """Answer rows that somebody has asked before."""
        whole = guest.wanted is None and self._room.is_alone(guest.question)
        seats = alone(guest.question.rows)
        found: dict[int, tuple[Any, Seat]] = {}
        for row in guest.open:
            for seat, answer in known.get(guest.key(row), {}).items():
                if _suits(guest, row, seat) and (not whole or seat == seats[row]):
                    found[row] = answer, seat
        if whole and len(found) < guest.question.rows:
            return
        for row, (answer, seat) in found.items():
            guest.take(row, answer, seat)
            self.given += 1

    def _remember(self, key: Hashable, seat: Seat, answer: Any) -> None:
        """Predictions only: what networks of hints say is large, and asked again by those who wait at the same time."""
        known = (
            self._memory.setdefault(key, {}) if isinstance(answer, torch.Tensor) else {seat: answer}
        )
        if seat in known:
            return
        known[seat] = answer.clone()  # a part of a batch would keep all of it
        self._remembered += answer.nbytes
        while self._remembered > _REMEMBERED:
            _, dropped = self._memory.popitem(last=False)
            self._remembered -= sum(one.nbytes for one in dropped.values())

    def _failed(self, chairs: Sequence[_Slot], error: Exception) -> None:
        guests = list(dict.fromkeys(guest for guest, _ in chairs))
        if is_out_of_memory(error) and len(chairs) > 1:
            release_memory()
            self._room.ran_out(len(chairs))
            for guest in guests:
                guest.wanted = None
        elif len(guests) > 1:
            for guest in guests:  # so that it strikes only whose question it is
                _answer_alone(guest)
        else:
            guests[0].question.failed = error

    def _allocated(self) -> int:
        return torch.cuda.memory_allocated(self._device) if self._device.type == "cuda" else 0

    def _wait(self) -> None:
        """Until it is done: times and peaks are of this pass."""
        if self._device.type == "cuda":
            torch.cuda.synchronize(self._device)
        elif self._device.type == "mps":
            torch.mps.synchronize()


def _as_wanted(head: PendingCall, waiting: Sequence[PendingCall]) -> list[_Slot]:
    """A batch as large as it was, with all who sat in such a one where they sat.

    The other chairs are filled with anybody: nobody's answer depends on what his neighbours ask.
    """
    assert head.wanted is not None
    rows = head.wanted[head.open[0]][0]
    taken: dict[int, _Slot] = {}
    for guest in (head, *waiting):
        for row in guest.open:
            size, place = guest.wanted[row] if guest.wanted is not None else (0, 0)
            if size == rows:
                taken.setdefault(place, (guest, row))
    anybody = next(iter(taken.values()))
    return [taken.get(place, anybody) for place in range(rows)]


def _suits(guest: PendingCall, row: int, seat: Seat) -> bool:
    return guest.wanted is None or guest.wanted[row] == seat


def _answer_alone(guest: PendingCall) -> None:
    try:
        guest.question.answer()
    except Exception as error:  # noqa: BLE001 - raised again where the question was asked
        guest.question.failed = error
    guest.seats = list(alone(guest.question.rows))
