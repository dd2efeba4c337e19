"""Values of Korean date expressions: mokmin, korean-datetime and dateparser on benchmarks/dates.tsv
and on the annotated DATE spans of the validation split.

    pip install korean-datetime dateparser
    python benchmarks/dates.py [--rounds 5]

Writes benchmarks/dates.md. An answer is right when its first and last day are those of the gold value;
no answer is right for ``null``. What the contract leaves to convention is not held against the others:

- korean-datetime runs with ``cycle=nearest``, which its documentation advises for news; several answers to one
  expression count as the interval from the first to the last.
- dateparser's answer counts as the whole day, month or year that it says it found.
- Within ``초``, ``중순``, ``하순``, ``말``, ``중`` an answer inside the gold period is right; so is one for ``3년 전``, ``한 달 뒤``,
  ``내년 이맘때``, which the contract counts as the year or month.
- An interval up to the publication date may end on the day before.

Times are the best of all rounds for the whole table, the systems taking turns in each round.
"""

import argparse
import re
import sys
import time
from calendar import monthrange
from collections.abc import Callable
from datetime import date, datetime, timedelta
from importlib.metadata import version
from pathlib import Path

from mokmin.dates import resolve
from mokmin.formats import read_articles

HERE = Path(__file__).parent
ARTICLES = HERE.parent / "data" / "articles" / "validation"
Days = tuple[date, date] | None
System = Callable[[str, str], Days]
_PART = re.compile("초|중|하순|말")
_AGO = re.compile("전$|뒤$|이맘때")
_TYPICAL = 7  # the first rows: the expressions that earlier surveys of the packages used


def mokmin() -> System:
    def answer(expression: str, published: str) -> Days:
        resolution = resolve(expression, published)
        if resolution.begin is None or resolution.end is None:
            return None
        return date.fromisoformat(resolution.begin), date.fromisoformat(resolution.end)

    return answer


def korean_datetime() -> System:
    import korean_datetime as package

    options = package.ParseOptions(cycle=package.Cycle.NEAREST)

    def answer(expression: str, published: str) -> Days:
        found = package.parse_all(expression, date.fromisoformat(published), options)
        if not found:
            return None
        last = max(item.end for item in found) - timedelta(microseconds=1)
        return min(item.start for item in found).date(), last.date()

    return answer


def dateparser() -> System:
    from dateparser.date import DateDataParser

    parsers: dict[str, DateDataParser] = {}  # made once for each publication date, not for each call

    def answer(expression: str, published: str) -> Days:
        if published not in parsers:
            settings = {"RELATIVE_BASE": datetime.fromisoformat(published)}
            parsers[published] = DateDataParser(languages=["ko"], settings=settings)
        found = parsers[published].get_date_data(expression)
        if found.date_obj is None:
            return None
        day = found.date_obj.date()
        if found.period == "year":
            return date(day.year, 1, 1), date(day.year, 12, 31)
        if found.period == "month":
            return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])
        return day, day

    return answer


def gold_days(value: str) -> Days:
    """First and last day of a value as the guidelines define it; None for ``null``."""
    if value == "null":
        return None
    first, _, last = value.partition("/")
    year, month, day = ([int(part) for part in (last or first).split("-")] + [0, 0])[:3]
    end = date(year, month or 12, day or monthrange(year, month or 12)[1])
    return date.fromisoformat((first + "-01-01")[:10]), end


def is_right(expression: str, published: str, gold: Days, answer: Days) -> bool:
    if gold is None or answer is None:
        return gold == answer
    if _PART.search(expression) and (answer[1] - answer[0]).days > 1:
        return gold[0] <= answer[0] and answer[1] <= gold[1]
    if _AGO.search(expression):
        return gold[0] <= answer[0] and answer[1] <= gold[1]
    until_now = gold[0] < gold[1] == date.fromisoformat(published)
    return gold == answer or (until_now and answer == (gold[0], gold[1] - timedelta(1)))


def load() -> dict[str, System]:
    systems = {"mokmin": mokmin()}
    for name, make in (("korean-datetime", korean_datetime), ("dateparser", dateparser)):
        try:
            systems[name] = make()
        except ImportError:
            print(f"{name} is left out; to compare it: pip install {name}", file=sys.stderr)
    return systems


def best_times(systems: dict[str, System], rows: list[list[str]], rounds: int) -> dict[str, float]:
    """Milliseconds per expression."""
    best = dict.fromkeys(systems, float("inf"))
    for _ in range(rounds):
        for name, answer in systems.items():
            start = time.perf_counter()
            for expression, published, _value in rows:
                answer(expression, published)
            best[name] = min(best[name], (time.perf_counter() - start) / len(rows) * 1000)
    return best


def table(systems: dict[str, System], rows: list[list[str]], rounds: int) -> list[str]:
    """One line of figures for each system."""
    times = best_times(systems, rows, rounds)
    lines = ["| system | right | share | no answer | wrong | ms per expression |", "|---|---|---|---|---|---|"]
    for name, answer in systems.items():
        right = silent = 0
        for expression, published, value in rows:
            gold, found = gold_days(value), answer(expression, published)
            hit = is_right(expression, published, gold, found)
            right += hit
            silent += found is None and not hit
        label = name if name == "mokmin" else f"{name} {version(name)}"
        wrong = len(rows) - right - silent
        lines.append(
            f"| {label} | {right}/{len(rows)} | {right / len(rows):.1%} | {silent} | {wrong} | {times[name]:.3f} |"
        )
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description="Compare mokmin, korean-datetime and dateparser on date expressions.")
    parser.add_argument("--rounds", type=int, default=5, help="rounds of timing (5)")
    rounds = parser.parse_args().rounds
    rows = [line.split("\t") for line in (HERE / "dates.tsv").read_text(encoding="utf-8").splitlines()[1:]]
    spans = [
        [entity.text, article.published, entity.value or "null"]
        for article in read_articles(ARTICLES)
        for entity in article.entities
        if entity.label == "DATE" and article.published
    ]
    systems = load()
    lines = [
        "# Date values",
        "",
        "How answers are compared is in the docstring of [dates.py](dates.py). Made by",
        f"`python benchmarks/dates.py --rounds {rounds}`; times are for one thread of the machine it ran on.",
        "",
        f"## [dates.tsv](dates.tsv): {len(rows)} expressions",
        "",
        "Written from the annotation guidelines by the author of `mokmin.dates`, so the row of mokmin shows conformance,",
        "not generalisation.",
        "",
        *table(systems, rows, rounds),
        "",
        f"The first {_TYPICAL}, typical ones:",
        "",
        *table(systems, rows[:_TYPICAL], rounds),
        "",
        f"## The {len(spans)} DATE spans of the validation split",
        "",
        "Annotated by others. Every system sees the expression and the publication date only; in an article, mokmin also",
        "uses the expression before and the verb after.",
        "",
        *table(systems, spans, rounds),
    ]
    report = "\n".join(lines) + "\n"
    (HERE / "dates.md").write_text(report, encoding="utf-8")
    print(report)


if __name__ == "__main__":
    main()
