"""The figures of a confusion matrix by mmsegmentation's definitions, in numpy.

Reads a JSON list of square matrices (rows: truth, columns: prediction) from standard input and writes, for each, the
mean and the per-class figures; NaN becomes null.
"""

import json
import sys

import numpy as np


def figures(matrix):
    confusion = np.asarray(matrix, dtype=np.int64)
    intersect = np.diag(confusion).astype(np.float64)
    label = confusion.sum(axis=1).astype(np.float64)
    predicted = confusion.sum(axis=0).astype(np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        iou = intersect / (label + predicted - intersect)
        accuracy = intersect / label
        dice = 2 * intersect / (label + predicted)
        precision = intersect / predicted
        recall = intersect / label
        fscore = 2 * precision * recall / (precision + recall)
        overall = intersect.sum() / label.sum()
    summary = {
        "mIoU": np.nanmean(iou),
        "mAcc": np.nanmean(accuracy),
        "aAcc": overall,
        "mDice": np.nanmean(dice),
        "mFscore": np.nanmean(fscore),
    }
    per_class = {
        "IoU": iou,
        "Acc": accuracy,
        "Dice": dice,
        "Fscore": fscore,
        "Precision": precision,
    }
    return {
        "summary": {name: number(value) for name, value in summary.items()},
        "perClass": {name: [number(v) for v in values] for name, values in per_class.items()},
    }


def number(value):
    return None if np.isnan(value) else float(value)


if __name__ == "__main__":
    json.dump([figures(matrix) for matrix in json.load(sys.stdin)], sys.stdout)
