"""Runs a command and prints its CPU and peak memory as JSON: measure.py <command> [arguments]."""
import json
import resource
import subprocess
import sys

code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
usage = resource.getrusage(resource.RUSAGE_CHILDREN)
if code.returncode != 0:
    sys.stderr.write(code.stderr.decode("utf-8", "replace")[-2000:])
    sys.exit(code.returncode)
print(json.dumps({"items": 0, "workMs": 0, "cpuMs": (usage.ru_utime + usage.ru_stime) * 1000, "peakRssBytes": usage.ru_maxrss * 1024}))
