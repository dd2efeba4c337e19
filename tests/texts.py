"""Random texts full of what breaks tokenizers and character offsets."""

import unicodedata

from hypothesis import strategies as st

NFD = unicodedata.normalize("NFD", "경기도 나래시")

PIECES = (
    *("나래시는 ", "지난 5일 ", "AI 민원 서비스를 ", "열었다.", "김가온 시장은 ", "△데이터 허브 구축 ", "쀍뷁"),
    NFD,
    *("ㄱㅏㄴ", "ᄀ", "ᅡ", "ᆨ", "각ᆨ", "\u3164"),
    *("漢字", "美", "\uf900", "㈜"),
    *("😀", "👩‍💻", "🇰🇷", "✊🏽", "❤\ufe0f"),
    *("\u200b", "\u200d", "\ufeff", "\u00ad", "\u2060"),
    *("ＡＩ５", "（주）", "～"),
    *("\r\n", "\n\n", "\t", " ", "\u00a0", "\u3000", "\u2028", "\u0085"),
    *("\ud83d", "\udc00", "\x00", "\x1b", "\ufffd"),
    *("\u0301", "\u0323\u0301", "e\u0323\u0301", "\u0958", "\u0591", "Ａ\u0301"),
    *("가" * 250, "ab" * 120),
)

texts = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)
"""Texts of known trouble."""

wild_texts = st.lists(st.sampled_from(PIECES) | st.characters(), max_size=12).map("".join)
"""The same with any other characters between."""
