"""The kernels and networks of bench/engine in PyTorch: engine.py contiguous|channels_last, see serve.py."""
import sys

import torch

from kernels import kernels
from networks import networks
from serve import serve

layout = {"contiguous": torch.contiguous_format, "channels_last": torch.channels_last}[sys.argv[1]]
cases = {**kernels(layout), **networks(layout)}
serve(lambda name: cases[name]())
