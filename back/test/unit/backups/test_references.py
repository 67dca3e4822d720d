"""What a backup must hold, as the store says it."""

from backups.references import referred
from db_model.sketches import keys
from db_model.sketches.types import RootSketches, SketchKey, ToolSketches
from db_model.types import Email, GroupName, ImportId, RootId
from world import START


def test_the_sketches_that_hold_and_those_of_before_are_referred_to() -> None:
    group, root = GroupName("acme"), RootId("r")
    one, two = ImportId("1"), ImportId("2")
    held = RootSketches(
        group_name=group,
        root_id=root,
        tools=(
            ToolSketches(tool="bandit", current=two, before=one),
            ToolSketches(tool="ruff", before=two),
        ),
        version=1,
    )
    key = SketchKey(
        group_name=group,
        root_id=root,
        id="0" * 16,
        created_by=Email("a@example.com"),
        created_at=START,
        version=1,
    )

    assert list(referred([keys.item(held), keys.key_item(key)])) == ["sketches/r/1", "sketches/r/2"]
