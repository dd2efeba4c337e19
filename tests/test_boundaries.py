import pytest
from hypothesis import given
from hypothesis import strategies as st

from mokmin.boundaries import fit
from mokmin.decoding import Span
from tests.texts import texts


def fitted(marked: str, label: str = "PILLAR") -> str | None:
    """``marked`` shows the decoded span between bars; the mended one comes back."""
    before, inside, after = marked.split("|")
    text = before + inside + after
    span = fit(Span(len(before), len(before) + len(inside), label, 0.5), text)
    return text[span.start : span.end] if span else None


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("나래시는 |데이터 허브|를", "데이터 허브"),
        ("는 | 데이터 허브\n|를", "데이터 허브"),
        # the other half stands right beside the span
        ("▲|Asset(AI 미래 자산 구축|) ▲", "Asset(AI 미래 자산 구축)"),
        ("△‘|제조 AX’ 지원센터| 건립", "‘제조 AX’ 지원센터"),
        ("△'|제조 AX' 지원센터| 건립", "'제조 AX' 지원센터"),
        ("△|창업 지원 '도약|'과", "창업 지원 '도약'"),
        # the other half is somewhere else
        ("|앱(동백전 기반| 플랫폼) 하나로", "앱"),
        ("|청년 (가칭| 센터", "청년"),
        ("|‘청년 인재 공동양성|’ 업무협약", "청년 인재 공동양성"),
        ("‘|청년 인재 공동양성’|을", "청년 인재 공동양성"),
        ("(|문화평론가)|를", "문화평론가"),
        ("'|AI 돌봄'|을", "AI 돌봄'"),  # either way a straight mark may be meant: it is left
        # whole pairs
        ("|[가칭](AI) ‘센터’ “나” 「다」|를", "[가칭](AI) ‘센터’ “나” 「다」"),
        ("|센터(나(다)라)|를", "센터(나(다)라)"),
        # nothing can be known
        ("나래 |AI) 센터| 건립", "AI) 센터"),
        ("|(센터]| 건립", "(센터"),
    ],
)
def test_half_pairs(marked: str, expected: str) -> None:
    assert fitted(marked) == expected


def test_dates_keep_a_lone_mark() -> None:
    for marked in ("|’26년|까지", "|올해부터 ‘26년|까지", "|'26년|까지"):
        assert fitted(marked, "DATE") == marked.split("|")[1]


@pytest.mark.parametrize("inside", ["", " ", "\n\t", "(", "’", " (", "「 "])
def test_nothing_left(inside: str) -> None:
    assert fitted(f"가|{inside}|나") is None


@given(text=texts, data=st.data())
def test_any_span(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    span = fit(Span(start, end, data.draw(st.sampled_from(["ORG", "DATE"])), 0.5), text)
    if span is not None:
        assert max(0, start - 1) <= span.start < span.end <= min(len(text), end + 1)
        assert text[span.start : span.end] == text[span.start : span.end].strip()
