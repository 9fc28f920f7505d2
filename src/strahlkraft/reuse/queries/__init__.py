"""Reading offers, software, requests and cases."""
