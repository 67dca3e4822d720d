"""The words of a text, alike for every engine, which gets nothing but them.

Pure.  Both what is stored and what is asked goes through here, so that they agree.
"""

import re
import unicodedata
from typing import Final

# Longer ones are cut: nobody types them to the end, and engines bound what they take.
MAX_WORD: Final = 64
_ASCII_WORDS: Final = re.compile("[a-z0-9]+")
# Canonical combining classes of marks that make another letter rather than an accent:
# none at all (the vowels of Indic scripts), nukta, the voicing of kana, and virama.
_LETTERS_OWN: Final = frozenset({0, 7, 8, 9})


def folded(text: str) -> str:
    """Return ``text`` without case, diacritics and compatibility forms."""
    if text.isascii():
        return text.lower()
    # Folding the case may make characters that decompose again.
    return _bare(_bare(text).casefold())


def words(text: str) -> tuple[str, ...]:
    """Return the words of ``text``, folded, in their order; also those of paths and names."""
    if text.isascii():
        found = _ASCII_WORDS.findall(text.lower())
    else:
        found = "".join(c if _is_part(c) else " " for c in folded(text)).split()
    return tuple(word[:MAX_WORD] for word in found)


def _bare(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed if unicodedata.combining(c) in _LETTERS_OWN)


def _is_part(character: str) -> bool:
    return character.isalnum() or unicodedata.category(character).startswith("M")
