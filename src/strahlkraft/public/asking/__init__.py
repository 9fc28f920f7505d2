"""The road without an account: asking for a result, answering and reporting by the links of letters."""
