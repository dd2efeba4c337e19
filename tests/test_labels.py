import pytest

from mokmin.labels import BIO_TAGS, DOMAINS, KOREAN_NAMES, LABELS, OUTSIDE, begin_tag


def test_tags_are_outside_then_begin_and_inside_of_each_label() -> None:
    assert BIO_TAGS[:3] == ("O", "B-ORG", "I-ORG")
    assert BIO_TAGS[OUTSIDE] == "O"
    assert len(BIO_TAGS) == 1 + 2 * len(LABELS) == 11


@pytest.mark.parametrize("label", LABELS)
def test_begin_tag(label: str) -> None:
    assert BIO_TAGS[begin_tag(label)] == f"B-{label}"
    assert BIO_TAGS[begin_tag(label) + 1] == f"I-{label}"


def test_unknown_label() -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the text is the tuple's own
        begin_tag("PERSON")


def test_every_label_and_domain_has_a_korean_name() -> None:
    assert set(KOREAN_NAMES) == {*LABELS, *DOMAINS}
    assert len(set(KOREAN_NAMES.values())) == 13
