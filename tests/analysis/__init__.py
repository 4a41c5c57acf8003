"""Tests of what joins several layers."""
