"""The one exception type that callers of mokmin need to catch."""


class MokminError(ValueError):
    """Bad input: one sentence that says what is wrong, where, and what to do.

    The command line prints the sentence and exits with code 2.
    """
