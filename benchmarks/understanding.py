"""Understanding and guarding one text of 40 words, on one core: `python -m benchmarks.understanding [--texts 1000]`.

The texts are words of the categoriser's corpus in a row, no two texts alike, so that nothing is known of one before it is read.
They are read with the names of all kommuner in Sweden. Times are those of a process like the product: what is imported and read
before the first text, and the memory that it then holds. The model is trained beforehand in another process, as at a first start.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from itertools import chain, islice
from pathlib import Path
from typing import Any

WORDS = 40
ASKED_AT = datetime(2026, 3, 12, 9, 30, tzinfo=UTC)
TRAIN = (
    "import pathlib, sys; from backend.categories.classifier import TrainedCategoriser as C; C.load(pathlib.Path(sys.argv[1]))"
)


def memory_mb() -> float:
    """Return the memory that this process holds (Linux), in MB."""
    lines = Path("/proc/self/status").read_text("utf-8").splitlines()
    return round(next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) / 1024, 1)


def texts_of(words: Sequence[str], count: int) -> list[str]:
    """Return at most so many texts of `WORDS` words in a row; when the words are used up they are parted at other places."""
    rows = (range(start, len(words) - WORDS + 1, WORDS) for start in range(WORDS))
    starts = islice(chain.from_iterable(rows), count)
    return [" ".join(words[start : start + WORDS]) for start in starts]


def timed(work: Callable[[str], object], texts: list[str]) -> list[tuple[float, float]]:
    """Return the time and the CPU time of each text, in milliseconds."""
    found = []
    for text in texts:
        began, used = time.perf_counter(), time.thread_time()
        work(text)
        found.append(((time.perf_counter() - began) * 1000, (time.thread_time() - used) * 1000))
    return found


def figures(times: list[tuple[float, float]]) -> dict[str, float]:
    """Return the 50th and 99th percentile of the time, and of CPU time, which other processes weigh less on."""
    wall, cpu = (sorted(each) for each in zip(*times, strict=True))
    names = {"p50": len(times) // 2, "p99": int(len(times) * 0.99)}
    return {
        **{f"{name}_ms": round(wall[place], 3) for name, place in names.items()},
        **{f"{name}_cpu_ms": round(cpu[place], 3) for name, place in names.items()},
    }


def measure(count: int, models: Path) -> dict[str, Any]:
    """Import and load what the product does, and read the texts."""
    bare, began = memory_mb(), time.perf_counter()
    from backend.categories.classifier import TrainedCategoriser
    from backend.categories.corpus import load_corpus
    from backend.reporting.lexicon import lexicon
    from backend.reporting.privacy import find
    from backend.reporting.understand import Understander, Vocabulary

    imported = time.perf_counter()
    categoriser = TrainedCategoriser.load(models)
    model_read = time.perf_counter()
    lexicon()
    understander = Understander(categoriser, Vocabulary.default())
    loaded, memory = time.perf_counter(), memory_mb()
    texts = texts_of([word for each in load_corpus() for word in each.text.split()], count)
    first = timed(lambda text: (understander.understand(text, ASKED_AT), find(text)), texts[:1])
    understood = timed(lambda text: understander.understand(text, ASKED_AT), texts[1:])
    guarded = timed(find, texts[1:])
    both = [(one + other, one_cpu + other_cpu) for (one, one_cpu), (other, other_cpu) in zip(understood, guarded, strict=True)]
    return {
        "texts": len(texts),
        "words": WORDS,
        "understand": figures(understood),
        "guard": figures(guarded),
        "both": {**figures(both), "per_second_and_core": round(len(both) / sum(cpu for _, cpu in both) * 1000)},
        "start": {
            "import_s": round(imported - began, 2),
            "model_s": round(model_read - imported, 2),
            "names_and_rules_s": round(loaded - model_read, 2),
            "first_text_ms": round(first[0][0], 1),
        },
        "memory_mb": {"interpreter": bare, "loaded": memory, "afterwards": memory_mb()},
    }


def main() -> None:
    """Read the arguments, train, measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=int, default=1000)
    count = parser.parse_args().texts
    with tempfile.TemporaryDirectory() as models:
        subprocess.run([sys.executable, "-c", TRAIN, models], check=True, stdout=subprocess.DEVNULL)
        print(json.dumps({"benchmark": "understanding", **measure(count, Path(models))}))


if __name__ == "__main__":
    main()
