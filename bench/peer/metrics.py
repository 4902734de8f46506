"""The figures of a confusion matrix by mmsegmentation's definitions, in numpy.

Reads a JSON list of square matrices (rows: truth, columns: prediction) from standard input and writes, for each, the
mean and the per-class figures; NaN becomes null. With two folders it counts index PNGs of equal names instead, which
takes pillow as well:

    contraseg eval runs/x --last --json --save predictions
    python3 bench/peer/metrics.py predictions path/to/camvid/labels/test --classes 11
"""

import argparse
import json
import sys
from pathlib import Path

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


def count(predictions, labels, classes, ignore):
    from PIL import Image

    confusion = np.zeros((classes, classes), dtype=np.int64)
    for file in sorted(Path(labels).glob("*.png")):
        truth = np.asarray(Image.open(file)).ravel().astype(np.int64)
        predicted = np.asarray(Image.open(Path(predictions) / file.name)).ravel().astype(np.int64)
        pairs = classes * truth + predicted
        confusion += np.bincount(pairs[truth != ignore], minlength=classes**2).reshape(classes, classes)
    return confusion


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", metavar="folder", help="predictions, labels")
    parser.add_argument("--classes", type=int, default=11)
    parser.add_argument("--ignore", type=int, default=255)
    options = parser.parse_args()
    if len(options.folders) not in (0, 2):
        parser.error("give the folders of predictions and of labels, or none")
    if options.folders:
        json.dump(figures(count(*options.folders, options.classes, options.ignore)), sys.stdout)
    else:
        json.dump([figures(matrix) for matrix in json.load(sys.stdin)], sys.stdout)
