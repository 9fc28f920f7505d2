"""The roof: settings, addresses, servers. Nothing below imports it."""
