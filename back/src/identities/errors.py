"""How signing in with an issuer fails, once it is believed."""

from errors import AccessDenied, Conflict, NotFound


class EmailNotVerified(AccessDenied):
    def __init__(self) -> None:
        super().__init__("The identity provider does not say that your e-mail address is verified")


class EmailNotAllowed(AccessDenied):
    def __init__(self) -> None:
        super().__init__("Your e-mail address may not sign in with this identity provider")


class AlreadyLinked(Conflict):
    """The e-mail is that of somebody who signs in as another identity."""

    def __init__(self) -> None:
        super().__init__(
            "Your e-mail address signs in here with another identity. "
            "An administrator can unlink it."
        )


class SignInExpired(NotFound):
    """It was never begun in this browser, is over, or took too long: the text is for all."""

    def __init__(self) -> None:
        super().__init__("This sign-in has expired or was not begun in this browser")


class PersonNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__("Nobody of this e-mail address is here")
