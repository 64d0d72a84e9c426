"""How long it takes to learn from 20,000 texts, and to read a learned model: `python -m benchmarks.training`.

The texts are fictitious: sentences of the shipped corpus laid together anew within their category, with every third word of some
of them written together with the next, so that the vocabulary goes on growing as real texts' does. JSON stands on the last line.
"""

import argparse
import json
import random
import re
import resource
import time
from collections import defaultdict
from dataclasses import replace
from io import BytesIO

from rich.progress import Progress

from backend.categories.corpus import LabelledText, load_corpus
from backend.categories.model import LinearModel
from backend.categories.training import train

MEGABYTE = 1e6


def composed(count: int) -> list[LabelledText]:
    """Return so many texts with the corpus's own labels, the same on every run."""
    chance = random.Random(1)
    corpus = load_corpus()
    sentences: dict[tuple[str, str | None], list[str]] = defaultdict(list)
    for text in corpus:
        sentences[text.slag, text.primary] += re.split(r"(?<=[.!?])\s+", text.text)
    texts = []
    for number in range(count):
        like = chance.choice(corpus)
        told = chance.choices(sentences[like.slag, like.primary], k=chance.randint(1, 3))
        words = " ".join(told).split()
        if len(words) > 4 and chance.random() < 0.5:
            place = chance.randrange(len(words) - 1)
            words[place : place + 2] = [words[place] + words[place + 1]]
        texts.append(replace(like, id=str(number), text=" ".join(words)))
    return texts


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--texts", type=int, default=20_000)
    count = options.parse_args().texts
    texts = composed(count)
    with Progress() as progress:
        task = progress.add_task("Learning", total=1)
        began, spent = time.perf_counter(), time.process_time()
        model = train(texts, told=lambda share: progress.update(task, completed=share))
        learned, used = time.perf_counter() - began, time.process_time() - spent
    kept = BytesIO()
    model.write(kept)
    kept.seek(0)
    began = time.perf_counter()
    LinearModel.read(kept)
    figures = {
        "texts": count,
        "learned_seconds": round(learned, 1),
        "learned_cpu_seconds": round(used, 1),
        "features": len(model.space.index),
        "model_megabytes": round(kept.tell() / MEGABYTE, 1),
        "read_seconds": round(time.perf_counter() - began, 3),
        "most_memory_megabytes": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / MEGABYTE),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
