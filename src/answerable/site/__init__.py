"""A site of plain files with everything public on this record, for any server and any mirror.

A page is made in three steps: facts are read, a struct of this package takes what may leave of them, field by field,
and a template shows the struct. Templates are given nothing else. docs/reference/public-site.md names every field.
"""
