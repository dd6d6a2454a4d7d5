"""Rosters drawn up by HiGHS (`highspy`, the extra `[roster]`): solving, and the job beside the requests."""
