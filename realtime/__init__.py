"""Who may listen, which rows an event touches, and how they reach a screen without ever being silently wrong."""
