"""How good a result is: duplicates, blanks, holding times, accreditation; who entered, checked and changed it."""
