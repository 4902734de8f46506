"""The networks of bench/engine/networks.ts, in plain PyTorch."""
import torch
from torch import nn
from torch.nn import functional as F


def conv_norm(inputs, outputs, size=1, stride=1, dilation=1):
    padding = size // 2 * dilation
    conv = nn.Conv2d(inputs, outputs, size, stride, padding=padding, dilation=dilation, bias=False)
    return nn.Sequential(conv, nn.BatchNorm2d(outputs))


def block(*args):
    return nn.Sequential(*conv_norm(*args), nn.ReLU(True))


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


class DeepLabV3Plus(nn.Module):
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
        context = F.interpolate(context, shallow.shape[2:], mode="bilinear")
        return self.classifier(self.decoder(torch.cat([context, self.skip(shallow)], 1)))


class Bottleneck(nn.Module):
    def __init__(self, inputs, channels, stride, dilation):
        super().__init__()
        outputs = 4 * channels
        self.layers = nn.Sequential(
            block(inputs, channels), block(channels, channels, 3, stride, dilation), conv_norm(channels, outputs))
        same = stride == 1 and inputs == outputs
        self.shortcut = nn.Identity() if same else conv_norm(inputs, outputs, 1, stride)

    def forward(self, x):
        return F.relu(self.layers(x).add_(self.shortcut(x)), inplace=True)


class DeepLabV3(nn.Module):
    """ResNet-50 at output stride 16 and torchvision's DeepLabV3 with rates 6, 12, 18, as in src/plugins."""

    def __init__(self, classes, channels=256):
        super().__init__()
        layers, inputs = [block(3, 64, 7, 2), nn.MaxPool2d(3, 2, 1)], 64
        # In the last stage the stride becomes dilation, from its second block on.
        for width, count, stride, dilation in [(64, 3, 1, 1), (128, 4, 2, 1), (256, 6, 2, 1), (512, 3, 1, 2)]:
            for i in range(count):
                layers.append(Bottleneck(inputs, width, stride if i == 0 else 1, dilation if i > 0 else 1))
                inputs = 4 * width
        self.backbone = nn.Sequential(*layers)
        self.branches = nn.ModuleList([block(inputs, channels)] + [block(inputs, channels, 3, 1, r) for r in (6, 12, 18)])
        self.pooled = block(inputs, channels)
        self.fuse = nn.Sequential(block(5 * channels, channels), nn.Dropout2d(0.5), block(channels, channels, 3))
        self.classifier = nn.Conv2d(channels, classes, 1)

    def forward(self, x):
        deep = self.backbone(x)
        pooled = self.pooled(deep.mean((2, 3), keepdim=True)).expand(-1, -1, *deep.shape[2:])
        return self.classifier(self.fuse(torch.cat([*(branch(deep) for branch in self.branches), pooled], 1)))


def step(model, loss):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9, weight_decay=1e-4)

    def run():
        optimizer.zero_grad()
        value = loss()
        value.backward()
        optimizer.step()
        return value.item()

    return run


def stack(layout):
    model = nn.Sequential(*(block(64, 64, 3) for _ in range(12))).to(memory_format=layout)
    features = torch.randn(8, 64, 48, 64).to(memory_format=layout)
    return step(model, lambda: model(features).mean())


def segmentation(network, classes, size, layout):
    model = network(classes).to(memory_format=layout)
    batch, *area = size
    image = torch.randn(batch, 3, *area).to(memory_format=layout)
    labels = torch.randint(classes, (batch, *area))

    def loss():
        logits = F.interpolate(model(image), area, mode="bilinear")
        return F.cross_entropy(logits, labels, ignore_index=255)

    return step(model, loss)


def networks(layout):
    return {
        "stack": lambda: stack(layout),
        "deeplab-v3-plus": lambda: segmentation(DeepLabV3Plus, 11, (8, 240, 320), layout),
        "deeplab-v3": lambda: segmentation(DeepLabV3, 19, (2, 256, 512), layout),
    }
