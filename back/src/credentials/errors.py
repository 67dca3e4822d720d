"""How a use case of credentials fails."""

from errors import Conflict, Invalid, NotFound


class CredentialsNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__("Exception - Access denied or credential not found")


class CredentialsExist(Conflict):
    def __init__(self) -> None:
        super().__init__("Exception - A credential exists with the same name")


class InvalidCredentialsField(Invalid):
    """A field is missing, or one that does not go with the others."""

    def __init__(self, field: str) -> None:
        super().__init__(f"Exception - Field {field} is invalid", field=field)


class InvalidSecret(Invalid):
    def __init__(self) -> None:
        super().__init__("Exception - Invalid secret for the credential type")


class KeyNotInBase64(Invalid):
    def __init__(self) -> None:
        super().__init__("Exception - The ssh key must be in base64")


class InvalidPassword(Invalid):
    """A password is too weak; ``lack`` says what of."""

    def __init__(self, lack: str) -> None:
        super().__init__(f"Exception - Password should {lack}")
