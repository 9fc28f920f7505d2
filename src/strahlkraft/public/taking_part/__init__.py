"""Taking part in a congress without an account: submitting, registering, voting, making contact."""
