"""Reuse: offers, software elsewhere, needs, requests, cases; what can be taken over and who did."""
