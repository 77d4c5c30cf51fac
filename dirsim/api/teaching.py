"""Parts that labs build on: parsed answer files, and the blocks of a page."""

from __future__ import annotations

from dirsim.pages.blocks import Block as Block
from dirsim.pages.blocks import Heading as Heading
from dirsim.pages.blocks import Items as Items
from dirsim.pages.blocks import Page as Page
from dirsim.pages.blocks import Prose as Prose
from dirsim.pages.blocks import Table as Table
from dirsim.pages.markdown import escaped as escaped
from dirsim.pages.text import WIDTH as WIDTH
from dirsim.parsing.places import Finding as Finding
from dirsim.parsing.places import shown as shown
from dirsim.parsing.source import file_name as file_name
from dirsim.parsing.source import read_text as read_text
from dirsim.parsing.tree import Tree as Tree
from dirsim.parsing.tree import parse as parse
