"""What is kept of people and how long; what a person asks for: to see, to correct, to be forgotten."""
