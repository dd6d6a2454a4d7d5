"""A contact centre to look at: people, a month behind them, and a phone system that plays a recorded day."""
