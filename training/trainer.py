"""Optimisation of a tagger: parameter groups, averaged weights, and which weights are kept."""

from typing import Any

import torch
from transformers import Trainer, TrainerCallback
from transformers.trainer_pt_utils import LengthGroupedSampler

from mokmin import modeling, scoring
from mokmin.article import Article
from mokmin.windows import Windower
from training.tagging_config import TaggingConfig, Train
from training.tagging_model import as_tagger


def group_parameters(model: modeling.TaggingModel, train: Train) -> list[dict[str, Any]]:
    """Parameter groups: lower layers learn more slowly (Howard & Ruder 2018), heads faster."""
    layers = model.encoder.config.num_hidden_layers
    groups: dict[tuple[float, float], list[torch.nn.Parameter]] = {}
    for name, parameter in model.named_parameters():
        if name.startswith("encoder."):
            depth = next((int(part) + 1 for part in name.split(".") if part.isdigit()), 0)
            rate = train.learning_rate * train.layer_decay ** (layers - depth)
        else:
            rate = train.head_learning_rate
        decay = train.weight_decay if parameter.ndim > 1 else 0.0
        groups.setdefault((rate, decay), []).append(parameter)
    return [{"params": p, "lr": rate, "weight_decay": decay} for (rate, decay), p in groups.items()]


class TaggingTrainer(Trainer):
    """The Hugging Face Trainer with our parameter groups, weight averaging, and span F1 on the
    validation articles as the measure by which the best weights are kept."""

    def __init__(
        self,
        *args: Any,
        settings: TaggingConfig,
        windower: Windower,
        pad_id: int,
        validation: list[Article],
        lengths: list[int],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.settings = settings
        self.windower = windower
        self.pad_id = pad_id
        self.validation = validation
        self.lengths = lengths
        self.best: dict[str, Any] = {"f1": -1.0, "weights": None}
        self.averaged: dict[str, torch.Tensor] = {}
        self.add_callback(Averaging(self))

    def _get_train_sampler(self, dataset: Any = None) -> LengthGroupedSampler:
        # Articles of like length stand together: padding would be two fifths of a random batch.
        generator = torch.Generator().manual_seed(self.settings.train.seed)
        return LengthGroupedSampler(self.settings.train.batch, lengths=self.lengths, generator=generator)

    def create_optimizer(self, model: Any = None) -> torch.optim.Optimizer:
        if self.optimizer is None:
            groups = group_parameters(self.accelerator.unwrap_model(self.model), self.settings.train)
            self.optimizer = torch.optim.AdamW(groups, betas=(0.9, 0.98), eps=1e-6, fused=True)
        return self.optimizer

    def evaluate(self, *args: Any, **kwargs: Any) -> dict[str, float]:
        model = self.accelerator.unwrap_model(self.model)
        own = {k: v.detach().clone() for k, v in model.state_dict().items()}
        if self.averaged:
            model.load_state_dict(self.averaged)
        predicted = as_tagger(model, self.windower, self.pad_id).predict([a.text for a in self.validation])
        scores = scoring.score(self.validation, predicted, samples=1)
        f1 = scores["spans"]["micro"]["f1"]
        if f1 > self.best["f1"]:
            self.best = {"f1": f1, "weights": {k: v.detach().clone() for k, v in model.state_dict().items()}}
        model.load_state_dict(own)
        metrics = {f"eval_{name}": row["f1"] for name, row in scores["spans"].items()}
        metrics |= {
            "eval_pillar_domain": scores["domains"]["pillar_accuracy"],
            "eval_article_domains": scores["domains"]["article"]["f1"],
        }
        self.log(metrics)
        self.control = self.callback_handler.on_evaluate(self.args, self.state, self.control, metrics)
        return metrics


class Averaging(TrainerCallback):
    """Keeps an exponential moving average of the weights (Polyak & Juditsky 1992)."""

    def __init__(self, trainer: TaggingTrainer) -> None:
        self.trainer = trainer

    def on_step_end(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        decay = self.trainer.settings.train.average
        if not decay:
            return
        weights = self.trainer.accelerator.unwrap_model(self.trainer.model).state_dict()
        if not self.trainer.averaged:
            self.trainer.averaged = {k: v.detach().clone() for k, v in weights.items()}
        # The average of few steps must not hang on the first weights.
        decay = min(decay, state.global_step / (state.global_step + 10))
        for key, value in weights.items():
            average = self.trainer.averaged[key]
            average.lerp_(value, 1 - decay) if value.is_floating_point() else average.copy_(value)
