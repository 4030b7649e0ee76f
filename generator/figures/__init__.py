"""The drawings of exercises at run time: reading, choosing, placing; they are made elsewhere.

A drawing is SVG of a small subset. It is read strictly, turned once into the operators of a PDF or
into inline SVG, and kept as derived data. Which one belongs beside an exercise follows from the
side, the way and the words that are printed.
"""
