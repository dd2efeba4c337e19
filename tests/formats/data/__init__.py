"""Exports of annotation tools, and the articles that were put into them."""

from mokmin.article import Affiliation, Article, Entity

EXPORTED = [
    Article(
        text="😀 나래시는 지난 5일 ‘AI 민원실’ 계획을 내놓았다.\n\n▲AI 민원 서비스 도입 ▲'나래 AI 학교' 운영을 올해 하반기에 시작한다. "
        "김가온 나래시장은 🚀라고 적었다.",
        published="2025-06-08",
        entities=[
            Entity(2, 5, "나래시", "ORG"),
            Entity(7, 12, "지난 5일", "DATE", value="2025-06-05"),
            Entity(34, 46, "AI 민원 서비스 도입", "PILLAR", domain="administration"),
            Entity(48, 61, "'나래 AI 학교' 운영", "PILLAR", domain="talent"),
            Entity(63, 69, "올해 하반기", "DATE", value="2025-07/2025-12"),
            Entity(77, 80, "김가온", "OFFICIAL"),
            Entity(81, 85, "나래시장", "ROLE"),
        ],
        domains=["administration", "talent"],
        affiliations=[Affiliation("김가온", "나래시장", "나래시")],
        id="narae-001",
        meta={"issuer": "나래시", "source": "press-release"},
    ),
    Article("태그가 하나도 없는 짧은 글이다.", published="2025-06-09", id="narae-002"),
    Article(
        text="첫 줄\r\n둘째 줄에서 가람군은\r\n언젠가 AI 돌봄을 연다",
        published="2025-06-10",
        entities=[
            Entity(12, 15, "가람군", "ORG"),
            Entity(18, 21, "언젠가", "DATE"),
            Entity(22, 27, "AI 돌봄", "PILLAR", domain="livelihood"),
        ],
        domains=["livelihood"],
        id="narae-003",
    ),
]
