"""What the live rules read: how each figure stands now, how it stood in history, and what was told of it."""
