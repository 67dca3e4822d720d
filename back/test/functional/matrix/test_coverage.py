"""The matrix leaves no field out that says who may see it."""

from api import executable_schema
from api.guards import marks
from functional.matrix.cells import cells


def test_every_field_that_says_who_may_see_it_is_asked() -> None:
    asked = {cell.name for cell in cells()}
    guarded = {
        f"{marked.type}.{marked.name}"
        for marked in marks(executable_schema())
        if marked.guard is not None or marked.type in ("Query", "Mutation")
    }

    assert guarded <= asked
