import json
from html.parser import HTMLParser
from pathlib import Path

import pytest

from mokmin import Article, Entity, Tagger, report, report_page, scoring
from mokmin.calibration import score_calibration
from mokmin.confusion import count_confusions
from mokmin.evaluation import evaluate
from mokmin.highlighting import to_html as highlight
from mokmin.highlighting import to_page
from mokmin.slices import score_seen, score_slices

TEXT = "나래시는 지난 5일\n<b>AI & 민원</b> 서비스를 열었다."
GOLD = Article(
    TEXT,
    entities=[
        Entity(0, 3, "나래시", "ORG"),
        Entity(5, 10, "지난 5일", "DATE"),
        Entity(14, 21, "AI & 민원", "PILLAR", domain="talent"),
    ],
    id="<narae>",
)
PREDICTED = Article(
    TEXT,
    entities=[Entity(0, 3, "나래시", "ROLE"), Entity(5, 12, "지난 5일\n<", "DATE"), Entity(26, 30, "서비스를", "ORG")],
)


class Page(HTMLParser):
    """Collects tags and text, and counts what is left open."""

    VOID = ("meta", "br", "hr", "td", "th", "tr", "li")

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture(scope="module")
def scores() -> dict[str, object]:
    return scoring.score([GOLD], [PREDICTED], samples=20)


def test_markdown_lists_every_error_by_kind(scores: dict[str, object]) -> None:
    text = report.to_markdown(scores, [GOLD], [PREDICTED])
    assert "| ORG | 0.0 | 0.0 | 0.0 | 0.0–0.0 | 1 |" in text
    assert (
        "## boundary (1)\n\n- <narae>: DATE «지난 5일», predicted «지난 5일 <» in …나래시는 **지난 5일** <b>AI & 민원"
        in text
    )
    assert "## label (1)\n\n- <narae>: «나래시» is ORG, predicted ROLE" in text
    assert "## missed (1)\n\n- <narae>: PILLAR «AI & 민원»" in text
    assert "## spurious (1)\n\n- <narae>: ORG «서비스를»" in text
    for line in text.splitlines():
        if line.startswith("|"):
            assert line.count("|") == 7


def test_html_escapes_the_text_and_closes_its_tags(scores: dict[str, object]) -> None:
    source = report_page.to_html(scores, [GOLD], [PREDICTED])
    page = Page(source)
    assert page.open == []
    assert page.text.count("<b>AI & 민원</b>") >= 2
    assert "<narae>" in page.text
    assert "1 articles" in page.text
    assert "http" not in source  # the page stands alone


def test_everything_that_was_scored_is_on_both_pages(scores: dict[str, object]) -> None:
    full = {
        **scores,
        "confusion": count_confusions([GOLD], [PREDICTED]),
        "slices": score_slices([GOLD], [PREDICTED]),
        "seen": score_seen([GOLD], [PREDICTED], [GOLD]),
        "calibration": score_calibration([GOLD], [PREDICTED]),
    }
    text = report.to_markdown(full, [GOLD], [PREDICTED])
    assert "| ORG | 0 | 0 | 1 | 0 | 0 | 0 | 0 |" in text
    assert "| length | 0–500 | 1 | 0.0 | 0.0–0.0 | 0.0 |" in text
    assert "| DATE | 1 | 0.0 | 0 | 0.0 |" in text
    assert "| ROLE | 1.000 |" in text
    page = Page(report_page.to_html(full, [GOLD], [PREDICTED]))
    assert page.open == []
    for title in ("Which label became which", "Names seen in training", "Calibration", "Parts of the articles"):
        assert title in page.text
        assert f"## {title}" in text
    assert "svg" in page.tags
    assert page.tags.count("table") == 5


def test_highlighting() -> None:
    page = Page(highlight(GOLD))
    assert page.tags == ["div", "mark", "small", "mark", "small", "mark", "small"]
    assert page.text == "나래시ORG는 지난 5일DATE\n<b>AI & 민원PILLAR talent</b> 서비스를 열었다."
    assert Page(to_page([GOLD, PREDICTED])).tags.count("hr") == 1


def test_evaluation_writes_three_files(tagger: Tagger, articles: list[Article], tmp_path: Path) -> None:
    seen: list[Article] = []

    def watch(items):  # type: ignore[no-untyped-def]
        for item in items:
            seen.append(item)
            yield item

    scores = evaluate(tagger, articles, tmp_path / "deep" / "report", watch)
    assert seen == articles
    folder = tmp_path / "deep" / "report"
    assert {p.name for p in folder.iterdir()} == {"evaluation.json", "evaluation.md", "report.html"}
    assert json.loads((folder / "evaluation.json").read_text(encoding="utf-8")) == scores
    assert (folder / "evaluation.md").read_text(encoding="utf-8").startswith("# Evaluation on 4 articles")
    assert scores == evaluate(tagger, articles)


def test_a_perfect_tagger_scores_one(articles: list[Article]) -> None:
    class Oracle:
        def predict(self, text: str, published: str | None, threshold: float) -> Article:
            assert threshold == 0
            return next(a for a in articles if a.text == text)

        def select(self, article: Article, threshold: float | None) -> Article:
            return article

    scores = evaluate(Oracle(), articles)  # type: ignore[arg-type]
    assert (
        scores["spans"]["micro"]["f1"]
        == scores["spans"]["macro"]["f1"]
        == scores["characters"]["macro_f1_with_o"]
        == 1.0
    )
    assert scores["domains"]["pillar_accuracy"] == scores["domains"]["article"]["f1"] == 1.0
    assert scores["errors"] == {}
