"""The one exception type that callers of mokmin need to catch."""


class MokminError(ValueError):
    """Bad input: one sentence that says what is wrong, where, and what to do.

    The command line prints the sentence and exits with code 2.
    """


def first_line(error: Exception) -> str:
    """What a library's exception says, in one line; its type if it says nothing."""
    return next((line for line in str(error).splitlines() if line.strip()), type(error).__name__)
