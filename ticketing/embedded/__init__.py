"""The servers that travel with Rexian: PostgreSQL and Redis as plain child processes in the data directory.

Each server module says where its binary is, prepares its folder, and gives its argument list, its URL and
whether it answers. Who starts it and keeps it alive is the supervisor's business (or `running` for a moment's work).
"""
