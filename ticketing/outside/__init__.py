"""Talk to machines that are not ours: mail servers, SMS gateways, receivers of webhooks. No table, no transaction."""
