"""Pure rules of reuse: offers, requests, cases, watches."""
