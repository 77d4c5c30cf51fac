"""YAML scanner that accepts tabs where YAML 1.2 does.

ruamel.yaml refuses every tab outside quotes and flow collections. YAML allows them between the tokens of a line, before a
comment, in plain text and on blank lines; only indentation is written with spaces (YAML 1.2.2, section 6.1).
"""

from __future__ import annotations

from typing import Any

from ruamel.yaml.scanner import Scanner

_BREAKS = "\0\r\n\x85\u2028\u2029"


class TabScanner(Scanner):
    """ruamel's scanner with tabs as blanks within a line."""

    def scan_to_next_token(self) -> Any:
        """Skip blanks, line breaks and comments; a tab that would indent a token is left, and the scanner refuses it."""
        reader = self.reader
        if reader.index == 0 and reader.peek() == "\ufeff":
            reader.forward()
        inside = reader.column > 0  # at the beginning of a line, blanks are indentation
        while True:
            length = self._blanks()
            following = reader.peek(length)
            tabs = "\t" in reader.prefix(length)
            if tabs and not inside and not self.flow_level and following not in f"#{_BREAKS}":
                while reader.peek() == " ":
                    reader.forward()
                return
            if tabs and not self.flow_level:
                self.allow_simple_key = False  # a tab cannot indent a block within the line
            reader.forward(length)
            if following == "#":
                while reader.peek() not in _BREAKS:
                    reader.forward()
            if not self.scan_line_break():
                return
            inside = False
            if not self.flow_level:
                self.allow_simple_key = True

    def _blanks(self) -> int:
        length = 0
        while self.reader.peek(length) in " \t":
            length += 1
        return length

    def scan_plain_spaces(self, indent: Any, start_mark: Any) -> Any:
        """The blanks after a word of plain text, tabs among them, or the line breaks."""
        length = self._blanks()
        blanks = self.reader.prefix(length)
        if "\t" not in blanks:
            return super().scan_plain_spaces(indent, start_mark)
        self.reader.forward(length)
        if self.reader.peek() in _BREAKS:
            return super().scan_plain_spaces(indent, start_mark)
        return [blanks]
