"""Sampling points, samples, laboratory results and the norms they are compared with."""
