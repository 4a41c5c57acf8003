"""Values along a line, such as a river: how far downstream of the source of pollution they were measured."""
