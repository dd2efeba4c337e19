"""The examples in the guidelines are those of training articles, and every label has enough of them."""

import re
from pathlib import Path

import pytest

from mokmin.labels import DOMAINS, LABELS

DATA = Path(__file__).parent.parent / "data"
GUIDELINES = (DATA / "GUIDELINES.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"`([^`\n]+)` \((train-w\d+-\d+)\)", GUIDELINES)


@pytest.mark.parametrize(("example", "name"), EXAMPLES)
def test_example_stands_in_its_article(example: str, name: str) -> None:
    assert example in (DATA / "articles" / "train" / f"{name}.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("label", LABELS)
def test_label_has_examples(label: str) -> None:
    assert sum(f"]({label}" in example for example, _ in EXAMPLES) >= 5


@pytest.mark.parametrize("domain", DOMAINS)
def test_domain_is_explained(domain: str) -> None:
    assert f"| `{domain}` |" in GUIDELINES
