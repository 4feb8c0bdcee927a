#!/usr/bin/env python3
"""Writes the files that the tests of weights read: python3 make_weights.py FOLDER, with PyTorch 1.13 or newer.

Weights are random; what the networks make of an image stands beside them. Images and masks are formulas, which
the tests compute too: see image() and mask().
"""
import json
import struct
import sys
from collections import OrderedDict
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional as F

MEAN = torch.tensor([0.485, 0.456, 0.406]).view(1, 3, 1, 1)
STD = torch.tensor([0.229, 0.224, 0.225]).view(1, 3, 1, 1)


def image(size):
    """[1, 3, size, size]: ((7 + 2c) y + (3 + c) x + 31 c + (x y) % 13) % 256 / 255."""
    c, y, x = torch.meshgrid(torch.arange(3), torch.arange(size), torch.arange(size), indexing="ij")
    values = ((7 + 2 * c) * y + (3 + c) * x + 31 * c + (x * y) % 13) % 256
    return (values.float() / 255).unsqueeze(0)


def mask(size):
    """[1, 1, size, size]: 0 in the rows size/4 to size/2 of the columns size/8 to 3/4 size, and where 5 y + 3 x is a multiple of 11."""
    y, x = torch.meshgrid(torch.arange(size), torch.arange(size), indexing="ij")
    hole = (y >= size // 4) & (y < size // 2) & (x >= size // 8) & (x < 3 * size // 4)
    hole |= (5 * y + 3 * x) % 11 == 0
    return (~hole).float().view(1, 1, size, size)


class PartialConv(nn.Module):
    """Divides by the sum of a mask of all channels, as the best-known re-implementation does."""

    def __init__(self, ins, outs, kernel, stride, bias):
        super().__init__()
        self.input_conv = nn.Conv2d(ins, outs, kernel, stride, kernel // 2, bias=bias)
        self.mask_conv = nn.Conv2d(ins, outs, kernel, stride, kernel // 2, bias=False)
        nn.init.kaiming_normal_(self.input_conv.weight)
        # So that the sums of the mask leave values of about 1.
        self.input_conv.weight.data *= ins * kernel * kernel
        nn.init.ones_(self.mask_conv.weight)

    def forward(self, x, m):
        conv = self.input_conv
        total = F.conv2d(m, self.mask_conv.weight, None, conv.stride, conv.padding)
        valid = (total > 0).float()
        y = F.conv2d(x * m, conv.weight, None, conv.stride, conv.padding) / total.clamp(min=1)
        if conv.bias is not None:
            y = y + conv.bias.view(1, -1, 1, 1)
        return y * valid, valid


class Module(nn.Module):
    def __init__(self, ins, outs, kernel, stride, bn, activation, bias=False):
        super().__init__()
        self.conv = PartialConv(ins, outs, kernel, stride, bias)
        if bn:
            self.bn = nn.BatchNorm2d(outs)
            nn.init.uniform_(self.bn.weight, 0.5, 1.5)
            nn.init.normal_(self.bn.bias, 0, 0.3)
            nn.init.normal_(self.bn.running_mean, 0, 0.3)
            nn.init.uniform_(self.bn.running_var, 0.3, 3)
        self.activation = activation

    def forward(self, x, m):
        y, valid = self.conv(x, m)
        if hasattr(self, "bn"):
            y = self.bn(y)
        return (self.activation(y) if self.activation else y), valid


class PConvUNet(nn.Module):
    """That re-implementation's names and wiring, with few channels."""

    KERNELS = [7, 5, 5, 3, 3, 3, 3, 3]

    def __init__(self, channels):
        super().__init__()
        self.levels = len(channels)
        widths = [3] + channels
        for k in range(1, self.levels + 1):
            kernel = self.KERNELS[k - 1]
            setattr(self, f"enc_{k}", Module(widths[k - 1], widths[k], kernel, 2, k > 1, nn.ReLU()))
        for k in range(self.levels, 0, -1):
            activation = nn.LeakyReLU(0.2) if k > 1 else None
            ins = widths[k] + widths[k - 1]
            setattr(self, f"dec_{k}", Module(ins, widths[k - 1], 3, 1, k > 1, activation, k == 1))
        # So that predictions are about as large as pictures are.
        self.dec_1.conv.input_conv.weight.data /= 8

    def forward(self, x, m):
        maps = [(x, m.expand_as(x))]
        for k in range(1, self.levels + 1):
            maps.append(getattr(self, f"enc_{k}")(*maps[-1]))
        h, hm = maps[-1]
        for k in range(self.levels, 0, -1):
            h, hm = (F.interpolate(t, scale_factor=2, mode="nearest") for t in (h, hm))
            h, hm = torch.cat([h, maps[k - 1][0]], 1), torch.cat([hm, maps[k - 1][1]], 1)
            h, hm = getattr(self, f"dec_{k}")(h, hm)
        return h


def fill(network, size):
    """What the network, trained with ImageNet's colours, predicts: [0, 1] in and out."""
    network.eval()
    m = mask(size)
    with torch.no_grad():
        return network((image(size) * m - MEAN) / STD, m) * STD + MEAN


class OwnNetwork(nn.Module):
    """Somebody's own network of NVIDIA's layer, whose weight_maskUpdater is registered here as some do."""

    def __init__(self):
        super().__init__()
        self.down = nn.Conv2d(3, 5, 3, 2, 1)
        self.norm = nn.BatchNorm2d(5)
        nn.init.uniform_(self.norm.running_var, 0.3, 3)
        nn.init.normal_(self.norm.running_mean, 0, 0.3)
        self.down.register_buffer("weight_maskUpdater", torch.ones(1, 1, 3, 3))

    def forward(self, x, m):
        total = F.conv2d(m, self.down.weight_maskUpdater, None, 2, 1)
        valid = total.clamp(0, 1)
        ratio = 9 / (total + 1e-8) * valid
        bias = self.down.bias.view(1, -1, 1, 1)
        return self.norm(((self.down(x * m) - bias) * ratio + bias) * valid)


def vgg16(channels):
    """torchvision's features of VGG16, with few channels."""
    layers, ins = [], 3
    for block, outs in enumerate(channels):
        for _ in range(2 if block < 2 else 3):
            layers += [nn.Conv2d(ins, outs, 3, padding=1), nn.ReLU()]
            ins = outs
        layers.append(nn.MaxPool2d(2))
    return nn.Sequential(*layers)


def tensors():
    """Every kind of tensor that a file may hold; their values are k / 4 - 2 for k = 0, 1, 2..."""
    values = torch.arange(24).float() / 4 - 2
    shared = values.view(4, 6)
    return OrderedDict(
        float=values.view(2, 3, 4).clone(),
        double=values.double().view(2, 12),
        half=values.half(),
        bfloat16=values.bfloat16(),
        long=torch.arange(5) - 2,
        int=torch.arange(5, dtype=torch.int32) - 2,
        short=torch.arange(5, dtype=torch.int16) - 2,
        char=torch.arange(5, dtype=torch.int8) - 2,
        byte=torch.arange(5, dtype=torch.uint8) + 250,
        bool=torch.tensor([True, False, True]),
        scalar=torch.tensor(2.5),
        empty=torch.zeros(0, 3),
        whole=shared,
        transposed=shared.t(),
        column=shared[:, 2],
        block=shared[1:3, 1::2],
        expanded=torch.tensor([[1.5], [-2.5]]).expand(2, 3),
        channels_last=values.view(1, 2, 3, 4).clone().contiguous(memory_format=torch.channels_last),
        parameter=nn.Parameter(values[:6].clone()),
    )


NAMES = {
    torch.float64: "F64", torch.float32: "F32", torch.float16: "F16", torch.bfloat16: "BF16", torch.int64: "I64",
    torch.int32: "I32", torch.int16: "I16", torch.int8: "I8", torch.uint8: "U8", torch.bool: "BOOL",
}


def save_safetensors(tensors, path, metadata=None):
    header, data = {}, b""
    if metadata:
        header["__metadata__"] = metadata
    for name, tensor in tensors.items():
        tensor = tensor.detach().contiguous()
        raw = bytes(tensor.view(-1).view(torch.uint8).numpy()) if tensor.numel() else b""
        header[name] = {"dtype": NAMES[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    Path(path).write_bytes(struct.pack("<Q", len(text)) + text + data)


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(1)
    torch.save(tensors(), folder / "tensors.pt")
    torch.save(tensors(), folder / "tensors-legacy.pt", _use_new_zipfile_serialization=False)
    kinds = {k: v.reshape(1) if v.dim() == 0 else v for k, v in tensors().items()}
    save_safetensors(kinds, folder / "tensors.safetensors", {"made by": "make_weights.py"})

    seven = PConvUNet([6, 8, 8, 8, 8, 8, 8])
    torch.save({"n_iter": 3, "model": seven.state_dict(), "optimizer": torch.optim.Adam(seven.parameters()).state_dict()}, folder / "pconv-unet-7.pth")
    eight = PConvUNet([4, 6, 6, 6, 6, 6, 6, 6])
    torch.save(eight.state_dict(), folder / "pconv-unet-8-legacy.pth", _use_new_zipfile_serialization=False)

    own = OwnNetwork().eval()
    torch.save(own.state_dict(), folder / "own-network.pt")
    vgg = vgg16([4, 6, 8, 8, 8])
    names = {"features." + k: v for k, v in vgg.state_dict().items()}
    names["classifier.0.weight"] = torch.zeros(2, 8)
    names["classifier.0.bias"] = torch.zeros(2)
    torch.save(names, folder / "vgg16.pth")

    with torch.no_grad():
        x = (image(32) - MEAN) / STD
        expected = {
            "pconv-unet-7": fill(seven, 128)[:, :, ::5, ::5],
            "pconv-unet-8": fill(eight, 256)[:, :, ::9, ::9],
            "own-network": own(image(32), mask(32)),
            "vgg16.pool1": vgg[:5](x),
            "vgg16.pool2": vgg[:10](x),
            "vgg16.pool3": vgg[:17](x),
        }
    save_safetensors(expected, folder / "expected.safetensors")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
