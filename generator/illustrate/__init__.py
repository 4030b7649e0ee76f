"""Line drawings from poses: a rigged figure becomes an exercise's pictures, at build time only.

Nothing here runs when a handout is made, and no other package imports this one. It needs the extra
`illustrate` (numpy, scipy, scikit-image). World: decimetres, x the person's left, y up, z forward.
"""
