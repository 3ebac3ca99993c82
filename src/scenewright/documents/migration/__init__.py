"""Old documents stay readable: what brings them to the current schema version, one step a module.

A change of the schema adds a module `<kind>_<version>.py` with a `Migration`, lists it here and raises
`SCHEMA_VERSION`. It is applied to data wherever a document is read; `scenewright scenario migrate` rewrites
files.
"""

from scenewright.conventions import SCHEMA_VERSION
from scenewright.documents.migration.base import Migration, Migrations

__all__ = ["MIGRATIONS", "Migration", "Migrations"]

MIGRATIONS = Migrations(current=SCHEMA_VERSION)
"""Version 1 is the first: there is no step yet."""
