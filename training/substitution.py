"""Replacing names in training articles by others of their kind, the same everywhere in an article.

Local governments change with their heads' titles and bare place names (춘천시, 춘천시장, 춘천 → 나주시, …),
persons with the surnames that stand for them, other bodies and titles by kind, dates by other
numbers and modifiers. Particles that follow are fitted.
"""

import random
import re

from mokmin.article import Article
from training.edits import Edit, apply_edits, fit_particle
from training.names import local_governments, read_names

_MODIFIERS = (
    ("지난해", "작년", "올해", "내년", "금년", "올", "이듬해"),
    ("지난달", "이달", "다음 달", "내달", "다음달", "이번 달"),
    ("지난", "오는"),
    ("상반기", "하반기"),
    ("초", "말", "중순", "하순"),
)
_PARTS = (
    (
        "한빛",
        "다온",
        "누리",
        "가람",
        "미래",
        "한울",
        "두레",
        "새봄",
        "청람",
        "온새미",
        "바름",
        "한결",
        "나래",
        "아라",
        "해솔",
        "지음",
        "이음",
        "늘푸른",
    ),
    (
        "AI",
        "인공지능",
        "데이터",
        "디지털",
        "정보",
        "바이오",
        "로봇",
        "스마트",
        "ICT",
        "SW",
        "산업",
        "경제",
        "문화",
        "복지",
        "농업",
        "안전",
        "교통",
        "에너지",
    ),
    (
        "진흥원",
        "연구원",
        "재단",
        "센터",
        "협회",
        "협의회",
        "사업단",
        "공사",
        "공단",
        "연구소",
        "위원회",
        "포럼",
        "얼라이언스",
        "추진단",
        "지원센터",
        "클러스터",
    ),
)
"""What an invented body is called by: a name, a field, a kind."""


def substitute(article: Article, generator: random.Random, chance: float) -> Article:
    """The article with each name replaced by ``chance``; all its mentions change alike."""
    edits: dict[tuple[int, int], str] = {}
    places = _choose_places(article, generator, chance)
    persons: dict[str, str] = {}
    surnames: dict[str, str] = {}
    others: dict[str, str] = {}
    for e in article.entities:
        if e.label == "OFFICIAL" and re.fullmatch("[가-힣]{3,4}", e.text) and generator.random() < chance:
            persons.setdefault(e.text, _person(generator))
            surnames[e.text[0]] = persons[e.text][: 2 if len(persons[e.text]) == 4 else 1]
    for e in article.entities:
        new = e.text
        if e.label in ("ORG", "ROLE"):
            new = _replace_places(e.text, places)
        if e.label == "OFFICIAL":
            new = persons.get(e.text) or (surnames.get(e.text, e.text) if len(e.text) == 1 else e.text)
        elif new == e.text and e.label == "ORG":
            new = others.setdefault(e.text, _body(e.text, generator) if generator.random() < chance else e.text)
        elif new == e.text and e.label == "ROLE" and " " not in e.text and e.text in read_names("titles.txt"):
            new = others.setdefault(
                e.text, generator.choice(read_names("titles.txt")) if generator.random() < chance / 2 else e.text
            )
        elif e.label == "DATE" and generator.random() < chance:
            new = _date(e.text, generator)
        if new != e.text:
            edits[e.start, e.end] = new
    particles = [fit_particle(article, end, new) for (_, end), new in edits.items()]
    bare = _bare_places(article, places)
    return apply_edits(article, [*(Edit(a, b, t) for (a, b), t in edits.items()), *(p for p in particles if p), *bare])


def _choose_places(article: Article, generator: random.Random, chance: float) -> dict[str, str]:
    """Old stem → new stem, for example ``춘천시`` → ``나주시`` and ``춘천`` → ``나주``."""
    tagged = " ".join(e.text for e in article.entities if e.label in ("ORG", "ROLE"))
    chosen: dict[str, str] = {}
    everything = [g for g in local_governments() if g[2]]
    for _, _, name in everything:
        if len(name) < 3 or name in chosen or name not in tagged or generator.random() >= chance:
            continue
        _, _, new = generator.choice([g for g in everything if len(g[2]) >= 3])
        chosen[name] = new
        if len(name) > 2:
            chosen[name[:-1]] = new[:-1]
    return dict(sorted(chosen.items(), key=lambda pair: -len(pair[0])))


def _replace_places(text: str, places: dict[str, str]) -> str:
    for old, new in places.items():
        if len(old) > 2 and old in text:
            return text.replace(old, new)
    for old, new in places.items():
        if text.startswith(old) and len(old) == 2:
            return new + text[len(old) :]
    return text


def _bare_places(article: Article, places: dict[str, str]) -> list[Edit]:
    covered = [(e.start, e.end) for e in article.entities]
    edits: list[Edit] = []
    for old, new in places.items():
        for match in re.finditer(rf"(?<![가-힣]){re.escape(old)}", article.text):
            a, b = match.span()
            if not any(a < end and start < b for start, end in covered):
                edits.append(Edit(a, b, new))
                particle = fit_particle(article, b, new)
                if particle:
                    edits.append(particle)
    return edits


def _person(generator: random.Random) -> str:
    rows = {line.split("\t")[0]: line.split("\t")[1].split() for line in read_names("given_name_syllables.tsv")}
    surname = generator.choice(read_names("surnames.txt"))
    if generator.random() < 0.04:
        return surname + generator.choice(rows["single"])
    return surname + generator.choice(rows["first"]) + generator.choice(rows["second"])


def _body(text: str, generator: random.Random) -> str:
    """Another body of the same kind; any of a mixed list, or the text itself, if its form tells no kind."""
    if any(text in (full, name) for full, _, name in local_governments()):
        return text
    if re.search(r"㈜|\(주\)|주식회사", text) or text in read_names("companies.txt"):
        return generator.choice(read_names("companies.txt"))
    if re.search(r"(대|대학교|대학)$", text):
        return generator.choice(read_names("universities.txt"))
    if text in read_names("ministries.txt"):
        return generator.choice(read_names("ministries.txt"))
    if re.search(r"(과|국|팀|담당관|실|관)$", text) and " " not in text and len(text) > 2:
        return generator.choice(read_names("departments.txt"))
    if re.search(
        r"(원|재단|센터|협회|협의회|사업단|공사|공단|연구소|위원회|포럼|얼라이언스|추진단|테크노파크|클러스터|\))$",
        text,
    ):
        if generator.random() < 0.5:
            return generator.choice(read_names("public_institutions.txt"))
        place = generator.choice(local_governments())
        first = generator.choice((place[1], place[2][:-1] or place[1], generator.choice(_PARTS[0]), ""))
        return first + generator.choice(_PARTS[1]) + generator.choice(_PARTS[2])
    if " " not in text and not re.search(r"(의회|청|부|처)$", text):
        return generator.choice(read_names(generator.choice(("bodies.txt", "companies.txt"))))
    return text


def _date(text: str, generator: random.Random) -> str:
    def number(match: re.Match[str]) -> str:
        value, unit = match.group(1), match.group(2)
        if unit.strip().startswith("년") and len(value) == 4:
            return f"{int(value) + generator.randint(-4, 4)}{unit}"
        highest = 12 if unit.strip().startswith("월") else 28
        if len(value) <= 2 and unit.strip()[:1] in ("월", "일"):
            return f"{generator.randint(1, highest)}{unit}"
        return match.group(0)

    text = re.sub(r"(\d+)(\s*[년월일])", number, text)
    for group in _MODIFIERS:
        for old in sorted(group, key=len, reverse=True):
            if text.startswith(old) or (group[0] in ("상반기", "초") and text.endswith(old)):
                options = [
                    new
                    for new in group
                    if (new != "올" or text == old or old == "올") and (old != "올" or new in ("올", "내년", "지난해"))
                ]
                new = generator.choice(options or [old])
                return new + text[len(old) :] if text.startswith(old) else text[: -len(old)] + new
    return text
