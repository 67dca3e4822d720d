"""How asking an issuer fails."""

from errors import Unauthenticated, Unavailable


class IssuerUnavailable(Unavailable):
    """The issuer does not answer, or not as issuers do; ``why`` is for who runs the service."""

    def __init__(self, why: str) -> None:
        super().__init__("The identity provider does not answer")
        self.why = why


class NotBelieved(Unauthenticated):
    """What came from the issuer, or in its name, proves nothing; ``why`` is for the logs."""

    def __init__(self, why: str) -> None:
        super().__init__("The sign-in could not be verified")
        self.why = why


class UnknownKey(NotBelieved):
    """A token names a key that the issuer was not known to have."""

    def __init__(self) -> None:
        super().__init__("the ID token names a key that the issuer does not have")
