"""PyTorch's times for the kernels and networks of bench/engine, as JSON: python3 bench/peer/engine.py REPEATS."""
import json
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

REPEATS = int(sys.argv[1]) if len(sys.argv) > 1 else 5
PIXELS = 8 * 48 * 64


def timed(body, operations=0):
    body()
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        body()
        times.append(1e3 * (time.perf_counter() - start))
    times.sort()
    result = {'fastest': times[0], 'median': times[len(times) // 2]}
    return {**result, 'gflops': operations / times[0] / 1e6} if operations is not None else result


def convolution(label, filter_shape, groups):
    out, fan, height, width = filter_shape
    x, dy = torch.randn(8, 64, 48, 64), torch.randn(8, 64, 48, 64)
    w = torch.randn(filter_shape)
    padding = [height // 2, width // 2]
    operations = 2 * PIXELS * out * fan * height * width

    def backward(wanted):
        return lambda: torch.ops.aten.convolution_backward(
            dy, x, w, None, [1, 1], padding, [1, 1], False, [0, 0], groups, wanted)

    return {
        f'{label} forward': timed(lambda: F.conv2d(x, w, padding=padding, groups=groups), operations),
        f'{label} input gradient': timed(backward([True, False, False]), operations),
        f'{label} filter gradient': timed(backward([False, True, False]), operations),
    }


def both_ways(layer, x, operations):
    x.requires_grad_()
    dy = torch.randn_like(layer(x))

    def body():
        layer.zero_grad()
        x.grad = None
        layer(x).backward(dy)

    return timed(body, operations)


def kernels():
    square, other = torch.randn(768, 768), torch.randn(768, 768)
    tall, wide = torch.randn(PIXELS, 64), torch.randn(PIXELS, 64)
    dilated = nn.Conv2d(320, 320, 3, padding=6, dilation=6, groups=320, bias=False)
    return {
        'matmul 768x768x768': timed(lambda: square @ other, 2 * 768**3),
        'matmul A^T B, 64x24576x64': timed(lambda: tall.T @ wide, 2 * 64 * PIXELS * 64),
        'matmul A B^T, 768x768x768': timed(lambda: square @ other.T, 2 * 768**3),
        **convolution('conv 3x3', (64, 64, 3, 3), 1),
        **convolution('conv 1x1', (64, 64, 1, 1), 1),
        **convolution('depthwise 3x3', (64, 1, 3, 3), 64),
        'depthwise 3x3 rate 6, all': both_ways(dilated, torch.randn(8, 320, 15, 20), 3 * 2 * 8 * 15 * 20 * 320 * 9),
        'batch norm forward + backward': both_ways(nn.BatchNorm2d(64), torch.randn(8, 64, 48, 64), 0),
    }


def block(inputs, outputs, size=1, stride=1):
    conv = nn.Conv2d(inputs, outputs, size, stride, padding=size // 2, bias=False)
    return nn.Sequential(conv, nn.BatchNorm2d(outputs), nn.ReLU(True))


def depthwise(channels, stride=1, dilation=1):
    return nn.Conv2d(channels, channels, 3, stride, padding=dilation, dilation=dilation, groups=channels, bias=False)


class InvertedResidual(nn.Module):
    def __init__(self, inputs, outputs, stride, dilation, expansion):
        super().__init__()
        hidden = inputs * expansion
        self.residual = stride == 1 and inputs == outputs
        self.layers = nn.Sequential(
            block(inputs, hidden),
            depthwise(hidden, stride, dilation), nn.BatchNorm2d(hidden), nn.ReLU(True),
            nn.Conv2d(hidden, outputs, 1, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        return x + self.layers(x) if self.residual else self.layers(x)


class DeepLab(nn.Module):
    """MobileNetV2 at output stride 16 and DeepLabV3+ with 128 channels, as in src/plugins."""

    def __init__(self, classes, channels=128):
        super().__init__()
        self.stem = block(3, 32, 3, 2)
        blocks, inputs, stride_so_far = [], 32, 2
        for expansion, outputs, count, stride in [
                (1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)]:
            for i in range(count):
                step = stride if i == 0 else 1
                # At output stride 16 the last halving becomes dilation.
                if stride_so_far * step > 16:
                    step = 1
                dilation = 2 if outputs >= 160 else 1
                stride_so_far *= step
                blocks.append(InvertedResidual(inputs, outputs, step, dilation, expansion))
                inputs = outputs
        self.shallow, self.deep = nn.Sequential(*blocks[:3]), nn.Sequential(*blocks[3:])
        self.pointwise = block(320, channels)
        self.dilated = nn.ModuleList(
            nn.Sequential(depthwise(320, 1, rate), block(320, channels)) for rate in (6, 12))
        self.pooled = block(320, channels)
        self.fuse, self.fuse_pooled = nn.Conv2d(3 * channels, channels, 1, bias=False), nn.Conv2d(channels, channels, 1, bias=False)
        self.fuse_norm = nn.Sequential(nn.BatchNorm2d(channels), nn.ReLU(True))
        self.skip = block(24, 32)
        self.decoder = nn.Sequential(depthwise(channels + 32), block(channels + 32, channels))
        self.classifier = nn.Conv2d(channels, classes, 1)

    def forward(self, x):
        shallow = self.shallow(self.stem(x))
        deep = self.deep(shallow)
        branches = [self.pointwise(deep), *(branch(deep) for branch in self.dilated)]
        pooled = self.pooled(deep.mean((2, 3), keepdim=True))
        context = self.fuse_norm(self.fuse(torch.cat(branches, 1)) + self.fuse_pooled(pooled))
        context = F.interpolate(context, shallow.shape[2:], mode='bilinear')
        return self.classifier(self.decoder(torch.cat([context, self.skip(shallow)], 1)))


def step(model, loss):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9, weight_decay=1e-4)

    def body():
        optimizer.zero_grad()
        value = loss()
        value.backward()
        optimizer.step()
        return value.item()

    return timed(body, None)


def networks():
    stack = nn.Sequential(*(block(64, 64, 3) for _ in range(12)))
    features = torch.randn(8, 64, 48, 64)
    model, image = DeepLab(11), torch.randn(8, 3, 240, 320)
    labels = torch.randint(11, (8, 240, 320))

    def segmentation_loss():
        logits = F.interpolate(model(image), (240, 320), mode='bilinear')
        return F.cross_entropy(logits, labels, ignore_index=255)

    return {
        '12 x conv-bn-relu step': step(stack, lambda: stack(features).mean()),
        'MobileNetV2 + DeepLabV3+ step': step(model, segmentation_loss),
    }


print(json.dumps({
    'engine': 'PyTorch',
    'version': torch.__version__,
    'threads': torch.get_num_threads(),
    'kernels': kernels(),
    'networks': networks(),
}))
