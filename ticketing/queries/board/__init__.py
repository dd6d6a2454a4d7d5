"""What the live board shows, read in sets: one module per kind of row, one reading per row and change."""
