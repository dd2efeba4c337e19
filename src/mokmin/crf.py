"""The CRF layer for training: log-likelihood of tag sequences in logarithmic depth (torch)."""

import torch

from mokmin.decoding import TAGS, legal_starts, legal_transitions

_IMPOSSIBLE = -1e4


class ConditionalRandomField(torch.nn.Module):
    """Transition scores between BIO tags; the illegal ones are fixed far below all others."""

    illegal: torch.Tensor
    starts: torch.Tensor

    def __init__(self) -> None:
        super().__init__()
        self.transitions = torch.nn.Parameter(torch.zeros(TAGS, TAGS))
        self.register_buffer("illegal", torch.empty(TAGS, TAGS), persistent=False)
        self.register_buffer("starts", torch.empty(TAGS), persistent=False)
        self.reset_masks()

    def reset_masks(self) -> None:
        """Fill in what is illegal; loading a checkpoint leaves buffers that are not in it undefined."""
        self.illegal.copy_(torch.where(torch.from_numpy(legal_transitions()), 0.0, _IMPOSSIBLE))
        self.starts.copy_(torch.where(torch.from_numpy(legal_starts()), 0.0, _IMPOSSIBLE))

    def forward(self, emissions: torch.Tensor, tags: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        """Negative log-likelihood of each row.

        Args:
            emissions: (rows, characters, tags); tags: (rows, characters); lengths: (rows,), at
            least 1.
        """
        # In bf16 the sums over hundreds of characters would be off by whole units.
        with torch.autocast(emissions.device.type, enabled=False):
            return self._loss(emissions.float(), tags, lengths)

    def _loss(self, emissions: torch.Tensor, tags: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        scores = self.transitions + self.illegal
        real = torch.arange(tags.shape[1], device=tags.device)[None] < lengths[:, None]
        gold = emissions.gather(2, tags[..., None])[..., 0].masked_fill(~real, 0.0).sum(1) + self.starts[tags[:, 0]]
        moves = scores[tags[:, :-1], tags[:, 1:]].masked_fill(~real[:, 1:], 0.0).sum(1)
        return self._log_partition(emissions, scores, real) - gold - moves

    def _log_partition(self, emissions: torch.Tensor, scores: torch.Tensor, real: torch.Tensor) -> torch.Tensor:
        # Every character after the first is a (tags × tags) matrix of log weights, padding the
        # identity; the product of a chain of matrices needs only log2(n) rounds of pairwise
        # products (a parallel scan), each one batched matrix product over exponentials.
        rows, _, tags = emissions.shape
        matrices = scores + emissions[:, 1:, None, :]
        identity = torch.full((tags, tags), _IMPOSSIBLE, device=emissions.device).fill_diagonal_(0.0)
        matrices = torch.where(real[:, 1:, None, None], matrices, identity)
        while matrices.shape[1] > 1:
            if matrices.shape[1] % 2:
                matrices = torch.cat([matrices, identity.expand(rows, 1, tags, tags)], 1)
            matrices = _log_product(matrices[:, 0::2], matrices[:, 1::2])
        first = self.starts + emissions[:, 0]
        if matrices.shape[1] == 0:
            return first.logsumexp(1)
        return (first[:, :, None] + matrices[:, 0]).flatten(1).logsumexp(1)


def _log_product(left: torch.Tensor, right: torch.Tensor) -> torch.Tensor:
    """log(exp(left) @ exp(right)) over the last two dimensions."""
    row = left.amax(-1, keepdim=True)
    column = right.amax(-2, keepdim=True)
    product = torch.matmul((left - row).exp(), (right - column).exp())
    return product.clamp_min(1e-30).log() + row + column
