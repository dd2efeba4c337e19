"""Starting weights that see the neighbours of a token from the first step.

A BERT from random weights spends its first millions of tokens on a plateau: with learned absolute
positions no attention head can look at "the token before" until it has found that out. Here the
position embeddings start as sinusoids (Vaswani et al. 2017), for which a shift is a rotation, and
the first layer's heads start with query and key maps that differ by the rotation for a fixed
offset. Everything stays trainable; the architecture is plain BERT.
"""

import math

import torch
from transformers import BertModel

OFFSETS = (-1, 1, -2, 2, -3, 3)
"""Offsets the heads of the first layer start with; further heads start at random."""

SHARPNESS = 1.2


def initialize(encoder: BertModel) -> None:
    """Set position embeddings and the first layer's queries and keys, in place."""
    config = encoder.config
    width, std = config.hidden_size, config.initializer_range
    frequencies = math.pi * 10_000 ** (-torch.arange(width // 2) / (width // 2))
    angles = torch.arange(config.max_position_embeddings)[:, None] * frequencies
    attention = encoder.encoder.layer[0].attention.self
    size = width // config.num_attention_heads
    with torch.no_grad():
        # Interleaved sine and cosine, with the mean square of the word embeddings.
        positions = torch.stack([angles.sin(), angles.cos()], -1).flatten(1) * std * math.sqrt(2)
        encoder.embeddings.position_embeddings.weight.copy_(positions)
        for head, offset in zip(range(config.num_attention_heads), OFFSETS, strict=False):
            rows = slice(head * size, (head + 1) * size)
            query, key = torch.zeros(size, width), torch.zeros(size, width)
            for pair in range(size // 2):
                a, b = 2 * pair, 2 * pair + 1
                shift = offset * float(frequencies[pair])
                key[a, a] = key[b, b] = 1.0
                # sin(x + s) and cos(x + s) from sin(x) and cos(x)
                query[a, a], query[a, b] = math.cos(shift), math.sin(shift)
                query[b, a], query[b, b] = -math.sin(shift), math.cos(shift)
            attention.query.weight[rows] = SHARPNESS * query
            attention.key.weight[rows] = SHARPNESS * key
