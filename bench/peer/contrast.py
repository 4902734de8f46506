"""Dense pixel contrast in plain PyTorch, written from docs/method.md: the whole anchors x rows matrix at once.

Its cases are "batch" and "memory ROWS", see serve.py.
"""
import torch
import torch.nn.functional as F

from serve import serve

CLASSES, ANCHORS, DIM, TAU = 19, 1024, 256, 0.1


def loss(anchors, classes, rows, row_classes, exclude_self):
    scores = anchors @ rows.T / TAU
    same = classes[:, None] == row_classes[None, :]
    negatives = torch.where(same, torch.full_like(scores, -1e30), scores)
    z = torch.logsumexp(negatives, 1, keepdim=True)
    positive = same & ~torch.eye(len(anchors), dtype=torch.bool) if exclude_self else same
    each = F.softplus(z - scores) * positive
    return (each.sum(1) / positive.sum(1)).mean()


def batch_case():
    embeddings = F.normalize(torch.randn(2 * 128 * 256, DIM), dim=1).requires_grad_()
    labels = torch.randint(0, CLASSES, (2 * 128 * 256,))

    def step():
        chosen = torch.cat([torch.nonzero(labels == c)[:, 0][torch.randperm((labels == c).sum())[:53]] for c in range(CLASSES)])
        embeddings.grad = None
        anchors = embeddings[chosen]
        loss(anchors, labels[chosen], anchors, labels[chosen], True).backward()

    return step


def memory_case(rows):
    available = int(next(line.split()[1] for line in open("/proc/meminfo") if line.startswith("MemAvailable"))) * 1024
    if 10 * 4 * ANCHORS * rows > available:
        raise SystemExit("does not fit")
    bank = F.normalize(torch.randn(rows, DIM), dim=1)
    row_classes = torch.arange(rows) * CLASSES // rows
    anchors = F.normalize(torch.randn(ANCHORS, DIM), dim=1).requires_grad_()
    classes = torch.arange(ANCHORS) * CLASSES // ANCHORS

    def step():
        anchors.grad = None
        loss(anchors, classes, bank, row_classes, False).backward()

    return step


serve(lambda line: batch_case() if line == "batch" else memory_case(int(line.split()[1])))
