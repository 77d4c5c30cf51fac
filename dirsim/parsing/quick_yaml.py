"""ruamel's YAML parser with less work for each token and the same events.

ruamel asks for each character by a call, and after each token looks through every key that might still begin: long flow lists take
time with the square of their nesting. Words and blanks are found here by linear patterns, and the keys are kept in the order in
which they became possible, so the first one decides.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import StringMark
from ruamel.yaml.parser import Parser
from ruamel.yaml.reader import Reader
from ruamel.yaml.scanner import Scanner, ScannerError
from ruamel.yaml.tokens import CommentToken, ScalarToken

BREAKS = "\0\r\n\x85\u2028\u2029"
BLANKS = re.compile(r"[ \t]*")
REST_OF_LINE = re.compile(f"[^{BREAKS}]*")
_SPACES = re.compile(r" *")
_KEY_LENGTH = 1024
_END = f"{BREAKS} \t"
_IN_BLOCK = re.compile(f"[^:{_END}]*(?::(?![{_END}])[^:{_END}]*)*")
_IN_FLOW = re.compile(rf"[^:,\[\]{{}}{_END}]*(?::(?![{_END}])[^:,\[\]{{}}{_END}]*)*")
_DOUBLE = re.compile(rf'"([^"\\{BREAKS}]*)"')
_SINGLE = re.compile(rf"'([^'{BREAKS}]*)'(?!')")


class QuickReader(Reader):
    """A reader of text that passes over words at once."""

    def forward(self, length: int = 1) -> None:
        """Pass over characters; ruamel counts those that end a line."""
        end = self.pointer + length
        part = self.buffer[self.pointer : end]
        if len(part) < length or "\n" in part or "\r" in part or "\ufeff" in part:
            super().forward(length)
            return
        self.pointer = end
        self.index += length
        self.column += length

    def get_mark(self) -> Any:
        """The present place in the text."""
        return StringMark(self.name, self.index, self.line, self.column, self.buffer, self.pointer)


class QuickScanner(Scanner):
    """ruamel's scanner with patterns for words, and one look at the keys for each token."""

    _settled = -1
    """The number of tokens taken when the next one was known to be complete."""

    @cached_property
    def reader(self) -> Any:
        """The reader, asked for once."""
        return self.loader.reader

    def reset_scanner(self) -> None:
        """Begin again."""
        self._settled = -1
        super().reset_scanner()

    def _settle(self) -> None:
        while self.need_more_tokens():
            self.fetch_more_tokens()
        self._settled = self.tokens_taken

    def check_token(self, *choices: Any) -> bool:
        """True if there is a next token, of one of the types if any are given."""
        if self._settled != self.tokens_taken:
            self._settle()
        if not self.tokens:
            return False
        return not choices or isinstance(self.tokens[0], choices)

    def peek_token(self) -> Any:
        """The next token, which stays."""
        if self._settled != self.tokens_taken:
            self._settle()
        return self.tokens[0] if self.tokens else None

    def get_token(self) -> Any:
        """The next token, which is taken."""
        if self._settled != self.tokens_taken:
            self._settle()
        if not self.tokens:
            return None
        self.tokens_taken += 1
        return self.tokens.pop(0)

    def next_possible_simple_key(self) -> Any:
        """The number of the first token that may begin a key: that of the outermost list or mapping."""
        for key in self.possible_simple_keys.values():
            return key.token_number
        return None

    def stale_possible_simple_keys(self) -> None:
        """Forget the keys that ended; an inner one began later than an outer one, so the first that may still be one ends it."""
        keys = self.possible_simple_keys
        while keys:
            level = next(iter(keys))
            key = keys[level]
            if key.line == self.reader.line and self.reader.index - key.index <= _KEY_LENGTH:
                return
            if key.required:
                mark = self.reader.get_mark()
                raise ScannerError("while scanning a simple key", key.mark, "could not find expected ':'", mark)
            del keys[level]

    def scan_to_next_token(self) -> Any:
        """Skip blanks, line breaks and comments."""
        reader = self.reader
        if reader.index == 0 and reader.peek() == "\ufeff":
            reader.forward()
        white_space = BLANKS if self.flow_context else _SPACES
        while True:
            self.pass_over(white_space)
            if reader.peek() == "#":
                self.pass_over(REST_OF_LINE)
            if not self.scan_line_break():
                return
            if not self.flow_context:
                self.allow_simple_key = True

    def scan_plain_spaces(self, indent: Any, start_mark: Any) -> Any:
        """The blanks after a word of plain text; ruamel reads those around line breaks."""
        reader = self.reader
        found = _SPACES.match(reader.buffer, reader.pointer)
        blanks = found[0] if found else ""
        if reader.peek(len(blanks)) in "\r\n\x85\u2028\u2029":
            return super().scan_plain_spaces(indent, start_mark)
        if not blanks:
            return []
        reader.forward(len(blanks))
        return [blanks]

    def pass_over(self, pattern: re.Pattern[str]) -> str:
        """Pass over what the pattern finds here, and return it."""
        reader = self.reader
        found = pattern.match(reader.buffer, reader.pointer)
        text = found[0] if found else ""
        if text:
            reader.forward(len(text))
        return text

    def scan_flow_scalar(self, style: Any) -> Any:
        """Text in quotes; ruamel reads the one with escapes or several lines."""
        reader = self.reader
        found = (_DOUBLE if style == '"' else _SINGLE).match(reader.buffer, reader.pointer)
        if found is None:
            return super().scan_flow_scalar(style)
        start = reader.get_mark()
        reader.forward(len(found[0]))
        return ScalarToken(found[1], False, start, reader.get_mark(), style)

    def scan_plain(self) -> Any:
        """Text without quotes."""
        if self.scanner_processing_version == (1, 1):  # where a question mark ends it in a flow collection
            return super().scan_plain()
        reader = self.reader
        chunks: list[Any] = []
        spaces: list[Any] = []
        start = end = reader.get_mark()
        indent = self.indent + 1
        pattern = _IN_FLOW if self.flow_context else _IN_BLOCK
        while reader.peek() != "#":
            word = self.pass_over(pattern)
            if not word:
                break
            self.allow_simple_key = False
            chunks.extend(spaces)
            chunks.append(word)
            end = reader.get_mark()
            spaces = self.scan_plain_spaces(indent, start)
            if not spaces or reader.peek() == "#" or (not self.flow_context and reader.column < indent):
                break
        token = ScalarToken("".join(chunks), True, start, end)
        if spaces and spaces[0] == "\n":  # kept as ruamel keeps it
            token.add_post_comment(CommentToken("".join(spaces) + "\n", start, end))
        return token


class QuickParser(Parser):
    """ruamel's parser, which asks for its scanner once."""

    @cached_property
    def scanner(self) -> Any:
        """The scanner."""
        return self.loader.scanner


def quick_yaml(scanner: type[QuickScanner] = QuickScanner) -> Any:
    """A safe YAML parser of text, not of streams.

    Args:
        scanner: The scanner that splits the text.
    """
    yaml = YAML(typ="safe", pure=True)
    yaml.Reader = QuickReader
    yaml.Scanner = scanner
    yaml.Parser = QuickParser
    return yaml
