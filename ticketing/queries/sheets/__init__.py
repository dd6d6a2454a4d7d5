"""What the sheets of the binders are filled from: one room per subject, each in a known number of statements."""
