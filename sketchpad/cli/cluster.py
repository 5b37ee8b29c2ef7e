"""`sketchpad cluster`: let pictures be made on several machines, by Ray."""

from __future__ import annotations

import argparse

from sketchpad.cli.shared.arguments import count, declare
from sketchpad.cluster import commands

_NETWORK = "Its token lets the holder run programs on every machine of it: use a private network or a tunnel only."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = f"Make pictures on several machines. {_NETWORK}"
    actions = parser.add_subparsers(dest="action", metavar="action", required=True)
    start = actions.add_parser("start", help="begin a cluster with this machine")
    declare(start, "--host ADDRESS  this machine's address for others (default: this machine only)")
    join = actions.add_parser("join", help="add this machine to a cluster")
    join.add_argument("address", help="of the first machine, as `start` has printed it")
    declare(join, "--token TOKEN  of the cluster; kept for later")
    for action in (start, join):
        declare(action, "--cores N  cores of this machine to give", cores={"type": count(4096)})
    actions.add_parser("status", help="show the machines of the cluster")
    actions.add_parser("stop", help="take this machine out; on the first one, end the cluster")


def run(args: argparse.Namespace) -> int:
    match args.action:
        case "start":
            _start(args.host or commands.LOOPBACK, args.cores)
        case "join":
            if args.token:
                commands.keep_token(args.token)
            commands.run_ray(commands.join_arguments(args.address, args.cores))
            print(f"This computer has joined the cluster of {args.address}.")
        case "status":
            print(commands.run_ray(["status"]).strip())
        case _:
            commands.run_ray(["stop"])
            print("This computer is in no cluster.")
    return 0


def _start(host: str, cores: int | None) -> None:
    commands.run_ray(commands.start_arguments(host, cores))
    print(f"ray://{host}:{commands.CLIENT_PORT}")
    if host != commands.LOOPBACK:
        said = f"{host}:{commands.PORT} --token {commands.token()}"
        print(f"Other machines: sketchpad cluster join {said}")
        print(_NETWORK)
