"""Two angles written as text: decimal or in degrees, minutes and seconds, with or without letters."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mapapp.spatial.spots import Spot, Unclear, accuracy_m, in_kazakhstan

# Letters and words of the three languages that say which angle it is and on which side of zero.
_SIDES = (
    (r"с\s?\.\s?ш\s?\.?|с\s?\.\s?е\s?\.?|север\w*\s+широт\w*|солтүстік\s+ендік\w*", "N"),
    (r"ю\s?\.\s?ш\s?\.?|о\s?\.\s?е\s?\.?|южн\w*\s+широт\w*|оңтүстік\s+ендік\w*", "S"),
    (r"в\s?\.\s?д\s?\.?|ш\s?\.\s?б\s?\.?|восточн\w*\s+долгот\w*|шығыс\s+бойлық\w*", "E"),
    (r"з\s?\.\s?д\s?\.?|б\s?\.\s?б\s?\.?|западн\w*\s+долгот\w*|батыс\s+бойлық\w*", "W"),
    (r"latitude|lat|широта|ендік|ендігі|сш|north|n", "N"),
    (r"longitude|long|lng|lon|долгота|бойлық|бойлығы|вд|east|e", "E"),
    (r"south|s", "S"),
    (r"west|w", "W"),
)
_WORDS = tuple((re.compile(rf"(?<![^\W\d_])(?:{words})(?![^\W\d_])", re.IGNORECASE), side) for words, side in _SIDES)
_TOKEN = re.compile(r"\s*(?:(?P<side>[NSEW])|(?P<number>[+-]?\d+(?:\.\d+)?)\s*(?P<unit>[°'\"]?)|(?P<rest>.))")
_BETWEEN = set(",;/|:()[]=. ")
_UNITS = {"°": 0, "'": 1, '"': 2}
_MAX_DIGITS = 24


@dataclass(frozen=True, slots=True)
class _Number:
    text: str
    unit: str


def parse_angles(text: str) -> Spot | None:
    """The place of two angles in ``text``; None when there are words or no two numbers. Raises Unclear."""
    for words, side in _WORDS:
        text = words.sub(f" {side} ", text)
    sides, numbers = _tokens(_with_points(text)) or ("", [])
    if len(numbers) < 2:
        return None
    first, second = (_angle(part) for part in _halves(numbers))
    (lat, lat_step), (lon, lon_step) = _ordered(first, second, sides)
    if abs(lat) > 90:
        raise Unclear("range")
    return Spot(round(lon, 7), round(lat, 7), accuracy_m(lat, lat_step, lon_step))


def _with_points(text: str) -> str:
    """``text`` with decimal points: a comma between digits is one where the text has no other points."""
    if re.search(r"\d\.\d", text) or not re.search(r"\d,\d", text):
        return text
    if re.search(r"\d,\d+,\d", text):
        raise Unclear("mixed")  # 49,8,73,1 can be read in two ways
    pointed = re.sub(r"(?<=\d),(?=\d)", ".", text)
    return pointed if len(re.findall(r"\d+(?:\.\d+)?", pointed)) > 1 else text


def _tokens(text: str) -> tuple[str, list[_Number]] | None:
    """The letters for sides and the numbers, in order; None when there is anything else."""
    sides, numbers = "", []
    for match in _TOKEN.finditer(text.strip()):
        if match["side"]:
            sides += match["side"]
        elif match["number"]:
            if len(match["number"]) > _MAX_DIGITS:
                return None
            numbers.append(_Number(match["number"], match["unit"]))
        elif match["rest"] not in _BETWEEN:
            return None
    return sides, numbers


def _halves(numbers: list[_Number]) -> tuple[list[_Number], list[_Number]]:
    """The numbers of each angle: split where the second degree sign stands, else in the middle."""
    starts = [at for at, one in enumerate(numbers) if one.unit == "°"]
    cut = starts[1] if len(starts) == 2 and starts[0] == 0 else len(numbers) // 2
    first, second = numbers[:cut], numbers[cut:]
    even = len(starts) == 2 or len(first) == len(second)
    if len(starts) > 2 or not even or max(len(first), len(second)) > 3:
        raise Unclear("halves")
    return first, second


def _angle(numbers: list[_Number]) -> tuple[str, float, float]:
    """The sign as written, the size in degrees, and what the last digit counts, in degrees."""
    sign = numbers[0].text[0] if numbers[0].text[0] in "+-" else ""
    total, step = 0.0, 1.0
    for place, one in enumerate(numbers):
        digits = one.text.lstrip("+-")
        fraction = digits.partition(".")[2]
        wrong = (place and (one.text[0] in "+-" or float(digits) >= 60)) or (fraction and place < len(numbers) - 1)
        if wrong or (one.unit and _UNITS[one.unit] != place):
            raise Unclear("halves")
        total += float(digits) / 60**place
        step = 10.0 ** -len(fraction) / 60**place
    return sign, total, step


def _ordered(
    first: tuple[str, float, float], second: tuple[str, float, float], sides: str
) -> tuple[tuple[float, float], tuple[float, float]]:
    """Latitude and longitude, each with its step; by letters, else by where Kazakhstan lies, else latitude first."""
    if sides:
        if len(sides) != 2 or sum(side in "NS" for side in sides) != 1 or first[0] or second[0]:
            raise Unclear("letters")
        turned = sides[0] in "EW"
        signed = [
            (-size if side in "SW" else size, step)
            for side, (_sign, size, step) in zip(sides, (first, second), strict=True)
        ]
    else:
        signed = [(-size if sign == "-" else size, step) for sign, size, step in (first, second)]
        (one, _), (other, _) = signed
        turned = not in_kazakhstan(other, one) and in_kazakhstan(one, other)
    return (signed[1], signed[0]) if turned else (signed[0], signed[1])
