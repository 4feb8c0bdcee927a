#!/usr/bin/env python3
"""Makes inception-v3.safetensors, and what FeatureMetricTest expects, with PyTorch 1.13 or newer.

    python3 inception_v3.py FOLDER              prints the distances of a small picture and a filled one
    python3 inception_v3.py FOLDER --make FILE  writes the weights, normalisation folded in, in half precision

FOLDER is dist/models/inception_v3 of npm's package nsfwjs, version 4.4.0 (MIT): Keras' InceptionV3 in 8 bits. The
distances are computed with its weights as they are, normalisation apart, in single precision.
"""
import base64
import re
import sys
from pathlib import Path

import torch
from torch.nn import functional as F

from make_weights import image, mask, save_safetensors

EPSILON = 1e-3  # the normalisations'
SHARDS = 6
LAST = 26  # of the stem's convolutions
ENTRY = r'\{name:"([^"]+)",shape:\[([\d,]*)\],dtype:"float32",quantization:\{min:([^,]+),scale:([^,]+),dtype:"uint8"\}\}'


def read(folder):
    """Keras' weights by name."""
    data = b""
    for shard in range(1, SHARDS + 1):
        text = (folder / f"group1-shard{shard}of{SHARDS}.min.js").read_text()
        data += base64.b64decode(re.search(r'exports="([A-Za-z0-9+/=]+)"', text).group(1))
    weights, begin = {}, 0
    for name, shape, least, scale in re.findall(ENTRY, (folder / "model.min.js").read_text()):
        sizes = [int(size) for size in shape.split(",")]
        end = begin + torch.Size(sizes).numel()
        levels = torch.frombuffer(bytearray(data[begin:end]), dtype=torch.uint8).float()
        weights[name] = (levels * float(scale) + float(least)).reshape(sizes)
        begin = end
    assert begin == len(data), (begin, len(data))
    return weights


def normalization(weights, k):
    names = ("moving_mean", "moving_variance", "beta")
    return [weights[f"batch_normalization_{k}/{name}"] for name in names]


def folded(weights):
    """Weights [out, in, height, width] and biases of convolutions alone."""
    tensors = {}
    for k in range(1, LAST + 1):
        mean, variance, beta = (t.double() for t in normalization(weights, k))
        scale = (variance + EPSILON).rsqrt()
        kernel = weights[f"conv2d_{k}/kernel"].double().permute(3, 2, 0, 1)
        tensors[f"conv2d_{k}.weight"] = (kernel * scale.view(-1, 1, 1, 1)).half()
        tensors[f"conv2d_{k}.bias"] = (beta - mean * scale).float()
    return tensors


def features(weights, x):
    """What the stem's convolutions 1, 3 and 5 and mixed 0 and 2 put out."""

    def convolution(k, x, stride=1, same=True):
        kernel = weights[f"conv2d_{k}/kernel"].permute(3, 2, 0, 1)
        y = F.conv2d(x, kernel, stride=stride, padding=kernel.shape[2] // 2 if same else 0)
        mean, variance, beta = normalization(weights, k)
        return torch.relu(F.batch_norm(y, mean, variance, None, beta, eps=EPSILON))

    def mixed(k, x):
        return torch.cat(
            [
                convolution(k, x),
                convolution(k + 2, convolution(k + 1, x)),
                convolution(k + 5, convolution(k + 4, convolution(k + 3, x))),
                convolution(k + 6, F.avg_pool2d(x, 3, 1, 1, count_include_pad=False)),
            ],
            1,
        )

    one = convolution(1, x, 2, same=False)
    three = convolution(3, convolution(2, one, same=False))
    five = convolution(5, convolution(4, F.max_pool2d(three, 3, 2)), same=False)
    mixed0 = mixed(6, F.max_pool2d(five, 3, 2))
    return [one, three, five, mixed0, mixed(20, mixed(13, mixed0))]


def distances(weights, filled, target, hole):
    """The perceptual and the style distance, each a value for every layer."""
    perceptual, style = [], []
    for u, v in zip(features(weights, filled), features(weights, target)):
        share = F.interpolate(hole, u.shape[2:], mode="area")
        u1, v1 = (t / (t.norm(dim=1, keepdim=True) + 1e-6) for t in (u, v))
        squares = (u1 - v1).square().sum(1, keepdim=True)
        perceptual.append((squares * share).sum() / share.sum())
        weight = share.flatten() / share.sum()
        gram_u, gram_v = ((t[0].flatten(1) * weight) @ t[0].flatten(1).T for t in (u, v))
        style.append((gram_u - gram_v).norm() / gram_v.norm())
    return torch.stack(perceptual), torch.stack(style)


def main(folder, *options):
    weights = read(folder)
    if options:
        save_safetensors(folded(weights), options[1], {"source": "npm nsfwjs 4.4.0, MIT License"})
        return
    target = image(61)[:, :, :, :47]
    hole = 1 - mask(61)[:, :, :, :47]
    filled = target * (1 - hole) + 0.5 * hole
    with torch.no_grad():
        for name, values in zip(("perceptual", "style"), distances(weights, filled, target, hole)):
            print(name, "%.6f" % values.mean(), ["%.6f" % value for value in values])


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
