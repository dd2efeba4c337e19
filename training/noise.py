"""Lines around an article that are not of it: bylines, closing lines, stamps of time."""

import random
from dataclasses import replace
from datetime import date, time, timedelta

from mokmin.article import Article, Entity
from training.edits import Edit, apply_edits

_BYLINES = (
    "[{place}={outlet}] {name} 기자 = ",
    "({place}={outlet}) {name} 기자 = ",
    "【{place}={outlet}】{name} 기자 = ",
    "[{outlet} {name} 기자] ",
    "[{outlet}={name} 기자] ",
    "{outlet} {name} 기자 | ",
    "{name} 기자 ",
)
_TAILS = (
    "\n{name} 기자 {mail}",
    "\n/{place}={name} 기자 {mail}",
    "\n저작권자 ⓒ {outlet} 무단전재 및 재배포 금지",
    "\n<저작권자(c) {outlet}, 무단 전재-재배포 금지>",
    "\nCopyright © {outlet}. All rights reserved.",
    "\n[{outlet}]",
    "\n{mail}",
    "\n#AI #인공지능 #{place}",
    "\n관련기사",
    "\n기사제보 {mail}",
)
_PLACES = (
    "춘천",
    "서울",
    "수원",
    "전주",
    "부산",
    "대구",
    "세종",
    "청주",
    "목포",
    "창원",
    "제주",
    "원주",
    "포항",
    "내포",
    "무안",
)
_OUTLETS = (
    "한울뉴스",
    "국제통신",
    "새벽일보",
    "경인타임즈",
    "남도매일",
    "e지역뉴스",
    "데일리누리",
    "팩트경제",
    "시사온",
    "뉴스바른",
)
_NAMES = ("김도현", "이가은", "박상우", "최은별", "정민호", "한서준", "오세림", "윤태건", "장보라", "임다온")
_STAMPS = (
    "입력 {date} {clock}",
    "입력 : {date} {clock}",
    "기사입력 {date} {clock}",
    "기사등록 {date} {clock}",
    "등록 {date} {clock}",
    "• 등록 {date} {clock}",
    "승인 {date} {clock}",
    "작성 {date} {clock}",
    "게재 {date}",
    "{date} {clock} 송고",
    "{date} {name} 기자",
    "{outlet} | {date}",
    "[{outlet}] {date}",
    "{name} 기자 | 입력 {date} {clock}",
)
_DATES = ("%Y.%m.%d", "%Y.%m.%d.", "%Y-%m-%d", "%Y/%m/%d", "%Y. %m. %d.", "%Y년 %m월 %d일", "%Y. %m. %d")
_CLOCKS = ("%H:%M", "%H:%M:%S", "오전 %I:%M", "오후 %I:%M", "%H시 %M분")


def add_line(article: Article, generator: random.Random) -> Article:
    """A byline before the text or a closing line after it."""
    facts = {
        "place": generator.choice(_PLACES),
        "outlet": generator.choice(_OUTLETS),
        "name": generator.choice(_NAMES),
        "mail": f"{generator.choice(('news', 'kim', 'desk', 'press01'))}@{generator.choice(('example.com', 'example.co.kr', 'press.example'))}",
    }
    if generator.random() < 0.5:
        return apply_edits(article, [Edit(0, 0, generator.choice(_BYLINES).format(**facts))])
    end = len(article.text)
    return apply_edits(article, [Edit(end, end, generator.choice(_TAILS).format(**facts))])


def add_stamp(article: Article, generator: random.Random) -> Article:
    """A line with the time of publication, whose date is a DATE: first, or after the headline."""
    day = date(2018, 1, 1) + timedelta(days=generator.randrange(3600))
    written = day.strftime(generator.choice(_DATES))
    clock = time(generator.randrange(24), generator.randrange(60), generator.randrange(60)).strftime(
        generator.choice(_CLOCKS)
    )
    shape = generator.choice(_STAMPS)
    facts = {"clock": clock, "name": generator.choice(_NAMES), "outlet": generator.choice(_OUTLETS)}
    before, after = (part.format(**facts) for part in shape.split("{date}"))
    headline = article.text.find("\n") + 1
    place = headline if headline and generator.random() < 0.5 else 0
    if any(e.start < place < e.end for e in article.entities):
        place = 0
    line = before + written + after + generator.choice(("\n", "\n\n"))
    stamped = apply_edits(article, [Edit(place, place, line)])
    start = place + len(before)
    entity = Entity(start, start + len(written), written, "DATE")
    return replace(stamped, entities=sorted([*stamped.entities, entity], key=lambda e: e.start))
