"""Whether pictures of one page look alike: alike.py FIRST.png OTHER.png...

A pixel is unlike where it is darker or lighter by more than a tenth than every pixel within two of it in the other
picture, which moves an edge by less than 0.4 mm at 150 dots an inch. Exit 1 where more than 0.5 % are. Reads PNG of 8 bits
without further libraries; a picture of twice the size is halved.
"""

import struct
import sys
import zlib


def grey(path):
    data = open(path, "rb").read()
    at, packed, width, height, channels, depth = 8, b"", 0, 0, 0, 0
    while at < len(data):
        size, kind = struct.unpack(">I4s", data[at : at + 8])
        body = data[at + 8 : at + 8 + size]
        if kind == b"IHDR":
            width, height, depth, colour = struct.unpack(">IIBB", body[:10])
            channels = {0: 1, 2: 3, 4: 2, 6: 4}[colour]
        if kind == b"IDAT":
            packed += body
        at += size + 12
    assert depth == 8, path
    raw, rows, before = zlib.decompress(packed), [], bytearray(width * channels)
    for y in range(height):
        start = y * (width * channels + 1)
        kind, line = raw[start], bytearray(raw[start + 1 : start + 1 + width * channels])
        for i in range(len(line)):
            left = line[i - channels] if i >= channels else 0
            up, corner = before[i], before[i - channels] if i >= channels else 0
            if kind == 1:
                line[i] = (line[i] + left) & 255
            elif kind == 2:
                line[i] = (line[i] + up) & 255
            elif kind == 3:
                line[i] = (line[i] + (left + up) // 2) & 255
            elif kind == 4:
                guess = left + up - corner
                near = min((abs(guess - left), 0, left), (abs(guess - up), 1, up), (abs(guess - corner), 2, corner))
                line[i] = (line[i] + near[2]) & 255
        before = line
        rows.append([sum(line[x : x + min(3, channels)]) // min(3, channels) for x in range(0, len(line), channels)])
    return rows


def halved(rows):
    return [
        [(rows[y][x] + rows[y][x + 1] + rows[y + 1][x] + rows[y + 1][x + 1]) // 4 for x in range(0, len(rows[0]) - 1, 2)]
        for y in range(0, len(rows) - 1, 2)
    ]


def unlike(one, other):
    height, width = min(len(one), len(other)), min(len(one[0]), len(other[0]))
    wrong = 0
    for y in range(height):
        near = range(max(0, y - 2), min(height, y + 3))
        for x in range(width):
            value = one[y][x]
            if abs(value - other[y][x]) <= 25:
                continue
            around = [other[v][u] for v in near for u in range(max(0, x - 2), min(width, x + 3))]
            wrong += value < min(around) - 25 or value > max(around) + 25
    return wrong / (width * height)


first = grey(sys.argv[1])
for path in sys.argv[2:]:
    rows = grey(path)
    if len(rows[0]) > 1.5 * len(first[0]):
        rows = halved(rows)
    if abs(len(rows[0]) - len(first[0])) > 3 or abs(len(rows) - len(first)) > 3:
        sys.exit(f"{path}: {len(rows[0])} x {len(rows)}, not {len(first[0])} x {len(first)}")
    share = max(unlike(first, rows), unlike(rows, first))
    print(f"{path}: {100 * share:.2f} % unlike")
    if share > 0.005:
        sys.exit(1)
