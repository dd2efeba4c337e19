import itertools
import math

import numpy as np
import pytest
import torch

from mokmin.crf import ConditionalRandomField
from mokmin.decoding import TAGS, legal_transitions
from tests.test_decoding import LEGAL


def make(seed: int = 0) -> ConditionalRandomField:
    torch.manual_seed(seed)
    crf = ConditionalRandomField()
    with torch.no_grad():
        crf.transitions.normal_()
    return crf


def by_hand(crf: ConditionalRandomField, emissions: torch.Tensor, tags: list[int]) -> float:
    """Negative log-likelihood over all legal sequences, one by one."""
    transitions = crf.transitions.detach().double().numpy()
    values = emissions.detach().double().numpy()

    def score(sequence: tuple[int, ...]) -> float:
        moves = sum(transitions[a, b] for a, b in itertools.pairwise(sequence))
        return float(values[np.arange(len(sequence)), list(sequence)].sum() + moves)

    scores = np.array([score(sequence) for sequence in LEGAL[len(tags)]])
    return float(np.logaddexp.reduce(scores)) - score(tuple(tags))


@pytest.mark.parametrize("spread", [0.5, 5.0])
def test_loss_against_brute_force(spread: float) -> None:
    crf = make()
    emissions = spread * torch.randn(3, 3, TAGS)
    tags = torch.tensor([[1, 2, 0], [0, 9, 0], [5, 0, 0]])
    lengths = torch.tensor([3, 2, 1])
    loss = crf(emissions, tags, lengths)
    for row, length in enumerate(lengths.tolist()):
        expected = by_hand(crf, emissions[row, :length], tags[row, :length].tolist())
        assert loss[row].item() == pytest.approx(expected, abs=2e-4)


@pytest.mark.parametrize("length", [1, 2, 5, 8, 33])
def test_the_scan_equals_the_plain_recursion(length: int) -> None:
    crf = make(length)
    emissions = 3 * torch.randn(1, length, TAGS)
    tags = torch.zeros(1, length, dtype=torch.long)
    scores = (crf.transitions + crf.illegal).double()
    alpha = (crf.starts + emissions[0, 0]).double()
    for position in range(1, length):
        alpha = (alpha[:, None] + scores).logsumexp(0) + emissions[0, position]
    zeros = crf.transitions[0, 0] * (length - 1) + emissions[0, :, 0].sum()
    expected = (alpha.logsumexp(0) - zeros).item()
    assert crf(emissions, tags, torch.tensor([length])).item() == pytest.approx(expected, abs=1e-3)


def test_padding_changes_nothing() -> None:
    crf = make()
    emissions, tags = torch.randn(1, 7, TAGS), torch.tensor([[0, 1, 2, 2, 0, 3, 0]])
    alone = crf(emissions, tags, torch.tensor([7]))
    padded = crf(
        torch.cat([emissions, 99 * torch.randn(1, 20, TAGS)], 1),
        torch.cat([tags, torch.full((1, 20), 2)], 1),
        torch.tensor([7]),
    )
    assert torch.allclose(alone, padded, atol=1e-4)


@pytest.mark.parametrize("spread", [1.0, 100.0])
def test_loss_is_positive_and_gradients_are_finite(spread: float) -> None:
    crf = make()
    emissions = (spread * torch.randn(2, 150, TAGS)).requires_grad_()
    loss = crf(emissions, torch.zeros(2, 150, dtype=torch.long), torch.tensor([150, 90]))
    loss.sum().backward()
    assert (loss > 0).all()
    assert emissions.grad is not None
    assert torch.isfinite(emissions.grad).all()
    assert crf.transitions.grad is not None
    assert torch.isfinite(crf.transitions.grad).all()
    # The gradient of a log-likelihood: expected minus observed counts, which sum to 0 per character.
    assert float(emissions.grad.sum(2).abs().max()) < 1e-2
    assert not emissions.grad[1, 90:].any()


def test_illegal_moves_take_no_part() -> None:
    crf = make()
    emissions, tags, lengths = torch.randn(2, 6, TAGS), torch.zeros(2, 6, dtype=torch.long), torch.tensor([6, 4])
    before = crf(emissions, tags, lengths)
    with torch.no_grad():
        crf.transitions[~torch.from_numpy(legal_transitions())] += 7.0
    assert torch.allclose(before, crf(emissions, tags, lengths), atol=1e-4)


def test_an_illegal_gold_sequence_is_all_but_impossible() -> None:
    loss = make()(torch.zeros(1, 3, TAGS), torch.tensor([[0, 2, 0]]), torch.tensor([3]))
    assert loss.item() > 1000


def test_mixed_precision_does_not_blur_the_sum() -> None:
    crf = make()
    emissions, tags = 4 * torch.randn(2, 300, TAGS), torch.zeros(2, 300, dtype=torch.long)
    lengths = torch.tensor([300, 200])
    exact = crf(emissions, tags, lengths)
    with torch.autocast("cpu", torch.bfloat16):
        mixed = crf(emissions, tags, lengths)
    assert torch.equal(exact, mixed)


def test_learning_finds_the_moves() -> None:
    """Emissions say nothing; after a few steps the transitions alone know that I-ORG follows B-ORG."""
    crf = ConditionalRandomField()
    tags = torch.tensor([[0, 1, 2, 0, 1, 2]] * 4)
    optimizer = torch.optim.Adam(crf.parameters(), lr=0.3)
    losses = []
    for _ in range(30):
        optimizer.zero_grad()
        loss = crf(torch.zeros(4, 6, TAGS), tags, torch.full((4,), 6)).mean()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    assert losses[-1] < losses[0] - 5
    assert crf.transitions[1, 2] > crf.transitions[1, 0] + 2
    assert math.isfinite(losses[-1])
