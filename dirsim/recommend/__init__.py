"""Requirements and designs in; verdicts with their facts and runs, and a ranking, out."""
