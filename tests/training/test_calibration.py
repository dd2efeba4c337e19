import numpy as np
import pytest

from mokmin import Article, Entity
from mokmin.labels import DOMAINS, LABELS
from mokmin.tagger import Tagger, choose_domains
from training.calibration import TEMPERATURES, calibrate, log_loss


def test_log_loss_by_hand() -> None:
    assert log_loss(np.array([[0.8, 1.0], [0.4, 0.0]])) == pytest.approx(-(np.log(0.8) + np.log(0.6)) / 2)
    assert log_loss(np.array([[1.0, 0.0]])) < 10  # a sure mistake is not infinitely bad
    assert log_loss(np.zeros((0, 2))) == 0.0


def test_calibration_keeps_the_spans_and_betters_the_scores(tagger: Tagger, articles: list[Article]) -> None:
    """A third of what the untrained model finds is declared right, so its scores are far too high."""
    texts = [a.text for a in articles]
    before = tagger.predict(texts)
    gold = [Article(a.text, entities=a.entities[::3], domains=["talent"]) for a in before]
    settings = calibrate(tagger, gold)
    assert set(settings.temperatures) == {"tags", "article"}
    assert set(settings.temperatures.values()) <= set(TEMPERATURES)
    assert set(settings.thresholds) == set(LABELS)
    assert all(0 <= limit <= 1 for limit in settings.thresholds.values())
    right, found = (sum(len(a.entities) for a in articles) for articles in (gold, before))
    assert settings.threshold == pytest.approx(right / (right + found), abs=0.005)  # half of F1; nothing is missed
    after = Tagger(tagger.backend, tagger.windower, settings).predict(texts, threshold=0)
    assert [[(e.start, e.end, e.label) for e in a.entities] for a in after] == [
        [(e.start, e.end, e.label) for e in a.entities] for a in before
    ]
    assert settings.temperatures["tags"] > 1 or before == after


def test_nothing_to_fit_on_changes_nothing(tagger: Tagger) -> None:
    settings = calibrate(tagger, [])
    assert settings.temperatures == {"tags": 1.0, "article": 1.0}
    assert settings.threshold == 0.0
    assert settings.thresholds == dict.fromkeys(LABELS, 0.0)
    assert settings.domain_threshold == 0.5


def test_a_quarter_of_the_pillars_makes_a_domain() -> None:
    def pillar(start: int, domain: str) -> Entity:
        return Entity(start, start + 1, "가나다라마"[start], "PILLAR", domain=domain)

    scores = dict.fromkeys(DOMAINS, 0.1) | {"research": 0.6}
    four = [pillar(0, "talent"), pillar(1, "startup"), pillar(2, "startup"), pillar(3, "startup")]
    assert choose_domains(four, scores, 0.5) == ["startup", "talent", "research"]
    five = [*four, pillar(4, "startup")]
    assert choose_domains(five, scores, 0.5) == ["startup", "research"]
    assert choose_domains([], scores, 0.5) == ["research"]
    # A pillar named again does not count again.
    again = [*four, *(Entity(i, i + 1, "나", "PILLAR", domain="startup") for i in range(5, 9))]
    assert choose_domains(again, scores, 0.5) == ["startup", "talent", "research"]
