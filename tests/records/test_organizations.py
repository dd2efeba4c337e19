import pytest

from mokmin.records.affiliations import find_links
from tests.marked import marked


@pytest.mark.parametrize(
    ("text", "organization"),
    [
        # a title that tells the kind of its body: what the article is about, else the nearest of the kind
        ("[나래대학교](ORG)는 [다온대](ORG)와 만났다. [나래대](ORG) [김가온](OFFICIAL) [총장](ROLE)", "나래대학교"),
        ("[나래대학교](ORG)는 열었다. [김가온](OFFICIAL) [총장](ROLE)은", "나래대학교"),
        ("[나래시](ORG)와 [나래시의회](ORG)는. [김가온](OFFICIAL) [의원](ROLE)은", "나래시의회"),
        ("[나래시](ORG)와 [한빛부](ORG)는. [김가온](OFFICIAL) [정책관](ROLE)은", "나래시"),
        ("[나래시의회 행정위원회](ORG)는. [김가온](OFFICIAL) [의원](ROLE)은", "나래시의회"),
        ("[나래시](ORG)는 웃었다.\n[한빛랩](ORG)도 왔다. [김가온](OFFICIAL) [대표](ROLE)는", "한빛랩"),
        ("[나래시](ORG)는. [김가온](OFFICIAL) [변호사](ROLE)는", None),
        ("[김가온](OFFICIAL) [총장](ROLE)은", None),
        # a title that names its body: the mention with that name, spelled as the text does
        ("[한빛연구원(HRI)](ORG)의 [김가온](OFFICIAL)은. [김가온](OFFICIAL) [한빛연구원장](ROLE)", "한빛연구원(HRI)"),
        ("[서울나래소방서](ORG)는. [김가온](OFFICIAL) [나래소방서장](ROLE)은", "서울나래소방서"),
        ("[나래테크노파크](ORG)는. [김가온](OFFICIAL) [나래테크노파크원장](ROLE)은", "나래테크노파크"),
        ("[경상남도교육청](ORG)은. [김가온](OFFICIAL) [경남교육감](ROLE)은", "경상남도교육청"),
        ("[나래시 재난안전과](ORG)는. [김가온](OFFICIAL) [안전과장](ROLE)은", "안전과"),
        ("[나래시 정보과](ORG)는. [김가온](OFFICIAL) [정보과장](ROLE)은", "정보과"),
        # beside the title
        ("[서울 한빛구](ORG)([구청장](ROLE) [김가온](OFFICIAL))는. [한빛구](ORG)", "서울 한빛구"),
        ("[한빛구](ORG) [부구청장](ROLE) [김가온](OFFICIAL)은. [서울 한빛구](ORG)", "한빛구"),
        ("[서울시](ORG) [행정국장](ROLE) [김가온](OFFICIAL)은. [서울특별시](ORG)", "서울특별시"),
        ("[서초구](ORG) [행정국장](ROLE) [김가온](OFFICIAL)은. [서초구청](ORG)", "서초구"),
        ("[다온](ORG) [대표](ROLE) [김가온](OFFICIAL)은. [㈜다온](ORG)", "㈜다온"),
    ],
)
def test_body_of_a_post(text: str, organization: str | None) -> None:
    *_, found = find_links(marked(text))
    assert found.affiliation.organization == organization
    if organization is None:
        assert found.organization is None


def test_the_mention_is_evidence_for_a_department() -> None:
    (found,) = find_links(marked("[나래시 정보과](ORG)는. [김가온](OFFICIAL) [정보과장](ROLE)은"))
    assert found.organization is not None
    assert found.organization.text == "나래시 정보과"
