"""How large documents are."""

import string

from graphql import parse
from hypothesis import given
from hypothesis import strategies as st

from api.validations.limits import the_operation
from api.validations.measures import Measure, measure


def measured(query: str) -> Measure:
    document = parse(query)
    return measure(document, the_operation(document))


def test_counts_depth_breadth_fields_aliases_and_directives() -> None:
    assert measured("query @a { x: me @b @c { role ... @d { email } } group }") == Measure(
        depth=2, breadth=2, fields=4, aliases=1, directives=4
    )


def test_a_fragment_counts_wherever_it_is_spread() -> None:
    assert measured("{ a { ...F } b { ...F } } fragment F on T { x { y: z } }") == Measure(
        depth=3, breadth=2, fields=6, aliases=2
    )


def test_introspection_is_counted_apart() -> None:
    assert measured("{ me { role } s: __schema { types { name } } }") == Measure(
        depth=2,
        breadth=2,
        fields=2,
        aliases=1,
        introspections=1,
        introspection_depth=3,
        introspection_fields=3,
    )


def test_an_alias_makes_no_introspection() -> None:
    assert measured("{ __schema: me { role } }") == Measure(depth=2, breadth=1, fields=2, aliases=1)


def test_fragments_that_double_are_counted_without_being_expanded() -> None:
    doubling = " ".join(
        f"fragment F{n} on T {{ a {{ ...F{n + 1} }} b {{ ...F{n + 1} }} }}" for n in range(9)
    )

    assert measured(f"{{ ...F0 }} {doubling} fragment F9 on T {{ x }}").fields == 3 * 2**9 - 2


def test_fragments_in_a_circle_end() -> None:
    assert measured("{ ...A } fragment A on T { a { ...B } } fragment B on T { b { ...A } }") == (
        Measure(depth=2, breadth=1, fields=2)
    )


names = st.sampled_from(string.ascii_lowercase)
selections = st.recursive(
    names,
    lambda inside: st.lists(inside, min_size=1, max_size=3).map(" ".join).map("x {{ {} }}".format),
)


@given(body=selections)
def test_a_fragment_measures_as_much_as_what_it_stands_for(body: str) -> None:
    written_out = measured(f"{{ a {{ {body} }} b {{ {body} }} }}")

    spread = measured(f"{{ a {{ ...F }} b {{ ...F }} }} fragment F on T {{ {body} }}")

    assert spread == written_out
