#!/usr/bin/env python3
"""Checks or makes the reference vectors of partial convolution with the paper's authors' PyTorch layer.

    golden.py PARTIALCONV2D.PY [FOLDER]          recomputes every case in FOLDER from its inputs and compares
    golden.py PARTIALCONV2D.PY --make FOLDER     makes the cases of FOLDER/cases.json anew, with random inputs

PARTIALCONV2D.PY is models/partialconv2d.py of github.com/NVIDIA/partialconv. Needs torch and numpy.
"""
import importlib.util
import json
import pathlib
import sys

import numpy as np
import torch
import torch.nn.functional as F


def reference(file):
    spec = importlib.util.spec_from_file_location("partialconv2d", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.PartialConv2d


def compute(layer_class, case, arrays):
    """Output, updated mask and gradients, double precision, masks of all channels."""
    x = torch.tensor(arrays["x"], dtype=torch.float64, requires_grad=True)
    layer = layer_class(
        sum(case["ci"]), case["co"], case["k"], case["s"], case["p"], case["d"],
        bias="b" in arrays, multi_channel=True, return_mask=True).double()
    with torch.no_grad():
        layer.weight.copy_(torch.tensor(arrays["w"]))
        if "b" in arrays:
            layer.bias.copy_(torch.tensor(arrays["b"]))
    masks = None
    if not case.get("nomask"):
        masks = torch.cat(
            [torch.tensor(arrays[f"mask{i}"], dtype=torch.float64).repeat(1, c, 1, 1)
             for i, c in enumerate(case["ci"])], 1)
    features = x
    if case.get("up", 1) > 1:
        # Holes first: what they hold must not be multiplied by a mask of another size.
        features = F.interpolate(x, scale_factor=case["up"], mode="nearest")
        masks = None if masks is None else F.interpolate(masks, scale_factor=case["up"], mode="nearest")
    y, mask_out = layer(features, masks)
    y.backward(torch.tensor(arrays["dy"], dtype=torch.float64))
    result = {"y": y, "mask_out": mask_out[:, :1], "dx": x.grad, "dw": layer.weight.grad}
    if "b" in arrays:
        result["db"] = layer.bias.grad
    return {name: value.detach().numpy() for name, value in result.items()}


def check(layer_class, folder):
    worst = 0
    for case in json.loads((folder / "cases.json").read_text()):
        arrays = {f.stem: np.load(f) for f in (folder / case["name"]).glob("*.npy")}
        for name, value in compute(layer_class, case, arrays).items():
            worst = max(worst, np.abs(np.broadcast_to(value, arrays[name].shape) - arrays[name]).max())
    print("largest difference:", worst)
    return worst < 1e-9


def make(layer_class, folder):
    random = np.random.default_rng(42)
    for case in json.loads((folder / "cases.json").read_text()):
        place = folder / case["name"]
        arrays = {f.stem: np.load(f) for f in place.glob("*.npy")}
        for name, value in arrays.items():
            if name in ("x", "w", "b", "dy"):
                arrays[name] = random.standard_normal(value.shape)
        arrays.update(compute(layer_class, case, arrays))
        for name, value in arrays.items():
            np.save(place / f"{name}.npy", value)


if __name__ == "__main__":
    layer = reference(sys.argv[1])
    if "--make" in sys.argv:
        make(layer, pathlib.Path(sys.argv[-1]))
    else:
        default = pathlib.Path(__file__).parent.parent / "resources" / "golden"
        sys.exit(0 if check(layer, pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else default) else 1)
