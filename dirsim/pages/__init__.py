"""Report pages and their formats: text, Markdown, HTML, machine formats.

A page is built from a value; the value's class does not depend on the formats.
"""
