"""Items as rows, and back."""

from hypothesis import given
from hypothesis import strategies as st

from dynamodb.codec import decoded, encoded, visible
from store.compression import packed
from store.types import Index, IndexKey, Item, Key

NOW = 1_800_000_000

texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
keys = st.builds(Key, texts, texts)
places = st.dictionaries(st.sampled_from(Index), st.builds(IndexKey, texts, texts))
bodies = st.one_of(st.binary(max_size=3000), st.text(max_size=40).map(str.encode))
items = st.builds(
    Item,
    key=keys,
    kind=texts,
    version=st.integers(0, 2**63 - 1),
    body=bodies,
    index=places.map(lambda found: tuple(sorted(found.items()))),
    expires=st.none() | st.integers(0, 2**63 - 1),
)


@given(items)
def test_an_item_comes_back_as_it_was(item: Item) -> None:
    row = encoded(item, packed(item.body))

    assert decoded(row) == item


@given(items)
def test_a_row_has_no_value_that_the_protocol_lacks(item: Item) -> None:
    row = encoded(item, packed(item.body))

    kinds = {kind for value in row.values() for kind in value}
    assert kinds <= {"S", "N", "B"}
    assert all(len(value) == 1 for value in row.values())


def test_short_text_is_kept_as_text_for_its_cheap_reading() -> None:
    item = Item(Key("A"), "thing", 1, b'{"name":"\xc3\xa9"}')

    assert encoded(item, packed(item.body))["d"] == {"S": '{"name":"é"}'}


def test_a_long_body_is_kept_compressed() -> None:
    item = Item(Key("A"), "thing", 1, b"a" * 5000)

    row = encoded(item, packed(item.body))

    assert "d" not in row
    assert len(row["z"]["B"]) < 100


def test_counters_are_read_by_name_and_need_no_body() -> None:
    row = {
        "pk": {"S": "~CNT#1"},
        "sk": {"S": "@"},
        "kind": {"S": "counter"},
        "ver": {"N": "4"},
        "c:open": {"N": "-3"},
        "c:closed": {"N": "7"},
    }

    assert decoded(row) == Item(
        Key("~CNT#1"), "counter", 4, b"", counters=(("closed", 7), ("open", -3))
    )


def test_an_item_is_invisible_from_the_second_on_at_which_it_expires() -> None:
    item = Item(Key("A"), "thing", 1, b"", expires=NOW)
    row = encoded(item, packed(b""))

    assert visible(row, NOW - 1) == item
    assert visible(row, NOW) is None
    assert visible(None, NOW) is None
    assert visible({}, NOW) is None
