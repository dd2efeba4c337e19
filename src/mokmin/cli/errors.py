"""How every command ends: one sentence on standard error and exit code 2 for bad input."""

import os
import sys
from collections.abc import Callable

import typer

from mokmin.errors import MokminError

# Typer carries a click of its own from some version on; only through its classes are both caught.
_ClickException: type[Exception] = next(t for t in typer.BadParameter.__mro__ if t.__name__ == "ClickException")


def report_errors(call: Callable[[], object], debug: bool = False) -> int:
    """Call and return an exit code: 0 done, 1 a fault of the program, 2 bad input, 130 interrupted.

    With ``debug`` exceptions pass through with their stack trace.
    """
    try:
        call()
        sys.stdout.flush()
    except (KeyboardInterrupt, typer.Abort):
        print("mokmin: interrupted", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # The reader (as in ``| head``) has seen enough; Python's own flush at exit must not fail.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except Exception as error:
        if debug:
            raise
        return _explain(error)
    return 0


def _explain(error: Exception) -> int:
    code = 2
    if isinstance(error, MokminError):
        sentence = str(error)
    elif isinstance(error, _ClickException):
        if type(error).__name__ == "NoArgsIsHelpError":
            error.show()  # type: ignore[attr-defined]
            return code
        sentence = f"{error.format_message()} (--help shows the usage)"  # type: ignore[attr-defined]
    elif isinstance(error, OSError):
        sentence = f"{error.filename or 'input/output'}: {error.strerror or error}"
    elif isinstance(error, UnicodeEncodeError):
        sentence = f"the output's encoding, {error.encoding}, cannot hold the text; set PYTHONIOENCODING=utf-8"
    else:
        sentence, code = f"internal error, {type(error).__name__}: {error} (--debug shows where)", 1
    print(f"mokmin: {sentence}", file=sys.stderr)
    return code


def run_script(main: Callable[[list[str]], object], arguments: list[str]) -> None:
    """Run a script's ``main`` with ``--debug`` and the error handling of the command line."""
    debug = "--debug" in arguments
    sys.exit(report_errors(lambda: main([a for a in arguments if a != "--debug"]), debug))
