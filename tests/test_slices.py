from mokmin import Article, Entity
from mokmin.slices import score_seen, score_slices, slice_articles


def make(text: str, *names: str, **meta: str) -> Article:
    entities = [Entity(text.index(n), text.index(n) + len(n), n, "ORG") for n in names]
    return Article(text, entities=entities, meta=dict(meta))


GOLD = [
    make("나래시가 밝혔다.", "나래시", noise="none", issuer_kind="city"),
    make("가람군이 밝혔다." + "가" * 700, "가람군", noise="email-line"),
    make("나래시와 다온대." + "나" * 2000, "나래시", "다온대", noise="none"),
]
PREDICTED = [make(GOLD[0].text, "나래시"), make(GOLD[1].text), make(GOLD[2].text, "나래시")]


def test_slices_hold_each_article_once_per_aspect() -> None:
    parts = slice_articles(GOLD)
    assert parts == {
        "issuer_kind": {"city": [0]},
        "noise": {"email-line": [1], "none": [0, 2]},
        "length": {"0–500": [0], "1250–1500": [2], "500–750": [1]},
    }
    assert slice_articles([]) == {}


def test_scores_of_slices() -> None:
    scores = score_slices(GOLD, PREDICTED, samples=10)
    none = scores["noise"]["none"]
    assert none["articles"] == 2
    assert none["f1"] == 2 * 2 / (2 * 2 + 1)
    assert none["pillar_f1"] == 0.0
    assert none["interval"][0] <= none["f1"] <= none["interval"][1]
    assert scores["noise"]["email-line"]["f1"] == 0.0


def test_seen_means_the_same_text_under_the_same_label() -> None:
    train = [
        make("나래시는 넓다.", "나래시"),
        Article("가람군은 넓다.", entities=[Entity(0, 3, "가람군", "ROLE")]),
    ]
    scores = score_seen(GOLD, PREDICTED, train)
    assert scores["ORG"] == {
        "seen": {"recall": 1.0, "support": 2},
        "unseen": {"recall": 0.0, "support": 2},
    }
    assert scores["DATE"]["seen"] == {"recall": 0.0, "support": 0}
