from pathlib import Path
from typing import Any

import pytest
import torch

from mokmin import MokminError
from training.masked_model import ReplacedTokenModel, build_model, save_encoder
from training.masking import IGNORED
from training.pretraining_config import PretrainingConfig


def make(**changes: dict[str, Any]) -> PretrainingConfig:
    """The shape of a small model."""
    values: dict[str, Any] = {
        "output": "unused",
        "vocabulary": {"path": "unused", "size": 100},
        "encoder": {"layers": 1, "width": 16, "heads": 2, "feed_forward": 32, "positions": 32},
        "objective": {"tags": 0.5},
    }
    for key, value in changes.items():
        values[key] = {**values[key], **value}
    return PretrainingConfig.model_validate(values)


def test_first_heads_look_at_neighbours() -> None:
    config = make(encoder={"width": 96, "heads": 6, "neighbour_heads": True})
    encoder = build_model(config, 100).encoder
    attention = encoder.encoder.layer[0].attention.self
    positions = encoder.embeddings.position_embeddings.weight.detach()
    for head, offset in enumerate((-1, 1, -2, 2, -3, 3)):
        rows = slice(16 * head, 16 * head + 16)
        scores = (positions @ attention.query.weight[rows].T) @ (positions @ attention.key.weight[rows].T).T
        assert scores.argmax(1)[4:-4].tolist() == [p + offset for p in range(4, 28)]


def test_the_loss_is_that_of_the_masked_places() -> None:
    model = build_model(make(), 100).eval()
    inputs = torch.randint(5, 100, (3, 16))
    positions = torch.tensor([[1, 4], [2, 3], [5, 6]])
    targets = torch.tensor([[7, 8], [9, IGNORED], [11, 12]])
    tags = torch.full((3, 16, 2), IGNORED)
    tags[0, 1, 0], tags[2, 3, 1] = 5, 6
    loss, tag_loss = model(inputs, positions, targets, tags)
    states = model.encoder(inputs).last_hidden_state
    logits = model.transform(states) @ model.encoder.embeddings.word_embeddings.weight.T + model.bias
    logs = logits.log_softmax(-1)
    expected = [logs[r, positions[r, c], targets[r, c]] for r in range(3) for c in range(2) if targets[r, c] != IGNORED]
    assert loss.item() == pytest.approx(-torch.stack(expected).mean().item(), abs=1e-5)
    tag_logs = model.tag_head(states).unflatten(-1, (2, -1)).log_softmax(-1)
    assert tag_loss.item() == pytest.approx(-(tag_logs[0, 1, 0, 5] + tag_logs[2, 3, 1, 6]).item() / 2, abs=1e-5)
    assert model(inputs, positions, targets, None)[1].item() == 0.0
    # A shifted row is the same row at other positions.
    shifted = model(inputs, positions, targets, tags, torch.tensor([0, 3, 0]))[0]
    assert shifted.item() != loss.item()
    moved = model.encoder(inputs[1:2], position_ids=torch.arange(3, 19)[None]).last_hidden_state
    moved_logs = (model.transform(moved) @ model.encoder.embeddings.word_embeddings.weight.T + model.bias).log_softmax(
        -1
    )
    expected[2] = moved_logs[0, 2, 9]
    assert shifted.item() == pytest.approx(-torch.stack(expected).mean().item(), abs=1e-5)


def test_replaced_tokens_are_told_from_samples_of_the_generator() -> None:
    model = build_model(make(objective={"replaced": 50.0}), 100).eval()
    assert isinstance(model, ReplacedTokenModel)
    inputs = torch.randint(5, 100, (3, 16))
    positions = torch.tensor([[1, 4], [2, 3], [5, 6]])
    targets = torch.tensor([[7, 8], [9, IGNORED], [11, 12]])
    with torch.no_grad():
        model.bias[42] = 100.0  # the generator is sure of one token
        model.bias[12] = 100.0  # or two
    seen: list[torch.Tensor] = []
    model.encoder.register_forward_pre_hook(lambda module, args, kwargs: seen.append(args[0]), with_kwargs=True)
    loss, tag_loss = model(inputs, positions, targets, None)
    filled = seen[0]
    assert tag_loss.item() == 0.0
    assert filled[2, 6] in (12, 42)
    used = torch.zeros_like(inputs, dtype=torch.bool)
    for row, column in ((0, 1), (0, 4), (1, 2), (2, 5), (2, 6)):
        used[row, column] = True
        assert filled[row, column] in (12, 42)
    assert torch.equal(filled[~used], inputs[~used])
    replaced = used.clone()
    replaced[2, 6] = filled[2, 6] != 12
    states = model.generator(inputs).last_hidden_state
    logs = model.predict(model.widen(states), positions).log_softmax(-1)
    expected = [logs[r, c, targets[r, c]] for r in range(3) for c in range(2) if targets[r, c] != IGNORED]
    right = model.detect(model.encoder(filled).last_hidden_state).squeeze(-1).sigmoid()
    detected = torch.where(replaced, right, 1 - right).log().mean()
    assert loss.item() == pytest.approx(-torch.stack(expected).mean().item() - 50 * detected.item(), rel=1e-4)
    drawn = {int(f) for _ in range(40) for f in (model(inputs, positions, targets, None), seen[-1][0, 1])[1:]}
    assert drawn == {12, 42}


def test_the_generator_shares_its_embeddings() -> None:
    model = build_model(make(objective={"replaced": 50.0}), 100)
    assert isinstance(model, ReplacedTokenModel)
    for name in ("word_embeddings", "position_embeddings"):
        assert getattr(model.generator.embeddings, name) is getattr(model.encoder.embeddings, name)
    assert model.generator.config.hidden_size == 4


def test_an_encoder_goes_on_from_another(tmp_path: Path, tokenizer: Any) -> None:
    first = build_model(make(), 100)
    save_encoder(first, tokenizer, tmp_path / "encoder")
    second = build_model(make(encoder={"start": str(tmp_path / "encoder")}), 100)
    for name, value in first.encoder.state_dict().items():
        assert torch.equal(value.half().float(), second.encoder.state_dict()[name]), name
    for start, shape in ((tmp_path / "missing", {}), (tmp_path / "encoder", {"width": 32})):
        with pytest.raises(MokminError, match=r"encoder\.start .*: no encoder of this shape here") as error:
            build_model(make(encoder={"start": str(start), **shape}), 100)
        assert "\n" not in str(error.value)
