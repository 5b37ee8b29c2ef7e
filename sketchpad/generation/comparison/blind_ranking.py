"""Choosing blind: which pairs to show, and what the answers say about each picture and each group of pictures."""

from __future__ import annotations

import random
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from itertools import combinations

SMALL = 6  # up to so many pictures everyone meets everyone
OPPONENTS = 4  # beyond that, everyone meets so many
_ROUNDS = 200


@dataclass(frozen=True)
class Duel:
    """Two pictures by number; `winner` is one of them, or None for no difference."""

    left: int
    right: int
    winner: int | None = None


@dataclass(frozen=True)
class Standing:
    """A picture or group: won, lost and drawn duels, and `strength`, its chance against an average opponent (0..1)."""

    key: Hashable
    won: int
    lost: int
    drawn: int
    strength: float


def pairs(count: int, seed: int = 0) -> list[tuple[int, int]]:
    """Who meets whom, (left, right), in random order and on random sides.

    Up to `SMALL` pictures everyone meets everyone; more of them meet `OPPONENTS` others each, around a random circle,
    so that all are connected.
    """
    chance = random.Random(seed)
    if count <= SMALL:
        met = set(combinations(range(count), 2))
    else:
        circle = chance.sample(range(count), count)
        met = {
            (min(a, b), max(a, b))
            for step in range(1, OPPONENTS // 2 + 1)
            for a, b in zip(circle, circle[step:] + circle[:step], strict=True)
        }
    order = sorted(met)
    chance.shuffle(order)
    return [pair if chance.random() < 0.5 else pair[::-1] for pair in order]


def standings(duels: Sequence[Duel], keys: Sequence[Hashable]) -> list[Standing]:
    """Best first. `keys` are what the pictures stand for, by number: duels between equal keys say nothing.

    `strength` is that of Bradley and Terry (Biometrika 39, 1952), found by minorisation (Hunter, Annals of Statistics
    32(1), 2004). Everyone also draws once with an average opponent, so that a single win is not taken for certainty.
    """
    names = list(dict.fromkeys(keys))
    counted = [d for d in duels if keys[d.left] != keys[d.right]]
    wins = dict.fromkeys(names, 0.5)
    record = {name: [0, 0, 0] for name in names}
    for duel in counted:
        left, right = keys[duel.left], keys[duel.right]
        if duel.winner is None:
            for name in (left, right):
                wins[name] += 0.5
                record[name][2] += 1
            continue
        winner, loser = (left, right) if duel.winner == duel.left else (right, left)
        wins[winner] += 1.0
        record[winner][0] += 1
        record[loser][1] += 1
    strength = dict.fromkeys(names, 1.0)
    for _ in range(_ROUNDS):
        met = {name: 1.0 / (strength[name] + 1.0) for name in names}
        for duel in counted:
            left, right = keys[duel.left], keys[duel.right]
            share = 1.0 / (strength[left] + strength[right])
            met[left] += share
            met[right] += share
        strength = {name: wins[name] / met[name] for name in names}
    ranking = [
        Standing(name, won, lost, drawn, strength[name] / (strength[name] + 1.0))
        for name, (won, lost, drawn) in record.items()
    ]
    return sorted(ranking, key=lambda one: -one.strength)


def preferred(ranking: Sequence[Standing]) -> Hashable | None:
    """The key that clearly leads: it won more than it lost, and is ahead of the second; None where none does."""
    if not ranking or ranking[0].won <= ranking[0].lost:
        return None
    if len(ranking) > 1 and ranking[0].strength - ranking[1].strength < 0.05:
        return None
    return ranking[0].key
