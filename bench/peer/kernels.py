"""The kernels of bench/engine/kernels.ts as a training step runs them: gradients are required of every input."""
import torch
from torch import nn
from torch.nn import functional as F


def convolution(label, filter_shape, groups, layout):
    out, _, height, width = filter_shape

    def prepare(pick):
        x, dy = (torch.randn(8, 64, 48, 64).to(memory_format=layout) for _ in range(2))
        w = torch.randn(filter_shape).to(memory_format=layout).requires_grad_()
        x.requires_grad_()

        def forward():
            return F.conv2d(x, w, padding=(height // 2, width // 2), groups=groups)

        if pick is None:
            return forward
        y, wanted = forward(), (x, w)[pick]
        return lambda: torch.autograd.grad(y, wanted, dy, retain_graph=True)

    return {
        f"{label} forward": lambda: prepare(None),
        f"{label} input gradient": lambda: prepare(0),
        f"{label} filter gradient": lambda: prepare(1),
    }


def product(m, k, n, transpose_a, transpose_b):
    def prepare():
        a = torch.randn((k, m) if transpose_a else (m, k)).requires_grad_()
        b = torch.randn((n, k) if transpose_b else (k, n)).requires_grad_()
        return lambda: (a.T if transpose_a else a) @ (b.T if transpose_b else b)

    return prepare


def both_ways(module, shape, layout, inputs=1):
    def prepare():
        xs = [torch.randn(shape).to(memory_format=layout).requires_grad_() for _ in range(inputs)]
        layer = module().to(memory_format=layout)
        dy = torch.randn_like(layer(*xs))

        def run():
            layer.zero_grad()
            for x in xs:
                x.grad = None
            layer(*xs).backward(dy)

        return run

    return prepare


class NormAddRelu(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.norm = nn.BatchNorm2d(channels)

    def forward(self, x, shortcut):
        return F.relu(self.norm(x).add_(shortcut), inplace=True)


def batch_norms(batch, height, width, channels, layout):
    shape, name = (batch, channels, height, width), f"{batch}x{height}x{width}x{channels}"
    return {
        f"batch norm, ReLU {name}": both_ways(
            lambda: nn.Sequential(nn.BatchNorm2d(channels), nn.ReLU(True)), shape, layout),
        f"batch norm, add, ReLU {name}": both_ways(lambda: NormAddRelu(channels), shape, layout, 2),
    }


def kernels(layout):
    return {
        "matmul 768x768x768": product(768, 768, 768, False, False),
        "matmul A^T B, 64x24576x64": product(64, 24576, 64, True, False),
        "matmul A B^T, 768x768x768": product(768, 768, 768, False, True),
        **convolution("conv 3x3", (64, 64, 3, 3), 1, layout),
        **convolution("conv 1x1", (64, 64, 1, 1), 1, layout),
        **convolution("depthwise 3x3", (64, 1, 3, 3), 64, layout),
        "depthwise 3x3 rate 6, all": both_ways(
            lambda: nn.Conv2d(320, 320, 3, padding=6, dilation=6, groups=320, bias=False), (8, 320, 15, 20), layout),
        **batch_norms(8, 48, 64, 64, layout),
        **batch_norms(8, 120, 160, 96, layout),
        **batch_norms(8, 15, 20, 576, layout),
    }
