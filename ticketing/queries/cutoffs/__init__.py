"""The register of cut-off calls: what was cut off by the log, and the lists and figures made of it."""
