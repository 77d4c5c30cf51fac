"""The what-if board as a page and a notebook widget; ``board.js`` runs it."""
