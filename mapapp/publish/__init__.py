"""Ways of publishing; each works on any layer and never asks which one it has."""
