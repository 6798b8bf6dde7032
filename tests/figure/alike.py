"""How unlike two pictures of one page are: alike.py ONE.png OTHER.png

Prints the percentage of pixels that differ by more than a tenth in one of their colours, each held against the one at the
same place. A picture a whole number of times as large as the other is averaged over as many pixels first. Reads PNG of 8
bits without further libraries.
"""

import operator
import struct
import sys
import zlib
from itertools import accumulate

TENTH = 25
CHANNELS = {0: 1, 2: 3, 4: 2, 6: 4}


def added(line, before):
    """Both, byte by byte, modulo 256."""
    return bytes((a + b) & 255 for a, b in zip(line, before)) if any(line) else before


def predicted(kind, line, before, channels):
    """A line whose bytes are told from their neighbours: the mean of two, or the nearest of three (Paeth)."""
    line = bytearray(line)
    for i in range(len(line)):
        left = line[i - channels] if i >= channels else 0
        up = before[i]
        if kind == 3:
            line[i] = (line[i] + (left + up) // 2) & 255
            continue
        corner = before[i - channels] if i >= channels else 0
        if left == corner:
            nearest = up
        elif up == corner:
            nearest = left
        else:
            guess = left + up - corner
            a, b, c = abs(guess - left), abs(guess - up), abs(guess - corner)
            nearest = left if a <= b and a <= c else up if b <= c else corner
        line[i] = (line[i] + nearest) & 255
    return bytes(line)


def colours(path):
    """Rows of red, green and blue, each a list over its pixels."""
    data = open(path, "rb").read()
    at, packed, width, channels = 8, b"", 0, 0
    while at < len(data):
        size, name = struct.unpack(">I4s", data[at : at + 8])
        body = data[at + 8 : at + 8 + size]
        if name == b"IHDR":
            width, _, depth, colour = struct.unpack(">IIBB", body[:10])
            assert depth == 8 and colour in CHANNELS, path
            channels = CHANNELS[colour]
        if name == b"IDAT":
            packed += body
        at += size + 12
    raw, stride = zlib.decompress(packed), width * channels
    rows, before = [], bytes(stride)
    for start in range(0, len(raw), stride + 1):
        kind, line = raw[start], raw[start + 1 : start + 1 + stride]
        if kind == 1:
            parts = [accumulate(line[c::channels], lambda a, b: (a + b) & 255) for c in range(channels)]
            line = bytes(value for pixel in zip(*parts) for value in pixel)
        elif kind == 2:
            line = added(line, before)
        elif kind != 0:
            line = predicted(kind, line, before, channels)
        before = line
        rows.append([line[min(c, channels - 1) if channels > 2 else 0 :: channels] for c in range(3)])
    return rows


def averaged(rows, times):
    """Over squares of pixels; what is over at the right and lower edge is left out."""
    def shrunk(block, colour):
        sums = block[0][colour]
        for row in block[1:]:
            sums = list(map(operator.add, sums, row[colour]))
        whole = len(sums) // times * times
        parts = [sums[k:whole:times] for k in range(times)]
        return [sum(part) // times**2 for part in zip(*parts)]

    whole = len(rows) // times * times
    return [[shrunk(rows[y : y + times], c) for c in range(3)] for y in range(0, whole, times)]


one, other = colours(sys.argv[1]), colours(sys.argv[2])
if len(other) < len(one):
    one, other = other, one
times = round(len(other) / len(one))
if times > 1:
    other = averaged(other, times)
height, width = min(len(one), len(other)), min(len(one[0][0]), len(other[0][0]))
# A page does not end at a whole pixel: the last, which is partly paper, may be there or not.
if max(len(one), len(other)) > height + 1 or max(len(one[0][0]), len(other[0][0])) > width + 1:
    sys.exit(f"{sys.argv[1]} and {sys.argv[2]} differ in size by more than a pixel")
unlike = 0
for y in range(height):
    if one[y] != other[y]:
        pixels = zip(*one[y], *other[y])
        unlike += sum(abs(r - u) > TENTH or abs(g - v) > TENTH or abs(b - w) > TENTH for r, g, b, u, v, w in pixels)
print(f"{100 * unlike / (height * width):.2f}")
