"""What an answer says of a right, and what the reviewed policy says that it must."""

from typing import Final, TypeAlias

from functional.matrix.cells import Cell
from functional.matrix.principals import Asker
from functional.matrix.rights import may
from functional.test_everyone_else import TOLD, told_to_strangers
from refusals import ACCESS_DENIED, LOGIN_REQUIRED, Refusal
from world import Answer

Decision: TypeAlias = str | Refusal

ALLOWED: Final = "allowed"
_DENIALS: Final = frozenset({*TOLD.values(), LOGIN_REQUIRED})


def expected(asker: Asker, cell: Cell) -> Decision:
    """Return what ``asker`` must be told; the first guard that refuses is the one that speaks."""
    if not asker.signed_in:
        return LOGIN_REQUIRED
    if cell.root.marked.closed_to_scopes and asker.held.scopes is not None:
        return ACCESS_DENIED
    for guard in cell.guards:
        if not may(asker.held, guard.action, guard.target):
            # Below a root the thing itself is known already: only the right is refused.
            return (
                told_to_strangers(cell.root) if guard is cell.root.marked.guard else ACCESS_DENIED
            )
    return ALLOWED


def decided(answer: Answer) -> Decision:
    """Return what ``answer`` says: a failure of the business is past all guards."""
    said = {(e["message"], e["extensions"]["code"]) for e in answer.errors}
    if said == {LOGIN_REQUIRED}:
        return LOGIN_REQUIRED  # a file of nobody is not even read
    if answer.status != 200 or any(not error.get("path") for error in answer.errors):
        return f"was never asked: {sorted(said)}"
    if any(code == "INTERNAL" for _, code in said):
        return "broke"
    denials = said & _DENIALS
    if not denials:
        return ALLOWED
    if said != denials or len(denials) > 1:
        return f"said several things: {sorted(said)}"
    return denials.pop()
