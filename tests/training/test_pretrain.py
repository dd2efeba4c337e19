import json
import lzma
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
import yaml

from mokmin import MokminError
from training.allocator import SETTINGS
from training.checkpoints import Run, read_log
from training.masking import IGNORED, Batch
from training.pretrain import check_fit, pretrain, rate_at, shares, special_ids, to_tensors
from training.pretraining_config import PretrainingConfig

ROOT = Path(__file__).parents[2]
STEPS = 40
Make = Callable[..., PretrainingConfig]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    generator = random.Random(0)
    words = [
        "나래시는",
        "가람군은",
        "지난",
        "5일",
        "AI",
        "민원",
        "서비스를",
        "열었다",
        "데이터",
        "협의회",
        "시장",
        "김온",
        "일과",
        "월까지",
        "와",
        "한빛",
        "돌봄",
        "구축",
    ]
    documents = [" ".join(generator.choices(words, k=30)) for _ in range(120)]
    folder = tmp_path_factory.mktemp("corpus")
    (folder / "news.txt").write_text("\n\n".join(documents), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def make(encoder_folder: Path, tokenizer: Any, tmp_path_factory: pytest.TempPathFactory) -> Make:
    """``make(output, schedule={…}, …)`` → a configuration that trains in a few seconds."""
    runs = tmp_path_factory.mktemp("pretraining")

    def make(output: str, **changes: Any) -> PretrainingConfig:
        values: dict[str, Any] = {
            "output": str(runs / output),
            "precision": "fp32",
            "report_seconds": 0,
            "checkpoint_minutes": 1e-6,
            "corpus": {"held_out": 0.1},
            "vocabulary": {"path": str(encoder_folder), "size": len(tokenizer)},
            "encoder": {"layers": 1, "width": 16, "heads": 2, "feed_forward": 32, "positions": 32},
            "objective": {"tags": 0.5},
            "schedule": {
                **{"steps": STEPS, "batch_tokens": 128, "length": 16, "long_length": 32, "long_after": 0.8},
                **{"decay_after": 0.5, "learning_rate": 5e-3},
            },
        }
        for key, value in changes.items():
            values[key] = {**values[key], **value} if isinstance(values.get(key), dict) else value
        return PretrainingConfig.model_validate(values)

    return make


def losses(config: PretrainingConfig) -> dict[int, float]:
    """Training loss by step."""
    return {int(row["step"]): row["loss"] for row in read_log(Path(config.output)) if "loss" in row}


def state_of(config: PretrainingConfig) -> dict[str, Any]:
    return torch.load(Path(config.output) / "checkpoint.pt", weights_only=True)  # type: ignore[no-any-return]


def start(config: PretrainingConfig, corpus: Path, launcher: tuple[str, ...] = ()) -> "subprocess.Popen[str]":
    """``training/pretrain.py`` in a process of its own."""
    path = Path(config.output).with_suffix(".yaml")
    path.write_text(yaml.safe_dump(config.model_dump()), encoding="utf-8")
    environment = {**os.environ, **SETTINGS}  # else the script starts itself anew to set them
    command = [sys.executable, *launcher, str(ROOT / "training" / "pretrain.py"), str(path), "--corpus", str(corpus)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=environment)


def finish(process: "subprocess.Popen[str]") -> None:
    _, errors = process.communicate(timeout=300)
    assert process.returncode == 0, errors


def kill_at(config: PretrainingConfig, corpus: Path, step: int) -> None:
    """Start or go on, and ``kill -9`` once the log has reached a step."""
    process = start(config, corpus)
    try:
        until = time.monotonic() + 300
        log = Path(config.output) / "log.jsonl"
        while not log.exists() or max(losses(config), default=0) < step:
            assert process.poll() is None, process.communicate()
            assert time.monotonic() < until
            time.sleep(0.005)
    finally:
        process.send_signal(signal.SIGKILL)
        process.communicate()
    assert process.returncode == -signal.SIGKILL


def test_killed_and_started_again_the_run_ends_the_same(make: Make, corpus: Path) -> None:
    """Bit for bit: weights, optimiser and losses, through warm-up, decay and long sequences."""
    encoder = {"dropout": 0.1}
    whole, killed = make("whole", encoder=encoder), make("killed", encoder=encoder)
    finish(start(whole, corpus))
    for step in (7, 24, 35):
        kill_at(killed, corpus, step)
        assert not (Path(killed.output) / "encoder").exists()
    # Whatever a kill in the middle of writing leaves behind must not matter.
    (Path(killed.output) / "checkpoint.pt.tmp").write_bytes(b"half of a checkpoint")
    finish(start(killed, corpus))

    a, b = state_of(whole), state_of(killed)
    assert a["step"] == b["step"] == STEPS
    assert (a["tokens"], a["long_steps"]) == (b["tokens"], b["long_steps"]) == (STEPS * 128, 8)
    assert a["model"].keys() == b["model"].keys()
    for name, value in a["model"].items():
        assert torch.equal(value, b["model"][name]), name
    for key, moments in a["optimizer"]["state"].items():
        for name, value in moments.items():
            assert torch.equal(value, b["optimizer"]["state"][key][name]), (key, name)
    assert losses(whole) == losses(killed)
    assert list(losses(whole)) == list(range(1, STEPS + 1))


def test_two_processes_have_the_loss_of_one(make: Make, corpus: Path) -> None:
    alone, pair = make("alone"), make("pair")
    pretrain(alone, str(corpus))
    launcher = ("-m", "accelerate.commands.launch", "--cpu", "--num_processes", "2", "--num_machines", "1")
    more = ("--mixed_precision", "no", "--dynamo_backend", "no", "--main_process_port", "0")
    finish(start(pair, corpus, launcher + more))
    one, two = losses(alone), losses(pair)
    assert one.keys() == two.keys() == set(range(1, STEPS + 1))
    assert two == pytest.approx(one, abs=1e-4)
    tags = [{r["step"]: r["tag_loss"] for r in read_log(Path(c.output)) if "tag_loss" in r} for c in (alone, pair)]
    assert tags[1] == pytest.approx(tags[0], abs=1e-4)
    # Two clocks, one budget: the time of a step is not counted twice, nor half.
    assert state_of(pair)["tokens"] == state_of(alone)["tokens"]
    for name, value in state_of(alone)["model"].items():
        assert torch.allclose(value, state_of(pair)["model"][name], atol=1e-3), name


def test_a_run_learns_and_leaves_a_standard_encoder(make: Make, corpus: Path, tokenizer: Any) -> None:
    from transformers import AutoModel, AutoTokenizer, BertModel

    config = make("standard", schedule={"steps": 80, "batch_tokens": 512})
    measured = pretrain(config, str(corpus))
    first, *_, last = losses(config).values()
    assert last < first - 1
    assert measured["held_out_loss"] < first - 1
    folder = Path(config.output)
    assert (folder / "loss.png").stat().st_size > 1000
    encoder = AutoModel.from_pretrained(folder / "encoder")
    assert type(encoder) is BertModel
    assert {p.dtype for p in encoder.parameters()} == {torch.float16}
    assert len(AutoTokenizer.from_pretrained(folder / "encoder")) == len(tokenizer)
    trained = state_of(config)["model"]
    for name, value in encoder.state_dict().items():
        if "pooler" not in name:
            assert torch.equal(value, trained[f"encoder.{name}"].half()), name
    # Once more: nothing is left to do, and nothing is done.
    again = pretrain(config, str(corpus))
    assert again["held_out_loss"] == measured["held_out_loss"]
    assert state_of(config)["step"] == 80


def test_more_budget_goes_on_from_before_the_decay(
    make: Make, corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    starts = []
    for steps in (20, 40, 60):
        config = make("extended", schedule={"steps": steps})
        pretrain(config, str(corpus))
        error = capsys.readouterr().err
        starts.append(int(error.split("going on from step ")[1].split()[0]) if "going on" in error else 0)
        assert state_of(config)["step"] == steps
    assert starts == [0, 10, 20]  # half of each budget before
    rows = losses(make("extended"))
    assert list(rows) == list(range(1, 61))


def test_bf16_trains_like_fp32(make: Make, corpus: Path) -> None:
    from accelerate.state import AcceleratorState

    exact, mixed = (make(f"precision-{p}", precision=p, schedule={"steps": 6}) for p in ("fp32", "bf16"))
    pretrain(exact, str(corpus))
    AcceleratorState._reset_state(True)  # a process has one precision, as a rule
    try:
        pretrain(mixed, str(corpus))
    finally:
        AcceleratorState._reset_state(True)
    assert losses(mixed) == pytest.approx(losses(exact), abs=0.05)
    assert losses(mixed) != losses(exact)
    assert {v.dtype for v in state_of(mixed)["model"].values() if v.is_floating_point()} == {torch.float32}


def test_a_time_budget_ends(make: Make, corpus: Path) -> None:
    config = make("minutes", schedule={"steps": None, "minutes": 0.02}, checkpoint_minutes=1)
    started = time.monotonic()
    pretrain(config, str(corpus))
    state = state_of(config)
    assert 1.2 <= state["seconds"] <= time.monotonic() - started
    assert state["fraction"] == 1.0
    assert state["long_steps"] > 0


def test_checkpoints_are_kept_at_the_milestones(make: Make, corpus: Path) -> None:
    """As they stand there, also when the run is interrupted just before or after one."""
    whole, resumed = (make(f"kept-{name}", milestones=[0.25, 0.5]) for name in ("whole", "resumed"))
    pretrain(whole, str(corpus))
    for step in (9, 21):
        kill_at(resumed, corpus, step)
    pretrain(resumed, str(corpus))
    for name, step in (("25.pt", STEPS // 4), ("50.pt", STEPS // 2), ("stable.pt", STEPS // 2)):
        a, b = (torch.load(Path(config.output) / name, weights_only=True) for config in (whole, resumed))
        assert a["step"] == b["step"] == step
        assert all(torch.equal(value, b["model"][key]) for key, value in a["model"].items())


# Pieces


def test_rates(make: Make) -> None:
    config = make("x", schedule={"warmup": 0.1, "decay_after": 0.6, "learning_rate": 1.0})
    assert [rate_at(f, config) for f in (0.0, 0.05, 0.1, 0.5, 0.6)] == pytest.approx([0.0, 0.5, 1.0, 1.0, 1.0])
    assert [rate_at(f, config) for f in (0.8, 1.0, 1.1)] == pytest.approx([0.5, 0.0, 0.0])
    assert rate_at(0.0, make("x", schedule={"warmup": 0.0})) == 5e-3


@pytest.mark.parametrize("processes", [2, 3])
def test_parts_of_a_batch_make_up_the_whole(processes: int) -> None:
    generator = np.random.default_rng(0)
    targets = np.where(generator.random((7, 5)) < 0.3, IGNORED, 1)
    tags = np.where(generator.random((7, 9, 2)) < 0.3, IGNORED, 1)
    zeros = np.zeros(7, dtype=np.int64)
    batch = Batch(generator.integers(0, 9, (7, 9)), generator.integers(0, 9, (7, 5)), targets, tags, zeros)
    accelerators: list[Any] = [
        SimpleNamespace(process_index=i, num_processes=processes, device=torch.device("cpu")) for i in range(processes)
    ]
    rows = [to_tensors(batch, a)[0] for a in accelerators]
    assert sorted(torch.cat(rows).tolist()) == sorted(batch.inputs.tolist())  # type: ignore[arg-type]
    # The mean over processes of (own mean × share) is the global mean, for any values.
    values = generator.random((7, 5))
    means = [values[i::processes][targets[i::processes] != IGNORED].mean() for i in range(processes)]
    weighted = [mean * shares(batch, a)[0] for mean, a in zip(means, accelerators, strict=True)]
    assert np.mean(weighted) == pytest.approx(values[targets != IGNORED].mean())
    assert np.mean([shares(batch, a)[1] for a in accelerators]) == pytest.approx(1.0)
    alone: Any = SimpleNamespace(process_index=0, num_processes=1)
    assert shares(batch, alone) == (1.0, 1.0)


def test_special_ids(tokenizer: Any) -> None:
    ids = special_ids(tokenizer)
    assert (ids.cls, ids.sep, ids.mask, ids.first_regular) == (2, 3, 4, 5)
    assert ids.continues.tolist() == [
        t.startswith("##") for t in tokenizer.convert_ids_to_tokens(range(len(tokenizer)))
    ]


def test_a_log_with_repeated_and_cut_lines(tmp_path: Path) -> None:
    lines = [
        '{"step": 1, "loss": 9}',
        '{"step": 2, "loss": 8}',
        '{"step": 2, "held_out_loss": 7}',
        '{"step": 3, "lo',
        '{"step": 3, "loss": 6}',
    ]
    again = ['{"step": 2, "loss": 5}', '{"step": 3, "loss": 4}']
    (tmp_path / "log.jsonl").write_text("\n".join([*lines, *again]) + "\n")
    assert [(r["step"], r.get("loss")) for r in read_log(tmp_path)] == [(1, 9), (2, 8), (2, None), (2, 5), (3, 4)]


def test_a_checkpoint_appears_whole_or_not_at_all(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    config = make("atomic")
    run = Run(config)
    run.folder.mkdir(parents=True)
    run.save({"step": 1, "fraction": 0.0, "seconds": 0.0})

    def fail(state: Any, file: Any) -> None:
        file.write(b"half")
        raise OSError("disk full")

    monkeypatch.setattr(torch, "save", fail)
    with pytest.raises(OSError, match="disk full"):
        run.save({"step": 2})
    assert run.load()["step"] == 1  # type: ignore[index]


# Bad input: a sentence before hours are spent


def refused(config: PretrainingConfig, corpus: Path | str) -> str:
    with pytest.raises(MokminError) as error:
        pretrain(config, str(corpus))
    assert "\n" not in str(error.value)
    return str(error.value)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"schedule": {"steps": None}}, "give schedule.minutes or schedule.steps, not both"),
        ({"schedule": {"minutes": 5}}, "give schedule.minutes or schedule.steps, not both"),
        ({"vocabulary": {"path": "/no/such/folder"}}, "vocabulary.path /no/such/folder: no tokenizer here"),
        ({"vocabulary": {"size": 16000}}, "but vocabulary.size is 16000"),
        ({"schedule": {"long_length": 64}}, "schedule.long_length is 64; give 3 to encoder.positions, 32"),
        ({"schedule": {"length": 2}}, "schedule.length is 2; give 3 to"),
        ({"encoder": {"heads": 3}}, "encoder.width 16 is not a multiple of encoder.heads 3"),
    ],
)
def test_settings_that_do_not_fit(make: Make, corpus: Path, changes: dict[str, Any], message: str) -> None:
    config = make("refused", **changes)
    assert message in refused(config, corpus)
    assert not Path(config.output).exists() or "heads" in message


def test_a_tokenizer_without_a_mask(make: Make, tokenizer: Any) -> None:
    from copy import deepcopy

    poor = deepcopy(tokenizer)
    poor.mask_token = None
    with pytest.raises(MokminError, match="the tokenizer has no mask_token"):
        check_fit(make("x"), poor, 1)


def test_more_processes_than_sequences(make: Make, tokenizer: Any) -> None:
    check_fit(make("x"), tokenizer, 4)
    with pytest.raises(MokminError, match="fewer sequences of 32 tokens than the 5 processes"):
        check_fit(make("x"), tokenizer, 5)
    check_fit(make("x", schedule={"long_after": 1.0}), tokenizer, 5)


def test_bad_corpora(make: Make, tmp_path: Path) -> None:
    config = make("bad-corpus")
    assert "no corpus text here" in refused(config, tmp_path)
    (tmp_path / "a.txt").write_bytes("나래시".encode("cp949"))
    assert "a.txt: not UTF-8" in refused(config, tmp_path)
    (tmp_path / "a.txt").unlink()
    (tmp_path / "a.txt.xz").write_bytes(lzma.compress(b"text " * 999)[:-20])
    assert "a.txt.xz: the xz file is damaged" in refused(config, tmp_path)
    (tmp_path / "a.txt.xz").unlink()
    (tmp_path / "a.txt").write_text("나래시\n\n가람군\n\n한빛", encoding="utf-8")
    assert "too little text" in refused(make("bad-corpus", corpus={"held_out": 0.4}), tmp_path)
    assert not Path(config.output).exists()


def test_checkpoints_that_do_not_belong(make: Make, corpus: Path, tmp_path: Path) -> None:
    config = make("owner", schedule={"steps": 2})
    pretrain(config, str(corpus))
    # Another configuration is refused before its corpus is read.
    assert "the checkpoint was made with seed 1, now 2" in refused(make("owner", seed=2), tmp_path / "nothing")
    message = refused(make("owner", encoder={"layers": 2}), tmp_path / "nothing")
    assert "the checkpoint was made with encoder" in message
    # What may change between runs.
    pretrain(make("owner", schedule={"steps": 3}, report_seconds=1, checkpoint_minutes=9), str(corpus))

    path = Path(config.output) / "checkpoint.pt"
    whole = path.read_bytes()
    for damaged in (whole[: len(whole) // 2], b"", b"nothing"):
        path.write_bytes(damaged)
        assert "the checkpoint is damaged; remove it to start anew" in refused(config, corpus)
    torch.save({"weights": torch.zeros(1)}, path)
    assert "the checkpoint is damaged" in refused(config, corpus)


def test_a_checkpoint_of_another_vocabulary(make: Make, corpus: Path) -> None:
    config = make("resized", schedule={"steps": 2})
    pretrain(config, str(corpus))
    path = Path(config.output) / "checkpoint.pt"
    state = state_of(config)
    name = "encoder.embeddings.word_embeddings.weight"
    state["model"][name] = state["model"][name][:-64]
    torch.save(state, path)
    assert "the checkpoint does not fit the vocabulary" in refused(config, corpus)


def test_the_script_says_one_sentence(make: Make, tmp_path: Path) -> None:
    process = start(make("script"), tmp_path / "nothing")
    _, errors = process.communicate(timeout=300)
    assert process.returncode == 2
    assert errors.strip().splitlines()[-1].startswith(f"mokmin: {tmp_path / 'nothing'}: no corpus text here")
    assert "Traceback" not in errors


def test_a_checkpoint_older_than_a_key_goes_on(make: Make, corpus: Path) -> None:
    config = make("older", schedule={"steps": 4})
    pretrain(config, str(corpus))
    state = state_of(config)
    settings = json.loads(state["settings"])
    del settings["objective"]["replaced"], settings["encoder"]["start"]
    torch.save({**state, "settings": json.dumps(settings)}, Path(config.output) / "checkpoint.pt")
    assert Run(config).load()
    with pytest.raises(MokminError, match="made with objective"):
        Run(make("older", schedule={"steps": 4}, objective={"replaced": 1.0})).load()


def test_what_a_checkpoint_is_bound_to(make: Make) -> None:
    """A key more here and runs in progress could not be gone on with."""
    settings = Run(make("x")).settings
    assert set(settings) == {"seed", "precision", "corpus", "vocabulary", "encoder", "objective"}
    json.dumps(settings)
