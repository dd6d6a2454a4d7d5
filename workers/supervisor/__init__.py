"""One process starts all the others, in order, keeps them alive and takes them down with it."""
