"""The typed configuration of training a tagger."""

from pydantic import Field, field_validator

from training.config import Section


class Data(Section):
    train: str = Field(description="folder of article files to train on")
    validation: str = Field(description="folder of article files for choosing")
    test: str | None = Field(None, description="folder of held-out article files for the report")
    share: float = Field(1.0, gt=0, le=1, description="share of the training articles used, for learning curves")
    window: int = Field(512, ge=16, description="most tokens in a window, special tokens included")
    overlap: int = Field(128, ge=0, description="tokens that neighbouring windows share")


class Augmentation(Section):
    names: float = Field(
        0.0,
        ge=0,
        le=1,
        description="chance that an organisation, person, title or date is replaced from the name lists",
    )
    style: float = Field(
        0.0,
        ge=0,
        le=1,
        description="chance of each change of outer style: bullets, quotes, spaces, noise lines, truncation",
    )


class Model(Section):
    encoder: str = Field(description="Hugging Face checkpoint: a folder or a Hub id")
    from_scratch: bool = Field(False, description="take the encoder's shape and tokenizer, but random weights")
    width: int = Field(192, gt=0, description="width of the character head")
    convolutions: int = Field(2, ge=0, description="character convolutions in the head")
    kernel: int = Field(5, gt=0, description="characters a convolution sees; odd")
    dropout: float = Field(0.1, ge=0, lt=1, description="dropout in the heads")
    encoder_dropout: float | None = Field(
        None, ge=0, lt=1, description="dropout between the encoder's layers; left out, as the encoder was trained"
    )
    crf: bool = Field(True, description="learn tag transitions (CRF); false trains characters independently")
    pillar_weight: float = Field(0.3, ge=0, description="weight of the PILLAR-domain loss beside the tag loss")
    article_weight: float = Field(0.3, ge=0, description="weight of the article-domain loss")

    @field_validator("kernel")
    @classmethod
    def _odd(cls, value: int) -> int:
        if value % 2 == 0:
            raise ValueError("give an odd number, so that a convolution has a middle")
        return value


class Train(Section):
    seed: int = Field(1, ge=0, description="seed of everything random")
    epochs: float = Field(20, gt=0, description="passes over the training articles")
    batch: int = Field(8, gt=0, description="articles in one optimiser step")
    learning_rate: float = Field(3e-4, gt=0, description="peak rate of the encoder's last layer")
    head_learning_rate: float = Field(2e-3, gt=0, description="peak rate of the heads")
    layer_decay: float = Field(0.9, gt=0, le=1, description="factor on the rate from each layer to the one below")
    weight_decay: float = Field(0.01, ge=0, description="AdamW weight decay")
    warmup: float = Field(0.1, ge=0, lt=1, description="share of steps with rising rate; then linear to 0")
    clip: float = Field(1.0, gt=0, description="largest gradient norm")
    average: float = Field(
        0.0, ge=0, lt=1, description="decay of the exponential moving average of weights; 0 leaves it out"
    )
    precision: str = Field(
        "auto", pattern="^(auto|bf16|fp32)$", description="auto takes bf16 where the hardware multiplies it fast"
    )
    compile: bool = Field(False, description="compile the model first")
    evaluations: int = Field(5, gt=0, description="evaluations on validation during training; the best is kept")


class TaggingConfig(Section):
    """Everything that shapes one trained tagger."""

    output: str = Field(description="run directory")
    data: Data = Field(description="articles")
    model: Model = Field(description="encoder and heads")
    augmentation: Augmentation = Field(
        default_factory=Augmentation, description="changes made to training articles on the fly"
    )
    train: Train = Field(default_factory=Train, description="optimisation")
