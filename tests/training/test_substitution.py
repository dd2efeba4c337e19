import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mokmin import Article
from tests.conftest import SOURCES, annotate
from tests.strategies import articles
from training import augmentation
from training.names import local_governments, read_names
from training.substitution import substitute
from training.tagging_config import Augmentation

ARTICLE = annotate(
    "[춘천시](ORG)는 [지난 5일](DATE) [춘천시의회](ORG)와 만났다. [육도한](OFFICIAL) [춘천시장](ROLE)은 춘천을 바꾸겠다고 했다.\n"
    "[육](OFFICIAL) [시장](ROLE)은 [㈜다온](ORG), [한림대](ORG), [스마트도시과](ORG)와 함께 [2026년 11월](DATE)까지 [AI 돌봄](PILLAR:livelihood)을 한다."
)


def by_label(article: Article, label: str) -> list[str]:
    return [e.text for e in article.entities if e.label == label]


@settings(max_examples=40)
@given(article=articles(), seed=st.integers(0, 999))
def test_any_article_stays_sound(article: Article, seed: int) -> None:
    changed = substitute(article, random.Random(seed), 1.0)
    assert changed == substitute(article, random.Random(seed), 1.0)
    assert len(changed.entities) <= len(article.entities)


@pytest.mark.parametrize("source", SOURCES)
def test_labels_and_order_stay(source: str) -> None:
    article = annotate(source)
    for seed in range(30):
        changed = substitute(article, random.Random(seed), 1.0)
        assert [e.label for e in changed.entities] == [e.label for e in article.entities]
        assert by_label(changed, "PILLAR") == by_label(article, "PILLAR")


def test_no_chance_no_change() -> None:
    assert substitute(ARTICLE, random.Random(0), 0.0).text == ARTICLE.text


def test_a_government_changes_with_its_head_its_council_and_its_bare_name() -> None:
    moved = 0
    for seed in range(40):
        changed = substitute(ARTICLE, random.Random(seed), 1.0)
        city, council = by_label(changed, "ORG")[:2]
        assert council == f"{city}의회"
        assert by_label(changed, "ROLE")[0] == f"{city}장"
        assert "춘천" not in changed.text
        assert city in {name for _, _, name in local_governments()}
        moved += re.search(rf"{city[:-1]}[을를] 바꾸겠다", changed.text) is not None
    assert moved == 40


def test_particles_are_fitted() -> None:
    for seed in range(40):
        text = substitute(ARTICLE, random.Random(seed), 1.0).text
        city, particle = re.match(r"(\S+?)([은는]) ", text).groups()  # type: ignore[union-attr]
        assert particle == ("는" if (ord(city[-1]) - 0xAC00) % 28 == 0 else "은")


def test_a_person_keeps_one_name_and_the_surname_that_stands_for_it() -> None:
    names = set()
    for seed in range(40):
        full, short = by_label(substitute(ARTICLE, random.Random(seed), 1.0), "OFFICIAL")
        assert full.startswith(short)
        names.add(full)
    assert len(names) > 20


def test_bodies_are_replaced_by_their_kind() -> None:
    kinds: dict[int, set[str]] = {2: set(), 3: set(), 4: set()}
    for seed in range(30):
        bodies = by_label(substitute(ARTICLE, random.Random(seed), 1.0), "ORG")
        for place, seen in kinds.items():
            seen.add(bodies[place])
    assert kinds[2] <= set(read_names("companies.txt"))
    assert kinds[3] <= set(read_names("universities.txt"))
    assert kinds[4] <= set(read_names("departments.txt"))
    assert all(re.search(r"(과|국|팀|담당관|실|관)$", name) for name in kinds[4])
    assert min(map(len, kinds.values())) > 5


def test_dates_stay_dates() -> None:
    for seed in range(60):
        first, second = by_label(substitute(ARTICLE, random.Random(seed), 1.0), "DATE")
        day = re.fullmatch(r"(지난|오는) (\d+)일", first)
        assert day
        assert 1 <= int(day[2]) <= 28
        month = re.fullmatch(r"(\d{4})년 (\d+)월", second)
        assert month
        assert 2022 <= int(month[1]) <= 2030
        assert 1 <= int(month[2]) <= 12


def test_name_lists_are_clean() -> None:
    governments = local_governments()
    assert len(governments) > 200
    assert all(len(row) == 3 and row[0] for row in governments)
    for name in (
        "bodies.txt",
        "companies.txt",
        "departments.txt",
        "universities.txt",
        "ministries.txt",
        "public_institutions.txt",
        "surnames.txt",
        "titles.txt",
    ):
        listed = read_names(name)
        assert len(listed) >= 10
        assert all(entry == entry.strip() and entry for entry in listed)


def test_augmentation_as_configured() -> None:
    assert augmentation.build(Augmentation()) is None
    augment = augmentation.build(Augmentation(names=1.0, style=0.5))
    assert augment is not None
    texts = {augment(ARTICLE, random.Random(seed)).text for seed in range(20)}
    assert len(texts) > 15
