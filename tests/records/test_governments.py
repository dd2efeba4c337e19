import re
from collections import Counter

from mokmin.records.governments import find, local_governments, national_bodies, provinces


def test_numbers_of_governments() -> None:
    levels = Counter(bool(g.province) for g in local_governments())
    assert levels == {False: 17, True: 226 + 2}
    counts = Counter(g.province for g in local_governments())
    assert (counts["서울특별시"], counts["경기도"], counts["제주특별자치도"], counts["세종특별자치시"]) == (
        25,
        31,
        2,
        0,
    )


def test_codes_and_names_are_unique_and_well_formed() -> None:
    governments = local_governments()
    assert len({g.code for g in governments}) == len({g.full_name for g in governments}) == len(governments)
    for g in governments:
        assert re.fullmatch(r"[0-9]{5}" if g.province else r"KR-[0-9]{2}", g.code)
        assert not g.province or g.province in provinces()
        assert g.name[-1] in "시군구도"


def test_codes_of_one_province_begin_alike() -> None:
    begins = {(g.province, g.code[:2]) for g in local_governments() if g.province}
    assert len(begins) == 16
    assert {
        ("강원특별자치도", "51"),
        ("전북특별자치도", "52"),
        ("제주특별자치도", "50"),
        ("대구광역시", "27"),
    } <= begins


def test_find() -> None:
    (seocho,) = find("서울 서초구")
    assert (seocho.code, seocho.full_name) == ("11650", "서울특별시 서초구")
    for name in ("서초구", "서초구청", "서울시 서초구", "서울특별시 서초구청"):
        assert find(name) == (seocho,)
    assert len(find("중구")) == 6
    assert {g.code for g in find("광주시")} == {"KR-29", "41610"}
    assert [g.full_name for g in find("강원도")] == ["강원특별자치도"]
    assert [g.full_name for g in find("전북도")] == ["전북특별자치도"]
    assert [g.full_name for g in find("수원특례시")] == ["경기도 수원시"]
    for name in ("", "서울", "나래시", "부산 서초구", "강남"):
        assert find(name) == ()


def test_national_bodies() -> None:
    names = national_bodies()
    assert names["과기정통부"] == names["과학기술정보통신부"] == "과학기술정보통신부"
    assert names["산업통상자원부"] == names["산업부"] == "산업통상부"
    assert all(names[name] == name for name in names.values())
