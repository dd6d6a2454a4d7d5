"""FreeSWITCH: its event socket, its queue events, its posted call records."""
