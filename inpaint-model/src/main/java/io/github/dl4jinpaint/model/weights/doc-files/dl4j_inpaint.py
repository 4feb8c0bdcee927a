"""Networks of dl4j-inpaint in PyTorch: loads what WeightFiles.save wrote.

    network = dl4j_inpaint.load("network.safetensors").eval()
    prediction = network(image, mask)

image is [N, 3, H, W], RGB, values in [0, 1]; mask is [N, 1, H, W], 1 where a pixel is valid, 0 where it is a hole;
the prediction is of the image's shape. Needs PyTorch 1.10 or newer and nothing else.
"""
import json
import struct

import torch
from torch import nn
from torch.nn import functional as F

TYPES = {"F64": torch.float64, "F32": torch.float32, "F16": torch.float16}


def read(path):
    """The tensors of a .safetensors file by name, and its metadata."""
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        data = bytearray(file.read())
    metadata = header.pop("__metadata__", {})
    tensors = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        tensors[name] = torch.frombuffer(data[begin:end], dtype=TYPES[entry["dtype"]]).reshape(entry["shape"])
    return tensors, metadata


def kind(entry):
    return entry["@class"].split(".")[-1]


def activation(entry):
    functions = {"ActivationIdentity": nn.Identity, "ActivationReLU": nn.ReLU, "ActivationSigmoid": nn.Sigmoid}
    if kind(entry) == "ActivationLReLU":
        return nn.LeakyReLU(entry["alpha"])
    return functions[kind(entry)]()


class PartialConv2d(nn.Module):
    """W (X * M) sum(1) / sum(M) + b, batch normalisation and activation function."""

    def __init__(self, layer):
        super().__init__()
        if layer["convolutionMode"] not in (None, "Truncate", "Strict"):
            raise ValueError("not a padding of zeros on both sides: " + layer["convolutionMode"])
        outs, kernel = layer["nOut"], layer["kernelSize"]
        self.weight = nn.Parameter(torch.empty(outs, layer["nIn"], *kernel))
        self.bias = nn.Parameter(torch.empty(outs)) if layer["hasBias"] else None
        self.bn = None
        if layer["batchNormalization"]:
            momentum = 1 - layer["batchNormalizationDecay"]
            self.bn = nn.BatchNorm2d(outs, layer["batchNormalizationEps"], momentum)
        self.activation = activation(layer["activationFn"])
        self.upsample = layer["upsample"]
        self.mask_output = layer["maskOutput"]
        self.settings = {key: tuple(layer[key]) for key in ("stride", "padding", "dilation")}
        self.register_buffer("ones", torch.ones(1, 1, *kernel), persistent=False)

    def take(self, tensors, name):
        parameters = {"W": self.weight, "b": self.bias}
        if self.bn is not None:
            parameters.update(gamma=self.bn.weight, beta=self.bn.bias, mean=self.bn.running_mean)
            logarithm = tensors[name + ".log10stdev"].double()
            self.bn.running_var.copy_((10 ** (2 * logarithm)).reshape(-1))
        for key, parameter in parameters.items():
            if parameter is not None:
                parameter.data.copy_(tensors[f"{name}.{key}"].reshape(parameter.shape))

    def forward(self, x, m):
        if self.upsample > 1:
            x, m = (F.interpolate(t, scale_factor=self.upsample, mode="nearest") for t in (x, m))
        seen = F.conv2d(m, self.ones, **self.settings)
        valid = (seen > 0).to(x.dtype)
        y = F.conv2d(x * (m > 0), self.weight, **self.settings)
        y = y * (self.ones.numel() / seen.clamp(min=1e-6)) * valid
        if self.bias is not None:
            y = y + self.bias.view(1, -1, 1, 1) * valid
        if self.bn is not None:
            y = self.bn(y)
        return self.activation(y), valid if self.mask_output else torch.ones_like(valid)


class Network(nn.Module):
    """A graph as its configuration describes it."""

    def __init__(self, configuration):
        super().__init__()
        self.vertices = configuration["vertices"]
        self.inputs = configuration["vertexInputs"]
        self.input, self.output = configuration["networkInputs"][0], configuration["networkOutputs"][0]
        # PyTorch allows no dots in names, and these have none.
        self.layers = nn.ModuleDict()
        for name, vertex in self.vertices.items():
            if kind(vertex) == "LayerVertex":
                layer = vertex["layerConf"]["layer"]
                if kind(layer) == "PartialConvolution2D":
                    self.layers[name] = PartialConv2d(layer)
                elif kind(layer) in ("CnnLossLayer", "InpaintingLossLayer"):
                    self.layers[name] = activation(layer["activationFn"])

    def forward(self, image, mask):
        known = {self.input: (image, mask)}
        return self.value(self.output, known)[0]

    def value(self, name, known):
        if name not in known:
            known[name] = self.compute(name, [self.value(i, known) for i in self.inputs[name]])
        return known[name]

    def compute(self, name, inputs):
        vertex = self.vertices[name]
        x, m = inputs[0]
        if kind(vertex) == "MaskedMergeVertex":
            channels = sum(a.shape[1] for a, _ in inputs)
            share = sum(a.shape[1] * b for a, b in inputs) / channels
            return torch.cat([a * (b > 0) for a, b in inputs], 1), share
        if kind(vertex) == "MaskOfVertex":
            return x, inputs[1][1]
        if kind(vertex) == "ChannelScaleVertex":
            factor, shift = (x.new_tensor(vertex[key]).view(1, -1, 1, 1) for key in ("factor", "shift"))
            return x * factor + shift, m
        layer = vertex["layerConf"]["layer"]
        if kind(layer) == "PartialConvolution2D":
            return self.layers[name](x, m)
        if kind(layer) == "MaskedUpsampling2D":
            size = tuple(layer["size"])
            return tuple(F.interpolate(t, scale_factor=size, mode="nearest") for t in (x, m))
        return self.layers[name](x), m


def load(path):
    """The network of a file, in float or double precision as it was trained; half is widened to float."""
    tensors, metadata = read(path)
    configuration = json.loads(metadata["configuration"])
    network = Network(configuration)
    if configuration["dataType"] == "DOUBLE":
        network.double()
    for name, layer in network.layers.items():
        if isinstance(layer, PartialConv2d):
            layer.take(tensors, name)
    return network
