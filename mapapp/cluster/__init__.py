"""The private PostGIS server that mapapp makes, starts and stops by itself, and the check of one that it is given."""

from mapapp.cluster.cluster import Cluster
from mapapp.cluster.database import Database, database

__all__ = ["Cluster", "Database", "database"]
