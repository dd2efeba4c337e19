from pathlib import Path

import pytest

from mokmin.labels import DOMAINS
from tests.conftest import annotate
from training.data_card import OPINIONS
from training.second_domains import Opinion, compare, read_opinions


def test_every_line_names_domains() -> None:
    opinions = read_opinions(OPINIONS)
    assert len({opinion[:3] for opinion in opinions}) == len(opinions)
    for opinion in opinions:
        assert 1 <= len(opinion.second) <= 2
        assert {*opinion.second, opinion.third or opinion.second[0]} <= set(DOMAINS)


def test_read(tmp_path: Path) -> None:
    path = tmp_path / "domains.tsv"
    path.write_text(
        "article\tstart\tend\tsecond\tthird\na\t1\t4\ttalent/research\t\nb\t0\t2\tindustry\tstartup\n", encoding="utf-8"
    )
    assert read_opinions(path) == [
        Opinion("a", 1, 4, ("talent", "research"), None),
        Opinion("b", 0, 2, ("industry",), "startup"),
    ]


def test_compare_counts_by_hand() -> None:
    article = annotate("△[가](PILLAR:talent) △[나](PILLAR:talent) △[다](PILLAR:research) △[라](PILLAR:startup)")
    article.id = "a"
    starts = [e.start for e in article.entities]
    seconds = (("talent",), ("research", "talent"), ("startup",), ("industry",))
    opinions = [
        Opinion("a", start, start + 1, second, third)
        for start, second, third in zip(starts, seconds, (None, None, "startup", "startup"), strict=True)
    ]
    assert [value for _, value in compare([article], opinions)] == ["4", "0.250", "0.000", "0.500", "0", "2", "1"]
    unasked = [*opinions[:3], opinions[3]._replace(third=None)]
    assert [value for _, value in compare([article], unasked)][-3:] == ["1", "1", "1"]
    with pytest.raises(KeyError):
        compare([article], [Opinion("a", 99, 100, ("talent",), None)])
