# Letters read by Python's own parser, every part decoded: python3 letters.py FOLDER. Whole rounds for a second at least.
import json, pathlib, sys, time
from email import message_from_bytes, policy

letters = [file.read_bytes() for file in sorted(pathlib.Path(sys.argv[1]).iterdir())]
times = []
while sum(times) < 1:
    for raw in letters:
        began = time.perf_counter()
        for part in message_from_bytes(raw, policy=policy.default).walk():
            if not part.is_multipart():
                part.get_content()
        times.append(time.perf_counter() - began)
per_second = len(times) / sum(times)
mean = sum(map(len, letters)) / len(letters)
times.sort()
print(json.dumps({"per_second": per_second, "mb_per_second": per_second * mean / 1e6, "p50_ms": 1e3 * times[len(times) // 2], "p99_ms": 1e3 * times[len(times) * 99 // 100]}))
