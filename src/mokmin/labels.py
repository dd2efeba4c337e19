"""Entity labels, policy domains, their Korean names and the BIO tag set.

The definitions stand in ``data/GUIDELINES.md``; nothing else in the package names a label
or a domain of its own.
"""

from typing import Final

LABELS: Final = ("ORG", "OFFICIAL", "ROLE", "DATE", "PILLAR")

DOMAINS: Final = (
    "industry",
    "startup",
    "talent",
    "infrastructure",
    "research",
    "administration",
    "livelihood",
    "governance",
)

KOREAN_NAMES: Final = {
    "ORG": "기관·단체",
    "OFFICIAL": "인물",
    "ROLE": "직위·직책",
    "DATE": "날짜·기간",
    "PILLAR": "정책 축·과제",
    "industry": "산업·경제",
    "startup": "기업·창업",
    "talent": "인재·교육",
    "infrastructure": "인프라·데이터",
    "research": "기술·연구개발",
    "administration": "행정",
    "livelihood": "시민생활",
    "governance": "제도·거버넌스",
}

OUTSIDE: Final = 0
"""Index of the tag ``O`` in :data:`BIO_TAGS`."""

BIO_TAGS: Final = ("O", *(f"{prefix}-{label}" for label in LABELS for prefix in "BI"))
"""``O, B-ORG, I-ORG, B-OFFICIAL, …``: B-label *k* is tag ``2k + 1``, I-label *k* is ``2k + 2``."""


def begin_tag(label: str) -> int:
    """Index of ``B-label``; ``I-label`` is the next one.

    Raises:
        ValueError: the label is not one of :data:`LABELS`.
    """
    return 2 * LABELS.index(label) + 1
