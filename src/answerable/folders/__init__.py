"""A case as a plain folder: TOML, Markdown and evidence files that people read, compare, keep and load again.

`loading.load_folder` appends a folder to the record, whole or not at all; `exporting.export_case` writes it back.
"""
