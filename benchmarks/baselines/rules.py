"""Rules and name lists: regular expressions for dates, titles and bodies, lists for the rest."""

import re
from collections.abc import Sequence

from benchmarks.baselines import Predict
from mokmin.article import Article, Entity
from training.names import local_governments, read_names

_DATE = re.compile(
    r"(?:지난|오는|이달|내달|다음 ?달|지난달|올해|내년|지난해|작년|올)?\s?(?:['’]?\d{2,4}년\s?)?(?:\d{1,2}월\s?)?\d{1,2}일(?:\([월화수목금토일]\))?"
    r"|(?:지난|오는|올해|내년|지난해)?\s?(?:['’]?\d{2,4}년\s?)?\d{1,2}월(?:\s?[초말])?|['’]?\d{2,4}년(?:\s?[상하]반기)?"
    r"|올해(?:\s?[상하]반기)?|내년(?:\s?[상하]반기)?|지난해|이달(?:\s?[초말])?|연내|연말|(?:19|20)\d\d\s?[~-]\s?(?:19|20)\d\d년?|향후 \d+년간|앞으로 \d+년간?"
)
_QUOTED = re.compile(
    r"[‘']([^‘’'\n]{2,30}(?:구축|도입|조성|육성|확대|지원|개발|운영|강화|서비스|사업|플랫폼|양성))[’']"
)
_BULLET = re.compile(r"[△▲▷①②③④⑤⑥⑦⑧⑨]\s?([^△▲▷①②③④⑤⑥⑦⑧⑨\n,]{2,40}?)(?=\s*[△▲▷①②③④⑤⑥⑦⑧⑨\n,]|\s등)")


def train(articles: Sequence[Article], seed: int) -> Predict:
    """Bodies and titles seen in the training articles join the lists; nothing else is learned."""
    bodies = {n for _, _, n in local_governments() if len(n) > 2} | {p for p, _, _ in local_governments()}
    for name in ("ministries.txt", "universities.txt", "public_institutions.txt", "companies.txt"):
        bodies |= {n for n in read_names(name) if len(n) > 1}
    bodies |= {e.text for a in articles for e in a.entities if e.label == "ORG" and len(e.text) > 2}
    titles = set(read_names("titles.txt")) | {e.text for a in articles for e in a.entities if e.label == "ROLE"}
    surnames = "|".join(sorted(set(read_names("surnames.txt")), key=len, reverse=True))
    body = re.compile(
        "(?<![가-힣])(?:" + "|".join(map(re.escape, sorted(bodies, key=len, reverse=True))) + ")(?!\\s?(?:민|청|형))"
    )
    title = "|".join(map(re.escape, sorted(titles, key=len, reverse=True)))
    person = re.compile(
        rf"(?<![가-힣])((?:{surnames})[가-힣]{{2}})\s((?:{title}))|(?<![가-힣])({surnames})\s((?:{title}))(?![가-힣]{{2}})"
    )

    def tag(text: str) -> Article:
        found: list[Entity] = []
        taken = bytearray(len(text))

        def add(start: int, end: int, label: str) -> None:
            if end > start and not any(taken[start:end]):
                taken[start:end] = b"\1" * (end - start)
                found.append(Entity(start, end, text[start:end], label))

        for match in person.finditer(text):
            name, role = (1, 2) if match.group(1) else (3, 4)
            add(*match.span(name), "OFFICIAL")
            add(*match.span(role), "ROLE")
        for match in _DATE.finditer(text):
            start = match.start() + len(match.group()) - len(match.group().lstrip())
            add(start, match.end(), "DATE")
        for pattern in (_QUOTED, _BULLET):
            for match in pattern.finditer(text):
                add(*match.span(1), "PILLAR")
        for match in body.finditer(text):
            add(*match.span(), "ORG")
        return Article(text, entities=found)

    return lambda texts: [tag(text) for text in texts]
