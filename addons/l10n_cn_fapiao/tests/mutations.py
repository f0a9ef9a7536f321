"""Damages files the way transport, editors and attackers do; the same seed does the same damage."""

import io
import random
import zipfile

from ..tools import fapiao_samples as samples


def originals():
    """Return [(name, content)] of files of every kind, to be damaged."""
    blue = samples.invoice()
    coded = samples.invoice(kind="paper_ordinary", code="031002600111", number="12345678")
    files = [
        ("blue.xml", samples.xml(blue)),
        ("utf16.xml", samples.xml(blue, "UTF-16")),
        *[(f"{way}.ofd", samples.ofd(blue, way)) for way in ("attached", "tagged", "custom")],
        ("coded.ofd", samples.ofd(coded)),
        ("blue.pdf", samples.pdf(blue)),
        ("gbk.pdf", samples.pdf(blue, "gbk")),
        ("plain.pdf", samples.pdf(blue, packed=False)),
        ("open.pdf", samples.pdf(blue, "gbk", packed=False)),
    ]
    return [*files, ("all.zip", samples.zipped(dict(files)))]


def mutated(content, dice, others):
    """Return damaged content: bytes flipped, cut, doubled, mixed with another file, repeated."""
    content = bytearray(content)
    for _time in range(dice.choice((1, 1, 2, 5, 20))):
        if not content:
            break
        place, way = dice.randrange(len(content)), dice.randrange(8)
        length = dice.choice((1, 4, 40, 400))
        if way == 0:
            content[place] = dice.randrange(256)
        elif way == 1:
            del content[place:]
        elif way == 2:
            del content[place : place + length]
        elif way == 3:
            content[place:place] = content[place : place + length] * dice.choice((1, 10, 500))
        elif way == 4:
            other = dice.choice(others)
            start = dice.randrange(len(other))
            content[place:place] = other[start : start + length]
        elif way == 5:
            content[place:place] = dice.choice(SPELLS)
        elif way == 6:
            content[place : place + 4] = dice.choice((b"\xff\xff\xff\xff", b"\0\0\0\0", b"9999"))
        else:
            content[place:place] = bytes(dice.randrange(256) for _byte in range(length))
    return bytes(content[: 2**22])


SPELLS = (
    b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"&b;", b"<a>" * 5000, b"(" * 5000, b"[" * 5000,
    b"<<" * 5000, b" obj" * 500, b"1 0 obj " * 500, b"-", b"\xc2\xa5", b"99999999999999999999",
    b"NaN", b"Infinity", b"1e999", b"/Type/Page/Contents 4 0 R", b"/Parent 3 0 R", b"stream\n",
    b"endstream", b"endobj", b"q " * 5000, b"/F1 Do ", b"/ObjStm/N 999999/First 9",
    b"<0000> <ffff> <0041>\n" * 50, b"beginbfrange", b"</x>", b"]]>", b"\0" * 50, b"PK\x03\x04",
    "合计¥".encode(), "（小写）¥".encode(), "发票号码：".encode(),
)  # fmt: skip


def damaged(count, seed):
    """Yield (name, content) of `count` damaged files."""
    dice, files = random.Random(seed), originals()
    contents = [content for _name, content in files]
    for number in range(count):
        name, content = files[number % len(files)]
        if name.endswith((".ofd", ".zip")) and dice.random() < 0.6:
            yield name, _repacked(content, dice, contents)
        else:
            yield name, mutated(content, dice, contents)


def _repacked(content, dice, contents):
    """Damage one file within a zip, and pack it again: its checksum is right."""
    held = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        infos = old.infolist()
        chosen = dice.choice(infos)
        for info in infos:
            data = old.read(info)
            new.writestr(info.filename, mutated(data, dice, contents) if info is chosen else data)
    return held.getvalue()
