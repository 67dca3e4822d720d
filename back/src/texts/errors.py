"""How a text is refused."""

from errors import Invalid


class InvalidLength(Invalid):
    def __init__(self) -> None:
        super().__init__("Exception - Invalid field length in form")


class InvalidCharacters(Invalid):
    def __init__(self, field: str | None = None) -> None:
        where = "" if field is None else f" in {field}"
        super().__init__(f"Exception - Invalid characters{where}")


class BlankText(Invalid):
    def __init__(self) -> None:
        super().__init__("Exception - Field cannot fill with blank characters")


class UnsanitizedText(Invalid):
    def __init__(self) -> None:
        super().__init__("Exception - Unsanitized input found")


class InvalidEmail(Invalid):
    def __init__(self) -> None:
        super().__init__("Exception - Invalid email address in form")


class InvalidField(Invalid):
    def __init__(self) -> None:
        super().__init__("Exception - Invalid field in form")
