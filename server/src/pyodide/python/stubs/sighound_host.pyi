"""The module that `start/prelude.py` makes: questions that only the real host could answer."""


class HostQuestion(FileNotFoundError):
    question: str
    # Whether its message is worded for people already.
    worded: bool

    def __init__(self, question: str) -> None: ...
