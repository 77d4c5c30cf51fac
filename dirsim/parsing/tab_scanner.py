"""YAML scanner that accepts tabs where YAML 1.2 does.

ruamel.yaml refuses every tab outside quotes and flow collections. YAML allows them between the tokens of a line, before a
comment, in plain text and on blank lines; only indentation is written with spaces (YAML 1.2.2, section 6.1).
"""

from __future__ import annotations

from typing import Any

from dirsim.parsing.quick_yaml import BLANKS, BREAKS, REST_OF_LINE, QuickScanner


class TabScanner(QuickScanner):
    """The scanner with tabs as blanks within a line."""

    def scan_to_next_token(self) -> Any:
        """Skip blanks, line breaks and comments; a tab that would indent a token is left, and the scanner refuses it."""
        reader = self.reader
        if reader.index == 0 and reader.peek() == "\ufeff":
            reader.forward()
        inside = reader.column > 0  # at the beginning of a line, blanks are indentation
        while True:
            found = BLANKS.match(reader.buffer, reader.pointer)
            blanks = found[0] if found else ""
            following = reader.peek(len(blanks))
            tabs = "\t" in blanks
            if tabs and not inside and not self.flow_context and following not in f"#{BREAKS}":
                while reader.peek() == " ":
                    reader.forward()
                return
            if tabs and not self.flow_context:
                self.allow_simple_key = False  # a tab cannot indent a block within the line
            if blanks:
                reader.forward(len(blanks))
            if following == "#":
                self.pass_over(REST_OF_LINE)
            elif following not in BREAKS:
                return
            if not self.scan_line_break():
                return
            inside = False
            if not self.flow_context:
                self.allow_simple_key = True

    def scan_plain_spaces(self, indent: Any, start_mark: Any) -> Any:
        """The blanks after a word of plain text, tabs among them, or the line breaks."""
        reader = self.reader
        found = BLANKS.match(reader.buffer, reader.pointer)
        blanks = found[0] if found else ""
        if reader.peek(len(blanks)) not in BREAKS:
            if not blanks:
                return []
            reader.forward(len(blanks))
            return [blanks]
        if "\t" in blanks:
            reader.forward(len(blanks))
        return super().scan_plain_spaces(indent, start_mark)
