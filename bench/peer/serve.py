"""Runs the case that each line of the input names, once, and answers with a line: the twin of bench/turns/serve.ts."""
import json
import resource
import sys
import time

import torch


def memory(field):
    """Megabytes; 0 where the system does not tell."""
    try:
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) / 1024 for line in status if line.startswith(field))
    except OSError:
        return 0


def start_peak():
    try:
        with open("/proc/self/clear_refs", "w") as file:
            file.write("5")
    except OSError:
        pass
    return memory("VmRSS")


def measure(run):
    before = start_peak()
    cpu, start = time.process_time(), time.perf_counter()
    run()
    ms, cpu_ms = 1e3 * (time.perf_counter() - start), 1e3 * (time.process_time() - cpu)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"ms": ms, "cpuMs": cpu_ms, "peakMb": peak, "addedMb": memory("VmHWM") - before}


def serve(prepare):
    """prepare(name) makes what a case needs and returns what is timed."""
    print(json.dumps({"engine": "PyTorch", "version": torch.__version__, "threads": torch.get_num_threads()}), flush=True)
    prepared = {}
    for line in sys.stdin:
        name = line.strip()
        if name not in prepared:
            prepared[name] = prepare(name)
        print(json.dumps(measure(prepared[name])), flush=True)
