"""Records into frames, figures, sentences and files."""
