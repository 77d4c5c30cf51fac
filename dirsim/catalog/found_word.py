"""Result of a search in the word lists."""

from __future__ import annotations

from attrs import frozen


@frozen
class FoundWord:
    """The result of a search; exactly one of the fields is filled, or none where no word is known.

    Attributes:
        word: The word that the text means.
        synonym: True where the text is another word for it, not another spelling; such a reading is noted.
        meanings: The words that an ambiguous text can mean.
        elsewhere: The lists to which the text belongs, each with the word there.
        slip: The word of which the text is a misspelling.
        outside: What to do where dirsim has no word for the text.
        near: The words of known texts that the text contains, beside others that may change the meaning.
    """

    word: str = ""
    synonym: bool = False
    meanings: tuple[str, ...] = ()
    elsewhere: tuple[tuple[str, str], ...] = ()
    slip: str = ""
    outside: str = ""
    near: tuple[str, ...] = ()
