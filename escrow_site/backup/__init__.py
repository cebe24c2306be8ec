"""Backup and restore: one sealed file that was restored for a trial before it got its name.

archive     the file: manifest, database, filed documents, and a seal over every byte
contents    what a database holds: heads, files, migrations, rows; read the same way from the live one and from a copy
sqlite, postgresql   taking a consistent copy, laying one beside the live database, putting it in its place
standing    the desk on another database and vault for a while
making, restoring    the two acts
"""
