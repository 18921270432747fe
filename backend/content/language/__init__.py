"""Plain German that a program can check: rules with line, reason and proposal for two levels.

`es` is Einfache Sprache for general readers (DIN 8581-1), `ls` follows the rules of Leichte Sprache (BITV 2.0,
Anlage 2; DIN SPEC 33429). A program can find breaches; that a text *is* Leichte Sprache only its readers can say.
"""
