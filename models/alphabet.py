"""Classes of folded characters, the letters that digits and signs stand for, and how spellings are hashed."""

from __future__ import annotations

import numpy as np

SPACE, LETTER, DIGIT, SIGN, APOSTROPHE, OTHER = 0, 1, 2, 3, 4, 5
KINDS = np.full(128, OTHER, np.uint8)
KINDS[97:123], KINDS[32], KINDS[48:58], KINDS[39] = LETTER, SPACE, DIGIT, APOSTROPHE
KINDS[[ord(sign) for sign in "*@$!+|#"]] = SIGN
# 1, ! and | are not here: they stand for i or l.
LETTERS = np.arange(128, dtype=np.uint32)
LETTERS[[ord(sign) for sign in "34@05$7+#"]] = [ord(letter) for letter in "eaaosstt*"]

PRIME = np.uint64(0x100000001B3)
SEED = np.uint64(0xCBF29CE484222325)
SPREAD = np.uint64(0x9E3779B97F4A7C15)
# Above every letter, or else the key of a word would be that of another, spelt in another way.
EXACT, MASKED, COLLAPSED, JUMBLED = np.uint64(1 << 32), np.uint64(2 << 32), np.uint64(3 << 32), np.uint64(4 << 32)
LINK, DOMAIN = np.uint32(1 << 28), np.uint32(1 << 29)
# Beside the cues of a word: whether it begins a sentence. What is between two words tells.
BEGINS = np.uint32(1 << 31)
WITHIN, STOPPED, ENDED = 0, 1, 2
