"""Newsletter, feedback and own data without an account: asked for by a form, confirmed and ended by the links of letters."""
