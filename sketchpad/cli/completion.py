"""`sketchpad completion`: a shell completes commands and options, which the parser itself lists."""

from __future__ import annotations

import argparse

from sketchpad.cli import main as command_line
from sketchpad.cli.shared.arguments import declare

_BASH = """\
_sketchpad() {{
    local word=${{COMP_WORDS[COMP_CWORD]}} command=${{COMP_WORDS[1]}} words=""
    if [ "$COMP_CWORD" -eq 1 ]; then words="{commands}"; fi
    case "$command" in
{cases}
    esac
    COMPREPLY=($(compgen -W "$words" -- "$word"))
}}
complete -o default -F _sketchpad sketchpad"""
_ZSH = """\
#compdef sketchpad
autoload -U +X bashcompinit && bashcompinit
{bash}"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Print what makes a shell complete the commands and options. For bash: "
        'eval "$(sketchpad completion bash)"; zsh likewise; for fish: sketchpad completion fish | source.'
    )
    declare(parser, "name  bash, zsh or fish", name=("bash", "zsh", "fish"))


def run(args: argparse.Namespace) -> int:
    print(script(args.name))
    return 0


def script(shell: str) -> str:
    """The completion script for "bash", "zsh" or "fish"."""
    options = {name: sorted(_options(name)) for name in command_line.COMMANDS}
    if shell == "fish":
        lines = [
            f"complete -c sketchpad -n __fish_use_subcommand -f -a {name} -d '{summary}'"
            for name, summary in command_line.COMMANDS.items()
        ]
        lines += [
            f"complete -c sketchpad -n '__fish_seen_subcommand_from {name}' -l {option[2:]}"
            for name, several in options.items()
            for option in several
        ]
        return "\n".join(lines)
    cases = "\n".join(
        f'        {name}) [ "$COMP_CWORD" -gt 1 ] && words="{" ".join(several)}" ;;'
        for name, several in options.items()
    )
    bash = _BASH.format(commands=" ".join(command_line.COMMANDS), cases=cases)
    return bash if shell == "bash" else _ZSH.format(bash=bash)


def _options(command: str) -> set[str]:
    """All long options of a command, those of its sub-commands too."""
    options: set[str] = set()
    waiting = [command_line.build_parser(command)]
    for parser in waiting:
        for action in parser._actions:
            options |= {name for name in action.option_strings if name.startswith("--")}
            if isinstance(action, argparse._SubParsersAction):
                wanted = command_line.COMMANDS.keys() & action.choices.keys()
                waiting += [
                    p for name, p in action.choices.items() if not wanted or name == command
                ]
    return options - {"--version"}
