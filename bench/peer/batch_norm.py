"""Batch norm, a shortcut's addition where asked for, and ReLU in PyTorch, forwards and backwards.

usage: batch_norm.py BATCH HEIGHT WIDTH CHANNELS plain|shortcut      one pass and its milliseconds per line of input
"""
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

batch, height, width, channels = map(int, sys.argv[1:5])


def image():
    return torch.randn(batch, channels, height, width).to(memory_format=torch.channels_last)


x, dy, shortcut = image().requires_grad_(), image(), image().requires_grad_()
norm = nn.BatchNorm2d(channels)
for _ in sys.stdin:
    start = time.perf_counter()
    x.grad = shortcut.grad = None
    norm.zero_grad()
    y = norm(x)
    F.relu(y + shortcut if sys.argv[5] == "shortcut" else y, inplace=True).backward(dy)
    print(1e3 * (time.perf_counter() - start), flush=True)
