"""`sketchpad cluster`: let pictures be made on several machines, by Ray."""

from __future__ import annotations

import argparse

from sketchpad.cli.arguments import declare
from sketchpad.cluster import commands

_NETWORK = "Its token lets the holder run programs on every machine of it: use a private network or a tunnel only."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = f"{__doc__} {_NETWORK}"
    actions = parser.add_subparsers(dest="action", metavar="action", required=True)
    start = actions.add_parser("start", help="begin a cluster with this machine")
    declare(
        start,
        "--host ADDRESS  this machine's address for the others (default: this machine only)",
        host=commands.LOOPBACK,
    )
    join = actions.add_parser("join", help="add this machine to a cluster")
    declare(
        join,
        """
        address               of the first machine, as `start` has printed it
        --token TOKEN         of the cluster; kept for later
        """,
    )
    for action in (start, join):
        declare(action, "--cores N  give so many cores of this machine")
    actions.add_parser("status", help="show the machines of the cluster")
    actions.add_parser("stop", help="take this machine out; on the first machine, end the cluster")


def run(args: argparse.Namespace) -> int:
    if args.action == "start":
        return _start(args)
    if args.action == "join":
        if args.token:
            commands.keep_token(args.token)
        return commands.run_ray(commands.join_arguments(args.address, args.cores))
    return commands.run_ray([args.action])


def _start(args: argparse.Namespace) -> int:
    status = commands.run_ray(commands.start_arguments(args.host, args.cores), quiet=True)
    if status == 0:
        address, token = f"{args.host}:{commands.PORT}", commands.token()
        print(f"ray://{args.host}:{commands.CLIENT_PORT}")
        print(f"Other machines: sketchpad cluster join {address} --token {token}")
        print(f"{_NETWORK}")
    return status
