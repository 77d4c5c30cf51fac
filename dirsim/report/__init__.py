"""From values to pages: text, Markdown, HTML and machine formats. No value knows how it is shown."""
