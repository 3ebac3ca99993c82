"""Small models, with as many forbidden tuples as may make others impossible."""

from __future__ import annotations

from hypothesis import strategies as st

from scenewright.scenario.covering import Model


@st.composite
def models(draw: st.DrawFn) -> Model:
    """At most a few thousand rows; maybe none of them valid."""
    sizes = draw(st.lists(st.integers(1, 4), min_size=2, max_size=5).map(tuple))
    factors = st.integers(0, len(sizes) - 1)
    forbidden = draw(
        st.lists(
            st.sets(factors, min_size=1, max_size=4).flatmap(
                lambda chosen: st.fixed_dictionaries(
                    {f: st.integers(0, sizes[f] - 1) for f in sorted(chosen)}
                )
            ),
            max_size=12,
        )
    )
    return Model(sizes, tuple(tuple(sorted(one.items())) for one in forbidden))
