"""Values as pictures: SVG text of our own, with words for those who do not see it."""
