"""The what-if board as a page, in a notebook, and as a widget; ``board.js`` answers and draws in all three."""
