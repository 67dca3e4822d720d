"""How jobs fail for those who look after them, and the failures that a runner states itself."""

from errors import NotFound


class DeadJobNotFound(NotFound):
    """There is no such job, or it is not dead."""

    def __init__(self) -> None:
        super().__init__("There is no such dead job")


class CutOff(Exception):
    """The processes that ran the job ended during each of its attempts."""

    def __init__(self) -> None:
        super().__init__("Every run was cut off before its end")


class TookTooLong(Exception):
    def __init__(self, seconds: float) -> None:
        super().__init__(f"The run took longer than {seconds:g} seconds")
